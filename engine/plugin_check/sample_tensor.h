// Tensors for samples.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sample.h"

namespace weft {

// What is in it follows from the seed: floats of [0, 1), or of [-1, 1) where `isSigned`; whole numbers of 0 to 9.
// `name` says whose it is.
Result<Value> makeSampleTensor(weft_dtype dtype, const std::vector<int64_t>& shape, bool isSigned, const Recipe& recipe,
                               uint64_t seed, const std::string& name);

// float64 [count], falling from 1 to 0.
Value makeSampleSigmas(int64_t count, const Recipe& recipe, const std::string& name);

extern const weft_dtype sampleDtypes[dtypeRows];  // float32 first

}  // namespace weft
