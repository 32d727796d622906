// A widget that edits one value, made from a parameter's descriptor: a number with a slider, a choice, a seed, a file,
// a text. The inspector stacks them; the canvas opens one over the value that was clicked.
#pragma once

#include <QWidget>

#include <weft/graph/node_type.h>

namespace weft::editor {

class GraphModel;

class ParameterEditor : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;
  virtual void setValue(const Json& value) = 0;  // signals nothing; null: several values that differ
  virtual Json value() const = 0;

 signals:
  // `done`: the drag, or the typing, has ended; before that it is a value on the way, of the same step of undo.
  void edited(const weft::Json& value, bool done);
  void cancelled();  // Escape: whoever listens takes back what came since the last `done`
};

// `model` tells subgraphs by name and where files are looked for. Never null: a value that fits no kind is edited as
// JSON text.
ParameterEditor* makeParameterEditor(const ParameterType& type, const GraphModel& model, QWidget* parent);

// "0.75", "1,024 px", "Euler ancestral": how a value is shown where it is not edited.
QString valueText(const ParameterType& type, const Json& value);

}  // namespace weft::editor
