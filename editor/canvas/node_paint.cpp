#include "canvas/node_paint.h"

#include <QTextOption>

#include "canvas/node_fonts.h"

namespace weft::editor {
namespace {

using G = NodeGeometry;

void paintShadow(QPainter& painter, const QRectF& body) {
  painter.setPen(Qt::NoPen);
  for (int i = 5; i >= 1; --i) {
    painter.setBrush(QColor(0, 0, 0, theme().dark ? 16 : 8));
    painter.drawRoundedRect(body.adjusted(-i * 1.4, -i * 1.4 + 3, i * 1.4, i * 1.4 + 3), G::corner + i, G::corner + i);
  }
}

std::optional<NodeGlyph> statusGlyph(NodeStatus status) {
  switch (status) {
    case NodeStatus::Waiting:
      return NodeGlyph::Waiting;
    case NodeStatus::Cached:
      return NodeGlyph::Cached;
    case NodeStatus::Done:
      return NodeGlyph::Done;
    case NodeStatus::Failed:
      return NodeGlyph::Failed;
    case NodeStatus::Skipped:
      return NodeGlyph::Skipped;
    case NodeStatus::Idle:
    case NodeStatus::Running:
      break;
  }
  return std::nullopt;
}

// Signs from the right; answers where they begin.
double paintBadges(QPainter& painter, const NodePicture& node) {
  const Theme& t = theme();
  double x = node.geometry.title.right() - 14;
  const double y = node.geometry.title.center().y();
  const auto put = [&](bool wanted, NodeGlyph glyph, const QColor& colour) {
    if (!wanted) return;
    paintGlyph(painter, glyph, QPointF(x, y), colour);
    x -= 17;
  };
  if (const auto glyph = statusGlyph(node.run.status)) put(true, *glyph, statusColour(node.run.status));
  put(node.face.kind == NodeKind::Missing, NodeGlyph::Missing, t.warning);
  put(node.face.mute, NodeGlyph::Mute, t.nodeTitleText);
  put(node.face.bypass, NodeGlyph::Bypass, t.nodeTitleText);
  put(node.face.look.pinned, NodeGlyph::Pin, t.nodeDimText);
  put(node.face.kind == NodeKind::Subgraph, NodeGlyph::Enter, t.nodeDimText);
  return x + 6;
}

void paintTitle(QPainter& painter, const NodePicture& node) {
  const Theme& t = theme();
  const QRectF& title = node.geometry.title;
  painter.setPen(Qt::NoPen);
  painter.setBrush(nodeTitleColour(node.face));
  painter.drawPath(nodeTitlePath(node));
  const double right = paintBadges(painter, node);
  const bool overArrow = node.hovered.part == NodeHit::Part::Collapse;
  paintGlyph(painter, node.face.look.collapsed ? NodeGlyph::Collapsed : NodeGlyph::Expanded,
             QPointF(title.left() + 14, title.center().y()), overArrow ? t.nodeTitleText : t.nodeDimText);
  painter.setFont(nodeFonts().title);
  painter.setPen(t.nodeTitleText);
  const QRectF room(title.left() + 26, title.top(), right - title.left() - 28, title.height());
  painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                   QFontMetricsF(painter.font()).elidedText(node.face.title, Qt::ElideRight, room.width()));
}

void paintProgress(QPainter& painter, const NodePicture& node) {
  if (node.run.status != NodeStatus::Running) return;
  const QRectF& title = node.geometry.title;
  const QRectF bar(title.left() + 1, title.bottom() - 3, title.width() - 2, 3);
  painter.fillRect(bar, mixed(nodeTitleColour(node.face), theme().canvas, 0.6));
  const double share = node.run.total ? static_cast<double>(node.run.step) / static_cast<double>(node.run.total) : 1.0;
  const QColor colour = theme().accent;
  painter.fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * std::clamp(share, 0.0, 1.0), bar.height())),
                   node.run.total ? colour : mixed(colour, theme().node, 0.35));
}

PortFit fitOf(const NodePicture& node, size_t place) {
  return place < node.fits.size() ? node.fits[place] : PortFit::Unasked;
}

void paintLabel(QPainter& painter, const PortFace& port, const QRectF& room, Qt::Alignment side, PortFit fit) {
  const Theme& t = theme();
  painter.setPen(fit == PortFit::Misfit         ? mixed(t.nodeDimText, t.node, 0.6)
                 : port.has(WEFT_PORT_OPTIONAL) ? t.nodeDimText
                                                : t.nodeText);
  painter.drawText(room, Qt::AlignVCenter | side,
                   QFontMetricsF(painter.font()).elidedText(port.label, Qt::ElideRight, room.width()));
}

