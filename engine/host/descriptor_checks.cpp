#include "descriptor_checks.h"

#include <algorithm>
#include <cstring>

#include <weft/base/text.h>
#include <weft/graph/document.h>

#include "struct_reader.h"

namespace weft {
namespace {

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Of valid UTF-8: what moves a terminal's cursor or hides which way text runs. Line breaks and tabs only where `longer`
// texts may have them; joiners, which languages need, everywhere.
bool hasControl(std::string_view text, bool longer) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](size_t offset) {
      return i + offset < text.size() ? static_cast<uint8_t>(text[i + offset]) : 0;
    };
    if (at(0) < 0x20 && !(longer && (at(0) == '\n' || at(0) == '\t'))) return true;
    if (at(0) == 0x7f || (at(0) == 0xc2 && at(1) < 0xa0)) return true;                  // DEL, U+0080 to U+009F
    if (at(0) == 0xe2 && at(1) == 0x80 && at(2) >= 0xa8 && at(2) <= 0xae) return true;  // U+2028 to U+202E
    if (at(0) == 0xe2 && at(1) == 0x81 && at(2) >= 0xa6 && at(2) <= 0xa9) return true;  // U+2066 to U+2069
  }
  return false;
}

bool isBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

bool isSimpleId(std::string_view text) {
  return !text.empty() && text.size() <= longestId && isLetter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return isLetter(c) || isDigit(c); });
}

bool isPluginId(std::string_view text) {
  if (text.size() > longestId) return false;
  size_t parts = 0;
  for (size_t begin = 0; begin <= text.size(); ++parts) {
    const size_t end = std::min(text.find('.', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    const auto fits = [](char c) { return isLetter(c) || isDigit(c) || c == '-'; };
    if (part.empty() || !isLetter(part[0]) || !std::all_of(part.begin(), part.end(), fits)) return false;
    begin = end + 1;
  }
  return parts >= 2;
}

Result<std::string> readText(const char* text, size_t longest, Presence presence, const std::string& what) {
  if (!text) {
    if (presence == Presence::Optional) return std::string();
    return badDescription(what + " is missing (a null pointer)");
  }
  const size_t bytes = ::strnlen(text, longest + 1);
  if (bytes > longest) return badDescription(what + " is longer than " + std::to_string(longest) + " bytes");
  std::string copy(text, bytes);
  if (!isValidUtf8(copy)) return badDescription(what + " is not valid UTF-8: " + inQuotes(copy, 40));
  if (hasControl(copy, longest >= longestDoc)) {
    return badDescription(what + " has a control character: " + inQuotes(copy, 40));
  }
  if (presence == Presence::Required && isBlank(copy)) return badDescription(what + " is empty");
  return copy;
}

Result<std::string> readSimpleId(const char* text, const std::string& what) {
  auto id = readText(text, longestId, Presence::Required, "the id of " + what);
  if (!id) return id.error();
  if (!isSimpleId(*id)) {
    return badDescription("the id of " + what + " is " + inQuotes(*id) +
                          "; it must be letters, digits and _, and not " + "begin with a digit");
  }
  return id;
}

Result<std::string> readGraphId(const char* text, const std::string& what) {
  auto id = readText(text, longestId, Presence::Required, "the id of " + what);
  if (!id || isId(*id)) return id;
  return badDescription("the id of " + what + " is " + inQuotes(*id) +
                        "; it must be letters, digits, _ and -, and begin with a letter or _");
}

std::string labelFromId(std::string_view id) {
  std::string label(id);
  std::replace(label.begin(), label.end(), '_', ' ');
  if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 'a' + 'A');
  return label;
}

}  // namespace weft
