// Results that a viewer has shown, by output, newest last, within a budget of memory. GUI thread.
#pragma once

#include <QDateTime>
#include <QHash>
#include <QImage>

namespace weft::editor {

struct PastPicture {
  QImage picture;
  QTime time;
};

class ViewerHistory {
 public:
  static constexpr qsizetype most = 12;  // of one output
  static constexpr qint64 budget = qint64{256} << 20;

  // False where it is what was there last.
  bool add(const QString& output, const QImage& picture, QTime time);
  const QList<PastPicture>& of(const QString& output) const;
  void clear();
  qint64 bytes() const { return m_bytes; }

 private:
  void dropOldest();

  QHash<QString, QList<PastPicture>> m_pictures;
  QStringList m_order;  // outputs, as their pictures came
  qint64 m_bytes = 0;
};

}  // namespace weft::editor
