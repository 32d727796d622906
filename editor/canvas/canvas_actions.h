// What a person does to a canvas by name, whatever it is asked for with: a key, a menu, a button. Each is one step of
// undo; what cannot be done, or makes no sense here, does nothing, or says why in the canvas's message().
#pragma once

#include <span>

#include <QPointF>

#include "commands/layout_edits.h"
#include "document/edit.h"
#include "theme/icons.h"

namespace weft::editor {

class CanvasView;

// Applies it; where the document refuses, tells the view's message(). False: nothing has changed.
bool perform(CanvasView& view, const Edit& edit);

void copySelection(CanvasView& view);
void cutSelection(CanvasView& view);
void pasteHere(CanvasView& view, bool withIncoming);
void duplicateSelection(CanvasView& view, bool withIncoming);
void removeSelection(CanvasView& view, bool keepWires);

void selectAll(CanvasView& view);
void selectNone(CanvasView& view);
void invertSelection(CanvasView& view);
enum class Along { Upstream, Downstream, Both };
// Everything that the selected nodes need, or that needs them, with them; Both: all that is linked to them at all.
void selectAlong(CanvasView& view, Along along);

void toggleMute(CanvasView& view);
void toggleBypass(CanvasView& view);
void toggleCollapsed(CanvasView& view);
void togglePinned(CanvasView& view);
void setSelectionColour(CanvasView& view, const QColor& colour);  // invalid: the theme's
void chooseColour(CanvasView& view);                              // a menu at the current node
void renameCurrent(CanvasView& view);                             // its title, over the canvas; or a group's
void groupSelection(CanvasView& view);
void addNoteHere(CanvasView& view);
void alignSelection(CanvasView& view, Side side);
void distributeSelection(CanvasView& view, Qt::Orientation along);
void arrangeSelection(CanvasView& view);  // all where nothing is selected

void makeSubgraph(CanvasView& view);
void openCurrent(CanvasView& view);  // a subgraph; else edits the current node's first value
void unpackCurrent(CanvasView& view);
void makeCurrentUnique(CanvasView& view);

void searchNodes(CanvasView& view);  // the palette, where the pointer is
// Of a type, or "graph:NAME"; its upper left corner at `at`. On a wire it is put into it where it fits.
void placeNode(CanvasView& view, const QString& typeId, QPointF at);

// By keys alone: to the nearest node in a direction, the selection by a step of the grid, and wires by menus.
enum class Direction { Left, Right, Up, Down };
void focusNeighbour(CanvasView& view, Direction direction);
void nudgeSelection(CanvasView& view, Direction direction);
void wireCurrent(CanvasView& view);
void showContextMenu(CanvasView& view);  // of what is selected

// The same as a table, from which the window's actions and the context menus are made.
enum class CanvasNeeds { Canvas, Selection, Node, Nodes, TwoNodes, Instance };
struct CanvasAction {
  const char* id = nullptr;  // "edit.copy"; nullptr: a line between two groups
  const char* text = nullptr;
  const char* category = nullptr;  // "Edit", "Node/Align"
  const char* keys = "";           // portable, several with ", "; heard while the canvas has the keyboard
  Icon icon = Icon::None;
  CanvasNeeds needs = CanvasNeeds::Canvas;
  void (*run)(CanvasView&) = nullptr;
};
std::span<const CanvasAction> canvasActionTable();
const CanvasAction* canvasAction(const QString& id);  // nullptr: none
bool canRun(CanvasView& view, CanvasNeeds needs);

}  // namespace weft::editor
