#include "weft/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace weft {
namespace {

// The length of the valid sequence at `offset`, or 0. The code point goes to `codePoint`.
size_t decodeUtf8(std::string_view text, size_t offset, uint32_t& codePoint) {
  const auto byteAt = [&](size_t index) { return static_cast<uint8_t>(text[index]); };
  const uint8_t first = byteAt(offset);
  if (first < 0x80) {
    codePoint = first;
    return 1;
  }
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || length > text.size() - offset) return 0;
  uint32_t value = first & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    const uint8_t next = byteAt(offset + i);
    if ((next & 0xC0) != 0x80) return 0;
    value = value << 6 | (next & 0x3F);
  }
  const bool overlong = value < (length == 2 ? 0x80u : length == 3 ? 0x800u : 0x10000u);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
  codePoint = value;
  return length;
}

// Characters that move the cursor, reverse the direction of text or end a line.
bool isUnsafeToPrint(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

template <typename T>
std::string shortestForm(T value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

// Optimal string alignment distance, given up once it must exceed `limit`.
size_t editDistance(const std::string& a, const std::string& b, size_t limit) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) return limit + 1;
  std::vector<size_t> twoBack(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    size_t smallest = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({replaced, previous[j] + 1, current[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], twoBack[j - 2] + 1);
      }
      smallest = std::min(smallest, current[j]);
    }
    if (smallest > limit) return limit + 1;
    std::swap(twoBack, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace

size_t findInvalidUtf8(std::string_view text) {
  uint32_t codePoint = 0;
  for (size_t offset = 0; offset < text.size();) {
    const size_t length = decodeUtf8(text, offset, codePoint);
    if (length == 0) return offset;
    offset += length;
  }
  return std::string_view::npos;
}

std::string printable(std::string_view text, size_t limit) {
  std::string shown;
  uint32_t codePoint = 0;
  for (size_t offset = 0; offset < text.size();) {
    if (shown.size() >= limit) return shown + "...";
    const size_t length = decodeUtf8(text, offset, codePoint);
    if (length == 0 || isUnsafeToPrint(codePoint)) {
      std::array<char, 16> escape;
      if (length == 0) {
        std::snprintf(escape.data(), escape.size(), "\\x%02x", static_cast<uint8_t>(text[offset]));
      } else {
        std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(codePoint));
      }
      shown += escape.data();
    } else {
      shown.append(text.substr(offset, length));
    }
    offset += std::max<size_t>(length, 1);
  }
  return shown;
}

std::string inQuotes(std::string_view text, size_t limit) { return '"' + printable(text, limit) + '"'; }

std::string formatNumber(double value) { return shortestForm(value); }
std::string formatNumber(float value) { return shortestForm(value); }

std::string closestName(std::string_view name, std::span<const std::string> candidates) {
  // Longer texts are no names; the bound keeps a hostile file from costing time.
  if (name.empty() || name.size() > 256) return {};
  const std::string wanted = lowerCase(name);
  size_t best = std::max<size_t>(1, name.size() / 3) + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > 256) continue;
    const size_t distance = editDistance(wanted, lowerCase(candidate), best - 1);
    if (distance >= best || distance >= std::max(name.size(), candidate.size())) continue;
    best = distance;
    found = candidate;
    if (best == 0) break;
  }
  return found;
}

std::string didYouMean(std::string_view name, std::span<const std::string> candidates) {
  const std::string found = closestName(name, candidates);
  return found.empty() ? std::string() : "; did you mean " + inQuotes(found) + '?';
}

}  // namespace weft
