#include "training/emoji_painter.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb-ft.h>
#include <hb.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "weft/base/files.h"

namespace weft::training {

struct EmojiPainter::Font {
  std::string data;  // the file; FreeType reads from it as long as the face lives
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  hb_font_t* shaper = nullptr;
  hb_buffer_t* buffer = nullptr;

  Font() = default;
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;
  ~Font() {
    hb_buffer_destroy(buffer);
    hb_font_destroy(shaper);
    if (face) FT_Done_Face(face);
    if (library) FT_Done_FreeType(library);
  }
};

namespace {

std::string describe(std::span<const uint32_t> codePoints) {
  std::string text;
  for (const uint32_t c : codePoints) {
    char hex[16];
    std::snprintf(hex, sizeof hex, "U+%04X", c);
    text += (text.empty() ? "" : " ") + std::string(hex);
  }
  return text;
}

// How much of each source pixel lies in each target pixel, along one axis: target i covers
// [i * step + start, (i + 1) * step + start) in source pixels.
struct Share {
  int source;
  double weight;
};
std::vector<std::vector<Share>> shares(int targets, int sources, double step, double start) {
  std::vector<std::vector<Share>> all(static_cast<size_t>(targets));
  for (int i = 0; i < targets; ++i) {
    const double from = i * step + start, to = from + step;
    for (int s = std::max(0, int(std::floor(from))); s < std::min(sources, int(std::ceil(to))); ++s) {
      const double overlap = std::min<double>(to, s + 1) - std::max<double>(from, s);
      if (overlap > 0) all[size_t(i)].push_back({s, overlap / step});
    }
  }
  return all;
}

// Premultiplied BGRA -> RGB planes on white.
std::vector<uint8_t> drawOnWhite(const FT_Bitmap& bitmap, int size) {
  const int width = int(bitmap.width), height = int(bitmap.rows);
  const double step = double(std::max(width, height)) / size;
  const auto columns = shares(size, width, step, (width - size * step) / 2);
  const auto rows = shares(size, height, step, (height - size * step) / 2);
  std::vector<uint8_t> picture(size_t(size) * size_t(size) * 3);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      double sum[4] = {};
      for (const auto& row : rows[size_t(y)]) {
        for (const auto& column : columns[size_t(x)]) {
          const uint8_t* pixel = bitmap.buffer + ptrdiff_t(row.source) * bitmap.pitch + column.source * 4;
          for (int c = 0; c < 4; ++c) sum[c] += row.weight * column.weight * pixel[c];
        }
      }
      for (int c = 0; c < 3; ++c) {
        const double value = sum[2 - c] + 255.0 - sum[3];
        picture[(size_t(c) * size_t(size) + size_t(y)) * size_t(size) + size_t(x)] =
            uint8_t(std::clamp(std::lround(value), 0L, 255L));
      }
    }
  }
  return picture;
}

}  // namespace

EmojiPainter::EmojiPainter(std::unique_ptr<Font> font) : m_font(std::move(font)) {}
EmojiPainter::EmojiPainter(EmojiPainter&&) noexcept = default;
EmojiPainter& EmojiPainter::operator=(EmojiPainter&&) noexcept = default;
EmojiPainter::~EmojiPainter() = default;

Result<EmojiPainter> EmojiPainter::open(const std::filesystem::path& path) {
  auto data = readFile(path, size_t{256} << 20);
  if (!data) return std::move(data).error();
  const auto bad = [&](const char* what) { return makeError(ErrorCode::BadFile, path.string() + ": " + what); };

  auto font = std::make_unique<Font>();
  font->data = std::move(*data);
  if (FT_Init_FreeType(&font->library) != 0) return makeError(ErrorCode::Internal, "FreeType does not start");
  if (FT_New_Memory_Face(font->library, reinterpret_cast<const FT_Byte*>(font->data.data()), FT_Long(font->data.size()),
                         0, &font->face) != 0) {
    return bad("FreeType cannot read this font");
  }
  if (!FT_HAS_COLOR(font->face) || font->face->num_fixed_sizes < 1) {
    return bad("this font has no colour bitmaps; NotoColorEmoji.ttf of package fonts-noto-color-emoji has");
  }
  if (FT_Select_Size(font->face, 0) != 0) return bad("the font's bitmap size cannot be selected");
  font->shaper = hb_ft_font_create(font->face, nullptr);
  font->buffer = hb_buffer_create();
  return EmojiPainter(std::move(font));
}

Result<uint32_t> EmojiPainter::shape(std::span<const uint32_t> codePoints) const {
  hb_buffer_t* buffer = m_font->buffer;
  hb_buffer_reset(buffer);
  hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
  hb_buffer_add_utf32(buffer, codePoints.data(), int(codePoints.size()), 0, int(codePoints.size()));
  hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
  hb_buffer_set_script(buffer, HB_SCRIPT_COMMON);
  hb_shape(m_font->shaper, buffer, nullptr, 0);
  unsigned count = 0;
  const hb_glyph_info_t* glyphs = hb_buffer_get_glyph_infos(buffer, &count);
  if (count != 1) {
    return makeError(ErrorCode::BadFile, describe(codePoints) + " becomes " + std::to_string(count) +
                                             " glyphs in this font instead of one; is the font older than the list?");
  }
  if (glyphs[0].codepoint == 0) return makeError(ErrorCode::BadFile, describe(codePoints) + " is not in this font");
  return glyphs[0].codepoint;
}

Result<std::vector<uint8_t>> EmojiPainter::paint(std::span<const uint32_t> codePoints, int size) const {
  auto glyph = shape(codePoints);
  if (!glyph) return std::move(glyph).error();
  if (FT_Load_Glyph(m_font->face, *glyph, FT_LOAD_COLOR) != 0) {
    return makeError(ErrorCode::BadFile, describe(codePoints) + ": the glyph cannot be loaded");
  }
  const FT_Bitmap& bitmap = m_font->face->glyph->bitmap;
  if (bitmap.pixel_mode != FT_PIXEL_MODE_BGRA || bitmap.width == 0 || bitmap.rows == 0) {
    return makeError(ErrorCode::BadFile, describe(codePoints) + ": the glyph has no colour bitmap");
  }
  return drawOnWhite(bitmap, size);
}

}  // namespace weft::training
