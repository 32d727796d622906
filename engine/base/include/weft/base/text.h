// Text helpers: UTF-8, printing for messages, numbers that read back exactly, and the nearest known name.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

// The offset of the first byte that is not part of valid UTF-8 (overlong forms and surrogates are invalid), or npos.
size_t findInvalidUtf8(std::string_view text);
inline bool isValidUtf8(std::string_view text) { return findInvalidUtf8(text) == std::string_view::npos; }

// One line, safe for any terminal: control, bidi and invalid bytes are shown as escapes, and what is longer than
// `limit` bytes ends in "...". For names and values from files that go into a message.
std::string printable(std::string_view text, size_t limit = 120);
// The same in double quotes.
std::string inQuotes(std::string_view text, size_t limit = 120);

// The shortest decimal form that reads back as the same number; "inf", "-inf" and "nan" for the others.
std::string formatNumber(double value);
std::string formatNumber(float value);

// The candidate nearest to `name` by edits (insert, delete, replace, swap of neighbours; letter case is free), or an
// empty string when nothing is near enough to be worth suggesting. Equal distances: the first of the candidates.
std::string closestName(std::string_view name, std::span<const std::string> candidates);

// `; did you mean "x"?`, or an empty string when no candidate is near.
std::string didYouMean(std::string_view name, std::span<const std::string> candidates);

}  // namespace weft
