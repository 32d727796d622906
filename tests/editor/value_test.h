// A session that answers from memory, for the panels that show what runs computed.
#pragma once

#include <map>

#include <QTimer>

#include "editor_test.h"
#include "preview/value_source.h"
#include "run/run_state.h"

namespace weft::editor::test {

// Answers come from the event loop, as those of a session do.
class FakeValues {
 public:
  std::map<std::string, Json> summaries;          // by "node.port"
  std::map<std::string, Json> numbers;            // the rest of the answer to "numbers"
  std::map<std::string, QList<QImage>> pictures;  // by batch, place in a list, or channel
  QList<Json> requests;
  QStringList runs;
  RunState state;

  ValueSource source() {
    ValueSource source;
    source.state = &state;
    source.fetch = [this](Json request, auto reply) {
      requests.append(request);
      QTimer::singleShot(0, &m_context, [this, request, reply] { reply(answer(request)); });
    };
    source.fetchPicture = [this](Json request, auto reply) {
      requests.append(request);
      QTimer::singleShot(0, &m_context, [this, request, reply] {
        const Json answered = answer(request);
        const int place = request.contains("item")
                              ? request["item"][0].get<int>()
                              : request.value(request.contains("channel") ? "channel" : "batch", 0);
        QImage image = pictures[key(request)].value(place);
        const int side = request.value("max", 0);
        if (side > 0 && !image.isNull()) image = image.scaled(side, side, Qt::KeepAspectRatio);
        reply(image, answered);
      });
    };
    source.runTo = [this](const QString& path) { runs.append(path); };
    return source;
  }

  // As a run that ends with the node.
  void ran(const QString& path, NodeStatus status = NodeStatus::Done, const QImage& picture = {},
           const QString& text = {}, quint64 step = 0) {
    NodeRun run;
    run.status = status;
    run.picture = picture;
    run.text = text;
    run.step = step;
    run.total = 100;
    state.set(path, run);
  }

  static Json tensor(std::vector<int64_t> shape) {
    return {{"kind", "tensor"}, {"text", "a tensor"}, {"bytes", 48},
            {"shape", shape},   {"dtype", "float32"}, {"device", "cpu"}};
  }

 private:
  static std::string key(const Json& request) {
    return request["node"].get<std::string>() + "." + request["port"].get<std::string>();
  }
  Json answer(const Json& request) const {
    const auto found = summaries.find(key(request));
    if (found == summaries.end()) return {{"ok", false}, {"error", "the value has been given up"}};
    Json reply{{"ok", true}, {"summary", found->second}};
    const auto more = numbers.find(key(request));
    if (request.value("as", "") == "numbers" && more != numbers.end()) reply.update(more->second);
    return reply;
  }
  QObject m_context;
};

// A node for each kind of thing to look at.
inline const char* viewedGraph() {
  return R"({"weft": 1, "nodes": {
    "load": {"type": "weft.io.LoadImage", "params": {"path": "a.png"}},
    "save": {"type": "weft.io.SaveImage", "inputs": {"image": "load.image"}},
    "number": {"type": "weft.math.Number"},
    "inner": {"type": "graph:part"}},
    "graphs": {"part": {"nodes": {"load": {"type": "weft.io.LoadImage", "params": {"path": "b.png"}}},
                        "outputs": {"picture": "load.image"}}}})";
}

}  // namespace weft::editor::test
