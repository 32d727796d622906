// Text of dots, for labels in pictures: no font file is needed, and the same dots appear on every machine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "image/glyphs.h"

namespace weft::image {

inline constexpr int64_t glyphAdvance = 6;  // from one sign to the next
inline constexpr int64_t glyphHeight = 7;   // above the line that letters stand on
inline constexpr int64_t lineHeight = 12;   // with what hangs below it, and room

// Signs that the font lacks take the place of a blank; so does each character beyond ASCII.
inline int64_t signsIn(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

// In pixels, without the room behind the last sign. `scale` is the width of a dot.
inline int64_t textWidth(std::string_view text, int64_t scale = 1) {
  return text.empty() ? 0 : (signsIn(text) * glyphAdvance - 1) * scale;
}

// Calls dot(x, y) with the upper left pixel of each dot of a text whose letters' tops lie at 0.
template <class Dot>
void forEachDot(std::string_view text, int64_t scale, const Dot& dot) {
  int64_t left = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;  // UTF-8: belongs to the sign before
    const auto glyph = std::find_if(glyphs.begin(), glyphs.end(), [&](const Glyph& g) { return g.sign == c; });
    for (int64_t row = 0; glyph != glyphs.end() && row < static_cast<int64_t>(glyph->rows.size()); ++row) {
      for (int64_t column = 0; column < 5; ++column) {
        if (glyph->rows[static_cast<size_t>(row)] >> (4 - column) & 1) dot(left + column * scale, row * scale);
      }
    }
    left += glyphAdvance * scale;
  }
}

}  // namespace weft::image
