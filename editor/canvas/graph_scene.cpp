#include "canvas/graph_scene.h"

#include <QPainter>

#include "canvas/scene_sync.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

// A wire in the making, above everything.
class DraggedWire : public QGraphicsItem {
 public:
  DraggedWire() {
    setZValue(20);
    setVisible(false);
  }
  void set(QPointF from, QPointF to, const QColor& colour, bool snapped) {
    prepareGeometryChange();
    m_points = wireCurve(from, to);
    m_colour = colour;
    m_snapped = snapped;
    update();
  }
  QRectF boundingRect() const override { return m_points.boundingRect().adjusted(-10, -10, 10, 10); }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override {
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(theme().wireShadow, 5.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(m_points);
    painter->setPen(QPen(m_colour, 2.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(m_points);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_colour);
    for (const QPointF end : {m_points.first(), m_points.last()}) painter->drawEllipse(end, 4, 4);
    if (!m_snapped) return;
    painter->setPen(QPen(m_colour, 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawEllipse(m_points.last(), 8, 8);
  }

 private:
  QPolygonF m_points;
  QColor m_colour;
  bool m_snapped = false;
};

bool isAbove(const NodeItem& a, const NodeItem& b) {
  return a.zValue() != b.zValue() ? a.zValue() > b.zValue() : a.order() > b.order();
}

}  // namespace

GraphScene::GraphScene(GraphModel& model, Selection& selection, RunState& runs, QObject* parent)
    : QGraphicsScene(parent), m_model(model), m_selection(selection), m_runs(runs), m_state(std::make_unique<State>()) {
  setItemIndexMethod(NoIndex);  // most of what moves would be indexed anew at each step
  m_state->wires = new WireLayer;
  addItem(m_state->wires);
  m_state->draggedWire = new DraggedWire;
  addItem(m_state->draggedWire);
  m_state->sync = new SceneSync(*this);
  m_state->sync->rebuild();
}

GraphScene::~GraphScene() = default;

NodeItem* GraphScene::node(const QString& id) const { return m_state->nodes.value(id); }
QList<NodeItem*> GraphScene::nodes() const { return m_state->nodes.values(); }

NodeItem* GraphScene::nodeAt(QPointF at) const {
  NodeItem* top = nullptr;
  for (NodeItem* item : m_state->nodes) {
    if (!item->sceneBoundingRect().contains(at)) continue;
    if (item->hit(at - item->pos()).part == NodeHit::Part::None) continue;
    if (!top || isAbove(*item, *top)) top = item;
  }
  return top;
}

const Link* GraphScene::linkAt(QPointF at, double reach) const {
  const Wire* wire = m_state->wires->at(at, reach);
  return wire ? &wire->link : nullptr;
}

std::vector<Link> GraphScene::linksOf(const QString& node) const {
  std::vector<Link> links;
  for (const std::vector<Wire>& wires : m_state->wires->all()) {
    for (const Wire& wire : wires) {
      if (wire.link.from.node == node || wire.link.to.node == node) links.push_back(wire.link);
    }
  }
  return links;
}

int GraphScene::groupCount() const { return static_cast<int>(m_state->groups.size()); }
int GraphScene::noteCount() const { return static_cast<int>(m_state->notes.size()); }

GroupItem* GraphScene::group(int place) const {
  return place >= 0 && place < groupCount() ? m_state->groups[static_cast<size_t>(place)] : nullptr;
}

NoteItem* GraphScene::note(int place) const {
  return place >= 0 && place < noteCount() ? m_state->notes[static_cast<size_t>(place)] : nullptr;
}

GroupItem* GraphScene::groupAt(QPointF at) const {
  const auto area = [](const GroupItem* item) { return item->rect().width() * item->rect().height(); };
  GroupItem* least = nullptr;
  for (GroupItem* item : m_state->groups) {
    if (item->rect().contains(at) && (!least || area(item) <= area(least))) least = item;
  }
  return least;
}

NoteItem* GraphScene::noteAt(QPointF at) const {
  const auto found = std::find_if(m_state->notes.rbegin(), m_state->notes.rend(),
                                  [at](const NoteItem* item) { return item->rect().contains(at); });
  return found == m_state->notes.rend() ? nullptr : *found;
}

std::optional<QPointF> GraphScene::portPoint(const PortRef& port, bool isOutput) const {
  const NodeItem* item = node(port.node);
  if (!item) return std::nullopt;
  const auto point = isOutput ? item->outputPoint(port.port) : item->inputPoint(port.port);
  // A port that only the session knows of, so far: at the title, so that the wire is seen.
  const QPointF unknown(isOutput ? item->bodyRect().right() : 0, item->titleRect().center().y());
  return item->pos() + point.value_or(unknown);
}

bool GraphScene::isEmpty() const {
  return m_state->nodes.isEmpty() && m_state->groups.empty() && m_state->notes.empty();
}

QRectF GraphScene::contentRect() const {
  QRectF all;
  for (const NodeItem* item : m_state->nodes) all |= item->bodyRect().translated(item->pos());
  for (const GroupItem* item : m_state->groups) all |= item->rect();
  for (const NoteItem* item : m_state->notes) all |= item->rect();
  return all;
}

QRectF GraphScene::selectionRect() const {
  QRectF all;
  for (const QString& id : m_selection.nodes()) {
    if (const NodeItem* item = node(id)) all |= item->bodyRect().translated(item->pos());
  }
  for (const int place : m_selection.groups()) {
    if (const GroupItem* item = group(place)) all |= item->rect();
  }
  for (const int place : m_selection.notes()) {
    if (const NoteItem* item = note(place)) all |= item->rect();
  }
  return all;
}

QColor GraphScene::portColour(const PortRef& port, bool isOutput) const {
  return typeColour(m_state->sync->typeOf(port, isOutput));
}

void GraphScene::preview(const Placement& placement) {
  const bool back = placement.nodes.isEmpty() && placement.groups.isEmpty() && placement.notes.isEmpty();
  if (back) {
    m_state->sync->restorePlaces();
    return;
  }
  QSet<QString> moved;
  for (auto it = placement.nodes.begin(); it != placement.nodes.end(); ++it) {
    if (NodeItem* item = node(it.key())) {
      item->setPos(it.value());
      moved.insert(it.key());
    }
  }
  for (auto it = placement.groups.begin(); it != placement.groups.end(); ++it) {
    if (GroupItem* item = group(it.key())) item->setRect(it.value());
  }
  for (auto it = placement.notes.begin(); it != placement.notes.end(); ++it) {
    if (NoteItem* item = note(it.key())) item->setRect(it.value());
  }
  m_state->sync->replaceWires(moved);
  emit contentChanged();
}

void GraphScene::showDraggedWire(QPointF from, QPointF to, const QColor& colour, bool snapped) {
  static_cast<DraggedWire*>(m_state->draggedWire)->set(from, to, colour, snapped);
  m_state->draggedWire->setVisible(true);
}

void GraphScene::hideDraggedWire() { m_state->draggedWire->setVisible(false); }
void GraphScene::highlight(const std::optional<Link>& link) { m_state->wires->setHighlight(link); }
void GraphScene::setHoveredLink(const std::optional<Link>& link) { m_state->wires->setHovered(link); }

void GraphScene::setHovered(NodeItem* node, const NodeHit& hit) {
  if (m_state->hovered && m_state->hovered != node) m_state->hovered->setHovered({});
  m_state->hovered = node;
  if (node) node->setHovered(hit);
}

void GraphScene::setFit(const std::function<PortFit(const PortRef&, bool isOutput)>& fit) {
  for (NodeItem* item : m_state->nodes) item->setFit(fit);
}

void GraphScene::setUnfolded(const QString& id, bool unfolded) {
  NodeItem* item = node(id);
  if (!item) return;
  item->setUnfolded(unfolded);
  m_state->sync->replaceWires({id});
  emit contentChanged();
}

bool GraphScene::showsDetails() const { return m_state->details; }

void GraphScene::setDetails(bool visible) {
  m_state->details = visible;
  for (NodeItem* item : m_state->nodes) item->refresh();
}

void GraphScene::setFast(bool fast) {
  m_state->wires->setFast(fast);
  m_state->cache.setFast(fast);
}

NodeCache& GraphScene::nodeCache() const { return m_state->cache; }

}  // namespace weft::editor
