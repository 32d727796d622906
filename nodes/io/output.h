// Writing a result that was made in memory.
#pragma once

#include <string>
#include <string_view>

#include <weft/sdk.h>

namespace weft::io {

// Writes `bytes` to the output `name` + `extension`. The file appears under its name when it is whole.
void writeOutput(Call& call, std::string_view name, const char* extension, std::string_view bytes);

}  // namespace weft::io
