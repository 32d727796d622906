#include <cmath>

#include "commands/clipboard.h"
#include "commands/free_names.h"
#include "commands/layout_change.h"
#include "commands/subgraph_names.h"
#include "document/arrange.h"
#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

class Paste {
 public:
  Paste(const GraphModel& model, const QString& graph, const Document& text, bool withIncoming)
      : m_model(model),
        m_name(graph),
        m_graph(*model.graph(graph)),
        m_text(text),
        m_withIncoming(withIncoming),
        m_freeIds([this](const std::string& id) { return m_graph.find(id) != nullptr; }) {
    for (const NodeEntry& node : text.graph().nodes) m_ids[node.id] = m_freeIds.take(node.id);
  }

  Result<void> addSubgraphs(Json& operations);
  void addNodes(Json& operations);
  void addLayout(QPointF at, Json& operations);

  QSet<QString> added() const {
    QSet<QString> ids;
    for (const auto& [old, id] : m_ids) ids.insert(QString::fromStdString(id));
    return ids;
  }

 private:
  bool isSame(const std::string& subgraph) const;
  bool gives(const Endpoint& source) const;
  Json links(const NodeEntry& node, const Json& before) const;
  void takeInputs(Json& operations);

  const GraphModel& m_model;
  const QString m_name;
  const Graph& m_graph;
  const Document& m_text;
  const bool m_withIncoming;
  FreeNames m_freeIds;
  std::map<std::string, std::string> m_ids;  // new ones by old ones
  SubgraphNames m_subgraphs;
  std::map<std::string, std::map<std::string, Json>> m_literals;  // by node and parameter, from inputs of the text
};

// How a graph looks makes no other graph of it.
bool Paste::isSame(const std::string& subgraph) const {
  Json here = m_model.document().json().at("graphs").at(subgraph);
  Json there = m_text.json().at("graphs").at(subgraph);
  here.erase("editor");
  there.erase("editor");
  return here == there;
}

Result<void> Paste::addSubgraphs(Json& operations) {
  const NodeCatalog& catalog = m_model.catalog();
  const auto& here = m_model.document().subgraphs();
  std::set<std::string> needed;
  for (const NodeEntry& node : m_text.graph().nodes) needed.merge(subgraphsOf(node, m_text, catalog));
  needed = withInner(std::move(needed), m_text, catalog);

  std::set<std::string> differ;
  for (const std::string& name : needed) {
    if (here.contains(name) && !isSame(name)) differ.insert(name);
  }
  // Whatever has one of them inside is another graph too, though it reads the same.
  std::map<std::string, std::set<std::string>> inner;
  for (const std::string& name : needed) inner[name] = innerOf(m_text.subgraphs().at(name), m_text, catalog);
  for (bool more = !differ.empty(); more;) {
    more = false;
    for (const std::string& name : needed) {
      if (!here.contains(name) || differ.contains(name)) continue;
      const auto isOther = [&](const std::string& one) { return differ.contains(one); };
      if (std::any_of(inner[name].begin(), inner[name].end(), isOther)) more = differ.insert(name).second;
    }
  }
  FreeNames names([&](const std::string& name) { return here.contains(name) || needed.contains(name); });
  for (const std::string& name : differ) m_subgraphs[name] = names.take(name);

  std::set<std::string> reused;
  for (const std::string& name : needed) {
    if (here.contains(name) && !differ.contains(name)) reused.insert(name);
  }
  if (withInner(reused, m_model.document(), catalog).contains(m_name.toStdString())) {
    return makeError(ErrorCode::InvalidArgument, "subgraph \"" + m_name.toStdString() + "\" cannot contain itself");
  }
  for (const std::string& name : needed) {
    if (reused.contains(name)) continue;
    Json graph = m_text.json().at("graphs").at(name);
    renameSubgraphsIn(graph, m_subgraphs, catalog);
    const auto renamed = m_subgraphs.find(name);
    operations.push_back(operation(
        "add-graph", {}, {{"name", renamed == m_subgraphs.end() ? name : renamed->second}, {"value", graph}}));
  }
  return {};
}

// Whether the graph that is pasted into has the output.
bool Paste::gives(const Endpoint& source) const {
  const NodeLook look;
  const auto face = nodeFace(m_model, m_name, QString::fromStdString(source.node), &look);
  return face && (face->output(QString::fromStdString(source.port)) || face->kind == NodeKind::Missing);
}

Json Paste::links(const NodeEntry& node, const Json& before) const {
  Json inputs = Json::object();
  for (const auto& [port, json] : before.items()) {
    std::vector<Endpoint> sources;
    for (const Endpoint& source : node.inputs.at(port)) {
      if (const auto inner = m_ids.find(source.node); inner != m_ids.end())
        sources.push_back({inner->second, source.port});
      else if (m_withIncoming && gives(source))
        sources.push_back(source);
    }
    if (sources.empty()) continue;
    inputs[port] = json.is_array() ? endpointsJson(sources) : Json(endpointText(sources.front()));
  }
  return inputs;
}

