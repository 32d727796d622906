// The inspector of a tab: the parameters of what is selected, or the graph itself where nothing is.
#pragma once

#include <QScrollArea>

#include "document/selection.h"
#include "run/run_state.h"

namespace weft::editor {

class GraphPage;
class NodePage;

class InspectorPanel : public QScrollArea {
  Q_OBJECT

 public:
  InspectorPanel(GraphModel& model, Selection& selection, RunState& runs, QWidget* parent = nullptr);

 signals:
  void revealed(const QString& node);  // it was selected from here: the canvas may go there
  void failed(const QString& message);

 private:
  void refreshSoon();
  void refresh();
  void jump(const QString& node);
  void modelChanged(const Change& change);

  GraphModel& m_model;
  Selection& m_selection;
  RunState& m_runs;
  NodePage* m_node;
  GraphPage* m_graph;
  bool m_isDue = false;
};

}  // namespace weft::editor
