// What of a graph a run would reach, told from links and descriptors.
#pragma once

#include <QSet>
#include <QStringList>

#include "document/graph_model.h"

namespace weft::editor {

// Nodes of the top graph that a run would need: `to` (paths, "outer/inner"), or everything that saves or is given out.
QSet<QString> neededNodes(const GraphModel& model, const QStringList& to);

// Which node gives (first) what a node that saves takes (second), at any depth: paths.
std::vector<std::pair<QString, QString>> savedBy(const GraphModel& model);

// What to run so that a person sees the graph's results while nothing is saved: the nodes that give to those that save,
// and to the graph's outputs; of a graph without either, the nodes that nobody reads.
QStringList shownNodes(const GraphModel& model);

// Nodes of the top graph that nodes among them lead to, themselves included.
QSet<QString> dependentsOf(const Graph& graph, QSet<QString> nodes);

}  // namespace weft::editor
