#include "sampling/noise/box_muller.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace weft::sampling {
namespace {

constexpr size_t half = 8;

// Numbers for float results are computed in double by short series, without a branch, so that the compiler makes
// vectors of them; all the errors are below 1e-11.

// Of a normal number x > 0: x = 2^k m with m in [sqrt(1/2), sqrt(2)); log m = 2 artanh((m - 1) / (m + 1)).
inline double logarithm(double x) {
  constexpr uint64_t rootOfHalf = std::bit_cast<uint64_t>(std::numbers::sqrt2 / 2);
  constexpr uint64_t exponentOnly = uint64_t(0xFFF) << 52;
  const uint64_t bits = std::bit_cast<uint64_t>(x);
  const uint64_t shift = (bits - rootOfHalf) & exponentOnly;  // k, at the place of the exponent
  const double m = std::bit_cast<double>(bits - shift);
  // k + 1024 in the last bits of 2^52, as a double: no processor of ours turns 64-bit integers into doubles quickly.
  const uint64_t biased = (shift + (uint64_t(1024) << 52)) >> 52;
  const double k = std::bit_cast<double>(biased | uint64_t(0x433) << 52) - (0x1p52 + 1024);
  const double s = (m - 1) / (m + 1), z = s * s;
  const double series =
      1 + z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13))))));
  return k * std::numbers::ln2 + 2 * s * series;
}

struct Direction {
  double cosine, sine;
};

// Of an angle in 0 .. 2 pi: Taylor's series around the nearest multiple of pi / 2.
inline Direction direction(double angle) {
  constexpr double toInteger = 0x1.8p52;  // added, it leaves the nearest integer in the last bits
  const double shifted = angle * (2 / std::numbers::pi) + toInteger;
  const uint64_t quarter = std::bit_cast<uint64_t>(shifted);
  const double r = angle - (shifted - toInteger) * (std::numbers::pi / 2), z = r * r;
  const double sine =
      r * (1 + z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 - z * (1.0 / 39916800))))));
  const double cosine =
      1 + z * (-1.0 / 2 +
               z * (1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (1.0 / 479001600))))));
  const bool swapped = (quarter & 1) != 0;
  const double c = swapped ? sine : cosine, s = swapped ? cosine : sine;
  const uint64_t signOfCosine = ((quarter + 1) & 2) << 62, signOfSine = (quarter & 2) << 62;
  return {std::bit_cast<double>(std::bit_cast<uint64_t>(c) ^ signOfCosine),
          std::bit_cast<double>(std::bit_cast<uint64_t>(s) ^ signOfSine)};
}

}  // namespace

__attribute__((target_clones("avx512f", "avx2", "default"))) void boxMuller(std::span<float> uniform) {
  for (float* block = uniform.data(); block != uniform.data() + uniform.size(); block += 2 * half) {
    double radius[half], angle[half];
    for (size_t i = 0; i < half; ++i) {
      radius[i] = std::sqrt(-2 * logarithm(double(1 - block[i])));
      angle[i] = double(2 * std::numbers::pi_v<float> * block[half + i]);
    }
    for (size_t i = 0; i < half; ++i) {
      const auto [cosine, sine] = direction(angle[i]);
      block[i] = float(radius[i] * cosine);
      block[half + i] = float(radius[i] * sine);
    }
  }
}

void boxMuller(std::span<double> uniform) {
  for (double* block = uniform.data(); block != uniform.data() + uniform.size(); block += 2 * half) {
    for (size_t i = 0; i < half; ++i) {
      const double radius = std::sqrt(-2 * std::log(1 - block[i]));
      const double angle = 2 * std::numbers::pi * block[half + i];
      block[i] = radius * std::cos(angle);
      block[half + i] = radius * std::sin(angle);
    }
  }
}

}  // namespace weft::sampling
