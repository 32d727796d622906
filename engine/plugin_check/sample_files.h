// Tiny files for nodes that read some.
#pragma once

#include <cstddef>
#include <string>

#include <weft/base/result.h>

namespace weft {

inline constexpr size_t sampleFileKinds = 5;  // PNG, PPM, text, safetensors, JSON

// The path of a whole file below `folder`, made when it is not there.
Result<std::string> sampleFile(const std::string& folder, size_t kind);
// One of the same name that is cut off, has changed bytes, or holds something else.
Result<std::string> garbageFile(const std::string& folder, size_t kind, size_t way);
inline constexpr size_t garbageWays = 4;

}  // namespace weft
