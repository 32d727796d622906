#include "theme/icons.h"

#include <QHash>
#include <QIconEngine>
#include <QPainter>

#include "theme/icon_paths.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

const IconPaths& pathsOf(Icon which) {
  static QHash<int, IconPaths> known;
  const int key = static_cast<int>(which);
  auto found = known.find(key);
  if (found == known.end()) found = known.insert(key, parseIcon(iconOutline(which)));
  return *found;
}

class LineIconEngine : public QIconEngine {
 public:
  LineIconEngine(Icon which, const QColor& colour) : m_which(which), m_colour(colour) {}
  QIconEngine* clone() const override { return new LineIconEngine(*this); }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    drawIcon(*painter, rect, m_which, colourOf(mode, state));
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }

 private:
  QColor colourOf(QIcon::Mode mode, QIcon::State state) const {
    QColor colour = m_colour.isValid() ? m_colour : state == QIcon::On ? theme().accent : theme().text;
    if (mode == QIcon::Disabled) colour.setAlphaF(0.35F);
    return colour;
  }

  Icon m_which;
  QColor m_colour;  // invalid: the theme's
};

}  // namespace

QIcon icon(Icon which) { return icon(which, QColor()); }
QIcon icon(Icon which, const QColor& colour) {
  return which == Icon::None ? QIcon() : QIcon(new LineIconEngine(which, colour));
}

void drawIcon(QPainter& painter, const QRectF& rect, Icon which, const QColor& colour) {
  const IconPaths& paths = pathsOf(which);
  const double side = std::min(rect.width(), rect.height());
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(rect.center() - QPointF(side, side) / 2);
  painter.scale(side / 16, side / 16);
  painter.setPen(QPen(colour, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(paths.lines);
  painter.setPen(QPen(colour, 0.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(colour);
  painter.drawPath(paths.areas);
  painter.restore();
}

}  // namespace weft::editor
