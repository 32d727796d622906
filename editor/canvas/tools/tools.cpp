#include "canvas/tools/tools.h"

#include "canvas/canvas_view.h"
#include "canvas/tools/canvas_events.h"
#include "canvas/tools/canvas_tool.h"
#include "canvas/tools/knife_tool.h"
#include "canvas/tools/move_tool.h"
#include "canvas/tools/parameter_tool.h"
#include "canvas/tools/resize_tool.h"
#include "canvas/tools/wire_tool.h"

namespace weft::editor {

// Who comes first is asked first: the canvas takes what nobody wants.
void installTools(CanvasView& view) {
  view.addTool(std::make_unique<KnifeTool>(view));
  view.addTool(std::make_unique<WireTool>(view));
  view.addTool(std::make_unique<ParameterTool>(view));
  view.addTool(std::make_unique<ResizeTool>(view));
  view.addTool(std::make_unique<MoveTool>(view));
  view.addTool(std::make_unique<CanvasTool>(view));
  new CanvasEvents(view);
}

}  // namespace weft::editor
