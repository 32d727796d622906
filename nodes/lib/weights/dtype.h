// The element types of safetensors files, by the names that the files use.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "weft/base/result.h"

namespace weft::weights {

inline constexpr size_t maximumRank = 64;

// Bits of one element ("F32": 32, "F4": 4), or nothing for a name that the format does not have.
std::optional<uint32_t> bitsPerElement(std::string_view dtype);

// The bytes that a tensor takes. Every multiplication is checked, and a tensor of sub-byte elements must fill whole
// bytes. The error has no file name in it: callers put it in front.
Result<uint64_t> tensorBytes(std::string_view dtype, const std::vector<int64_t>& shape);

}  // namespace weft::weights
