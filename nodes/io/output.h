// Writing a result that was made in memory, and what a picture carries beside its pixels.
#pragma once

#include <string>
#include <string_view>

#include <weft/sdk.h>

#include "image/encode.h"

namespace weft::io {

// Writes `bytes` to the output `name` + `extension`. The file appears under its name when it is whole.
void writeOutput(Call& call, std::string_view name, const char* extension, std::string_view bytes);

// The graph as it runs, for a picture to carry under the keyword "weft"; nothing where it is not `wanted` or there is
// none.
image::PictureTexts graphText(const Call& call, bool wanted);

}  // namespace weft::io
