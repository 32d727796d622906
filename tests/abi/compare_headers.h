// Whether a plugin that was built with the older headers still works with a host that was built with the newer ones.
#pragma once

#include <string>
#include <vector>

#include "header_facts.h"

namespace weft {

// What breaks the rules of engine/abi/README.md, one line each: the ABI grows by fields at the end of structs that
// begin with struct_size, by constants, ids, structs and headers; nothing else ever changes.
std::vector<std::string> breaches(const HeaderFacts& older, const HeaderFacts& newer);

}  // namespace weft
