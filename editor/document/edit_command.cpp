#include "document/edit_command.h"

#include "document/graph_model.h"
#include "document/merge_inverses.h"

namespace weft::editor {

EditCommand::EditCommand(GraphModel& model, const Edit& edit, Json inverse, quint64 mergeSeries)
    : QUndoCommand(edit.name),
      m_model(model),
      m_mergeKey(edit.mergeKey),
      m_mergeSeries(mergeSeries),
      m_other(std::move(inverse)) {}

void EditCommand::undo() {
  Result<Json> back = m_model.perform(m_other);
  Q_ASSERT(back);  // an inverse always fits the document that it was made for
  m_other = std::move(*back);
}

void EditCommand::redo() {
  if (std::exchange(m_fresh, false)) return;
  undo();
}

bool EditCommand::mergeWith(const QUndoCommand* other) {
  const auto* next = static_cast<const EditCommand*>(other);
  if (next->m_mergeKey != m_mergeKey || next->m_mergeSeries != m_mergeSeries) return false;
  m_other = mergedInverses(std::move(m_other), next->m_other, m_model.document());
  setText(next->text());
  return true;
}

}  // namespace weft::editor
