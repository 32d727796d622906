#include "preview/value_source.h"

#include <QPointer>

#include "run/run_controller.h"

namespace weft::editor {

ValueSource valuesOf(RunController& runs) {
  ValueSource source;
  source.state = &runs.state();
  const QPointer<RunController> kept(&runs);
  source.fetch = [kept](Json request, auto reply) {
    if (kept) kept->fetch(std::move(request), std::move(reply));
  };
  source.fetchPicture = [kept](Json request, auto reply) {
    if (kept) kept->fetchPicture(std::move(request), std::move(reply));
  };
  source.runTo = [kept](const QString& path) {
    if (!kept) return;
    RunRequest request;
    request.to = {path};
    kept->queue(request);
  };
  return source;
}

}  // namespace weft::editor
