// Pictures of nodes as they were last painted, so that a frame of a view that pans or zooms is mostly copying. GUI
// thread.
#pragma once

#include <functional>

#include <QCache>
#include <QElapsedTimer>
#include <QPainter>
#include <QPixmap>

namespace weft::editor {

class NodeCache {
 public:
  // While the view moves, a picture made for a zoom near by will do.
  void setFast(bool fast) { m_fast = fast; }
  // A frame begins. Pictures for a zoom that is new are made for a few milliseconds of it; the rest are stretched, and
  // isIncomplete() says at its end that another frame is wanted.
  void beginFrame();
  bool isIncomplete() const { return m_incomplete; }

  // Draws what `paint` paints into `rect`, both in the painter's coordinates, which are scaled and moved only. `key`
  // stands for the node, `version` for what it looks like.
  void draw(QPainter& painter, quint64 key, quint64 version, const QRectF& rect,
            const std::function<void(QPainter&)>& paint);

 private:
  struct Entry {
    quint64 version;
    double scale;  // device pixels to a unit
    QPixmap pixmap;
  };
  const Entry* renewed(quint64 key, quint64 version, const QRectF& rect, double scale, double ratio,
                       const std::function<void(QPainter&)>& paint);
  bool willDo(const Entry& entry, double scale);

  QCache<quint64, Entry> m_entries{192 << 10};  // cost in KiB
  QElapsedTimer m_frame;
  bool m_fast = false, m_incomplete = false;
};

}  // namespace weft::editor
