// Asks for a sweep – one parameter over some values, or two over all their pairs – and queues its runs.
#pragma once

#include <QDialog>
#include <QPointer>

#include "run/run_controller.h"
#include "run/sweep.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace weft::editor {

class SweepDialog : public QDialog {
  Q_OBJECT

 public:
  // For open(): it goes away when it is closed.
  SweepDialog(RunController& controller, QWidget* parent);

 private:
  struct Axis {
    QComboBox* parameter;
    QLineEdit* values;
  };
  Axis addAxis(class QFormLayout& form, const QString& label, const QString& name, bool optional);
  const Sweepable* chosen(const Axis& axis) const;  // nullptr: none
  void update();
  void queue();

  QPointer<RunController> m_controller;
  std::vector<Sweepable> m_sweepables;
  std::vector<RunSettings> m_runs;
  Axis m_first{}, m_second{};
  QLabel* m_say = nullptr;
  QPushButton* m_queue = nullptr;
};

}  // namespace weft::editor
