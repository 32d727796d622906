// A line of text over a bar: what runs, how far it is, how fast it goes, how long it will take.
#pragma once

#include <QAbstractButton>

#include "run/run_progress.h"

namespace weft::editor {

class RunController;

class RunMeter : public QAbstractButton {
  Q_OBJECT

 public:
  explicit RunMeter(QWidget* parent = nullptr);
  void follow(const RunController& controller);  // as it is now
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double m_share = -1;  // of the run; -1: nothing runs
};

// "4.1/s, 7 s left"
QString paceText(const RunProgress& progress);
QString durationText(double seconds);  // "0.4 s", "12 s", "3 min 20 s"

}  // namespace weft::editor
