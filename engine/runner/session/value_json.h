// Values as JSON: what they are, what is in them, and the numbers of tensors.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <weft/base/json.h>
#include <weft/base/result.h>
#include <weft/value/value.h>

namespace weft::runner {

// Kind, bytes, and by kind: the value, the text, shape, dtype and device, the length, what the members are.
Json summaryOf(const Value& value);

// Scalars, texts, lists and records as they are; tensors and objects within as texts that describe them.
Json contentOf(const Value& value);

struct NumberOptions {
  std::vector<std::pair<int64_t, int64_t>> slice;  // [from, to) of the first dimensions; the others whole
  bool wantsNumbers = false;                       // those of the slice, at most maximumNumbers
  int64_t bins = 0;                                // of the histogram; 0: none
};
inline constexpr int64_t maximumNumbers = 1 << 16;

// Of a tensor: shape of the slice, least, most, mean, deviation, how many are no numbers; histogram and numbers where
// they are asked for. What is not finite is null among the numbers, and counted.
Result<Json> numbersOf(const Value& value, const NumberOptions& options);

// An element of a list, by number, or a record's, by name.
Result<Value> itemOf(const Value& value, const Json& item);

}  // namespace weft::runner
