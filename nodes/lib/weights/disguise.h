// What a file really is, when it is not what its name says.
#pragma once

#include <string>
#include <string_view>

namespace weft::weights {

// Looks at the first bytes of a file and names its format, such as "a zip archive"; empty when it is not known.
std::string recognizeFormat(std::string_view firstBytes);

}  // namespace weft::weights
