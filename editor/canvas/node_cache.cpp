#include "canvas/node_cache.h"

#include <cmath>

namespace weft::editor {
namespace {

constexpr qint64 frameBudget = 8;  // ms

}  // namespace

void NodeCache::beginFrame() {
  m_frame.start();
  m_incomplete = false;
}

bool NodeCache::willDo(const Entry& entry, double scale) {
  if (entry.scale == scale) return true;
  const double ratio = scale / entry.scale;
  if (ratio < 0.4 || ratio > 2.5) return false;
  if (m_fast) return ratio > 0.6 && ratio < 1.7;
  if (!m_frame.isValid() || m_frame.elapsed() < frameBudget) return false;
  m_incomplete = true;
  return true;
}

const NodeCache::Entry* NodeCache::renewed(quint64 key, quint64 version, const QRectF& rect, double scale, double ratio,
                                           const std::function<void(QPainter&)>& paint) {
  const QSize size(std::max(1, static_cast<int>(std::ceil(rect.width() * scale))),
                   std::max(1, static_cast<int>(std::ceil(rect.height() * scale))));
  auto entry = std::make_unique<Entry>(Entry{version, scale, QPixmap(size)});
  entry->pixmap.fill(Qt::transparent);
  QPainter painter(&entry->pixmap);
  painter.scale(scale, scale);
  painter.translate(-rect.topLeft());
  paint(painter);
  painter.end();
  entry->pixmap.setDevicePixelRatio(ratio);
  const qsizetype cost = 1 + static_cast<qsizetype>(size.width()) * size.height() / 256;
  Entry* made = entry.release();
  return m_entries.insert(key, made, cost) ? made : nullptr;
}

void NodeCache::draw(QPainter& painter, quint64 key, quint64 version, const QRectF& rect,
                     const std::function<void(QPainter&)>& paint) {
  const QTransform world = painter.worldTransform(), device = painter.deviceTransform();
  const Entry* entry = m_entries.object(key);
  if (!entry || entry->version != version || !willDo(*entry, device.m11())) {
    entry = renewed(key, version, rect, device.m11(), device.m11() / world.m11(), paint);
  }
  if (!entry) {  // larger than all the cache
    paint(painter);
    return;
  }
  if (entry->scale != device.m11()) {
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QRectF source(QPointF(), QSizeF(entry->pixmap.size()));
    painter.drawPixmap(QRectF(rect.topLeft(), source.size() / entry->scale), entry->pixmap, source);
    return;
  }
  // On whole pixels of the device: copied, not resampled.
  const QTransform toDevice = world.inverted() * device;
  const QPointF corner = device.map(rect.topLeft());
  const QPointF at = toDevice.inverted().map(QPointF(std::round(corner.x()), std::round(corner.y())));
  painter.setWorldTransform(QTransform::fromTranslate(at.x(), at.y()));
  painter.drawPixmap(QPointF(), entry->pixmap);
  painter.setWorldTransform(world);
}

}  // namespace weft::editor
