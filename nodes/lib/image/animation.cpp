#include "image/animation.h"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "image/encode.h"

namespace weft::image {
namespace {

constexpr size_t signatureBytes = 8;
constexpr size_t frameBytes = 12;  // a chunk's length, type and checksum

Error invalid(const std::string& why) { return makeError(ErrorCode::InvalidArgument, why); }

std::string bigEndian(uint32_t value, int bytes = 4) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
  return text;
}

uint32_t numberAt(std::string_view bytes, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

std::string chunk(const std::string& type, std::string_view data) {
  const std::string body = type + std::string(data);
  const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return bigEndian(static_cast<uint32_t>(data.size())) + body + bigEndian(static_cast<uint32_t>(checksum));
}

}  // namespace

Result<void> AnimationWriter::add(const float* planes, int64_t width, int64_t height, double seconds) {
  if (m_frames > 0 && (width != m_width || height != m_height)) {
    return invalid("frame " + std::to_string(m_frames + 1) + " of the animation has " + std::to_string(width) + " x " +
                   std::to_string(height) + " pixels, those before " + std::to_string(m_width) + " x " +
                   std::to_string(m_height));
  }
  if (!(seconds >= 0.001 && seconds <= 60)) return invalid("a frame of an animation stays for 0.001 to 60 seconds");
  const auto png = encodePng(planes, 3, width, height, m_frames == 0 ? m_texts : PictureTexts());
  if (!png) return png.error();

  std::string control = bigEndian(m_sequence++) + bigEndian(static_cast<uint32_t>(width)) +
                        bigEndian(static_cast<uint32_t>(height)) + bigEndian(0) + bigEndian(0);
  control += bigEndian(static_cast<uint32_t>(std::lround(seconds * 1000)), 2) + bigEndian(1000, 2);
  control += std::string(2, '\0');  // keep what is there; put the frame over it
  m_chunks += chunk("fcTL", control);
  for (size_t at = signatureBytes; at < png->size();) {
    const size_t bytes = numberAt(*png, at);
    const std::string_view type(png->data() + at + 4, 4), data(png->data() + at + 8, bytes);
    if (type == "IHDR" && m_frames == 0) m_header = png->substr(0, at + frameBytes + bytes);
    if (type == "iTXt") m_written += png->substr(at, frameBytes + bytes);
    if (type == "IDAT" && m_frames == 0) m_chunks += chunk("IDAT", data);
    if (type == "IDAT" && m_frames > 0) m_chunks += chunk("fdAT", bigEndian(m_sequence++) + std::string(data));
    at += frameBytes + bytes;
  }
  m_width = width;
  m_height = height;
  ++m_frames;
  return {};
}

Result<std::string> AnimationWriter::finish(uint32_t plays) const {
  if (m_frames == 0) return invalid("there are no frames: an animation needs one");
  return m_header + chunk("acTL", bigEndian(m_frames) + bigEndian(plays)) + m_written + m_chunks + chunk("IEND", {});
}

}  // namespace weft::image
