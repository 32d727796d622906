// Why the dynamic linker would not load a library, in words of our own where the case is known.
#pragma once

#include <string>

namespace weft {

// `text` is dlerror()'s. The result does not name `path` itself. All of these can change without the library's file.
std::string loadFailure(std::string text, const std::string& path);

}  // namespace weft
