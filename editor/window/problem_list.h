// What the session's check found wrong with the graph, before it runs: a choice of a line goes to the node.
#pragma once

#include <QListWidget>

#include "document/selection.h"
#include "run/run_controller.h"

namespace weft::editor {

class ProblemList : public QListWidget {
  Q_OBJECT

 public:
  ProblemList(GraphModel& model, Selection& selection, RunController& runs, QWidget* parent = nullptr);

 private:
  void fill();
  void go(const QListWidgetItem& item);

  GraphModel& m_model;
  Selection& m_selection;
  RunController& m_runs;
};

// The node that a problem's path in the file is about: of "nodes.sample.inputs.denoiser" it is "sample" in the top
// graph; empty: none.
struct ProblemPlace {
  QString graph, node;
};
ProblemPlace placeOfProblem(const QString& path);

}  // namespace weft::editor