// An input of the text is one of the same name here, or what it gives is kept as a literal.
void Paste::takeInputs(Json& operations) {
  for (const GraphInput& input : m_text.graph().inputs) {
    const auto here = std::find_if(m_graph.inputs.begin(), m_graph.inputs.end(),
                                   [&](const GraphInput& one) { return one.name == input.name; });
    const bool linked = m_withIncoming && here != m_graph.inputs.end();
    Json to = linked ? endpointsJson(here->to) : Json();
    for (const Endpoint& target : input.to) {
      const NodeEntry* node = m_text.graph().find(target.node);
      if (!node) continue;
      if (linked)
        to.push_back(endpointText({m_ids.at(target.node), target.port}));
      else if (!input.defaultValue.is_discarded() && takesLiteral(m_model.catalog().find(node->type), target.port))
        m_literals[target.node][target.port] = input.defaultValue;
    }
    if (linked && to.size() > here->to.size()) {
      operations.push_back(putOperation(graphPath(m_name, {"inputs", input.name, "to"}), to));
    }
  }
}

void Paste::addNodes(Json& operations) {
  takeInputs(operations);
  Json inserted = Json::array();
  size_t place = m_graph.nodes.size();
  size_t entry = 0;
  for (const auto& [id, json] : m_text.json().at("nodes").items()) {
    const NodeEntry& node = m_text.graph().nodes[entry++];
    Json own = json;
    renameSubgraphs(own, m_subgraphs, m_model.catalog());
    if (const auto before = own.find("inputs"); before != own.end()) {
      Json kept = links(node, *before);
      if (kept.empty())
        own.erase("inputs");
      else
        *before = std::move(kept);
    }
    if (const auto literals = m_literals.find(id); literals != m_literals.end()) {
      for (const auto& [parameter, value] : literals->second) own["params"][parameter] = value;
    }
    inserted.push_back({{"at", place++}, {"key", m_ids.at(id)}, {"value", std::move(own)}});
  }
  if (inserted.empty()) return;
  operations.push_back({{"op", "splice"}, {"path", graphPath(m_name, {"nodes"})}, {"insert", std::move(inserted)}});
}

void Paste::addLayout(QPointF at, Json& operations) {
  GraphModel copy(m_model.catalog());
  copy.read(m_text);
  const QHash<QString, QPointF> positions = positionsOf(copy, {});
  const std::vector<GroupBox> groups = groupBoxes(copy, {});
  const std::vector<Note> notes = editor::notes(copy, {});
  QPointF corner(1e18, 1e18);
  const auto reach = [&](QPointF point) {
    corner = {std::min(corner.x(), point.x()), std::min(corner.y(), point.y())};
  };
  for (const auto& [old, id] : m_ids) reach(positions.value(QString::fromStdString(old)));
  for (const GroupBox& box : groups) reach(box.rect.topLeft());
  for (const Note& note : notes) reach(note.rect.topLeft());

  LayoutChange layout(m_model, m_name);
  for (const auto& [old, id] : m_ids) {
    layout.setPosition(QString::fromStdString(id), at + positions.value(QString::fromStdString(old)) - corner);
  }
  const LayoutChange from(m_text, {});
  for (const auto& [old, id] : m_ids) {
    if (const Json* look = from.look(QString::fromStdString(old))) layout.setLooks(QString::fromStdString(id), *look);
  }
  layout.takeDecoration(from, at - corner);
  layout.appendTo(operations);
}

}  // namespace

Result<Edit> pasteNodes(const GraphModel& model, const QString& graph, const QString& text, QPointF at,
                        bool withIncoming, QSet<QString>* added) {
  if (!model.graph(graph)) return makeError(ErrorCode::NotFound, "no graph \"" + graph.toStdString() + "\"");
  Problems problems;
  const Result<Document> document = Document::parse(text.toStdString(), "clipboard", problems);
  if (!document) return document.error();
  Paste paste(model, graph, *document, withIncoming);
  const QSet<QString> ids = paste.added();
  Edit edit{"Paste " + countOf(ids.size(), "node"), Json::array(), {}};
  if (auto done = paste.addSubgraphs(edit.operations); !done) return done.error();
  paste.addNodes(edit.operations);
  paste.addLayout(at, edit.operations);
  if (edit.isEmpty()) return makeError(ErrorCode::InvalidArgument, "there are no nodes in it");
  if (added) *added = ids;
  return edit;
}

}  // namespace weft::editor
