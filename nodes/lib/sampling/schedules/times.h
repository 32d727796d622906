// A schedule as numbers: the denoiser's own times (sigma, or t of a rectified flow), [steps + 1], falling to the last.
#pragma once

#include <string>
#include <vector>

namespace weft::sampling {

using Times = std::vector<double>;

// Without times that do not lie below the one before: a step between equal times does nothing. For schedules that take
// times from a table, where two places may round to one.
Times withoutRepeats(const Times& times);

// Failure unless every time is a number, not negative and below the one before.
void requireFalling(const Times& times);

// "14.6146", as messages show numbers.
std::string inWords(double number);

}  // namespace weft::sampling
