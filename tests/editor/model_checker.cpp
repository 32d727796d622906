#include "model_checker.h"

#include <QtTest>

#include <weft/graph/edit_operations.h>

#include "document/names.h"

namespace weft::editor {

// Faces are compared here only, and down to the last word.
static bool operator==(const PortFace& a, const PortFace& b) {
  return a.id == b.id && a.label == b.label && a.doc == b.doc && a.type == b.type && a.flags == b.flags &&
         a.linked == b.linked;
}
static bool sameType(const ParameterType& a, const ParameterType& b) {
  return a.id == b.id && a.label == b.label && a.doc == b.doc && a.kind == b.kind && a.flags == b.flags &&
         a.group == b.group && a.visibleIf == b.visibleIf && a.unit == b.unit && a.curve == b.curve;
}
static bool operator==(const ParameterFace& a, const ParameterFace& b) {
  return a.id == b.id && sameType(*a.type, *b.type) && a.value == b.value && a.given == b.given &&
         a.linked == b.linked && a.visible == b.visible;
}
static bool operator==(const NodeLook& a, const NodeLook& b) {
  return a.position == b.position && a.title == b.title && a.colour == b.colour && a.collapsed == b.collapsed &&
         a.pinned == b.pinned && a.width == b.width && a.seeds == b.seeds;
}
static bool operator==(const NodeFace& a, const NodeFace& b) {
  return a.id == b.id && a.typeId == b.typeId && a.kind == b.kind && a.type == b.type && a.title == b.title &&
         a.look == b.look && a.mute == b.mute && a.bypass == b.bypass && a.inputs == b.inputs &&
         a.outputs == b.outputs && a.parameters == b.parameters;
}
static bool operator==(const GroupBox& a, const GroupBox& b) {
  return a.title == b.title && a.colour == b.colour && a.rect == b.rect;
}
static bool operator==(const Note& a, const Note& b) {
  return a.text == b.text && a.colour == b.colour && a.rect == b.rect;
}

}  // namespace weft::editor

namespace weft::editor::test {
namespace {

bool same(const NodeEntry& a, const NodeEntry& b) {
  return a.id == b.id && a.type == b.type && a.parameters == b.parameters && a.inputs == b.inputs &&
         a.arrayInputs == b.arrayInputs && a.device == b.device && a.dtype == b.dtype && a.behaviour == b.behaviour &&
         a.bypass == b.bypass && a.mute == b.mute;
}

bool same(const GraphInput& a, const GraphInput& b) {
  return a.name == b.name && a.doc == b.doc && a.to == b.to &&
         a.defaultValue.is_discarded() == b.defaultValue.is_discarded() &&
         (a.defaultValue.is_discarded() || a.defaultValue == b.defaultValue);
}

bool same(const Graph& a, const Graph& b) {
  const auto each = [](const auto& x, const auto& y) { return same(x, y); };
  return a.name == b.name && a.outputs == b.outputs && a.index == b.index &&
         std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(), each) &&
         std::equal(a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(), each);
}

void add(Change& to, const Change& change) {
  to.subgraphs |= change.subgraphs;
  for (auto it = change.graphs.begin(); it != change.graphs.end(); ++it) {
    Change::InGraph& graph = to.graphs[it.key()];
    graph.nodes |= it->nodes;
    graph.links |= it->links;
    graph.decoration |= it->decoration;
    graph.everything |= it->everything;
  }
}

QString inGraph(const QString& graph) { return graph.isEmpty() ? QString() : " in " + graph; }

}  // namespace

ModelChecker::ModelChecker(GraphModel& model, const Selection* selection, int every)
    : m_model(model), m_selection(selection), m_every(every) {
  connect(&model, &GraphModel::edited, this, &ModelChecker::edited);
  connect(&model, &GraphModel::changed, this, &ModelChecker::changed);
  connect(&model, &GraphModel::reset, this, &ModelChecker::reset);
  reset();
}

void ModelChecker::reset() {
  m_mirror = m_model.document();
  m_before = read();
  m_told = {};
  m_firstStrays = strays();
}

void ModelChecker::edited(const Json& operations) {
  const auto done = editDocument(m_mirror, operations);
  if (!done && m_found.isEmpty()) m_found = "a copy refuses " + QString::fromStdString(done.error().message);
  ++m_changes;
}

void ModelChecker::changed(const Change& change) {
  add(m_told, change);
  if (m_changes % m_every == 0) check();
}

void ModelChecker::check() {
  if (m_found.isEmpty()) m_found = findFault();
  if (!m_found.isEmpty()) QFAIL(qPrintable(m_found));
}

