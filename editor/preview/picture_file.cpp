#include "preview/picture_file.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QFile>
#include <QFileInfo>

#include "image/decode.h"
#include "image/picture_texts.h"

namespace weft::editor {
namespace {

constexpr qint64 largestFile = qint64{512} << 20;
constexpr size_t largestText = size_t{16} << 20;
constexpr image::PictureLimits limits{int64_t{1} << 25, int64_t{1} << 16};

Error bad(const QString& path, const QString& why) {
  return makeError(ErrorCode::BadFile, (QFileInfo(path).fileName() + ": " + why).toStdString());
}

std::span<const uint8_t> spanOf(const QByteArray& bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.constData()), static_cast<size_t>(bytes.size())};
}

// Of anything but a picture no more than the first bytes are read.
Result<QByteArray> readBytes(const QString& path) {
  QFile file(path);
  if (!QFileInfo(path).isFile()) return bad(path, "there is no such file");
  if (!file.open(QIODevice::ReadOnly)) return bad(path, file.errorString());
  const QByteArray start = file.peek(12);
  const bool known = start.startsWith("\x89PNG") || start.startsWith("\xff\xd8") ||
                     (start.startsWith("RIFF") && start.endsWith("WEBP"));
  if (!known) return bad(path, "not a PNG, JPEG or WebP picture");
  if (file.size() > largestFile) return bad(path, "larger than 512 MiB");
  return file.readAll();
}

uchar level(float value) { return static_cast<uchar>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255)); }

QImage imageOf(const image::Picture& picture) {
  QImage image(static_cast<int>(picture.width), static_cast<int>(picture.height), QImage::Format_RGBA8888);
  if (image.isNull()) return image;
  for (int64_t y = 0, i = 0; y < picture.height; ++y) {
    uchar* pixel = image.scanLine(static_cast<int>(y));
    for (int64_t x = 0; x < picture.width; ++x, ++i, pixel += 4) {
      for (int64_t channel = 0; channel < 3; ++channel)
        pixel[channel] = level(picture.rgb[channel * picture.pixels() + i]);
      pixel[3] = picture.alpha ? level(picture.alpha[i]) : 255;
    }
  }
  return image;
}

struct Foreign {
  const char *keyword, *program;
};
constexpr std::array foreign{Foreign{"workflow", "ComfyUI"}, Foreign{"prompt", "ComfyUI"},
                             Foreign{"parameters", "AUTOMATIC1111's web UI"}};

}  // namespace

Result<QImage> readPicture(const QString& path) {
  const auto bytes = readBytes(path);
  if (!bytes) return bytes.error();
  const auto picture = image::decodePicture(spanOf(*bytes), QFileInfo(path).fileName().toStdString(), limits);
  if (!picture) return picture.error();
  QImage image = imageOf(*picture);
  if (image.isNull()) return makeError(ErrorCode::OutOfMemory, "no memory for the picture");
  return image;
}

Result<std::optional<QString>> graphInPicture(const QString& path) {
  const auto bytes = readBytes(path);
  if (!bytes) return bytes.error();
  if (!bytes->startsWith("\x89PNG")) return std::optional<QString>();
  const std::string name = QFileInfo(path).fileName().toStdString();
  const auto texts = image::textsOf(spanOf(*bytes), name);
  if (!texts) return texts.error();
  const auto called = [&](std::string_view keyword) {
    return std::find_if(texts->begin(), texts->end(), [&](const auto& text) { return text.keyword == keyword; });
  };
  if (const auto own = called("weft"); own != texts->end()) {
    const auto text = image::unpackText(*own, name, largestText);
    if (!text) return text.error();
    return std::optional(QString::fromStdString(*text));
  }
  for (const auto& [keyword, program] : foreign) {
    if (called(keyword) == texts->end()) continue;
    return makeError(ErrorCode::TypeMismatch, name + ": carries a workflow of " + program +
                                                  ", which is not a Weft graph; the picture itself can be loaded");
  }
  return std::optional<QString>();
}

bool isPictureName(const QString& path) {
  static const QStringList endings{"png", "apng", "jpg", "jpeg", "webp"};
  return endings.contains(QFileInfo(path).suffix().toLower());
}

}  // namespace weft::editor
