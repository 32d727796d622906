// What is wrong with the graph of the tab that is shown, before it runs, with what to do about it.
#pragma once

#include <QPointer>
#include <QWidget>

class QLabel;
class QListWidget;
class QListWidgetItem;

namespace weft::editor {

class RunController;

class ProblemsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ProblemsPanel(QWidget* parent = nullptr);
  void setController(RunController* controller);  // nullptr: no tab is shown

 signals:
  void nodeWanted(const QString& path);  // "outer/inner": open its graph, select it
  void countChanged(int problems);       // for the panel's title

 private:
  void update();
  void jump(QListWidgetItem* item);

  QPointer<RunController> m_controller;
  QLabel* m_state;
  QListWidget* m_list;
};

}  // namespace weft::editor
