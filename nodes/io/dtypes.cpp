#include "dtypes.h"

#include <array>
#include <utility>

namespace weft::io {
namespace {

constexpr std::array<std::pair<std::string_view, weft_dtype>, 13> table = {{
    {"BOOL", {WEFT_TYPE_BOOL, 8, 1}},
    {"U8", {WEFT_TYPE_UINT, 8, 1}},
    {"I8", {WEFT_TYPE_INT, 8, 1}},
    {"U16", {WEFT_TYPE_UINT, 16, 1}},
    {"I16", {WEFT_TYPE_INT, 16, 1}},
    {"U32", {WEFT_TYPE_UINT, 32, 1}},
    {"I32", {WEFT_TYPE_INT, 32, 1}},
    {"U64", {WEFT_TYPE_UINT, 64, 1}},
    {"I64", {WEFT_TYPE_INT, 64, 1}},
    {"F16", {WEFT_TYPE_FLOAT, 16, 1}},
    {"BF16", {WEFT_TYPE_BFLOAT, 16, 1}},
    {"F32", {WEFT_TYPE_FLOAT, 32, 1}},
    {"F64", {WEFT_TYPE_FLOAT, 64, 1}},
}};

}  // namespace

std::optional<weft_dtype> dtypeNamed(std::string_view safetensorsName) {
  for (const auto& [name, dtype] : table) {
    if (name == safetensorsName) return dtype;
  }
  return std::nullopt;
}

std::string nameOf(weft_dtype wanted) {
  for (const auto& [name, dtype] : table) {
    if (dtype.code == wanted.code && dtype.bits == wanted.bits) return std::string(name);
  }
  return {};
}

}  // namespace weft::io
