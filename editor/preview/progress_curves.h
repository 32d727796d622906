// Curves out of what nodes say of their progress: "loss 0.01234, 80 examples/s" at step 7 is a point of the curve
// "loss". Kept for every node of a tab, run by run, whether or not anybody looks. GUI thread.
#pragma once

#include <QHash>
#include <QObject>
#include <QPointF>
#include <QPointer>

#include "run/run_state.h"

namespace weft::editor {

class ProgressCurves : public QObject {
  Q_OBJECT

 public:
  static constexpr qsizetype mostRuns = 5;         // of one node; older ones are forgotten
  static constexpr qsizetype mostPoints = 20'000;  // of one curve; of more every second goes

  using Run = QList<std::pair<QString, QList<QPointF>>>;  // curves by their names, as they came

  using QObject::QObject;
  void follow(RunState* state);              // null: none; what was kept goes
  QList<Run> of(const QString& path) const;  // newest last

  // Names that are followed by a number: "loss 0.5, 12 examples/s" has one, loss.
  static QList<std::pair<QString, double>> numbersIn(const QString& text);

 signals:
  void grew(const QString& path);

 private:
  struct Node {
    QList<Run> runs;
    quint64 step = 0;
    bool running = false;
  };
  void take(const QString& path);

  QPointer<RunState> m_state;
  QHash<QString, Node> m_nodes;
};

}  // namespace weft::editor
