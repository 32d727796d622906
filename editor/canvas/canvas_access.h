// What a screen reader is told of the canvas: its nodes, where they are, which is chosen, how they fare.
#pragma once

namespace weft::editor {

class CanvasView;

void installCanvasAccess();  // once is enough, more does no harm
// The current node has the reader's attention.
void tellCurrentNode(CanvasView& view);

}  // namespace weft::editor
