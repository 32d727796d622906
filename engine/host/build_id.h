// What the code of a plugin is, as a text that changes with it: part of every key.
#pragma once

#include <string>

#include "search.h"

namespace weft {

// Of the library itself (`own`: its build id, where the linker wrote one). Of a pack that ships with Weft also of its
// parts with LibTorch and Vulkan, of what those parts share, and of LibTorch.
std::string buildIdOf(const FoundLibrary& library, const std::string& own);

}  // namespace weft
