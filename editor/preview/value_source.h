// Where the panels get what runs computed: from the runs of a tab, or from a test.
#pragma once

#include <functional>

#include <QImage>
#include <QString>

#include <weft/base/json.h>

namespace weft::editor {

class RunController;
class RunState;

struct ValueSource {
  RunState* state = nullptr;  // nullptr: nothing to show
  // As RunController's; replies come later, from the event loop.
  std::function<void(Json request, std::function<void(const Json& reply)>)> fetch;
  std::function<void(Json request, std::function<void(const QImage& picture, const Json& reply)>)> fetchPicture;
  std::function<void(const QString& path)> runTo;  // computes a node whose value has been given up
};

// Once `runs` are gone, requests have no answer.
ValueSource valuesOf(RunController& runs);

}  // namespace weft::editor
