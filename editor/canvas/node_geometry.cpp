#include "canvas/node_geometry.h"

#include <QFontMetricsF>
#include <QHash>

#include "canvas/node_fonts.h"
#include "document/names.h"

namespace weft::editor {
namespace {

using G = NodeGeometry;

constexpr double textLine = 17, maximumPicture = 320;
constexpr int promptLines = 4;

// Labels repeat from node to node.
double widthOf(const QString& text) {
  static QHash<QString, double> known;
  if (known.size() > 20'000) known.clear();
  const auto found = known.find(text);
  if (found != known.end()) return *found;
  const double width = QFontMetricsF(nodeFonts().text).horizontalAdvance(text);
  known.insert(text, width);
  return width;
}

double naturalWidth(const NodeFace& face) {
  double width = 140;
  const size_t rows = std::max(face.inputs.size(), face.outputs.size());
  for (size_t row = 0; row < rows; ++row) {
    double both = 44;
    if (row < face.inputs.size()) both += widthOf(face.inputs[row].label);
    if (row < face.outputs.size()) both += widthOf(face.outputs[row].label);
    width = std::max(width, both);
  }
  for (const ParameterFace& parameter : face.parameters) {
    if (parameter.visible) width = std::max(width, isMultiline(parameter) ? 260.0 : 220.0);
  }
  width = std::max(width, widthOf(face.title) * 1.1 + 64);
  return std::min(320.0, std::ceil(width / 20) * 20);
}

bool isFolded(const ParameterFace& parameter) {
  return parameter.type->has(WEFT_PARAMETER_ADVANCED) && !parameter.given && !parameter.linked;
}

double heightOf(const ParameterFace& parameter) {
  return isMultiline(parameter) ? promptLines * textLine + 26 : G::fieldHeight;
}

// The rows of ports; answers where they end. A graph's input that has a field stands beside it, not in a row.
double placePorts(const NodeFace& face, double width, double top, G& geometry) {
  double left = top, right = top;
  for (size_t i = 0; i < face.inputs.size(); ++i, left += G::rowHeight) {
    geometry.inputs.emplace_back(0, left + G::rowHeight / 2);
  }
  for (const PortFace& port : face.outputs) {
    geometry.outputs.emplace_back(width, right + G::rowHeight / 2);
    if (face.kind != NodeKind::GraphInputs || !face.parameter(port.id)) right += G::rowHeight;
  }
  return std::max(left, right);
}

double placeFields(const NodeFace& face, double width, double top, bool unfolded, G& geometry) {
  if (!face.parameters.empty() && top > G::titleHeight + 6) top += 4;
  for (const ParameterFace& parameter : face.parameters) {
    const bool folded = parameter.visible && isFolded(parameter);
    geometry.folded += folded;
    if (!parameter.visible || (folded && !unfolded)) {
      geometry.fields.emplace_back();
      continue;
    }
    geometry.fields.emplace_back(G::margin, top, width - 2 * G::margin, heightOf(parameter));
    top += heightOf(parameter) + G::fieldGap;
  }
  if (face.kind == NodeKind::GraphInputs) {
    for (size_t i = 0; i < face.outputs.size(); ++i) {
      for (size_t p = 0; p < face.parameters.size(); ++p) {
        if (face.parameters[p].id == face.outputs[i].id) geometry.outputs[i].setY(geometry.parameterPoint(p).y());
      }
    }
  }
  if (geometry.folded == 0) return top;
  geometry.more = QRectF(G::margin, top, width - 2 * G::margin, 18);
  return geometry.more.bottom() + G::fieldGap;
}

double placePicture(const NodeRun& run, double width, double top, G& geometry) {
  if (run.picture.isNull()) return top;
  const QSizeF room(width - 2 * G::margin, maximumPicture);
  const QSizeF size = QSizeF(run.picture.size()).scaled(room, Qt::KeepAspectRatio);
  geometry.picture = QRectF((width - size.width()) / 2, top + 3, size.width(), size.height());
  return geometry.picture.bottom() + G::fieldGap;
}

double placeMessage(const QString& message, double width, double top, G& geometry) {
  if (message.isEmpty()) return top;
  const QRectF room(0, 0, width - 2 * G::margin - 16, 5 * textLine);
  const QRectF needed = QFontMetricsF(nodeFonts().small).boundingRect(room, Qt::TextWordWrap, message);
  const double height = std::min(needed.height(), room.height()) + 12;
  geometry.message = QRectF(G::margin, top + 3, width - 2 * G::margin, height);
  return geometry.message.bottom() + G::fieldGap;
}

G collapsed(const NodeFace& face, double width) {
  G geometry;
  geometry.size = QSizeF(width, G::titleHeight);
  geometry.title = QRectF(QPointF(), geometry.size);
  geometry.inputs.assign(face.inputs.size(), QPointF(0, G::titleHeight / 2));
  geometry.outputs.assign(face.outputs.size(), QPointF(width, G::titleHeight / 2));
  geometry.fields.assign(face.parameters.size(), QRectF());
  return geometry;
}

G reroute(const NodeFace& face) {
  G geometry;
  geometry.size = QSizeF(G::rerouteWidth, G::rerouteHeight);
  const double middle = G::rerouteHeight / 2;
  geometry.inputs.assign(face.inputs.size(), QPointF(middle, middle));
  geometry.outputs.assign(face.outputs.size(), QPointF(G::rerouteWidth - middle, middle));
  geometry.fields.assign(face.parameters.size(), QRectF());
  return geometry;
}

bool near(QPointF point, QPointF at) {
  const QPointF d = point - at;
  return std::abs(d.x()) <= G::portReach && std::abs(d.y()) <= G::portReach;
}

// What is not told apart in a collapsed node: the first port of the side.
NodeHit hitPorts(const NodeFace& face, const G& geometry, QPointF at) {
  for (size_t i = 0; i < geometry.outputs.size(); ++i) {
    if (near(geometry.outputs[i], at)) return {NodeHit::Part::Output, face.outputs[i].id};
  }
  for (size_t i = 0; i < geometry.inputs.size(); ++i) {
    if (near(geometry.inputs[i], at)) return {NodeHit::Part::Input, face.inputs[i].id};
  }
  if (face.kind == NodeKind::GraphInputs) return {};
  for (size_t i = 0; i < geometry.fields.size(); ++i) {
    if (!geometry.fields[i].isNull() && near(geometry.parameterPoint(i), at) && at.x() < G::margin) {
      return {NodeHit::Part::Input, face.parameters[i].id};
    }
  }
  return {};
}

}  // namespace

QString nodeMessage(const NodeFace& face, const NodeRun& run) {
  if (run.status == NodeStatus::Failed && !run.message.isEmpty()) return run.message;
  if (face.kind != NodeKind::Missing) return {};
  const QString subgraph = subgraphOfType(face.typeId);
  if (!subgraph.isEmpty()) return QString("This file has no subgraph “%1”").arg(subgraph);
  const QString pack = face.typeId.section(u'.', 0, -2);
  return pack.isEmpty() ? QString("There is no such node type") : QString("The pack %1 is not installed").arg(pack);
}

bool isMultiline(const ParameterFace& parameter) {
  return !parameter.linked && parameter.type->kind == WEFT_PARAMETER_STRING &&
         parameter.type->has(WEFT_PARAMETER_MULTILINE);
}

NodeGeometry measureNode(const NodeFace& face, const NodeRun& run, bool unfolded) {
  if (face.kind == NodeKind::Reroute) return reroute(face);
  const double width = face.look.width > 0 ? std::max(120.0, face.look.width) : naturalWidth(face);
  if (face.look.collapsed) return collapsed(face, width);
  NodeGeometry geometry;
  geometry.title = QRectF(0, 0, width, G::titleHeight);
  double bottom = placePorts(face, width, G::titleHeight + 6, geometry);
  bottom = placeFields(face, width, bottom, unfolded, geometry);
  bottom = placePicture(run, width, bottom, geometry);
  bottom = placeMessage(nodeMessage(face, run), width, bottom, geometry);
  geometry.size = QSizeF(width, bottom + 6);
  return geometry;
}

NodeHit hitNode(const NodeFace& face, const NodeGeometry& geometry, QPointF at) {
  using Part = NodeHit::Part;
  if (const NodeHit port = hitPorts(face, geometry, at); port.part != Part::None) return port;
  const QRectF body(QPointF(), geometry.size);
  if (!body.contains(at)) return {};
  if (face.kind == NodeKind::Reroute) return {Part::Body, {}};
  if (geometry.title.contains(at)) {
    if (at.x() < 24) return {Part::Collapse, {}};
    return {Part::Title, {}};
  }
  if (at.x() > body.right() - 8 && at.y() > body.bottom() - 10) return {Part::Resize, {}};
  for (size_t i = 0; i < geometry.fields.size(); ++i) {
    if (geometry.fields[i].contains(at)) return {Part::Parameter, face.parameters[i].id};
  }
  if (geometry.more.contains(at)) return {Part::More, {}};
  if (geometry.picture.contains(at)) return {Part::Picture, {}};
  return {Part::Body, {}};
}

}  // namespace weft::editor
