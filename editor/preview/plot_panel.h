// The plot of the selected node: what it told of its progress, such as the loss of a training, run beside run; else the
// numbers that it gives, such as a schedule of sigmas.
#pragma once

#include <memory>

#include <QWidget>

#include "preview/plot.h"
#include "preview/value_source.h"

namespace weft::editor {

class GraphModel;
class Selection;

class PlotPanel : public QWidget {
  Q_OBJECT

 public:
  explicit PlotPanel(QWidget* parent = nullptr);
  ~PlotPanel() override;
  // The tab that is shown; null: none. They outlive it, or another call comes before they go.
  void follow(const ValueSource& source, Selection* selection, GraphModel* model);
  PlotView& plot();

 protected:
  QSize sizeHint() const override { return {420, 280}; }

 private:
  struct State;
  void makeBar();
  void reload();
  bool showCurves();
  void fetchValues(int port);
  void take(int port, const Json& reply);
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
