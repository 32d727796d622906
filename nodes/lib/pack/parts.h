// Several texts in one: "euler, heun, lms".
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace weft {

// What stands between the commas, without blanks around it; of an empty text nothing.
inline std::vector<std::string> partsOf(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<std::string> parts;
  if (text.find_first_not_of(blanks) == std::string_view::npos) return parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    std::string_view part = text.substr(at, end - at);
    part.remove_prefix(std::min(part.find_first_not_of(blanks), part.size()));
    part = part.substr(0, part.find_last_not_of(blanks) + 1);
    parts.emplace_back(part);
    at = end + 1;
  }
  return parts;
}

}  // namespace weft
