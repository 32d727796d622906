#include "document/graph_model.h"

#include <weft/graph/edit_operations.h>

#include "document/edit_command.h"
#include "document/wiring.h"

namespace weft::editor {

GraphModel::GraphModel(const NodeCatalog& catalog, QObject* parent) : QObject(parent), m_catalog(catalog) {
  Problems problems;
  m_document = std::move(*Document::parse(R"({"weft": 1, "nodes": {}})", "", problems));
}

GraphModel::~GraphModel() = default;

Result<void> GraphModel::read(std::string_view text, const QString& fileName, Problems& problems) {
  Result<Document> document = Document::parse(text, fileName.toStdString(), problems);
  if (!document) return document.error();
  read(*std::move(document));
  return {};
}

void GraphModel::read(Document document) {
  m_document = std::move(document);
  m_fileName = QString::fromStdString(m_document.fileName());
  m_undo.clear();
  m_extraPorts.clear();
  m_wiring.clear();
  emit reset();
}

void GraphModel::setFileName(const QString& fileName) {
  if (std::exchange(m_fileName, fileName) != fileName) emit fileNameChanged();
}

const Graph* GraphModel::graph(const QString& name) const {
  if (name.isEmpty()) return &m_document.graph();
  const auto found = m_document.subgraphs().find(name.toStdString());
  return found == m_document.subgraphs().end() ? nullptr : &found->second;
}

const NodeEntry* GraphModel::node(const QString& graph, const QString& id) const {
  const Graph* in = this->graph(graph);
  return in ? in->find(id.toStdString()) : nullptr;
}

const Json* GraphModel::graphJson(const QString& name) const {
  const Json& whole = m_document.json();
  if (name.isEmpty()) return &whole;
  return graph(name) ? &whole.at("graphs").at(name.toStdString()) : nullptr;
}

const Json* GraphModel::nodeJson(const QString& name, const QString& id) const {
  const Graph* in = graph(name);
  if (!in) return nullptr;
  const auto found = in->index.find(id.toStdString());
  if (found == in->index.end()) return nullptr;
  // Entries and members stand in the same order.
  const auto& members = graphJson(name)->at("nodes").get_ref<const Json::object_t&>();
  return &std::next(members.begin(), static_cast<std::ptrdiff_t>(found->second))->second;
}

Result<void> GraphModel::apply(const Edit& edit) {
  if (edit.isEmpty()) return {};
  Result<Json> inverse = perform(edit.operations);
  if (!inverse) return inverse.error();
  m_undo.push(new EditCommand(*this, edit, std::move(*inverse), m_mergeSeries));
  return {};
}

Result<Json> GraphModel::perform(const Json& operations) {
  Result<Json> inverse = editDocument(m_document, operations);
  if (!inverse) return inverse;
  const Change change = changeOf(*inverse, m_document);
  for (auto graph = change.graphs.begin(); graph != change.graphs.end(); ++graph) {
    if (graph->links) m_wiring.erase(graph.key());
  }
  emit edited(operations);
  if (!change.isEmpty()) emit changed(change);
  return inverse;
}

const Wiring& GraphModel::wiring(const QString& name) const {
  const auto found = m_wiring.find(name);
  return found == m_wiring.end() ? m_wiring.emplace(name, Wiring(*graph(name))).first->second : found->second;
}

bool ExtraPorts::operator==(const ExtraPorts& other) const {
  const auto same = [](const PortType& a, const PortType& b) { return a.id == b.id && a.type == b.type; };
  return std::equal(inputs.begin(), inputs.end(), other.inputs.begin(), other.inputs.end(), same) &&
         std::equal(outputs.begin(), outputs.end(), other.outputs.begin(), other.outputs.end(), same);
}

void GraphModel::setExtraPorts(const QString& graph, const QHash<QString, ExtraPorts>& byNode) {
  const QHash<QString, ExtraPorts> before = std::exchange(m_extraPorts[graph], byNode);
  QSet<QString> nodes;
  for (auto it = byNode.begin(); it != byNode.end(); ++it) {
    const auto old = before.find(it.key());
    if (old == before.end() || !(*old == *it)) nodes.insert(it.key());
  }
  for (auto it = before.begin(); it != before.end(); ++it) {
    if (!byNode.contains(it.key())) nodes.insert(it.key());
  }
  if (!nodes.isEmpty()) emit changed(changeOfPorts({{graph, nodes}}, m_document));
}

const ExtraPorts* GraphModel::extraPorts(const QString& graph, const QString& node) const {
  const auto in = m_extraPorts.find(graph);
  if (in == m_extraPorts.end()) return nullptr;
  const auto found = in->find(node);
  return found == in->end() ? nullptr : &*found;
}

}  // namespace weft::editor