void paintPorts(QPainter& painter, const NodePicture& node) {
  const NodeFace& face = node.face;
  const double width = node.geometry.size.width();
  painter.setFont(nodeFonts().text);
  for (size_t i = 0; i < face.inputs.size(); ++i) {
    const QPointF at = node.geometry.inputs[i];
    const bool shared = i < face.outputs.size();
    const QRectF room(12, at.y() - G::rowHeight / 2, width * (shared ? 0.6 : 1.0) - 20, G::rowHeight);
    if (!face.look.collapsed) paintLabel(painter, face.inputs[i], room, Qt::AlignLeft, fitOf(node, i));
    paintPort(painter, at, node.inputColours[i], face.inputs[i].flags, face.inputs[i].linked, fitOf(node, i));
  }
  for (size_t i = 0; i < face.outputs.size(); ++i) {
    const QPointF at = node.geometry.outputs[i];
    const PortFit fit = fitOf(node, face.inputs.size() + i);
    const bool hasField = face.kind == NodeKind::GraphInputs && face.parameter(face.outputs[i].id);
    const QRectF room(width * 0.35, at.y() - G::rowHeight / 2, width * 0.65 - 12, G::rowHeight);
    if (!face.look.collapsed && !hasField) paintLabel(painter, face.outputs[i], room, Qt::AlignRight, fit);
    paintPort(painter, at, node.outputColours[i], face.outputs[i].flags, true, fit);
  }
}

// Those of parameters show when there is something to see: a wire, a wire that would fit, the pointer.
void paintParameterPorts(QPainter& painter, const NodePicture& node) {
  const NodeFace& face = node.face;
  if (face.kind == NodeKind::GraphInputs) return;
  for (size_t i = 0; i < face.parameters.size(); ++i) {
    const ParameterFace& parameter = face.parameters[i];
    if (node.geometry.fields[i].isNull()) continue;
    const PortFit fit = fitOf(node, face.inputs.size() + face.outputs.size() + i);
    const bool near = node.hovered.id == parameter.id && node.hovered.part != NodeHit::Part::None;
    if (!parameter.linked && !near && fit != PortFit::Fits) continue;
    paintPort(painter, node.geometry.parameterPoint(i), node.parameterColours[i], WEFT_PORT_OPTIONAL, parameter.linked,
              fit);
  }
}

void paintFields(QPainter& painter, const NodePicture& node) {
  const NodeFace& face = node.face;
  for (size_t i = 0; i < face.parameters.size(); ++i) {
    const QRectF& field = node.geometry.fields[i];
    if (field.isNull()) continue;
    const bool hovered = node.hovered.part == NodeHit::Part::Parameter && node.hovered.id == face.parameters[i].id;
    paintField(painter, face.parameters[i], field, hovered,
               face.look.seeds.value(face.parameters[i].id, SeedChange::Fixed));
  }
  if (node.geometry.more.isNull()) return;
  painter.setFont(nodeFonts().small);
  painter.setPen(node.hovered.part == NodeHit::Part::More ? theme().nodeText : theme().nodeDimText);
  painter.drawText(node.geometry.more, Qt::AlignCenter,
                   node.unfolded ? QString("Fewer") : QString("%1 more").arg(node.geometry.folded));
}

void paintPictureAndMessage(QPainter& painter, const NodePicture& node) {
  const Theme& t = theme();
  if (const QRectF& room = node.geometry.picture; !room.isNull()) {
    QPainterPath rounded;
    rounded.addRoundedRect(room, 4, 4);
    painter.save();
    painter.setClipPath(rounded, Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(room, node.run.picture);
    painter.restore();
    painter.setPen(QPen(t.nodeBorder, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(rounded);
  }
  const QRectF& room = node.geometry.message;
  if (room.isNull()) return;
  const QColor colour = node.run.status == NodeStatus::Failed ? t.error : t.warning;
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(t.node, colour, 0.18));
  painter.drawRoundedRect(room, 4, 4);
  painter.setPen(mixed(colour, t.nodeText, 0.35));
  painter.setFont(nodeFonts().small);
  painter.save();
  painter.setClipRect(room, Qt::IntersectClip);
  QTextOption lines(Qt::AlignLeft | Qt::AlignTop);
  lines.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  painter.drawText(room.adjusted(8, 6, -8, -6), nodeMessage(node.face, node.run), lines);
  painter.restore();
}

void paintOutline(QPainter& painter, const NodePicture& node) {
  const Theme& t = theme();
  const QRectF body(QPointF(), node.geometry.size);
  QPen pen(t.nodeBorder, 1);
  if (node.face.kind == NodeKind::Missing) pen = QPen(t.warning, 1.5, Qt::DashLine);
  if (node.run.status == NodeStatus::Failed) pen = QPen(t.error, 1.5);
  if (node.run.status == NodeStatus::Running) pen = QPen(t.accent, 1.5);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(pen);
  painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), G::corner, G::corner);
  if (!node.chosen) return;
  painter.setPen(QPen(node.current ? t.nodeSelected : mixed(t.nodeSelected, t.canvas, 0.3), 2));
  painter.drawRoundedRect(body.adjusted(-2, -2, 2, 2), G::corner + 2, G::corner + 2);
}

QString detailsText(const NodeRun& run) {
  QStringList parts;
  if (run.seconds >= 0) {
    parts << (run.seconds < 1 ? QString("%1 ms").arg(run.seconds * 1000, 0, 'f', run.seconds < 0.01 ? 1 : 0)
                              : QString("%1 s").arg(run.seconds, 0, 'f', run.seconds < 10 ? 2 : 1));
  }
  if (run.bytes >= 0) parts << QLocale::c().formattedDataSize(run.bytes, 1, QLocale::DataSizeTraditionalFormat);
  return parts.join(" · ");
}

