// The menus of the canvas, of a node, a port, a wire, a group or a note: what is most wanted there, by the names and
// keys of the window's actions.
#pragma once

#include <QPoint>

namespace weft::editor {

class CanvasView;

// Of what lies at a point of the view; a node there that was not selected is, before.
void openContextMenu(CanvasView& view, QPoint at, QPoint global);

}  // namespace weft::editor
