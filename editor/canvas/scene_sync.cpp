#include "canvas/scene_sync.h"

#include "document/arrange.h"
#include "document/names.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

QStringList idsOf(const Graph& graph) {
  QStringList ids;
  if (!graph.inputs.empty()) ids << inputsNode();
  for (const NodeEntry& node : graph.nodes) ids << QString::fromStdString(node.id);
  if (!graph.outputs.empty()) ids << outputsNode();
  return ids;
}

// Says nothing of what flows there.
bool isOpen(const Type& type) { return type.isAny() || type.terms.front().name.starts_with('$'); }

}  // namespace

SceneSync::SceneSync(GraphScene& scene) : QObject(&scene), m_scene(scene) {
  connect(&scene.model(), &GraphModel::changed, this, &SceneSync::modelChanged);
  connect(&scene.selection(), &Selection::opened, this, [this] {  // another document, too
    m_arranged.clear();
    rebuild();
  });
  connect(&scene.selection(), &Selection::changed, this, &SceneSync::selectionChanged);
  connect(&scene.runs(), &RunState::changed, this, &SceneSync::runsChanged);
  connect(&scene.runs(), &RunState::checked, this, &SceneSync::repaintAll);
  m_flow.setInterval(50);
  connect(&m_flow, &QTimer::timeout, this, [this] {
    state().wires->flow();
    if (!state().wires->isFlowing()) m_flow.stop();
  });
  connect(&themeEvents(), &ThemeEvents::changed, this, &SceneSync::repaintAll);
}

void SceneSync::rebuild() {
  m_rules.reset();
  m_scene.setHovered(nullptr, {});
  qDeleteAll(std::exchange(state().nodes, {}));
  state().wires->clear();
  m_graph = m_scene.selection().graph();
  if (const Graph* graph = m_scene.model().graph(m_graph)) {
    const QHash<QString, NodeLook> looks = nodeLooks(m_scene.model(), m_graph);
    for (const QString& id : idsOf(*graph)) {
      const NodeLook look = looks.value(id);
      std::optional<NodeFace> face = nodeFace(m_scene.model(), m_graph, id, &look);
      if (!face) continue;
      const NodeRun& run = m_scene.runs().of(m_scene.selection().pathOf(id));
      auto* item = new NodeItem(m_scene, std::move(*face), run);
      state().nodes.insert(id, item);
      m_scene.addItem(item);
    }
    arrange();
    for (NodeItem* item : state().nodes) place(item);
    QHash<QString, std::vector<Wire>> wires;
    for (const Link& link : linksOf(*graph)) {
      Wire wire{link, {}, {}, {}, {}};
      if (trace(wire)) wires[link.to.node].push_back(std::move(wire));
    }
    for (auto it = wires.begin(); it != wires.end(); ++it) state().wires->setInto(it.key(), std::move(it.value()));
  }
  readDecoration();
  selectionChanged();
  emit m_scene.rebuilt();
  emit m_scene.contentChanged();
}

void SceneSync::modelChanged(const Change& change) {
  const auto found = change.graphs.find(m_graph);
  if (m_scene.selection().graph() != m_graph || (found != change.graphs.end() && found->everything)) {
    rebuild();
    return;
  }
  m_rules.reset();
  if (found == change.graphs.end()) return;
  if (!found->nodes.isEmpty()) readNodes(found->nodes);
  if (found->decoration) readDecoration();
  selectionChanged();
  emit m_scene.contentChanged();
}

void SceneSync::readNodes(const QSet<QString>& ids) {
  for (const QString& id : ids) readNode(id);
  for (const QString& id : ids) readWiresInto(id);
  const QSet<QString> passing = passingNodes();
  for (const QString& id : passing) m_scene.node(id)->refresh();
  replaceWires(ids + passing);
}

QSet<QString> SceneSync::passingNodes() const {
  QSet<QString> ids;
  for (auto it = state().nodes.begin(); it != state().nodes.end(); ++it) {
    const std::vector<PortFace>& outputs = it.value()->face().outputs;
    if (std::any_of(outputs.begin(), outputs.end(), [](const PortFace& port) { return isOpen(port.type); })) {
      ids.insert(it.key());
    }
  }
  return ids;
}

void SceneSync::readNode(const QString& id) {
  std::optional<NodeFace> face = nodeFace(m_scene.model(), m_graph, id);
  NodeItem* item = m_scene.node(id);
  if (!face) {
    if (!item) return;
    if (state().hovered == item) m_scene.setHovered(nullptr, {});
    state().nodes.remove(id);
    delete item;
    return;
  }
  if (item) {
    item->setFace(std::move(*face));
  } else {
    const NodeRun& run = m_scene.runs().of(m_scene.selection().pathOf(id));
    item = new NodeItem(m_scene, std::move(*face), run);
    state().nodes.insert(id, item);
    m_scene.addItem(item);
  }
  place(item);
}

void SceneSync::readWiresInto(const QString& id) {
  const Graph* graph = m_scene.model().graph(m_graph);
  std::vector<Wire> wires;
  if (graph && m_scene.node(id)) {
    for (const Link& link : linksInto(*graph, id)) {
      Wire wire{link, {}, {}, {}, {}};
      if (trace(wire)) wires.push_back(std::move(wire));
    }
  }
  state().wires->setInto(id, std::move(wires));
}

