// What actions on a selection share.
#pragma once

#include <QRectF>

#include "document/edit.h"

namespace weft::editor {

class GraphTab;

// False, with the reason in the tab's notices, where the document refuses it; an empty edit is fine.
bool applyEdit(GraphTab& tab, const Edit& edit);
// Nodes, groups and notes in one step of undo.
void deleteSelection(GraphTab& tab, bool heal);
// On the canvas; null where nothing is selected.
QRectF boundsOfSelection(GraphTab& tab);
QHash<QString, QRectF> nodeBounds(GraphTab& tab, const QSet<QString>& nodes);

}  // namespace weft::editor
