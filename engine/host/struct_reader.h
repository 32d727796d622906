// Reading a plugin's structs: as far as their struct_size says and no further, so that older and newer ones fit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <weft/base/result.h>

namespace weft {

inline constexpr uint32_t mostStructBytes = 1u << 16;

inline Error badDescription(std::string message) { return makeError(ErrorCode::InvalidArgument, std::move(message)); }

// A copy of the struct, zero beyond its struct_size. `minimum` bytes must be there: what its first version had.
template <typename Struct>
Result<Struct> readStruct(const Struct* pointer, size_t minimum, const std::string& what) {
  if (!pointer) return badDescription(what + " is a null pointer");
  if (reinterpret_cast<uintptr_t>(pointer) % alignof(Struct) != 0) return badDescription(what + " is not aligned");
  uint32_t size = 0;
  std::memcpy(&size, pointer, sizeof(size));
  if (size < minimum || size > mostStructBytes) {
    return badDescription(what + ": struct_size is " + std::to_string(size) + "; it must be at least " +
                          std::to_string(minimum) + " (set it to sizeof the struct)");
  }
  Struct copy{};
  std::memcpy(&copy, pointer, std::min<size_t>(size, sizeof(Struct)));
  return copy;
}

// An array of such structs. They lie one after the other in the plugin's own size, which all of them must share.
template <typename Struct>
Result<std::vector<Struct>> readArray(const Struct* first, size_t count, size_t most, size_t minimum,
                                      const std::string& what) {
  std::vector<Struct> items;
  if (count == 0) return items;
  if (count > most) {
    return badDescription(what + ": the count is " + std::to_string(count) + "; at most " + std::to_string(most) +
                          " are allowed");
  }
  if (!first) return badDescription(what + ": the array is a null pointer, its count " + std::to_string(count));
  const auto* at = reinterpret_cast<const char*>(first);
  uint32_t stride = 0;
  for (size_t i = 0; i < count; ++i) {
    const std::string name = what + ' ' + std::to_string(i);
    auto item = readStruct(reinterpret_cast<const Struct*>(at), minimum, name);
    if (!item) return item.error();
    if (i == 0) stride = item->struct_size;
    if (item->struct_size != stride) {
      return badDescription(name + ": struct_size is " + std::to_string(item->struct_size) + ", that of the first " +
                            std::to_string(stride) + "; all must be the same");
    }
    items.push_back(*item);
    at += stride;
  }
  return items;
}

// The bytes up to and including a field: what must be there at least.
#define WEFT_UP_TO(type, field) (offsetof(type, field) + sizeof(type::field))

}  // namespace weft
