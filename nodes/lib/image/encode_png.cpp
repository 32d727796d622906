#include <png.h>

#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstring>
#include <vector>

#include "image/encode.h"
#include "weft/base/text.h"

namespace weft::image {
namespace {

constexpr size_t deflatedFrom = 1024;  // bytes of a text

struct EightBitPicture {
  int64_t channels = 0;
  int64_t width = 0;
  int64_t height = 0;
  const uint8_t* samples = nullptr;  // interleaved
};

Error invalid(const std::string& why) { return makeError(ErrorCode::InvalidArgument, why); }

// libpng leaves its functions by longjmp, which runs no destructors: what owns memory lives in this object, outside the
// function that calls libpng.
class PngWriter {
 public:
  PngWriter(const EightBitPicture& picture, const PictureTexts& texts) : m_picture(picture) {
    for (const auto& [keyword, text] : texts) {
      png_text entry = {};
      entry.compression = text.size() < deflatedFrom ? PNG_ITXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_zTXt;
      entry.key = const_cast<png_charp>(keyword.c_str());
      entry.text = const_cast<png_charp>(text.c_str());
      entry.itxt_length = text.size();
      m_texts.push_back(entry);
    }
  }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&m_png, &m_info); }

  bool encode() {
    if (setjmp(m_jump)) return false;
    m_png = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, onError, onWarning);
    if (!m_png) return false;
    m_info = png_create_info_struct(m_png);
    if (!m_info) return false;
    png_set_user_limits(m_png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_write_fn(m_png, this, onWrite, nullptr);
    const int type = m_picture.channels == 1   ? PNG_COLOR_TYPE_GRAY
                     : m_picture.channels == 3 ? PNG_COLOR_TYPE_RGB
                                               : PNG_COLOR_TYPE_RGB_ALPHA;
    png_set_IHDR(m_png, m_info, static_cast<png_uint_32>(m_picture.width), static_cast<png_uint_32>(m_picture.height),
                 8, type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!m_texts.empty()) png_set_text(m_png, m_info, m_texts.data(), static_cast<int>(m_texts.size()));
    png_write_info(m_png, m_info);
    for (int64_t y = 0; y < m_picture.height; ++y) {
      png_write_row(m_png, m_picture.samples + y * m_picture.width * m_picture.channels);
    }
    png_write_end(m_png, nullptr);
    return true;
  }

  std::string takeBytes() { return std::move(m_bytes); }
  const char* message() const { return m_message; }

 private:
  static void onWrite(png_structp png, png_bytep data, size_t bytes) {
    auto& writer = *static_cast<PngWriter*>(png_get_io_ptr(png));
    writer.m_bytes.append(reinterpret_cast<const char*>(data), bytes);
  }
  [[noreturn]] static void onError(png_structp png, png_const_charp message) {
    auto& writer = *static_cast<PngWriter*>(png_get_error_ptr(png));
    std::strncpy(writer.m_message, message, sizeof(m_message) - 1);
    std::longjmp(writer.m_jump, 1);
  }
  static void onWarning(png_structp, png_const_charp) {}

  EightBitPicture m_picture;
  std::vector<png_text> m_texts;
  std::string m_bytes;
  png_structp m_png = nullptr;
  png_infop m_info = nullptr;
  std::jmp_buf m_jump;
  char m_message[160] = "out of memory";
};

Result<void> checkTexts(const PictureTexts& texts) {
  for (const auto& [keyword, text] : texts) {
    const bool letters = std::all_of(keyword.begin(), keyword.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    if (keyword.empty() || keyword.size() > 79 || !letters) {
      return invalid("a picture's text needs a keyword of 1 to 79 letters, not " + inQuotes(keyword));
    }
    if (text.find('\0') != std::string::npos || !isValidUtf8(text)) {
      return invalid("the text " + inQuotes(keyword) + " of a picture must be UTF-8 without NUL");
    }
  }
  return {};
}

Result<std::string> encodeSamples(const EightBitPicture& picture, const PictureTexts& texts) {
  constexpr int64_t longestSide = 0x7FFFFFFF;  // the format's own limit
  if (picture.width < 1 || picture.height < 1 || picture.width > longestSide || picture.height > longestSide) {
    return invalid("a picture of " + std::to_string(picture.width) + " x " + std::to_string(picture.height) +
                   " pixels cannot be saved as PNG");
  }
  if (auto checked = checkTexts(texts); !checked) return checked.error();
  PngWriter writer(picture, texts);
  if (!writer.encode()) return makeError(ErrorCode::Internal, std::string("PNG: ") + writer.message());
  return writer.takeBytes();
}

}  // namespace

Result<std::string> encodePng(const float* planes, int64_t channels, int64_t width, int64_t height,
                              const PictureTexts& texts) {
  if (channels != 1 && channels != 3 && channels != 4) {
    return invalid("a picture has 1, 3 or 4 channels, not " + std::to_string(channels));
  }
  const int64_t pixels = width * height;
  std::vector<uint8_t> samples(static_cast<size_t>(std::max<int64_t>(pixels, 0) * channels));
  for (int64_t channel = 0; channel < channels; ++channel) {
    for (int64_t i = 0; i < pixels; ++i) {
      const float value = planes[channel * pixels + i];
      if (std::isnan(value)) {
        return invalid("the picture is not a number (NaN) at x " + std::to_string(i % width) + ", y " +
                       std::to_string(i / width) + ", channel " + std::to_string(channel));
      }
      samples[static_cast<size_t>(i * channels + channel)] =
          static_cast<uint8_t>(std::clamp(value, 0.0f, 1.0f) * 255.0f + 0.5f);
    }
  }
  return encodeSamples({channels, width, height, samples.data()}, texts);
}

Result<std::string> encodePng(const Raster& raster, const PictureTexts& texts) {
  return encodeSamples({3, raster.width, raster.height, raster.rgb.data()}, texts);
}

}  // namespace weft::image
