// Whether two computations gave the same.
#pragma once

#include <weft/value/value.h>

namespace weft {

// By content: kinds, numbers by their bits, tensors by dtype, shape and elements. With a tolerance above 0, numbers and
// elements of float32 and float64 may differ by that much, and those of 16 bits are not compared. Objects, sequences,
// and tensors that lie on devices or are not compact cannot be looked into: two of a kind count as the same. Any
// thread; no recursion.
bool haveSameContent(const Value& left, const Value& right, double tolerance = 0);

}  // namespace weft
