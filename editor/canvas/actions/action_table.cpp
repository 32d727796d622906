#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "document/names.h"

namespace weft::editor {
namespace {

using Needs = CanvasNeeds;
using View = CanvasView;

constexpr CanvasAction line{};

const CanvasAction table[] = {
    {"edit.cut", "Cut", "Edit", "Ctrl+X", Icon::Cut, Needs::Selection, cutSelection},
    {"edit.copy", "Copy", "Edit", "Ctrl+C", Icon::Copy, Needs::Selection, copySelection},
    {"edit.paste", "Paste", "Edit", "Ctrl+V", Icon::Paste, Needs::Canvas, [](View& v) { pasteHere(v, false); }},
    {"edit.paste-linked", "Paste with incoming wires", "Edit", "Ctrl+Shift+V", Icon::None, Needs::Canvas,
     [](View& v) { pasteHere(v, true); }},
    {"edit.duplicate", "Duplicate", "Edit", "Ctrl+D", Icon::Duplicate, Needs::Selection,
     [](View& v) { duplicateSelection(v, false); }},
    {"edit.duplicate-linked", "Duplicate with incoming wires", "Edit", "Ctrl+Shift+D", Icon::None, Needs::Selection,
     [](View& v) { duplicateSelection(v, true); }},
    {"edit.delete", "Delete", "Edit", "Delete, Backspace", Icon::Delete, Needs::Selection,
     [](View& v) { removeSelection(v, false); }},
    {"edit.delete-heal", "Delete, and keep the wire through", "Edit", "Ctrl+Delete, X", Icon::None, Needs::Nodes,
     [](View& v) { removeSelection(v, true); }},
    line,
    {"edit.select-all", "Select all", "Edit", "Ctrl+A", Icon::None, Needs::Canvas, selectAll},
    {"edit.select-none", "Select nothing", "Edit", "Ctrl+Shift+A", Icon::None, Needs::Selection, selectNone},
    {"edit.select-inverse", "Invert selection", "Edit", "Ctrl+I", Icon::None, Needs::Canvas, invertSelection},
    {"edit.select-upstream", "Select what it needs", "Edit", "[", Icon::None, Needs::Nodes,
     [](View& v) { selectAlong(v, Along::Upstream); }},
    {"edit.select-downstream", "Select what needs it", "Edit", "]", Icon::None, Needs::Nodes,
     [](View& v) { selectAlong(v, Along::Downstream); }},
    {"edit.select-linked", "Select what is linked", "Edit", "Ctrl+L", Icon::None, Needs::Nodes,
     [](View& v) { selectAlong(v, Along::Both); }},
    line,
    {"edit.arrange", "Arrange", "Edit", "Ctrl+Shift+L", Icon::None, Needs::Canvas, arrangeSelection},

    {"node.add", "Add node…", "Node", "Tab, Shift+A", Icon::Add, Needs::Canvas, searchNodes},
    {"node.wire", "Wire by menu…", "Node", "L", Icon::None, Needs::Node, wireCurrent},
    {"node.edit", "Open, or edit its first value", "Node", "Return, Enter", Icon::None, Needs::Node, openCurrent},
    {"node.rename", "Rename", "Node", "F2", Icon::Rename, Needs::Selection, renameCurrent},
    {"node.colour", "Colour…", "Node", "C", Icon::Colour, Needs::Selection, chooseColour},
    line,
    {"node.mute", "Mute", "Node", "Ctrl+M", Icon::Mute, Needs::Nodes, toggleMute},
    {"node.bypass", "Bypass", "Node", "Ctrl+B", Icon::Bypass, Needs::Nodes, toggleBypass},
    {"node.collapse", "Collapse", "Node", "Alt+C", Icon::Collapse, Needs::Node, toggleCollapsed},
    {"node.pin", "Pin", "Node", "P", Icon::Pin, Needs::Node, togglePinned},
    line,
    {"node.group", "Group", "Node", "Ctrl+G", Icon::Group, Needs::Node, groupSelection},
    {"node.note", "Add note", "Node", "Ctrl+Shift+G", Icon::Note, Needs::Canvas, addNoteHere},
    line,
    {"node.subgraph", "Collapse into subgraph", "Node", "Ctrl+Shift+E", Icon::Subgraph, Needs::Nodes, makeSubgraph},
    {"node.unpack", "Unpack subgraph", "Node", "Ctrl+Shift+U", Icon::None, Needs::Instance, unpackCurrent},
    {"node.unique", "Make subgraph unique", "Node", "", Icon::None, Needs::Instance, makeCurrentUnique},
    {"node.leave", "Leave subgraph", "Node", "U, Ctrl+Shift+Up", Icon::Up, Needs::Canvas, [](View& v) { v.goUp(); }},
    line,
    {"node.align-left", "Left edges", "Node/Align", "", Icon::AlignLeft, Needs::TwoNodes,
     [](View& v) { alignSelection(v, Side::Left); }},
    {"node.align-right", "Right edges", "Node/Align", "", Icon::None, Needs::TwoNodes,
     [](View& v) { alignSelection(v, Side::Right); }},
    {"node.align-top", "Top edges", "Node/Align", "", Icon::None, Needs::TwoNodes,
     [](View& v) { alignSelection(v, Side::Top); }},
    {"node.align-bottom", "Bottom edges", "Node/Align", "", Icon::None, Needs::TwoNodes,
     [](View& v) { alignSelection(v, Side::Bottom); }},
    {"node.align-horizontal", "Centres, in a column", "Node/Align", "", Icon::None, Needs::TwoNodes,
     [](View& v) { alignSelection(v, Side::HorizontalCentre); }},
    {"node.align-vertical", "Centres, in a row", "Node/Align", "", Icon::None, Needs::TwoNodes,
     [](View& v) { alignSelection(v, Side::VerticalCentre); }},
    {"node.distribute-across", "Distribute across", "Node/Align", "", Icon::Distribute, Needs::TwoNodes,
     [](View& v) { distributeSelection(v, Qt::Horizontal); }},
    {"node.distribute-down", "Distribute down", "Node/Align", "", Icon::None, Needs::TwoNodes,
     [](View& v) { distributeSelection(v, Qt::Vertical); }},
    {"node.focus-left", "To the left", "Node/Go", "Left", Icon::None, Needs::Canvas,
     [](View& v) { focusNeighbour(v, Direction::Left); }},
    {"node.focus-right", "To the right", "Node/Go", "Right", Icon::None, Needs::Canvas,
     [](View& v) { focusNeighbour(v, Direction::Right); }},
    {"node.focus-up", "Up", "Node/Go", "Up", Icon::None, Needs::Canvas,
     [](View& v) { focusNeighbour(v, Direction::Up); }},
    {"node.focus-down", "Down", "Node/Go", "Down", Icon::None, Needs::Canvas,
     [](View& v) { focusNeighbour(v, Direction::Down); }},
    {"node.nudge-left", "To the left", "Node/Move", "Ctrl+Left", Icon::None, Needs::Selection,
     [](View& v) { nudgeSelection(v, Direction::Left); }},
    {"node.nudge-right", "To the right", "Node/Move", "Ctrl+Right", Icon::None, Needs::Selection,
     [](View& v) { nudgeSelection(v, Direction::Right); }},
    {"node.nudge-up", "Up", "Node/Move", "Ctrl+Up", Icon::None, Needs::Selection,
     [](View& v) { nudgeSelection(v, Direction::Up); }},
    {"node.nudge-down", "Down", "Node/Move", "Ctrl+Down", Icon::None, Needs::Selection,
     [](View& v) { nudgeSelection(v, Direction::Down); }},
};

}  // namespace

std::span<const CanvasAction> canvasActionTable() { return table; }

const CanvasAction* canvasAction(const QString& id) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const CanvasAction& item) { return item.id && id == item.id; });
  return found == std::end(table) ? nullptr : found;
}

bool canRun(CanvasView& view, CanvasNeeds needs) {
  const Selection& selection = view.selection();
  const auto nodes = std::count_if(selection.nodes().begin(), selection.nodes().end(),
                                   [](const QString& node) { return !isBoundary(node); });
  switch (needs) {
    case Needs::Canvas:
      return true;
    case Needs::Selection:
      return !selection.isEmpty();
    case Needs::Node:
      return !selection.nodes().isEmpty();
    case Needs::Nodes:
      return nodes > 0;
    case Needs::TwoNodes:
      return selection.nodes().size() > 1;
    case Needs::Instance: {
      const NodeItem* item = view.graph().node(selection.current());
      return item && item->face().kind == NodeKind::Subgraph;
    }
  }
  return false;
}

}  // namespace weft::editor
