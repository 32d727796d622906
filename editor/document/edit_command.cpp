#include "document/edit_command.h"

#include "document/graph_model.h"

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
  Json both = next->m_other;
  for (Json& operation : m_other) both.push_back(std::move(operation));
  m_other = std::move(both);
  setText(next->text());
  return true;
}

}  // namespace weft::editor
