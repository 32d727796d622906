#include "run/shared_picture.h"

#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QThreadPool>

#include "run/json_members.h"

namespace weft::editor {
namespace {

constexpr int64_t longestSide = 1 << 16;
constexpr int64_t smallBytes = 1 << 20;  // copied within half a millisecond

}  // namespace

QImage readSharedPicture(const Json& picture, QString* error) {
  const auto fail = [error](const QString& why) {
    if (error) *error = why;
    return QImage();
  };
  if (stringIn(picture, "format") != "rgba8") return fail("the session described no picture");
  const int64_t width = numberIn<int64_t>(picture, "width"), height = numberIn<int64_t>(picture, "height");
  const int64_t stride = numberIn<int64_t>(picture, "stride"), bytes = numberIn<int64_t>(picture, "bytes");
  const bool fits = width > 0 && height > 0 && width <= longestSide && height <= longestSide && stride >= width * 4 &&
                    stride <= longestSide * 4 && bytes >= stride * height;
  const QString path = textIn(picture, "path");
  if (!fits || !path.startsWith("/proc/")) return fail("the session described a picture that cannot be");
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return fail("the picture is no longer there");
  if (file.size() < bytes) return fail("the picture is shorter than the session said");
  const uchar* pixels = file.map(0, bytes);
  if (!pixels) return fail("the picture cannot be read: " + file.errorString());
  return QImage(pixels, static_cast<int>(width), static_cast<int>(height), stride, QImage::Format_RGBA8888).copy();
}

void readSharedPicture(const Json& picture, QObject* context,
                       std::function<void(const QImage& picture, const QString& error)> done) {
  QString error;
  if (numberIn<int64_t>(picture, "bytes") <= smallBytes) {
    const QImage image = readSharedPicture(picture, &error);
    done(image, error);
    return;
  }
  QThreadPool::globalInstance()->start([picture, guard = QPointer<QObject>(context), done = std::move(done)] {
    QString why;
    const QImage image = readSharedPicture(picture, &why);
    QMetaObject::invokeMethod(
        qApp,
        [guard, image, why, done] {
          if (guard) done(image, why);
        },
        Qt::QueuedConnection);
  });
}

}  // namespace weft::editor
