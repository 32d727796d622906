// What messages and protocols call the types of a tensor's elements.
#pragma once

#include <string>

#include <weft/abi/tensor.h>

namespace weft {

std::string dtypeName(weft_dtype dtype);  // "float32"

}  // namespace weft
