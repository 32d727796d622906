#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "image/decode.h"
#include "image/png_chunks.h"
#include "weft/base/text.h"

namespace weft::image {
namespace {

// libpng leaves its functions by longjmp, which runs no destructors: what owns memory lives in this object, outside the
// functions that call libpng.
class PngReader {
 public:
  explicit PngReader(std::vector<uint8_t> stream) : m_stream(std::move(stream)) {}
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&m_png, &m_info, nullptr); }

  // False when the file is damaged or memory is short; see message().
  bool decode() { return start() && readRows() && readEnd(); }

  Picture takePicture() { return std::move(m_picture); }
  const char* message() const { return m_message; }

 private:
  static PngReader& self(png_structp png) { return *static_cast<PngReader*>(png_get_error_ptr(png)); }

  [[noreturn]] static void onError(png_structp png, png_const_charp message) {
    std::strncpy(self(png).m_message, message, sizeof(m_message) - 1);
    std::longjmp(self(png).m_jump, 1);
  }
  static void onWarning(png_structp, png_const_charp) {}

  static void onRead(png_structp png, png_bytep to, size_t bytes) {
    auto& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (bytes > reader.m_stream.size() - reader.m_offset) png_error(png, "the data ends early");
    std::memcpy(to, reader.m_stream.data() + reader.m_offset, bytes);
    reader.m_offset += bytes;
  }

  // Reads the header and asks for 8 or 16 bits of RGB or RGBA, or for indices into the palette.
  bool start() {
    if (setjmp(m_jump)) return false;
    m_png = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, onError, onWarning);
    if (!m_png) return false;
    m_info = png_create_info_struct(m_png);
    if (!m_info) return false;
    png_set_benign_errors(m_png, 0);
    png_set_user_limits(m_png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_read_fn(m_png, this, onRead);
    png_read_info(m_png, m_info);
    if (png_get_color_type(m_png, m_info) == PNG_COLOR_TYPE_PALETTE) {
      readPalette();
    } else {
      png_set_expand(m_png);
      png_set_gray_to_rgb(m_png);
    }
    if (png_get_bit_depth(m_png, m_info) == 16) png_set_swap(m_png);  // to the host's little-endian order
    m_passes = png_set_interlace_handling(m_png);
    png_read_update_info(m_png, m_info);
    m_channels = png_get_channels(m_png, m_info);
    m_depth = png_get_bit_depth(m_png, m_info);
    m_rowBytes = png_get_rowbytes(m_png, m_info);
    const bool hasAlpha = m_channels == 4 || m_clearColours > 0;
    m_picture = makePicture(png_get_image_width(m_png, m_info), png_get_image_height(m_png, m_info), hasAlpha);
    // An interlaced picture is built up in seven passes over all rows.
    m_rows = std::make_unique_for_overwrite<uint8_t[]>(m_rowBytes * (m_passes > 1 ? size_t(m_picture.height) : 1));
    return true;
  }

  bool readRows() {
    if (setjmp(m_jump)) return false;
    if (m_passes == 1) {
      for (int64_t y = 0; y < m_picture.height; ++y) {
        png_read_row(m_png, m_rows.get(), nullptr);
        storeRow(m_rows.get(), y);
      }
      return true;
    }
    for (int pass = 0; pass < m_passes; ++pass) {
      for (int64_t y = 0; y < m_picture.height; ++y) {
        png_read_row(m_png, m_rows.get() + static_cast<size_t>(y) * m_rowBytes, nullptr);
      }
    }
    for (int64_t y = 0; y < m_picture.height; ++y) storeRow(m_rows.get() + static_cast<size_t>(y) * m_rowBytes, y);
    return true;
  }

  // Checks what follows the rows: the end of the compressed data and of the file.
  bool readEnd() {
    if (setjmp(m_jump)) return false;
    png_read_end(m_png, nullptr);
    return true;
  }

  // libpng's own expansion takes an index beyond the palette for black.
  void readPalette() {
    png_set_packing(m_png);
    png_get_PLTE(m_png, m_info, &m_palette, &m_colours);
    png_get_tRNS(m_png, m_info, &m_clear, &m_clearColours, nullptr);
  }

  void storeRow(const uint8_t* row, int64_t y) {
    if (m_palette) {
      storeIndices(row, y);
    } else if (m_depth == 16) {
      storeSamples(row, y, [](const uint8_t* samples, int64_t index) {
        uint16_t value;
        std::memcpy(&value, samples + 2 * index, sizeof value);
        return static_cast<float>(value) / 65535.0f;
      });
    } else {
      storeSamples(row, y,
                   [](const uint8_t* samples, int64_t index) { return static_cast<float>(samples[index]) / 255.0f; });
    }
  }

  void storeIndices(const uint8_t* row, int64_t y) {
    const int64_t plane = m_picture.pixels();
    for (int64_t x = 0; x < m_picture.width; ++x) {
      const int index = row[x];
      if (index >= m_colours) png_error(m_png, "a pixel has a colour that is not in the palette");
      const png_color& colour = m_palette[index];
      const int64_t at = y * m_picture.width + x;
      m_picture.rgb[at] = static_cast<float>(colour.red) / 255.0f;
      m_picture.rgb[plane + at] = static_cast<float>(colour.green) / 255.0f;
      m_picture.rgb[2 * plane + at] = static_cast<float>(colour.blue) / 255.0f;
      if (m_picture.alpha) {
        m_picture.alpha[at] = index < m_clearColours ? static_cast<float>(m_clear[index]) / 255.0f : 1.0f;
      }
    }
  }

  template <typename Sample>
  void storeSamples(const uint8_t* row, int64_t y, Sample sample) {
    const int64_t plane = m_picture.pixels();
    float* rgb = m_picture.rgb.get() + y * m_picture.width;
    float* alpha = m_picture.alpha ? m_picture.alpha.get() + y * m_picture.width : nullptr;
    for (int64_t x = 0; x < m_picture.width; ++x) {
      for (int64_t channel = 0; channel < 3; ++channel)
        rgb[channel * plane + x] = sample(row, x * m_channels + channel);
      if (alpha) alpha[x] = sample(row, x * m_channels + 3);
    }
  }

  std::vector<uint8_t> m_stream;
  size_t m_offset = 0;
  png_structp m_png = nullptr;
  png_infop m_info = nullptr;
  std::jmp_buf m_jump;
  char m_message[160] = "out of memory";
  Picture m_picture;
  std::unique_ptr<uint8_t[]> m_rows;
  size_t m_rowBytes = 0;
  png_colorp m_palette = nullptr;  // of a picture of indices, else null
  png_bytep m_clear = nullptr;
  int m_colours = 0;
  int m_clearColours = 0;
  int m_passes = 1;
  int m_channels = 0;
  int m_depth = 0;
};

}  // namespace

Result<Picture> decodePng(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits) {
  auto chunks = readPngChunks(bytes, fileName, limits);
  if (!chunks) return chunks.error();
  PngReader reader(std::move(chunks->stream));
  if (!reader.decode()) {
    return makeError(ErrorCode::BadFile, fileName + ": damaged PNG: " + printable(reader.message()));
  }
  return reader.takePicture();
}

}  // namespace weft::image