Type SceneSync::typeOf(const PortRef& port, bool isOutput) {
  const NodeItem* item = m_scene.node(port.node);
  if (!item) return Type::any();
  const NodeFace& face = item->face();
  if (isOutput) {
    const auto told = m_scene.runs().check().outputTypes.constFind(m_scene.selection().pathOf(port.node));
    if (told != m_scene.runs().check().outputTypes.constEnd() && told->contains(port.port))
      return told->value(port.port);
  }
  const PortFace* own = isOutput ? face.output(port.port) : face.input(port.port);
  if (own && !isOpen(own->type)) return own->type;
  // An input of the graph that ends in a parameter carries what that takes.
  const ParameterFace* parameter = face.parameter(port.port);
  if (parameter && (!isOutput || face.kind == NodeKind::GraphInputs)) {
    return typeOfParameter(*parameter->type).value_or(Type::any());
  }
  if (isOutput) {
    if (!m_rules) m_rules.emplace(m_scene.model(), m_graph);
    return m_rules->typeOf(port);
  }
  for (const Wire& wire : state().wires->into(port.node)) {
    if (wire.link.to == port) return typeOf(wire.link.from, true);
  }
  return Type::any();
}

bool SceneSync::trace(Wire& wire) {
  const auto from = m_scene.portPoint(wire.link.from, true), to = m_scene.portPoint(wire.link.to, false);
  if (!from || !to) return false;
  wire.points = wireCurve(*from, *to);
  const NodeItem *source = m_scene.node(wire.link.from.node), *target = m_scene.node(wire.link.to.node);
  const Type given = typeOf(wire.link.from, true), taken = typeOf(wire.link.to, false);
  wire.from = typeColour(isOpen(given) ? taken : given);
  wire.to = isOpen(taken) ? wire.from : typeColour(taken);
  wire.dimmed = source->face().mute || target->face().mute;
  wire.flowing = target->run().status == NodeStatus::Running;
  return true;
}

void SceneSync::replaceWires(const QSet<QString>& movedNodes) {
  state().wires->change(movedNodes, [this](Wire& wire) { trace(wire); });
}

void SceneSync::readDecoration() {
  const std::vector<GroupBox> boxes = groupBoxes(m_scene.model(), m_graph);
  const std::vector<Note> texts = notes(m_scene.model(), m_graph);
  auto& groups = state().groups;
  auto& shown = state().notes;
  while (groups.size() > boxes.size()) delete groups.back(), groups.pop_back();
  while (shown.size() > texts.size()) delete shown.back(), shown.pop_back();
  for (size_t i = 0; i < boxes.size(); ++i) {
    if (i < groups.size()) {
      groups[i]->setBox(boxes[i]);
    } else {
      groups.push_back(new GroupItem(static_cast<int>(i), boxes[i]));
      m_scene.addItem(groups.back());
    }
  }
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i < shown.size()) {
      shown[i]->setNote(texts[i]);
    } else {
      shown.push_back(new NoteItem(static_cast<int>(i), texts[i]));
      m_scene.addItem(shown.back());
    }
  }
}

void SceneSync::arrange() {
  NodeSizes sizes;
  for (const NodeItem* item : state().nodes) sizes.insert(item->face().id, item->bodyRect().size());
  // What stands somewhere stays there, whatever comes beside it.
  NodePositions places = positionsOf(m_scene.model(), m_graph, sizes);
  for (auto it = places.begin(); it != places.end(); ++it) *it = m_arranged.value(it.key(), *it);
  m_arranged = std::move(places);
}

void SceneSync::place(NodeItem* item) {
  const NodeLook& look = item->face().look;
  if (!look.position && !m_arranged.contains(item->face().id)) arrange();
  item->setPos(look.position ? *look.position : m_arranged.value(item->face().id));
}

void SceneSync::restorePlaces() {
  QSet<QString> ids;
  for (NodeItem* item : state().nodes) {
    place(item);
    ids.insert(item->face().id);
  }
  readDecoration();
  replaceWires(ids);
  emit m_scene.contentChanged();
}

void SceneSync::runsChanged(const QSet<QString>& paths) {
  const QStringList& instances = m_scene.selection().instances();
  const QString prefix = instances.isEmpty() ? QString() : instances.join(u'/') + u'/';
  QSet<QString> ids;
  for (const QString& path : paths) {
    if (path.startsWith(prefix)) ids.insert(path.mid(prefix.size()).section(u'/', 0, 0));
  }
  for (const QString& id : ids) {
    NodeItem* item = m_scene.node(id);
    if (!item) continue;
    const NodeStatus before = item->run().status;
    item->setRun(m_scene.runs().of(m_scene.selection().pathOf(id)));
    if (item->run().status != before) replaceWires({id});
  }
  if (!m_flow.isActive() && state().wires->isFlowing()) m_flow.start();
}

void SceneSync::selectionChanged() {
  const Selection& selection = m_scene.selection();
  for (auto it = state().nodes.begin(); it != state().nodes.end(); ++it) {
    it.value()->setChosen(selection.nodes().contains(it.key()), selection.current() == it.key());
  }
  for (GroupItem* group : state().groups) group->setChosen(selection.groups().contains(group->place()));
  for (NoteItem* note : state().notes) note->setChosen(selection.notes().contains(note->place()));
}

void SceneSync::repaintAll() {
  QSet<QString> ids;
  for (auto it = state().nodes.begin(); it != state().nodes.end(); ++it) {
    it.value()->refresh();
    ids.insert(it.key());
  }
  for (NoteItem* note : state().notes) note->refresh();
  replaceWires(ids);
  m_scene.update();
}

}  // namespace weft::editor