QString ModelChecker::findFault() {
  QString fault = textAndView();
  LooksByGraph now = read();
  if (fault.isEmpty()) fault = whatChanged(now);
  if (fault.isEmpty()) fault = layout();
  if (fault.isEmpty()) fault = selected();
  m_before = std::move(now);
  m_told = {};
  return fault;
}

QString ModelChecker::textAndView() const {
  const Document& document = m_model.document();
  const std::string text = document.text();
  if (m_mirror.text() != text) return "the copy that followed has another text";
  Problems problems;
  const Result<Document> fresh = Document::parse(text, "", problems);
  if (!fresh) return "the text cannot be read: " + QString::fromStdString(fresh.error().message);
  if (!same(document.graph(), fresh->graph())) return "the view of the graph is not what its text says";
  const auto& subgraphs = document.subgraphs();
  const bool all =
      std::equal(subgraphs.begin(), subgraphs.end(), fresh->subgraphs().begin(), fresh->subgraphs().end(),
                 [](const auto& a, const auto& b) { return a.first == b.first && same(a.second, b.second); });
  return all ? QString() : "the view of a subgraph is not what its text says";
}

ModelChecker::LooksByGraph ModelChecker::read() const {
  LooksByGraph all;
  const auto readGraph = [&](const Graph& graph) {
    const QString name = QString::fromStdString(graph.name);
    Looks& looks = all[name];
    const QHash<QString, NodeLook> byNode = nodeLooks(m_model, name);
    QStringList ids{inputsNode(), outputsNode()};
    for (const NodeEntry& node : graph.nodes) ids << QString::fromStdString(node.id);
    for (const QString& id : ids) {
      const NodeLook look = byNode.value(id);
      if (auto face = nodeFace(m_model, name, id, &look)) looks.faces.insert(id, *std::move(face));
    }
    looks.links = linksOf(graph);
    looks.groups = groupBoxes(m_model, name);
    looks.notes = notes(m_model, name);
  };
  readGraph(m_model.document().graph());
  for (const auto& [name, graph] : m_model.document().subgraphs()) readGraph(graph);
  return all;
}

QString ModelChecker::whatChanged(const LooksByGraph& now) const {
  if (now.keys().size() != m_before.keys().size() && !m_told.subgraphs) return "a subgraph came or went, untold";
  for (auto it = now.begin(); it != now.end(); ++it) {
    const QString& graph = it.key();
    const Change::InGraph told = m_told.graphs.value(graph);
    if (told.everything) continue;
    if (!m_before.contains(graph)) return "subgraph " + graph + " came, untold";
    const Looks& before = *m_before.constFind(graph);
    QSet<QString> ids;
    for (const QString& id : before.faces.keys() + it->faces.keys()) ids.insert(id);
    for (const QString& id : ids) {
      if (told.nodes.contains(id)) continue;
      const auto old = before.faces.constFind(id), fresh = it->faces.constFind(id);
      if (old == before.faces.constEnd() || fresh == it->faces.constEnd())
        return id + " came or went, untold" + inGraph(graph);
      if (!(*old == *fresh)) return id + " has another face, untold" + inGraph(graph);
    }
    if (!told.links && before.links != it->links) return "wires changed, untold" + inGraph(graph);
    const bool decoration = before.groups == it->groups && before.notes == it->notes;
    if (!told.decoration && !decoration) return "groups or notes changed, untold" + inGraph(graph);
  }
  return {};
}

std::set<std::string> ModelChecker::strays() const {
  std::set<std::string> strays;
  const auto readGraph = [&](const Graph& graph) {
    const QString name = QString::fromStdString(graph.name);
    const QHash<QString, NodeLook> looks = nodeLooks(m_model, name);
    for (auto look = looks.begin(); look != looks.end(); ++look) {
      const bool isThere = isBoundary(look.key()) || graph.find(look.key().toStdString());
      if (!isThere) strays.insert((name + "/" + look.key()).toStdString());
    }
  };
  readGraph(m_model.document().graph());
  for (const auto& [name, graph] : m_model.document().subgraphs()) readGraph(graph);
  return strays;
}

// What a file has of them stays, and may move with its subgraph to another name.
QString ModelChecker::layout() const {
  if (!m_firstStrays.empty()) return {};
  const std::set<std::string> now = strays();
  return now.empty() ? QString() : "looks of a node that is not there: " + QString::fromStdString(*now.begin());
}

QString ModelChecker::selected() const {
  if (!m_selection) return {};
  const Graph* graph = m_model.graph(m_selection->graph());
  if (!graph) return "a graph is open that is gone";
  for (const QString& id : m_selection->nodes()) {
    if (!isBoundary(id) && !graph->find(id.toStdString())) return id + " is selected and gone";
  }
  if (!m_selection->current().isEmpty() && !m_selection->nodes().contains(m_selection->current())) {
    return "the current node is not selected";
  }
  return {};
}

}  // namespace weft::editor::test
