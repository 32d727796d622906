// Copies of nodes as JSON text, between graphs, windows and programs: a graph file in which "editor" says where they
// stood, so that a copy is a graph and a graph can be pasted.
#pragma once

#include <QPointF>
#include <QSet>

#include "document/edit.h"
#include "document/graph_model.h"

namespace weft::editor {

// With the wires between them, the subgraphs they need, their looks, and the wires that came in from others, which a
// paste may take up; groups and notes by their places in the file. Boundary nodes are left out. Empty: nothing to copy.
QString copyNodes(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
                  const QSet<int>& groups = {}, const QSet<int>& notes = {});

// Puts what a text holds into the graph, with new ids where the old ones are taken and `at` as the upper left corner of
// all; `added` receives the new ids. Subgraphs that are not there come along; one of the same name and other content
// gets a new name. Wires from outside are taken up where `withIncoming` and where their source is in this graph too;
// what an input of the copied graph gave else becomes a literal. Fails, with what is wrong, where the text is no graph.
Result<Edit> pasteNodes(const GraphModel& model, const QString& graph, const QString& text, QPointF at,
                        bool withIncoming, QSet<QString>* added = nullptr);

}  // namespace weft::editor
