// The tool bar's right end: how many runs, queue, stop, live, and how far the run is.
#pragma once

#include <QPointer>
#include <QWidget>

class QSpinBox;
class QToolButton;

namespace weft::editor {

class Actions;
class EditorWindow;
class GraphTab;
class RunMeter;

class RunTools : public QWidget {
  Q_OBJECT

 public:
  RunTools(EditorWindow& window, Actions& actions);

 private:
  void follow(GraphTab* tab);
  void update();

  QPointer<GraphTab> m_tab;
  RunMeter* m_meter;
  QToolButton* m_restart;  // seen where nothing else helps
};

}  // namespace weft::editor
