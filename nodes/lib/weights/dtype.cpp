#include "weights/dtype.h"

#include <array>
#include <string>
#include <utility>

#include "weft/base/text.h"

namespace weft::weights {
namespace {

constexpr std::array<std::pair<std::string_view, uint32_t>, 22> knownTypes = {{
    {"BOOL", 8},        {"U8", 8},      {"I8", 8},      {"U16", 16},    {"I16", 16},    {"U32", 32},
    {"I32", 32},        {"U64", 64},    {"I64", 64},    {"F16", 16},    {"BF16", 16},   {"F32", 32},
    {"F64", 64},        {"C64", 64},    {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8},
    {"F8_E5M2FNUZ", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4},
}};

}  // namespace

std::optional<uint32_t> bitsPerElement(std::string_view dtype) {
  for (const auto& [name, bits] : knownTypes) {
    if (name == dtype) return bits;
  }
  return std::nullopt;
}

Result<uint64_t> tensorBytes(std::string_view dtype, const std::vector<int64_t>& shape) {
  const auto bits = bitsPerElement(dtype);
  if (!bits) {
    std::vector<std::string> names;
    for (const auto& known : knownTypes) names.emplace_back(known.first);
    return makeError(ErrorCode::BadFile, "unknown dtype " + inQuotes(dtype, 40) + didYouMean(dtype, names));
  }
  if (shape.size() > maximumRank) {
    return makeError(ErrorCode::BadFile, "the shape has " + std::to_string(shape.size()) + " dimensions; at most " +
                                             std::to_string(maximumRank) + " are allowed");
  }
  uint64_t total = 1;
  for (const int64_t size : shape) {
    if (size < 0) return makeError(ErrorCode::BadFile, "the shape has a negative size, " + std::to_string(size));
    if (__builtin_mul_overflow(total, static_cast<uint64_t>(size), &total)) {
      return makeError(ErrorCode::BadFile, "the product of the shape does not fit 64 bits");
    }
  }
  if (__builtin_mul_overflow(total, uint64_t{*bits}, &total)) {
    return makeError(ErrorCode::BadFile, "the size of the tensor does not fit 64 bits");
  }
  if (total % 8 != 0) {
    return makeError(ErrorCode::BadFile,
                     std::to_string(total / *bits) + " elements of " + std::string(dtype) + " do not fill whole bytes");
  }
  return total / 8;
}

}  // namespace weft::weights
