// Where nodes name subgraphs: in their type ("graph:NAME"), and in parameters that name the body of a loop. Of a type
// that is not there nobody knows which parameters those are: any that says the name of a subgraph is taken for one.
#pragma once

#include <map>
#include <set>
#include <string>

#include <weft/graph/document.h>
#include <weft/graph/node_type.h>

namespace weft::editor {

// Of those that are in the document.
std::set<std::string> subgraphsOf(const NodeEntry& node, const Document& document, const NodeCatalog& catalog);

std::set<std::string> innerOf(const Graph& graph, const Document& document, const NodeCatalog& catalog);

// `names`, and those that the nodes in them name, and so on.
std::set<std::string> withInner(std::set<std::string> names, const Document& document, const NodeCatalog& catalog);

// How often nodes of the document name the subgraph.
int usesOf(const std::string& subgraph, const Document& document, const NodeCatalog& catalog);

// A node, as a file has it, names others: new names by old ones.
using SubgraphNames = std::map<std::string, std::string>;
void renameSubgraphs(Json& node, const SubgraphNames& names, const NodeCatalog& catalog);
// The same for all nodes of a graph.
void renameSubgraphsIn(Json& graph, const SubgraphNames& names, const NodeCatalog& catalog);

}  // namespace weft::editor
