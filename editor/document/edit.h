// One change that a person makes to a graph: what it is called in the Undo menu, and the operations it consists of.
// Everything the editor changes in a document is an Edit; commands/ makes them, GraphModel does them.
#pragma once

#include <QMetaType>
#include <QString>

#include <weft/base/json.h>

namespace weft::editor {

struct Edit {
  QString name;                     // "Move 3 nodes"
  Json operations = Json::array();  // as weft/graph/edit_operations.h has them: all are done, or none
  // Edits in a row with the same key, which is not empty, are one step of undo: the moves of one drag.
  QString mergeKey;
  bool isEmpty() const { return operations.empty(); }
};

}  // namespace weft::editor
