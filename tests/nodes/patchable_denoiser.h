// A denoiser that can be patched and tells what was patched, for tests that see the engine's values.
#pragma once

#include <weft/abi/value.h>

#include <vector>

namespace weft::test {

// A new reference. x0 = x / 2 + the number that the conditioning is, or -1 without one; of a rectified flow on two
// channels. Patched: + 10 for each skipped layer and its index, + 100 for each whose attention is the identity, + the
// deviation where its queries are blurred (1000 where that is infinite). It has four layers.
const weft_value* makePatchableDenoiser();

// x0 of [1, 2, 1, 2] at a time of a schedule; of somebody's denoiser. Throws std::runtime_error.
std::vector<double> x0Of(const weft_value* denoiser, const weft_value* conditioning, const std::vector<double>& x,
                         double t);
inline const std::vector<double> scheduleOfTests{1, 0.75, 0.5, 0.25, 0};

}  // namespace weft::test
