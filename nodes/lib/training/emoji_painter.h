// Draws emoji from a colour font with bitmap glyphs (Noto Color Emoji): shaped by HarfBuzz, since most emoji are
// sequences of several code points, drawn by FreeType.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "weft/base/result.h"

namespace weft::training {

class EmojiPainter {
 public:
  // Errors: no font file, no font, a font without colour bitmaps.
  static Result<EmojiPainter> open(const std::filesystem::path& font);
  EmojiPainter(EmojiPainter&&) noexcept;
  EmojiPainter& operator=(EmojiPainter&&) noexcept;
  ~EmojiPainter();

  // The glyph that a sequence becomes. One that becomes none, several, or one missing in the font is an error.
  Result<uint32_t> shape(std::span<const uint32_t> codePoints) const;

  // The emoji on white, centred and as large as fits, size x size pixels, planes R, G, B one after the other. Each
  // pixel is the exact mean of the area that it covers.
  Result<std::vector<uint8_t>> paint(std::span<const uint32_t> codePoints, int size) const;

 private:
  struct Font;
  explicit EmojiPainter(std::unique_ptr<Font> font);
  std::unique_ptr<Font> m_font;
};

}  // namespace weft::training
