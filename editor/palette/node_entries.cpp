#include "palette/node_entries.h"

#include <algorithm>

#include <QFileInfo>

#include <weft/graph/summary.h>

#include "document/link_rules.h"
#include "document/names.h"
#include "document/node_face.h"
#include "palette/recent_types.h"

namespace weft::editor {
namespace {

std::vector<UnavailableNode>& unavailable() {
  static std::vector<UnavailableNode> nodes;
  return nodes;
}

QString qstring(const std::string& text) { return QString::fromStdString(text); }

struct Fit {
  QString port, label;
  int worth = 0;  // 0: takes anything; 1: made for the type; 2: bears its name
};

bool takesAnything(const Type& type) {
  return type.isAny() || (type.terms.size() == 1 && type.terms.front().name.starts_with('$'));
}

// Of several ports that fit the first of the most worth; `flows` is what the wire carries.
void offer(std::optional<Fit>& best, const QString& port, const QString& label, const Type& type, const Type& flows) {
  const int worth = takesAnything(type) ? 0 : port.toStdString() == flows.terms.front().name ? 2 : 1;
  if (!best || worth > best->worth) best = Fit{port, label, worth};
}

QString labelOfPort(const std::string& label, const QString& id) {
  return label.empty() ? labelOf(id) : qstring(label);
}

void offerInput(std::optional<Fit>& best, const PortType& port, const Type& from) {
  TypeBindings bindings;
  if (!matchType(from, port.type, bindings)) return;
  offer(best, qstring(port.id), labelOfPort(port.label, qstring(port.id)), port.type, from);
}

void offerOutput(std::optional<Fit>& best, const PortType& port, const Type& to) {
  TypeBindings bindings;
  if (!matchType(substitute(port.type, {}), to, bindings)) return;
  offer(best, qstring(port.id), labelOfPort(port.label, qstring(port.id)), port.type, to);
}

std::optional<Fit> fitOf(const NodeType& type, const SearchFilter& filter) {
  std::optional<Fit> best;
  if (filter.from) {
    for (const PortType& port : type.inputs) offerInput(best, port, *filter.from);
    for (const ParameterType& parameter : type.parameters) {
      const std::optional<Type> wanted = typeOfParameter(parameter);
      TypeBindings bindings;
      if (!wanted || !matchType(*filter.from, *wanted, bindings)) continue;
      offer(best, qstring(parameter.id), labelOfPort(parameter.label, qstring(parameter.id)), *wanted, *filter.from);
    }
  }
  if (filter.to) {
    for (const PortType& port : type.outputs) offerOutput(best, port, *filter.to);
  }
  return best;
}

void setFit(PaletteEntry& entry, const Fit& fit) {
  entry.port = fit.port;
  entry.portLabel = fit.label;
  entry.portIsExact = fit.worth > 0;
}

// As an instance of it would look; its faces know what its inputs are.
std::optional<PaletteEntry> subgraphEntry(const GraphModel& model, const Graph& graph, const SearchFilter& filter) {
  const QString name = qstring(graph.name);
  PaletteEntry entry;
  entry.id = "graph:" + name;
  entry.label = name;
  entry.category = "Subgraph";
  entry.keywords = "subgraph group instance";
  entry.summary = QString("A subgraph of this file, of %1 nodes").arg(graph.nodes.size());
  std::optional<Fit> fit;
  if (const std::optional<NodeFace> inside = nodeFace(model, name, inputsNode())) {
    for (const PortFace& port : inside->outputs) {
      entry.inputs.push_back(port.type);
      TypeBindings bindings;
      if (filter.from && matchType(*filter.from, substitute(port.type, {}), bindings)) {
        offer(fit, port.id, port.label, port.type, *filter.from);
      }
    }
  }
  if (const std::optional<NodeFace> inside = nodeFace(model, name, outputsNode())) {
    for (const PortFace& port : inside->inputs) {
      entry.outputs.push_back(port.type);
      TypeBindings bindings;
      if (filter.to && matchType(substitute(port.type, {}), *filter.to, bindings)) {
        offer(fit, port.id, port.label, port.type, *filter.to);
      }
    }
  }
  if (!filter.isEmpty() && !fit) return std::nullopt;
  if (fit) setFit(entry, *fit);
  entry.standing = 450;
  return entry;
}

PaletteEntry special(const QString& id, const QString& label, const QString& category, const QString& keywords,
                     const QString& summary) {
  PaletteEntry entry;
  entry.id = id;
  entry.label = label;
  entry.category = category;
  entry.keywords = keywords;
  entry.summary = entry.doc = summary;
  entry.standing = -1;
  return entry;
}

void addSpecials(std::vector<PaletteEntry>& entries, const SearchFilter& filter) {
  if (filter.isEmpty()) {
    entries.push_back(special(noteEntry(), "Note", "Canvas", "comment text markdown sticky",
                              "A text on the canvas, in Markdown. A run does not notice it."));
    entries.push_back(special(groupEntry(), "Group", "Canvas", "frame box backdrop",
                              "A frame around nodes that move together. A run does not notice it."));
  }
  if (filter.from) {
    entries.push_back(special(outputsNode(), "Graph output", "Graph", "result export boundary",
                              "A new output of this graph: what a subgraph gives, and what a run answers."));
    entries.back().outputs = {*filter.from};
  }
  if (filter.to) {
    entries.push_back(special(inputsNode(), "Graph input", "Graph", "promote expose parameter boundary argument",
                              "A new input of this graph: set from outside, and shown at a subgraph's instances."));
    entries.back().outputs = {*filter.to};
  }
}

}  // namespace

QString nameOfType(const QString& typeId) { return typeId.mid(typeId.lastIndexOf(u'.') + 1); }

std::vector<UnavailableNode> unavailableIn(const std::vector<PluginInfo>& plugins) {
  std::vector<UnavailableNode> nodes;
  for (const PluginInfo& plugin : plugins) {
    if (plugin.refusal.empty()) continue;
    const QString file = QFileInfo(qstring(plugin.path)).fileName();
    const QString reason = QString("%1 is not used: %2").arg(file, qstring(plugin.refusal));
    for (const std::string& id : plugin.nodes) {
      nodes.push_back({qstring(id), labelOf(nameOfType(qstring(id))), reason});
    }
    if (plugin.nodes.empty()) nodes.push_back({qstring(plugin.path), file, reason});
  }
  return nodes;
}

void setUnavailableNodes(std::vector<UnavailableNode> nodes) { unavailable() = std::move(nodes); }
const std::vector<UnavailableNode>& unavailableNodes() { return unavailable(); }

PaletteEntry nodeEntry(const NodeType& type) {
  PaletteEntry entry;
  entry.id = qstring(type.id);
  entry.label = qstring(type.label);
  entry.category = qstring(type.category);
  entry.doc = qstring(type.doc);
  entry.summary = qstring(firstSentence(type.doc));
  // The id's own name is a keyword as well: "ClassifierFree".
  entry.keywords = qstring(type.keywords) + ' ' + nameOfType(entry.id);
  for (const PortType& port : type.inputs) entry.inputs.push_back(port.type);
  for (const PortType& port : type.outputs) entry.outputs.push_back(port.type);
  return entry;
}

std::vector<PaletteEntry> nodeEntries(const GraphModel& model, const SearchFilter& filter) {
  std::vector<PaletteEntry> entries;
  const QHash<QString, int> standings = typeStandings();
  for (const auto& [id, type] : model.catalog().types()) {
    if (type->has(WEFT_NODE_OBSOLETE)) continue;
    const std::optional<Fit> fit = fitOf(*type, filter);
    if (!filter.isEmpty() && !fit) continue;
    PaletteEntry entry = nodeEntry(*type);
    if (fit) setFit(entry, *fit);
    entry.standing = standings.value(entry.id);
    entries.push_back(std::move(entry));
  }
  for (const auto& [name, graph] : model.document().subgraphs()) {
    if (auto entry = subgraphEntry(model, graph, filter)) entries.push_back(std::move(*entry));
  }
  addSpecials(entries, filter);
  if (filter.isEmpty()) {
    for (const UnavailableNode& node : unavailableNodes()) {
      if (model.catalog().find(node.id.toStdString())) continue;  // another library has it
      PaletteEntry entry = special(node.id, node.label, "Not available", nameOfType(node.id), node.reason);
      entry.unavailable = node.reason;
      entries.push_back(std::move(entry));
    }
  }
  std::stable_sort(entries.begin(), entries.end(), [](const PaletteEntry& a, const PaletteEntry& b) {
    return QString::compare(a.label, b.label, Qt::CaseInsensitive) < 0;
  });
  return entries;
}

}  // namespace weft::editor
