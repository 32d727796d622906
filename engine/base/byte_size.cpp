#include <weft/base/byte_size.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include <weft/base/text.h>

namespace weft {
namespace {

constexpr std::string_view unitLetters = "KMGTP";
constexpr double mostBytes = 0x1p60;

// The power of 1024 that a unit stands for; -1: it is none.
int powerOf(std::string_view unit) {
  if (unit.empty() || unit == "B" || unit == "b") return 0;
  const char letter = unit[0] >= 'a' && unit[0] <= 'z' ? static_cast<char>(unit[0] - 'a' + 'A') : unit[0];
  const size_t at = unitLetters.find(letter);
  const std::string_view rest = unit.substr(1);
  if (at == std::string_view::npos || !(rest.empty() || rest == "B" || rest == "b" || rest == "iB")) return -1;
  return static_cast<int>(at) + 1;
}

}  // namespace

std::string formatBytes(uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  auto amount = static_cast<double>(bytes);
  size_t unit = 0;
  for (amount /= 1024; amount >= 1023.5 && unit + 1 < unitLetters.size(); amount /= 1024) ++unit;
  std::array<char, 32> text;
  const bool whole = amount >= 99.95 || std::abs(amount - std::round(amount)) < 0.05;
  std::snprintf(text.data(), text.size(), "%.*f %ciB", whole ? 0 : 1, amount, unitLetters[unit]);
  return text.data();
}

Result<uint64_t> parseBytes(std::string_view text) {
  const auto wrong = [&] {
    return makeError(ErrorCode::InvalidArgument,
                     inQuotes(text, 40) + " is no amount of memory; write one such as 512M, 8G, 1.5G or 1048576");
  };
  double amount = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
  if (problem != std::errc()) return wrong();
  const int power = powerOf(std::string_view(end, static_cast<size_t>(text.data() + text.size() - end)));
  if (power < 0) return wrong();
  amount = std::floor(std::ldexp(amount, 10 * power));
  if (!(amount >= 1 && amount < mostBytes)) return wrong();
  return static_cast<uint64_t>(amount);
}

}  // namespace weft
