// Which nodes' results are no longer those of the graph as it stands.
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>

#include "document/graph_model.h"
#include "run/graph_mirror.h"
#include "run/run_state.h"

namespace weft::editor {

// Of `paths` ("outer/inner"), those of the nodes that changed (by the graph they stand in) and of all that depend on
// them, across instances.
QSet<QString> stalePaths(const GraphModel& model, QHash<QString, QSet<QString>> changed, const QStringList& paths);

// Watches a document for that, and tells a moment after its changes.
class StaleNodes : public QObject {
  Q_OBJECT

 public:
  StaleNodes(const GraphModel& model, const GraphMirror& mirror, const RunState& state, QObject* parent = nullptr);
  void setPaused(bool paused);  // what changes meanwhile is passed over

 signals:
  void outdated(const QSet<QString>& paths);

 private:
  void note(const Change& change);

  const GraphModel& m_model;
  const RunState& m_state;
  QHash<QString, QSet<QString>> m_changed;  // by graph
  bool m_noticing = false, m_paused = false;
  QTimer m_soon;
};

}  // namespace weft::editor
