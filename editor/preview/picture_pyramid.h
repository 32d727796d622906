// A picture at halved sizes, so that looking at it from afar costs what the screen has, and not what the picture has.
#pragma once

#include <vector>

#include <QImage>

namespace weft::editor {

class PicturePyramid {
 public:
  PicturePyramid() = default;
  explicit PicturePyramid(const QImage& picture);                                         // of any format
  const QImage& picture() const { return m_levels.empty() ? m_none : m_levels.front(); }  // RGBA8888
  bool hasAlpha() const { return m_hasAlpha; }

  // A picture of `size`: its pixel (i, j) shows what lies at `origin` + (i + 0.5, j + 0.5) · step in this one's pixels.
  // Steps up to 1 take the pixel that lies there, exactly; longer ones the mean of what they stand for. What lies
  // outside is clear.
  QImage sample(QPointF origin, QPointF step, QSize size);

 private:
  const QImage& level(size_t index);  // made when it is first asked for

  QImage m_none;
  std::vector<QImage> m_levels;
  bool m_hasAlpha = false;
};

}  // namespace weft::editor
