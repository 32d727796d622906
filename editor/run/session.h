// The process that runs graphs: `runner session` behind a pipe (engine/runner/session.md). It may die of a plugin, a
// driver or a lack of memory; then what was asked of it is answered with an error, and the next request starts another.
// Nothing here waits: replies and events come from the event loop (those of what restart() ends, from within it). GUI
// thread.
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QStringList>

#include <weft/base/json.h>

namespace weft::editor {

class Session : public QObject {
  Q_OBJECT

 public:
  struct Options {
    QString runner;         // the program; empty: the one beside this one
    QStringList arguments;  // of `runner session`: --plugins, --models, --out, --memory, …
  };
  explicit Session(Options options, QObject* parent = nullptr);
  // Ends the process: closes its input and leaves it alone, so that a node that trains may write its checkpoint. What
  // has no reply yet gets none.
  ~Session() override;

  // Of processes that are started from now on.
  void setOptions(Options options);

  // `reply` comes with {"ok": false, "error": …, "died": true} when the process dies before it answered. Starts one
  // where none runs.
  using Reply = std::function<void(const Json&)>;
  void request(Json request, Reply reply = {});

  bool isRunning() const;
  qint64 processId() const;  // 0: none runs
  qsizetype unanswered() const;
  void restart();  // kills it: what it was asked for fails; its memory and its models are gone
  void stop();     // the same, but gently; for a session that is not needed for now

 signals:
  void started(const weft::Json& hello);
  void event(const weft::Json& event);
  // It is gone. `reason` is for people and names the node and its library where they are known; both are empty after
  // restart() and stop().
  void died(const QString& reason, const QString& node);
  void logged(const QString& line);  // what it, or a node, wrote to standard error

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
