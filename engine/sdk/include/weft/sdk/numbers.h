// Numbers that a parameter holds as text, where one number is not enough: "0.5 0 1; 1 0 0.25".
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <weft/sdk/host.h>

namespace weft {
inline namespace sdk {

// Rows of finite numbers: spaces or commas stand between numbers, semicolons or line ends between rows; empty rows do
// not count. Throws Failure and names what is no number.
inline std::vector<std::vector<double>> numberRows(std::string_view text) {
  std::vector<std::vector<double>> rows;
  bool inRow = false;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find_first_not_of(" \t\r,;\n", at);
    if (text.substr(at, begin - at).find_first_of(";\n") != std::string_view::npos) inRow = false;
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t\r,;\n", begin), text.size());
    const std::string_view word = text.substr(begin, at - begin);
    double number = 0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != word.data() + word.size() || !std::isfinite(number))
      throw Failure("\"" + std::string(word.substr(0, 40)) + "\" is not a number");
    if (!inRow) rows.emplace_back();
    inRow = true;
    rows.back().push_back(number);
  }
  return rows;
}

}  // namespace sdk
}  // namespace weft
