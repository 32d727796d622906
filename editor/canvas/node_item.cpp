#include "canvas/node_item.h"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include "canvas/graph_scene.h"
#include "canvas/node_cache.h"
#include "canvas/node_paint.h"

namespace weft::editor {
namespace {

constexpr double nameBelow = 0.36, blockBelow = 0.16;  // zoom at which texts are no more, and names neither

quint64 nextVersion() {
  static quint64 last = 0;
  return ++last;
}

}  // namespace

NodeItem::NodeItem(GraphScene& scene, NodeFace face, NodeRun run)
    : m_scene(scene), m_face(std::move(face)), m_run(std::move(run)), m_order(nextVersion()), m_version(m_order) {
  measure();
}

NodeItem::~NodeItem() = default;

void NodeItem::measure() {
  prepareGeometryChange();
  m_geometry = measureNode(m_face, m_run, m_unfolded);
  refresh();
}

void NodeItem::refresh() {
  m_version = nextVersion();
  update();
}

void NodeItem::setFace(NodeFace face) {
  m_face = std::move(face);
  m_fits.clear();
  measure();
}

void NodeItem::setRun(const NodeRun& run) {
  m_run = run;
  measure();
}

void NodeItem::setUnfolded(bool unfolded) {
  m_unfolded = unfolded;
  measure();
}

void NodeItem::setChosen(bool chosen, bool current) {
  if (chosen == m_chosen && current == m_current) return;
  m_chosen = chosen;
  m_current = current;
  setZValue(chosen ? 1 : 0);
  refresh();
}

void NodeItem::setHovered(const NodeHit& hit) {
  if (hit.part == m_hovered.part && hit.id == m_hovered.id) return;
  m_hovered = hit;
  refresh();
}

void NodeItem::setFit(const std::function<Fit(const PortRef&, bool isOutput)>& fit) {
  m_fits.clear();
  if (fit) {
    for (const PortFace& port : m_face.inputs) m_fits.push_back(fit({m_face.id, port.id}, false));
    for (const PortFace& port : m_face.outputs) m_fits.push_back(fit({m_face.id, port.id}, true));
    for (const ParameterFace& parameter : m_face.parameters) m_fits.push_back(fit({m_face.id, parameter.id}, false));
  }
  refresh();
}

std::optional<QPointF> NodeItem::inputPoint(const QString& id) const {
  for (size_t i = 0; i < m_face.inputs.size(); ++i) {
    if (m_face.inputs[i].id == id) return m_geometry.inputs[i];
  }
  for (size_t i = 0; i < m_face.parameters.size(); ++i) {
    if (m_face.parameters[i].id != id) continue;
    if (m_geometry.fields[i].isNull()) return QPointF(0, m_geometry.title.center().y());
    return m_geometry.parameterPoint(i);
  }
  return std::nullopt;
}

std::optional<QPointF> NodeItem::outputPoint(const QString& id) const {
  for (size_t i = 0; i < m_face.outputs.size(); ++i) {
    if (m_face.outputs[i].id == id) return m_geometry.outputs[i];
  }
  return std::nullopt;
}

QRectF NodeItem::parameterRect(const QString& parameter) const {
  for (size_t i = 0; i < m_face.parameters.size(); ++i) {
    if (m_face.parameters[i].id == parameter) return m_geometry.fields[i];
  }
  return {};
}

QRectF NodeItem::boundingRect() const {
  return bodyRect().adjusted(-nodeShadow, -nodeShadow - nodeDetailsHeight, nodeShadow, nodeShadow + 4);
}

void NodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  const double zoom = painter->worldTransform().m11();
  if (zoom < blockBelow) {
    paintNodeBlock(*painter, m_face, m_run, m_geometry, m_chosen);
    return;
  }
  // Names keep their size on the screen, in steps: a picture lasts for some way of zooming.
  const double nameSize = std::clamp(13 / (std::floor(zoom * 20) / 20), 13.0, 80.0);
  m_scene.nodeCache().draw(*painter, m_order, m_version, boundingRect(), [this, zoom, nameSize](QPainter& to) {
    if (zoom < nameBelow)
      paintNodeName(to, look(), nameSize);
    else
      paintNode(to, look());
  });
}

NodePicture NodeItem::look() const {
  NodePicture node{m_face, m_run, m_geometry, {}, {}, {}, m_fits, m_hovered};
  node.chosen = m_chosen;
  node.current = m_current;
  node.details = m_scene.showsDetails();
  node.unfolded = m_unfolded;
  const auto colour = [&](const QString& port, bool isOutput) {
    return m_scene.portColour({m_face.id, port}, isOutput);
  };
  for (const PortFace& port : m_face.inputs) node.inputColours.push_back(colour(port.id, false));
  for (const PortFace& port : m_face.outputs) node.outputColours.push_back(colour(port.id, true));
  for (const ParameterFace& parameter : m_face.parameters) node.parameterColours.push_back(colour(parameter.id, false));
  return node;
}

}  // namespace weft::editor
