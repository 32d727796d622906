// Keeps the session's copy of a document in step: the whole text at first, and whenever something went wrong; from then
// on the same operations that the model does. GUI thread; nothing waits.
#pragma once

#include <QObject>

#include "document/graph_model.h"
#include "run/session.h"

namespace weft::editor {

class GraphMirror : public QObject {
  Q_OBJECT

 public:
  GraphMirror(GraphModel& model, Session& session, QObject* parent = nullptr);

  // What is asked of the session from here on is asked about the graph as it stands.
  void bring();
  // The session's copy is another graph, or none: the next bring() loads the whole text.
  void forget() { m_there = false; }
  quint64 revision() const { return m_revision; }  // counts changes that a run could notice

 signals:
  void revised();                       // such a change
  void refused(const QString& reason);  // the session would not take the graph

 private:
  void edited(const Json& operations);

  GraphModel& m_model;
  Session& m_session;
  bool m_there = false;
  quint64 m_revision = 0;
};

// False: only how the graph looks is changed.
bool concernsRuns(const Json& operations);

}  // namespace weft::editor
