#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <jerror.h>
#include <jpeglib.h>

#include "image/decode.h"
#include "weft/base/text.h"

namespace weft::image {
namespace {

// Progressive files may hold any number of passes over the picture, each of them slow; real ones have about ten.
constexpr int maximumScans = 500;

// libjpeg leaves its functions by longjmp, which runs no destructors: what owns memory lives in this object, outside
// the functions that call libjpeg.
class JpegReader {
 public:
  JpegReader(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits)
      : m_bytes(bytes), m_fileName(fileName), m_limits(limits) {}
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
  ~JpegReader() { jpeg_destroy_decompress(&m_jpeg); }

  Result<Picture> decode() {
    if (!readHeader()) return damaged();
    if (auto size = checkPictureSize(m_jpeg.image_width, m_jpeg.image_height, m_limits, m_fileName); !size) {
      return size.error();
    }
    // Huffman coding spends a bit or more on each block of 8 x 8 pixels.
    const uint64_t blocks = uint64_t{(m_jpeg.image_width + 7) / 8} * ((m_jpeg.image_height + 7) / 8);
    if (!m_jpeg.arith_code && m_bytes.size() < blocks / 8) {
      return makeError(ErrorCode::BadFile, m_fileName + ": " + std::to_string(m_bytes.size()) +
                                               " bytes are too few for " + std::to_string(m_jpeg.image_width) + " x " +
                                               std::to_string(m_jpeg.image_height) + " pixels");
    }
    m_picture = makePicture(m_jpeg.image_width, m_jpeg.image_height, false);
    m_row.resize(size_t{m_jpeg.image_width} * 4);
    if (!readRows()) return damaged();
    return applyOrientation(std::move(m_picture), m_orientation);
  }

 private:
  static JpegReader& self(j_common_ptr jpeg) { return *static_cast<JpegReader*>(jpeg->client_data); }

  [[noreturn]] static void onError(j_common_ptr jpeg) {
    jpeg->err->format_message(jpeg, self(jpeg).m_message);
    std::longjmp(self(jpeg).m_jump, 1);
  }
  // libjpeg only warns of damaged data and goes on with grey. Stray bytes between the parts harm nothing.
  static void onMessage(j_common_ptr jpeg, int level) {
    const int code = jpeg->err->msg_code;
    if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_ADOBE_XFORM && code != JWRN_JFIF_MAJOR) onError(jpeg);
  }
  static void onProgress(j_common_ptr jpeg) {
    JpegReader& reader = self(jpeg);
    if (reader.m_jpeg.input_scan_number <= maximumScans) return;
    std::snprintf(reader.m_message, sizeof reader.m_message, "more than %d scans", maximumScans);
    std::longjmp(reader.m_jump, 1);
  }

  Error damaged() const {
    return makeError(ErrorCode::BadFile, m_fileName + ": damaged JPEG: " + printable(m_message));
  }

  bool readHeader() {
    m_jpeg.err = jpeg_std_error(&m_errors);
    m_errors.error_exit = onError;
    m_errors.emit_message = onMessage;
    m_jpeg.client_data = this;
    if (setjmp(m_jump)) return false;
    jpeg_create_decompress(&m_jpeg);
    m_progress.progress_monitor = onProgress;
    m_jpeg.progress = &m_progress;
    jpeg_save_markers(&m_jpeg, JPEG_APP0 + 1, 0xFFFF);
    jpeg_mem_src(&m_jpeg, m_bytes.data(), m_bytes.size());
    jpeg_read_header(&m_jpeg, TRUE);
    for (jpeg_saved_marker_ptr marker = m_jpeg.marker_list; marker && m_orientation == 1; marker = marker->next) {
      m_orientation = exifOrientation(marker->data, marker->data_length);
    }
    return true;
  }

  bool readRows() {
    if (setjmp(m_jump)) return false;
    const bool inks = m_jpeg.jpeg_color_space == JCS_CMYK || m_jpeg.jpeg_color_space == JCS_YCCK;
    m_jpeg.out_color_space = inks ? JCS_CMYK : JCS_RGB;
    m_jpeg.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&m_jpeg);
    while (m_jpeg.output_scanline < m_jpeg.output_height) {
      const int64_t y = m_jpeg.output_scanline;
      JSAMPROW row = m_row.data();
      jpeg_read_scanlines(&m_jpeg, &row, 1);
      inks ? storeInks(y) : storeColours(y);
    }
    jpeg_finish_decompress(&m_jpeg);
    return true;
  }

  void storeColours(int64_t y) {
    const int64_t plane = m_picture.pixels();
    float* to = m_picture.rgb.get() + y * m_picture.width;
    for (int64_t x = 0; x < m_picture.width; ++x) {
      for (int64_t channel = 0; channel < 3; ++channel) {
        to[channel * plane + x] = static_cast<float>(m_row[static_cast<size_t>(3 * x + channel)]) / 255.0f;
      }
    }
  }

  // Cyan, magenta, yellow and black; Adobe's programs store them inverted.
  void storeInks(int64_t y) {
    const int64_t plane = m_picture.pixels();
    float* to = m_picture.rgb.get() + y * m_picture.width;
    const auto light = [&](int64_t index) {
      const float value = static_cast<float>(m_row[static_cast<size_t>(index)]) / 255.0f;
      return m_jpeg.saw_Adobe_marker ? value : 1.0f - value;
    };
    for (int64_t x = 0; x < m_picture.width; ++x) {
      for (int64_t channel = 0; channel < 3; ++channel) {
        to[channel * plane + x] = light(4 * x + channel) * light(4 * x + 3);
      }
    }
  }

  std::span<const uint8_t> m_bytes;
  const std::string& m_fileName;
  const PictureLimits& m_limits;
  jpeg_decompress_struct m_jpeg = {};
  jpeg_error_mgr m_errors = {};
  jpeg_progress_mgr m_progress = {};
  std::jmp_buf m_jump;
  char m_message[JMSG_LENGTH_MAX] = "";
  std::vector<JSAMPLE> m_row;
  Picture m_picture;
  int m_orientation = 1;
};

}  // namespace

Result<Picture> decodeJpeg(std::span<const uint8_t> bytes, const std::string& fileName, const PictureLimits& limits) {
  return JpegReader(bytes, fileName, limits).decode();
}

}  // namespace weft::image