void paintDetails(QPainter& painter, const NodePicture& node) {
  if (!node.details) return;
  painter.setFont(nodeFonts().small);
  painter.setPen(theme().dimText);
  painter.drawText(QRectF(2, -nodeDetailsHeight - 2, node.geometry.size.width(), nodeDetailsHeight),
                   Qt::AlignLeft | Qt::AlignVCenter, detailsText(node.run));
}

}  // namespace

QColor nodeBodyColour(const NodeFace& face) {
  const Theme& t = theme();
  if (face.bypass) return mixed(t.node, t.bypass, 0.35);
  return face.look.colour.isValid() ? mixed(t.node, face.look.colour, t.dark ? 0.14 : 0.10) : t.node;
}

void fadeNode(QPainter& painter, const NodePicture& node) {
  if (!node.face.mute) return;
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme().canvas);
  painter.drawRoundedRect(QRectF(QPointF(), node.geometry.size), G::corner, G::corner);
  painter.setOpacity(0.42);
}

QPainterPath nodeTitlePath(const NodePicture& node) {
  const QRectF& title = node.geometry.title;
  QPainterPath path;
  path.setFillRule(Qt::WindingFill);
  path.addRoundedRect(title, G::corner, G::corner);
  if (!node.face.look.collapsed) path.addRect(title.adjusted(0, title.height() / 2, 0, 0));
  return path.simplified();
}

void paintReroute(QPainter& painter, const NodePicture& node) {
  const Theme& t = theme();
  const QRectF body(QPointF(), node.geometry.size);
  const QColor colour = node.outputColours.empty() ? t.nodeBorder : node.outputColours.front();
  if (node.hovered.part != NodeHit::Part::None || node.chosen) {
    painter.setPen(node.chosen ? QPen(t.nodeSelected, 2) : QPen(t.nodeBorder, 1));
    painter.setBrush(t.node);
    painter.drawRoundedRect(body.adjusted(1, 1, -1, -1), 7, 7);
  }
  painter.setPen(QPen(t.canvas, 1.5));
  painter.setBrush(colour);
  painter.drawEllipse(body.center(), 6, 6);
}

QColor nodeTitleColour(const NodeFace& face) {
  const Theme& t = theme();
  if (face.bypass) return mixed(t.nodeTitle, t.bypass, 0.5);
  if (face.look.colour.isValid()) return mixed(t.nodeTitle, face.look.colour, t.dark ? 0.55 : 0.45);
  if (face.type) return mixed(t.nodeTitle, categoryColour(QString::fromStdString(face.type->category)), 0.2);
  const bool isBoundary = face.kind == NodeKind::GraphInputs || face.kind == NodeKind::GraphOutputs;
  return isBoundary ? mixed(t.nodeTitle, t.good, 0.25) : mixed(t.nodeTitle, t.accent, 0.2);
}

void paintPort(QPainter& painter, QPointF at, const QColor& colour, uint32_t flags, bool linked, PortFit fit) {
  const Theme& t = theme();
  const QColor shown = fit == PortFit::Misfit ? mixed(colour, t.node, 0.75) : colour;
  if (fit == PortFit::Fits) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(colour.red(), colour.green(), colour.blue(), 90));
    painter.drawEllipse(at, G::portRadius + 4, G::portRadius + 4);
  }
  // Optional ones that nothing is linked to are hollow, lazy ones dotted around, variadic ones long.
  const bool hollow = (flags & WEFT_PORT_OPTIONAL) && !linked;
  painter.setPen(
      QPen(hollow ? shown : mixed(shown, t.canvas, 0.55), 1.5, (flags & WEFT_PORT_LAZY) ? Qt::DotLine : Qt::SolidLine));
  painter.setBrush(hollow ? t.node : shown);
  if (flags & WEFT_PORT_VARIADIC) {
    painter.drawRoundedRect(QRectF(at.x() - 4, at.y() - 8, 8, 16), 4, 4);
  } else {
    painter.drawEllipse(at, G::portRadius, G::portRadius);
  }
}

void paintNode(QPainter& painter, const NodePicture& node) {
  painter.setRenderHint(QPainter::Antialiasing);
  fadeNode(painter, node);
  if (node.face.kind == NodeKind::Reroute) {
    paintReroute(painter, node);
    return;
  }
  const QRectF body(QPointF(), node.geometry.size);
  paintShadow(painter, body);
  painter.setPen(Qt::NoPen);
  painter.setBrush(nodeBodyColour(node.face));
  painter.drawRoundedRect(body, G::corner, G::corner);
  paintTitle(painter, node);
  paintProgress(painter, node);
  if (!node.face.look.collapsed) {
    paintFields(painter, node);
    paintPictureAndMessage(painter, node);
  }
  paintOutline(painter, node);
  paintPorts(painter, node);
  paintParameterPorts(painter, node);
  paintDetails(painter, node);
}

}  // namespace weft::editor
