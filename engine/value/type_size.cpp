// How much memory types tell of.
#include <algorithm>
#include <array>

#include "tensor_layout.h"
#include "type_names.h"

namespace weft {
namespace {

// All that tensors in memory may have, by the names that types and messages give them.
std::optional<weft_dtype> dtypeNamed(std::string_view name) {
  constexpr std::array dtypes{
      weft_dtype{WEFT_TYPE_FLOAT, 32, 1}, weft_dtype{WEFT_TYPE_FLOAT, 16, 1}, weft_dtype{WEFT_TYPE_BFLOAT, 16, 1},
      weft_dtype{WEFT_TYPE_FLOAT, 64, 1}, weft_dtype{WEFT_TYPE_UINT, 8, 1},   weft_dtype{WEFT_TYPE_INT, 64, 1},
      weft_dtype{WEFT_TYPE_INT, 32, 1},   weft_dtype{WEFT_TYPE_BOOL, 8, 1},   weft_dtype{WEFT_TYPE_INT, 8, 1},
      weft_dtype{WEFT_TYPE_INT, 16, 1},   weft_dtype{WEFT_TYPE_UINT, 16, 1},  weft_dtype{WEFT_TYPE_UINT, 32, 1},
      weft_dtype{WEFT_TYPE_UINT, 64, 1},
  };
  const auto found =
      std::find_if(dtypes.begin(), dtypes.end(), [&](weft_dtype dtype) { return dtypeName(dtype) == name; });
  return found == dtypes.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

std::optional<weft_dtype> dtypeOfType(const TypeTerm& term) {
  if (term.name == "image" || term.name == "mask" || term.name == "latent") return weft_dtype{WEFT_TYPE_FLOAT, 32, 1};
  if (term.name == "sigmas") return weft_dtype{WEFT_TYPE_FLOAT, 64, 1};
  if (term.name != "tensor" || term.arguments.size() != 1 || term.arguments[0].terms.size() != 1) return std::nullopt;
  return dtypeNamed(term.arguments[0].terms[0].name);
}

std::optional<uint64_t> bytesOfType(const Type& type) {
  if (type.terms.size() != 1) return std::nullopt;
  const TypeTerm& term = type.terms[0];
  if (term.name == "number" || term.name == "integer" || term.name == "boolean") return 8;
  const auto dtype = dtypeOfType(term);
  const auto* shape = dtype ? shapeOf(term) : nullptr;
  if (!shape) return std::nullopt;
  uint64_t bytes = dtype->bits / 8u;
  for (const Dimension& dimension : *shape) {
    if (!dimension.isNumber()) return std::nullopt;
    if (__builtin_mul_overflow(bytes, static_cast<uint64_t>(dimension.factor), &bytes)) return std::nullopt;
  }
  return bytes;
}

}  // namespace weft
