// For those who look for mistakes in counting.
#pragma once

#include <weft/value/value.h>

namespace weft {

// How many references to a value there are, this one included; 0 for an empty handle. Any thread.
uint32_t referencesTo(const Value& value);

}  // namespace weft
