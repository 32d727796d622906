// How each node of a tab's graph fares: what runs told last. Written by RunController, read by canvas and panels.
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QStringList>

#include <weft/graph/document.h>
#include <weft/value/type.h>

#include "theme/status.h"

namespace weft::editor {

struct NodeRun {
  NodeStatus status = NodeStatus::Idle;
  quint64 step = 0, total = 0;  // total 0: not known
  QString text;                 // what it says of its progress
  double seconds = -1;          // -1: not known
  qint64 bytes = -1;
  QString message;    // why it failed, and what would be right
  QImage picture;     // a small one of what it gives, or of what is in the making
  QStringList files;  // that it saved
};

// What the session's check says of a graph before it runs.
struct GraphCheck {
  bool known = false;                                // an answer to the graph as it stands has come
  Problems problems;                                 // paths as in the file: "nodes.sample.inputs.denoiser"
  QHash<QString, QHash<QString, Type>> outputTypes;  // by node ("outer/inner") and port
};

class RunState : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  // By path, "outer/inner". An instance has the sum of what is in it.
  const NodeRun& of(const QString& path) const;
  const GraphCheck& check() const { return m_check; }
  bool isRunning() const { return m_running; }

  QStringList paths() const;  // of which anything is known

  void set(const QString& path, const NodeRun& run);
  void set(const QHash<QString, NodeRun>& runs);  // told as one change
  void setCheck(GraphCheck check);
  void setRunning(bool running);
  void clear();

 signals:
  void changed(const QSet<QString>& paths);
  void checked();
  void runningChanged(bool running);

 private:
  QHash<QString, NodeRun> m_runs;
  GraphCheck m_check;
  bool m_running = false;
};

}  // namespace weft::editor
