// What the session's `check` tells of the graph as it stands: asked a moment after each change, never twice at a time.
#pragma once

#include <QObject>
#include <QTimer>

#include "run/graph_mirror.h"
#include "run/run_state.h"

namespace weft::editor {

class GraphChecker : public QObject {
  Q_OBJECT

 public:
  GraphChecker(GraphModel& model, GraphMirror& mirror, Session& session, RunState& state, QObject* parent = nullptr);
  void askSoon();
  void setEnabled(bool enabled);  // of a tab that nobody sees nothing is asked

 private:
  void ask();
  void answered(const Json& reply, quint64 revision);

  GraphModel& m_model;
  GraphMirror& m_mirror;
  Session& m_session;
  RunState& m_state;
  QTimer m_soon;
  bool m_asking = false, m_enabled = true, m_wanted = true;
};

// A reply to `check` as the editor has it. What is not as expected is left out.
GraphCheck graphCheck(const Json& reply);
// By graph and node.
QHash<QString, QHash<QString, ExtraPorts>> extraPorts(const Json& reply);

}  // namespace weft::editor
