#include "preview/picture_pyramid.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace weft::editor {
namespace {

bool anyClear(const QImage& picture) {
  for (int y = 0; y < picture.height(); ++y) {
    const uchar* row = picture.constScanLine(y);
    for (int x = 0; x < picture.width(); ++x) {
      if (row[4 * x + 3] != 255) return true;
    }
  }
  return false;
}

// Each pixel the mean of the four, or at an odd edge fewer, that it stands for.
QImage halved(const QImage& from) {
  QImage to((from.width() + 1) / 2, (from.height() + 1) / 2, QImage::Format_RGBA8888);
  for (int y = 0; y < to.height(); ++y) {
    const uchar* upper = from.constScanLine(2 * y);
    const uchar* lower = from.constScanLine(std::min(2 * y + 1, from.height() - 1));
    uchar* pixel = to.scanLine(y);
    for (int x = 0; x < to.width(); ++x, pixel += 4) {
      const int left = 8 * x, right = 4 * std::min(2 * x + 1, from.width() - 1);
      for (int c = 0; c < 4; ++c) {
        pixel[c] =
            static_cast<uchar>((upper[left + c] + upper[right + c] + lower[left + c] + lower[right + c] + 2) / 4);
      }
    }
  }
  return to;
}

// Along one axis: for each pixel that is wanted the two it lies between, and the share of the second in 256ths; -1 for
// what lies outside.
struct Tap {
  int first = -1, second = -1, share = 0;
};

std::vector<Tap> taps(double origin, double step, int count, int length, bool nearest) {
  std::vector<Tap> found(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    const double at = origin + (i + 0.5) * step;
    if (at < 0 || at >= length) continue;
    Tap& tap = found[static_cast<size_t>(i)];
    const double centred = at - 0.5, whole = std::floor(centred);
    tap.first = nearest ? static_cast<int>(at) : std::max(0, static_cast<int>(whole));
    tap.second = nearest ? tap.first : std::min(length - 1, static_cast<int>(whole) + 1);
    tap.share = nearest ? 0 : static_cast<int>((centred - whole) * 256);
  }
  return found;
}

}  // namespace

PicturePyramid::PicturePyramid(const QImage& picture) {
  if (picture.isNull()) return;
  m_levels.push_back(picture.convertToFormat(QImage::Format_RGBA8888));
  m_hasAlpha = picture.hasAlphaChannel() && anyClear(m_levels.front());
}

const QImage& PicturePyramid::level(size_t index) {
  while (m_levels.size() <= index) m_levels.push_back(halved(m_levels.back()));
  return m_levels[index];
}

QImage PicturePyramid::sample(QPointF origin, QPointF step, QSize size) {
  QImage result(size, QImage::Format_RGBA8888);
  if (m_levels.empty() || size.isEmpty()) return {};
  const double longer = std::max(step.x(), step.y());
  const auto halvings = static_cast<size_t>(std::max(0.0, std::floor(std::log2(std::max(1.0, longer)))));
  const QImage& from = level(std::min<size_t>(halvings, 20));
  const QSizeF full = picture().size();
  const double acrossScale = from.width() / full.width(), downScale = from.height() / full.height();
  const bool nearest = longer <= 1;
  const auto columns = taps(origin.x() * acrossScale, step.x() * acrossScale, size.width(), from.width(), nearest);
  const auto rows = taps(origin.y() * downScale, step.y() * downScale, size.height(), from.height(), nearest);
  for (int y = 0; y < size.height(); ++y) {
    const Tap& row = rows[static_cast<size_t>(y)];
    uchar* to = result.scanLine(y);
    if (row.first < 0) {
      std::memset(to, 0, static_cast<size_t>(size.width()) * 4);
      continue;
    }
    const uchar *upper = from.constScanLine(row.first), *lower = from.constScanLine(row.second);
    for (const Tap& column : columns) {
      if (column.first < 0) {
        std::memset(to, 0, 4);
      } else if (nearest) {
        std::memcpy(to, upper + 4 * column.first, 4);
      } else {
        for (int c = 0; c < 4; ++c) {
          const int left = 4 * column.first + c, right = 4 * column.second + c;
          const int above = upper[left] * (256 - column.share) + upper[right] * column.share;
          const int below = lower[left] * (256 - column.share) + lower[right] * column.share;
          to[c] = static_cast<uchar>((above * (256 - row.share) + below * row.share + (1 << 15)) >> 16);
        }
      }
      to += 4;
    }
  }
  return result;
}

}  // namespace weft::editor
