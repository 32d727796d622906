#include "preview/value_source.h"

#include "run/run_controller.h"

namespace weft::editor {

ValueSource valuesOf(RunController& runs) {
  ValueSource source;
  source.state = &runs.state();
  source.fetch = [&runs](Json request, auto reply) { runs.fetch(std::move(request), std::move(reply)); };
  source.fetchPicture = [&runs](Json request, auto reply) { runs.fetchPicture(std::move(request), std::move(reply)); };
  source.runTo = [&runs](const QString& path) {
    RunRequest request;
    request.to = {path};
    runs.queue(request);
  };
  return source;
}

}  // namespace weft::editor
