#include "preview/viewer_history.h"

namespace weft::editor {

bool ViewerHistory::add(const QString& output, const QImage& picture, QTime time) {
  QList<PastPicture>& past = m_pictures[output];
  if (!past.isEmpty() && past.back().picture == picture) return false;
  past.append({picture, time});
  m_order.append(output);
  m_bytes += picture.sizeInBytes();
  if (past.size() > most) {
    m_bytes -= past.takeFirst().picture.sizeInBytes();
    m_order.removeOne(output);
  }
  // The newest stays, however large it is.
  while (m_bytes > budget && m_order.size() > 1) dropOldest();
  return true;
}

void ViewerHistory::dropOldest() {
  const QString output = m_order.takeFirst();
  m_bytes -= m_pictures[output].takeFirst().picture.sizeInBytes();
}

const QList<PastPicture>& ViewerHistory::of(const QString& output) const {
  static const QList<PastPicture> none;
  const auto found = m_pictures.constFind(output);
  return found == m_pictures.constEnd() ? none : *found;
}

void ViewerHistory::clear() {
  m_pictures.clear();
  m_order.clear();
  m_bytes = 0;
}

}  // namespace weft::editor
