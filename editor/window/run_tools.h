// The tool bar's right end: how many runs, queue, stop, live, and how far the run is.
#pragma once

#include <QPointer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QSpinBox;

namespace weft::editor {

class Actions;
class EditorWindow;
class GraphTab;

class RunTools : public QWidget {
  Q_OBJECT

 public:
  RunTools(EditorWindow& window, Actions& actions);

 private:
  void follow(GraphTab* tab);
  void update();

  QPointer<GraphTab> m_tab;
  QProgressBar* m_progress;
  QLabel* m_text;
};

}  // namespace weft::editor
