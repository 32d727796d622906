#include "inspector/edit_gesture.h"

#include "commands/parameter_edits.h"

namespace weft::editor {

EditGesture::EditGesture(ParameterEditor& editor, GraphModel& model, const QString& graph, const QSet<QString>& nodes,
                         const QString& parameter)
    : QObject(&editor), m_model(model), m_graph(graph), m_parameter(parameter), m_nodes(nodes) {
  connect(&editor, &ParameterEditor::edited, this, &EditGesture::edit);
  connect(&editor, &ParameterEditor::cancelled, this, &EditGesture::cancel);
}

void EditGesture::edit(const Json& value, bool done) {
  if (m_step < 0) m_model.endMerge();
  const QString key = QString("parameter:%1:%2").arg(m_graph, m_parameter);
  const Edit edit = setParameter(m_model, m_graph, m_nodes, m_parameter, value, key);
  const Result<void> applied = m_model.apply(edit);
  if (!applied) emit failed(QString::fromStdString(applied.error().message));
  if (applied && !edit.isEmpty()) m_step = m_model.undoStack().index();
  if (!done) return;
  m_step = -1;
  m_model.endMerge();
}

void EditGesture::cancel() {
  const int step = std::exchange(m_step, -1);
  m_model.endMerge();
  // Only where the step is still the last: an undo, or another edit, may have come between.
  if (step > 0 && m_model.undoStack().index() == step) m_model.undoStack().undo();
}

}  // namespace weft::editor
