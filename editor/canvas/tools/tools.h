// Everything that the mouse, drops and context menus do on a canvas. Whoever makes a CanvasView calls this once.
#pragma once

namespace weft::editor {

class CanvasView;

void installTools(CanvasView& view);

}  // namespace weft::editor
