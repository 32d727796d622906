// A step of undo: ids and JSON, nothing of any view.
#pragma once

#include <QUndoCommand>

#include "document/edit.h"

namespace weft::editor {

class GraphModel;

// Of an edit that was done already: the first redo(), which QUndoStack::push() asks for, does nothing.
class EditCommand : public QUndoCommand {
 public:
  EditCommand(GraphModel& model, const Edit& edit, Json inverse, quint64 mergeSeries);
  void undo() override;
  void redo() override;
  int id() const override { return m_mergeKey.isEmpty() ? -1 : 1; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  GraphModel& m_model;
  const QString m_mergeKey;
  const quint64 m_mergeSeries;
  Json m_other;         // what takes the document to the other side of this step
  bool m_fresh = true;  // push() has yet to call redo()
};

}  // namespace weft::editor
