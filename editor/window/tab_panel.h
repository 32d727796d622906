// A panel about the tab that is shown: has a widget of its own for each tab, made when it is first seen.
#pragma once

#include <functional>

#include <QHash>
#include <QStackedWidget>

namespace weft::editor {

class EditorWindow;
class GraphTab;

class TabPanel : public QStackedWidget {
  Q_OBJECT

 public:
  using Make = std::function<QWidget*(GraphTab&)>;
  TabPanel(EditorWindow& window, Make make);
  QWidget* current() const { return currentWidget() == m_empty ? nullptr : currentWidget(); }

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void follow();

  EditorWindow& m_window;
  Make m_make;
  QWidget* m_empty;  // while no graph is open
  QHash<GraphTab*, QWidget*> m_byTab;
};

}  // namespace weft::editor
