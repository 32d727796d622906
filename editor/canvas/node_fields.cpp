// Parameters as they stand in a node: label at the left, value at the right.
#include <cmath>

#include "canvas/node_fonts.h"
#include "canvas/node_paint.h"
#include "inspector/parameter_editor.h"

namespace weft::editor {
namespace {

constexpr double radius = 5;

// Of the way from the least to the greatest value that the interface offers; nullopt: no slider.
std::optional<double> fraction(const ParameterFace& parameter) {
  const ParameterType& type = *parameter.type;
  const bool isNumber = type.kind == WEFT_PARAMETER_NUMBER || type.kind == WEFT_PARAMETER_INTEGER;
  if (!isNumber || !parameter.value.is_number() || type.uiMaximum <= type.uiMinimum) return std::nullopt;
  double low = type.uiMinimum, high = type.uiMaximum, value = parameter.value.get<double>();
  if (type.curve == WEFT_CURVE_LOGARITHMIC && low > 0) {
    low = std::log(low);
    high = std::log(high);
    value = std::log(std::max(value, type.uiMinimum));
  }
  return std::clamp((value - low) / (high - low), 0.0, 1.0);
}

void paintGround(QPainter& painter, const ParameterFace& parameter, const QRectF& field, bool hovered) {
  const Theme& t = theme();
  painter.setPen(QPen(hovered ? mixed(t.nodeBorder, t.accent, 0.7) : mixed(t.nodeField, t.nodeBorder, 0.55), 1));
  painter.setBrush(t.nodeField);
  const QRectF frame = field.adjusted(0.5, 0.5, -0.5, -0.5);
  painter.drawRoundedRect(frame, radius, radius);
  const std::optional<double> filled = fraction(parameter);
  if (!filled || *filled <= 0) return;
  painter.save();
  painter.setClipRect(QRectF(field.left(), field.top(), field.width() * *filled, field.height()));
  painter.setPen(Qt::NoPen);
  painter.setBrush(mixed(t.nodeField, t.accent, t.dark ? 0.38 : 0.28));
  painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5);
  painter.restore();
}

// A switch; answers the room that it leaves for the label.
QRectF paintSwitch(QPainter& painter, const QRectF& field, bool on) {
  const Theme& t = theme();
  const QRectF track(field.right() - 34, field.center().y() - 6.5, 26, 13);
  painter.setPen(Qt::NoPen);
  painter.setBrush(on ? t.accent : mixed(t.nodeField, t.nodeDimText, 0.45));
  painter.drawRoundedRect(track, 6.5, 6.5);
  painter.setBrush(on ? t.accentText : t.node);
  painter.drawEllipse(QPointF(on ? track.right() - 6.5 : track.left() + 6.5, track.center().y()), 4.5, 4.5);
  return field.adjusted(0, 0, -42, 0);
}

void paintArrow(QPainter& painter, const QRectF& field) {
  painter.save();
  painter.setOpacity(painter.opacity() * 0.7);
  painter.translate(field.right() - 14, field.center().y());
  paintGlyph(painter, NodeGlyph::Expanded, QPointF(), theme().nodeDimText);
  painter.restore();
}

// "prompt" above, its text in lines below.
void paintLines(QPainter& painter, const ParameterFace& parameter, const QRectF& field) {
  const Theme& t = theme();
  painter.setFont(nodeFonts().small);
  painter.setPen(t.nodeDimText);
  painter.drawText(field.adjusted(8, 4, -8, 0), Qt::AlignLeft | Qt::AlignTop,
                   QString::fromStdString(parameter.type->label));
  painter.setFont(nodeFonts().text);
  painter.setPen(t.nodeText);
  painter.save();
  const QRectF room = field.adjusted(8, 20, -8, -4);
  painter.setClipRect(room, Qt::IntersectClip);
  painter.drawText(room, Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop, valueText(*parameter.type, parameter.value));
  painter.restore();
}

QString shownValue(const ParameterFace& parameter, SeedChange seeds) {
  if (parameter.type->kind == WEFT_PARAMETER_BOOLEAN) return {};
  const QString value = valueText(*parameter.type, parameter.value);
  if (seeds == SeedChange::Increment) return value + " · +1";
  return seeds == SeedChange::Random ? value + " · random" : value;
}

void paintRow(QPainter& painter, const ParameterFace& parameter, const QString& value, const QRectF& room,
              Qt::TextElideMode elide) {
  const Theme& t = theme();
  painter.setFont(nodeFonts().text);
  const QFontMetricsF metrics(painter.font());
  const QString label = QString::fromStdString(parameter.type->label);
  const double labelWidth = std::min(metrics.horizontalAdvance(label), room.width() * (value.isEmpty() ? 1.0 : 0.62));
  painter.setPen(t.nodeDimText);
  painter.drawText(QRectF(room.left(), room.top(), labelWidth + 1, room.height()), Qt::AlignVCenter | Qt::AlignLeft,
                   metrics.elidedText(label, Qt::ElideRight, labelWidth + 1));
  const double left = room.width() - labelWidth - 10;
  if (value.isEmpty() || left < 12) return;
  painter.setPen(parameter.linked  ? mixed(t.nodeDimText, t.node, 0.35)
                 : parameter.given ? t.nodeText
                                   : mixed(t.nodeText, t.nodeDimText, 0.45));
  painter.drawText(QRectF(room.right() - left, room.top(), left, room.height()), Qt::AlignVCenter | Qt::AlignRight,
                   metrics.elidedText(value, elide, left));
}

}  // namespace

void paintField(QPainter& painter, const ParameterFace& parameter, const QRectF& field, bool hovered,
                SeedChange seeds) {
  const QString value = shownValue(parameter, seeds);
  if (parameter.linked) {
    paintRow(painter, parameter, value, field.adjusted(2, 0, -2, 0), Qt::ElideRight);
    return;
  }
  paintGround(painter, parameter, field, hovered);
  if (isMultiline(parameter)) {
    paintLines(painter, parameter, field);
    return;
  }
  QRectF room = field.adjusted(8, 0, -8, 0);
  const int kind = parameter.type->kind;
  if (kind == WEFT_PARAMETER_BOOLEAN) {
    room.setRight(paintSwitch(painter, field, parameter.value.is_boolean() && parameter.value.get<bool>()).right());
  }
  if (kind == WEFT_PARAMETER_CHOICE || kind == WEFT_PARAMETER_GRAPH) {
    paintArrow(painter, field);
    room.setRight(field.right() - 24);
  }
  paintRow(painter, parameter, value, room, kind == WEFT_PARAMETER_PATH ? Qt::ElideLeft : Qt::ElideRight);
}

}  // namespace weft::editor
