// Icons, drawn as lines in the colours of the theme at whatever size and density they are asked for. GUI thread.
#pragma once

#include <QIcon>
#include <QPainterPath>

namespace weft::editor {

enum class Icon {
  None,
  // Files.
  New,
  Open,
  Save,
  SaveAs,
  Template,
  Recent,
  // Edits.
  Undo,
  Redo,
  Cut,
  Copy,
  Paste,
  Duplicate,
  Delete,
  Rename,
  Reset,
  Random,
  // Nodes.
  Add,
  Remove,
  Mute,
  Bypass,
  Collapse,
  Pin,
  Colour,
  Group,
  Note,
  Subgraph,
  Reroute,
  AlignLeft,
  Distribute,
  // Views.
  Search,
  Fit,
  ZoomIn,
  ZoomOut,
  Grid,
  Minimap,
  Focus,
  Settings,
  Keyboard,
  // Runs.
  Run,
  RunFirst,
  RunTo,
  Stop,
  Live,
  // Panels.
  Library,
  Star,      // no favourite
  FullStar,  // a favourite
  Inspector,
  Picture,
  Compare,
  Help,
  Queue,
  Log,
  Problems,
  Meters,
  Tensor,
  // Signs.
  Info,
  Warning,
  Error,
  Done,
  Close,
  Up,
  Down,
  Left,
  Right,
  More,
  Dot,   // not saved
  Weft,  // the program's own
};

// In the colour of the theme's text, dimmed where disabled, of the accent where on; follows a change of the theme.
QIcon icon(Icon which);
QIcon icon(Icon which, const QColor& colour);  // always of this colour

// Into `rect`, with lines as wide as the size asks for.
void drawIcon(QPainter& painter, const QRectF& rect, Icon which, const QColor& colour);

}  // namespace weft::editor
