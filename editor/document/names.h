// Names that the editor uses where the graph file has ids: a graph's own inputs and outputs are drawn as two nodes.
#pragma once

#include <QString>

namespace weft::editor {

// No ids of nodes, so they never meet one.
inline QString inputsNode() { return "@inputs"; }
inline QString outputsNode() { return "@outputs"; }
inline bool isBoundary(const QString& node) { return node.startsWith(u'@'); }

// "graph:NAME", the type of a node that instantiates a subgraph; empty for any other type.
inline QString subgraphOfType(const QString& type) { return type.startsWith("graph:") ? type.mid(6) : QString(); }

}  // namespace weft::editor
