// Weights of linear multistep methods.
#pragma once

#include <span>
#include <vector>

namespace weft::sampling {

// Adams and Bashforth's for steps of one length, the newest slope first; they add up to 1. Order 1 to 4.
std::span<const double> adamsBashforth(size_t order);

// For any steps: what each slope adds over the way from `from` to `to`, with the polynomial through all of them
// integrated exactly. `at`: where the slopes are, 1 to 4 places.
std::vector<double> lagrangeIntegrals(std::span<const double> at, double from, double to);

}  // namespace weft::sampling
