// What the editor keeps in a graph file of its own: where nodes stand and how they look, groups, notes. Each graph, the
// top one and every subgraph, has it in its member "editor":
//
//   "editor": {
//     "positions": {"blend": [400, 80]},              the node's upper left corner, in canvas units (pixels at 100 %)
//     "nodes": {"blend": {"title": "Mix", "colour": "#5b8def", "collapsed": true, "pinned": true, "width": 240,
//                         "seeds": {"seed": "increment"}}},            members are left out where they say nothing
//     "groups": [{"title": "Sampling", "colour": "#5b8def", "rect": [x, y, width, height]}],
//     "notes": [{"text": "Markdown", "colour": "#e0b050", "rect": [x, y, width, height]}]
//   }
//
// Read leniently: what is not as expected counts as missing, and stays in the file.
#pragma once

#include <optional>

#include <QColor>
#include <QHash>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <weft/graph/document.h>

namespace weft::editor {

// What a seed parameter does after each run that was queued.
enum class SeedChange { Fixed, Increment, Random };

struct NodeLook {
  std::optional<QPointF> position;  // nullopt: nobody has placed it
  QString title;                    // empty: its type's label
  QColor colour;                    // invalid: the theme's
  bool collapsed = false, pinned = false;
  double width = 0;                  // 0: as its content wants
  QHash<QString, SeedChange> seeds;  // by parameter; missing: Fixed
};

struct GroupBox {
  QString title;
  QColor colour;
  QRectF rect;
};

struct Note {
  QString text;  // Markdown
  QColor colour;
  QRectF rect;
};

class GraphModel;

// `graph`: the name of a graph of the model ("" the top one). `node` may be inputsNode() or outputsNode().
NodeLook nodeLook(const GraphModel& model, const QString& graph, const QString& node);
// All nodes of a graph at once: looking keys up one by one is linear in their number.
QHash<QString, NodeLook> nodeLooks(const GraphModel& model, const QString& graph);
std::vector<GroupBox> groupBoxes(const GraphModel& model, const QString& graph);
std::vector<Note> notes(const GraphModel& model, const QString& graph);

// Keys from the file's root to a member of the graph's "editor": {"graphs", "two", "editor", "positions", "blend"}.
std::vector<std::string> editorPath(const QString& graph, std::initializer_list<QString> keys);
const char* seedChangeName(SeedChange change);  // "fixed", "increment", "random"

}  // namespace weft::editor
