// Element types: as safetensors files spell them, and as tensors in memory have them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <weft/abi/tensor.h>

namespace weft::io {

// Nothing for types that tensors in memory do not have (F8_E4M3, F4, C64, ...).
std::optional<weft_dtype> dtypeNamed(std::string_view safetensorsName);
// Empty for a type that files do not have.
std::string nameOf(weft_dtype dtype);

}  // namespace weft::io
