// What is in a value, as a number: the same for the same content, however it lies in memory.
#pragma once

#include <span>
#include <string>

#include <weft/base/hash.h>
#include <weft/value/value.h>

namespace weft {

// Kinds, numbers by their bits, tensors by dtype, shape and elements, sequences by their first items; of objects only
// that there is one, of tensors on devices only dtype and shape.
Hash128 digestOf(const Value& value);
Hash128 digestOf(std::span<const Value> values);

// The first tensor of floats within that holds something outside the bounds (or no number): what and where; empty:
// none.
std::string outside(const Value& value, double low, double high);

}  // namespace weft
