// What the search for nodes offers: every type of the catalogue that is not obsolete, the file's subgraphs, and what
// else can stand on a canvas. Beside them, dimmed, the nodes of plugins that were refused, with the reason.
#pragma once

#include <optional>

#include <weft/host/host.h>

#include "document/graph_model.h"
#include "palette/palette_entry.h"

namespace weft::editor {

// Only nodes that a wire fits which was let go: an input that takes `from`, or an output that gives `to`.
struct SearchFilter {
  std::optional<Type> from, to;
  bool isEmpty() const { return !from && !to; }
};

// Ids of entries that are no node types, beside "graph:NAME". inputsNode() and outputsNode() are answered where a wire
// was let go that a new input, or output, of the graph could take up.
inline QString noteEntry() { return "note:"; }
inline QString groupEntry() { return "group:"; }

struct UnavailableNode {
  QString id;  // of the type; of a plugin that never told its nodes: its path
  QString label;
  QString reason;  // for people
};
// Of the plugins that the host refused.
std::vector<UnavailableNode> unavailableIn(const std::vector<PluginInfo>& plugins);
// For every search of this process: plugins are looked for once, at its start.
void setUnavailableNodes(std::vector<UnavailableNode> nodes);
const std::vector<UnavailableNode>& unavailableNodes();

PaletteEntry nodeEntry(const NodeType& type);

// In the order of their labels.
std::vector<PaletteEntry> nodeEntries(const GraphModel& model, const SearchFilter& filter = {});

// "weft.schedulers.Sample" → "Sample"
QString nameOfType(const QString& typeId);

}  // namespace weft::editor
