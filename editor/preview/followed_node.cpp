#include "preview/followed_node.h"

#include <algorithm>

#include "document/links.h"
#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

// The graph that a path's node stands in, and the path of what is around it, with its stroke: "outer/".
struct Place {
  QString graph, around, node;
};

std::optional<Place> placeOf(const GraphModel& model, const QString& path) {
  QStringList parts = path.split('/');
  Place place{{}, {}, parts.takeLast()};
  for (const QString& instance : parts) {
    const NodeEntry* entry = model.node(place.graph, instance);
    const QString inner = entry ? subgraphOfType(QString::fromStdString(entry->type)) : QString();
    if (inner.isEmpty()) return {};
    place.graph = inner;
    place.around += instance + '/';
  }
  return place;
}

}  // namespace

bool FollowedPort::operator==(const FollowedPort& other) const {
  return node == other.node && port == other.port && label == other.label && type == other.type;
}

FollowedNode::FollowedNode(QObject* parent) : QObject(parent) {
  m_news.setSingleShot(true);
  m_news.setInterval(0);
  connect(&m_news, &QTimer::timeout, this, &FollowedNode::valueChanged);
}

void FollowedNode::follow(const ValueSource& source, Selection* selection, GraphModel* model) {
  delete m_connections;
  m_connections = new QObject(this);
  m_source = source;
  m_selection = selection;
  m_model = model;
  m_state = source.state;
  m_path.clear();
  m_isChosen = false;
  m_news.stop();
  if (m_model) {
    connect(m_model, &GraphModel::changed, m_connections, [this] { read(); });
    connect(m_model, &GraphModel::reset, m_connections, [this] { read(); });
  }
  if (m_selection) connect(m_selection, &Selection::changed, m_connections, [this] { followSelection(); });
  if (m_state) {
    connect(m_state, &RunState::changed, m_connections, [this](const QSet<QString>& paths) { ran(paths); });
    connect(m_state, &RunState::runningChanged, m_connections, [this](bool running) {
      if (!running) goToResult();
    });
    connect(m_state, &RunState::checked, m_connections, [this] { read(); });
  }
  followSelection();
  read();
  emit changed();
}

void FollowedNode::show(const QString& path) {
  m_isChosen = true;
  showNode(path);
}

void FollowedNode::showNode(const QString& path) {
  m_path = path;
  read();
  emit changed();
}

void FollowedNode::setPinned(bool pinned) {
  m_pinned = pinned;
  if (!pinned) followSelection();
}

// Nothing selected, or for a viewer the graph's inputs, where prompts are written: what was shown stays, and the next
// run is gone along with.
void FollowedNode::followSelection() {
  if (!m_selection || (m_pinned && !m_path.isEmpty())) return;
  const QString& node = m_selection->current();
  if (node.isEmpty() || (m_goesAlong && isBoundary(node))) {
    m_isChosen = false;
    return;
  }
  const QString path = m_selection->pathOf(m_selection->current());
  if (path != m_path) show(path);
}

void FollowedNode::read() {
  QList<FollowedPort> ports;
  QString title;
  const auto place = m_model && !m_path.isEmpty() ? placeOf(*m_model, m_path) : std::nullopt;
  const auto face = place ? nodeFace(*m_model, place->graph, place->node) : std::nullopt;
  const auto add = [&](const QString& node, const PortFace& port, const QString& label) {
    const QString path = place->around + node;
    const auto types = m_state ? m_state->check().outputTypes.value(path) : QHash<QString, Type>();
    ports.append({path, port.id, label, types.value(port.id, port.type)});
  };
  if (face) {
    title = face->title;
    if (!isBoundary(place->node)) {
      for (const PortFace& port : face->outputs) add(place->node, port, port.label.isEmpty() ? port.id : port.label);
    }
    const Graph* graph = m_model->graph(place->graph);
    for (const Link& link : graph&& ports.isEmpty() ? linksInto(*graph, place->node) : std::vector<Link>()) {
      const auto from = isBoundary(link.from.node) ? std::nullopt : nodeFace(*m_model, place->graph, link.from.node);
      const PortFace* port = from ? from->output(link.from.port) : nullptr;
      if (port) add(link.from.node, *port, face->input(link.to.port) ? face->input(link.to.port)->label : link.to.port);
    }
  }
  if (ports == m_ports && title == m_title) return;
  m_ports = ports;
  m_title = title;
  emit changed();
}

NodeRun FollowedNode::run() const { return m_state && !m_path.isEmpty() ? m_state->of(m_path) : NodeRun(); }

void FollowedNode::ran(const QSet<QString>& paths) {
  if (m_goesAlong && !m_isChosen && !m_pinned) goAlong(paths);
  const bool own = paths.contains(m_path);
  const auto isNew = [&](const FollowedPort& port) {
    const NodeStatus status = m_state->of(port.node).status;
    return paths.contains(port.node) && (status == NodeStatus::Done || status == NodeStatus::Cached);
  };
  if (std::any_of(m_ports.begin(), m_ports.end(), isNew)) m_news.start();
  if (own) emit progressed();
}

void FollowedNode::goAlong(const QSet<QString>& paths) {
  for (const QString& path : paths) {
    const NodeRun& run = m_state->of(path);
    if (run.status != NodeStatus::Running || run.picture.isNull() || path == m_path) continue;
    return showNode(path);
  }
}

void FollowedNode::goToResult() {
  if (!m_goesAlong || m_isChosen || m_pinned || !m_model) return;
  const Graph* top = m_model->graph({});
  if (!top) return;
  for (const NodeEntry& node : top->nodes) {
    const NodeType* type = m_model->catalog().find(node.type);
    const QString path = QString::fromStdString(node.id);
    const NodeStatus status = m_state->of(path).status;
    const bool ended = status == NodeStatus::Done || status == NodeStatus::Cached;
    if (!type || (type->flags & WEFT_NODE_OUTPUT) == 0 || !ended) continue;
    if (path != m_path) showNode(path);
    return;
  }
}

}  // namespace weft::editor
