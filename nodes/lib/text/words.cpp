#include "text/words.h"

#include <array>
#include <cstdint>

namespace weft::text {
namespace {

// U+00C0 ... U+017F without accents, in lower case; a dot stands for what is not a letter.
constexpr std::string_view latinLetters =
    "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"  // Latin-1
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"  // Latin Extended-A
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latinLetters.size() == 0x180 - 0xC0);

struct Decoded {
  uint32_t codePoint;
  size_t bytes;
};

// The code point at the front; a byte that is not UTF-8 stands for itself and separates words.
Decoded decode(std::string_view text) {
  const auto lead = uint8_t(text[0]);
  const size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (length == 0 || length > text.size()) return {0, 1};
  if (length == 1) return {lead, 1};
  uint32_t codePoint = lead & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((uint8_t(text[i]) & 0xC0) != 0x80) return {0, 1};
    codePoint = codePoint << 6 | (uint8_t(text[i]) & 0x3F);
  }
  return {codePoint, length};
}

bool isApostrophe(uint32_t c) { return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC; }

// Punctuation, symbols and spaces beyond Latin; emoji characters separate words, too.
bool separates(uint32_t c) {
  return c < 0xC0 || (c >= 0x2000 && c < 0x2C00) || (c >= 0x3000 && c < 0x3040) || (c >= 0xFE00 && c < 0xFE10) ||
         (c >= 0xFF00 && c < 0xFF10) || c == 0xFEFF || c == 0xFFFD || c >= 0x1F000;
}

}  // namespace

std::vector<std::string> splitWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  while (!text.empty()) {
    const auto [c, bytes] = decode(text);
    const auto source = text.substr(0, bytes);
    text.remove_prefix(bytes);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      word += char(c);
    } else if (c >= 'A' && c <= 'Z') {
      word += char(c - 'A' + 'a');
    } else if (c >= 0xC0 && c < 0x180 && latinLetters[c - 0xC0] != '.') {
      word += latinLetters[c - 0xC0];
    } else if (c == '#' || c == '*') {
      finish();
      words.emplace_back(1, char(c));
    } else if (isApostrophe(c)) {
      continue;
    } else if (separates(c) || (c >= 0xC0 && c < 0x180)) {
      finish();
    } else {
      word += source;
    }
  }
  finish();
  return words;
}

}  // namespace weft::text
