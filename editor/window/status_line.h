// The status bar: messages at the left; problems, nodes, the session and its memory, zoom at the right.
#pragma once

#include <QPointer>
#include <QStatusBar>
#include <QTimer>

class QLabel;
class QToolButton;

namespace weft::editor {

class EditorWindow;
class GraphTab;

class StatusLine : public QStatusBar {
  Q_OBJECT

 public:
  explicit StatusLine(EditorWindow& window);

 private:
  void follow(GraphTab* tab);
  void update();
  void updateMemory();

  EditorWindow& m_window;
  QPointer<GraphTab> m_tab;
  QList<QMetaObject::Connection> m_connections;
  QToolButton *m_problems, *m_zoom;
  QLabel *m_nodes, *m_session;
  QTimer m_soon, m_memoryTimer;
};

// Bytes of main memory that a process has in use; 0: it is not there.
qint64 memoryOfProcess(qint64 pid);

}  // namespace weft::editor
