// The pictures that a value holds, fetched as they are wanted: those of a batch or of a list, or the channels of what
// is no picture by itself (a latent). Of several small ones come first, and any of them whole when it is opened.
#pragma once

#include <QImage>
#include <QObject>

#include "preview/followed_node.h"

namespace weft::editor {

class PictureSet : public QObject {
  Q_OBJECT

 public:
  static constexpr int most = 64;  // of a batch; the rest is only counted

  using QObject::QObject;
  void load(const ValueSource& source, const FollowedPort& port);
  void clear();  // answers that still come are not taken
  void open(int picture);

  int count() const { return static_cast<int>(m_requests.size()); }
  qint64 total() const { return m_total; }  // of all there are
  QString label(int picture) const;         // "2 of 4", "channel 3"

 signals:
  void found();  // count() is known; those of several come as small ones
  void small(int picture, const QImage& image);
  void opened(int picture, const QImage& image);
  void failed(const QString& reason, bool isMissing);  // missing: a run to the node would bring it

 private:
  void take(const Json& reply);
  bool takeTensor(const std::vector<int64_t>& shape);
  void fetch(int picture, int side);  // 0: whole

  ValueSource m_source;
  FollowedPort m_port;
  QList<Json> m_requests;
  QStringList m_labels;
  qint64 m_total = 0;
  quint64 m_series = 0;  // answers of an older one come too late
};

}  // namespace weft::editor
