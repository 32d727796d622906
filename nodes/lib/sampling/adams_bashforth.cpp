#include "sampling/adams_bashforth.h"

#include <array>
#include <cmath>

namespace weft::sampling {

std::span<const double> adamsBashforth(size_t order) {
  static constexpr std::array<double, 1> first{1};
  static constexpr std::array<double, 2> second{3.0 / 2, -1.0 / 2};
  static constexpr std::array<double, 3> third{23.0 / 12, -16.0 / 12, 5.0 / 12};
  static constexpr std::array<double, 4> fourth{55.0 / 24, -59.0 / 24, 37.0 / 24, -9.0 / 24};
  if (order == 1) return first;
  if (order == 2) return second;
  if (order == 3) return third;
  return fourth;
}

std::vector<double> lagrangeIntegrals(std::span<const double> at, double from, double to) {
  const auto basis = [&](size_t j, double place) {
    double product = 1;
    for (size_t k = 0; k < at.size(); ++k)
      if (k != j) product *= (place - at[k]) / (at[j] - at[k]);
    return product;
  };
  // Gauss' rule with two places is exact up to the third degree.
  const double middle = (from + to) / 2, half = (to - from) / 2, off = half / std::sqrt(3.0);
  std::vector<double> integrals;
  for (size_t j = 0; j < at.size(); ++j) integrals.push_back(half * (basis(j, middle - off) + basis(j, middle + off)));
  return integrals;
}

}  // namespace weft::sampling
