// The random numbers that torch draws on the CPU: torch.Generator().manual_seed(seed), then torch.randn, torch.rand and
// torch.randint, so that a seed means the same picture as in diffusers. Words and integers are equal; floating-point
// numbers within rounding (the processor's vector instructions decide the last bits in torch itself).
//
// How torch draws, which is part of what is promised here:
//   - the words are those of the 32-bit Mersenne Twister, seeded with the lower 32 bits of the seed; two of them, the
//     first one upper, make a word of 64 bits;
//   - uniform numbers take the lower 24 bits of a word (float32) or 53 bits of two words (float64);
//   - randn of 16 numbers and more fills itself with uniform numbers, then turns every 16 of them into normal ones by
//     Box and Muller, the upper eight giving the angles. Where 16 does not divide the count, the last 16 numbers are
//     drawn and turned once more;
//   - randn of fewer numbers computes in double, two at a time, whatever their type, and keeps the second one for the
//     next such draw;
//   - randint takes the remainder of one word, or of 64 bits for ranges of 2^28 and more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sampling/noise/mersenne_twister.h"

namespace weft::sampling {

// One thread at a time. Consecutive draws go on in one stream, as those of one torch.Generator do.
class TorchGenerator {
 public:
  explicit TorchGenerator(uint64_t seed);

  uint32_t word() { return m_words(); }
  uint64_t longWord();

  void rand(std::span<float> out);  // [0, 1)
  void rand(std::span<double> out);
  void randn(std::span<float> out);  // mean 0, variance 1
  void randn(std::span<double> out);
  void randint(std::span<int64_t> out, int64_t low, int64_t high);  // low <= n < high; Failure unless low < high

  // As if so many numbers of T had been drawn by one randn().
  template <class T>
  void skipNormal(size_t count);

 private:
  template <class T>
  T uniform();
  template <class T>
  void fillBlocks(std::span<T> out);
  template <class T>
  void fillNormal(std::span<T> out);
  double normal();

  MersenneTwister m_words;
  std::optional<double> m_second;  // of the pair drawn last, where nobody has had it yet
};

extern template void TorchGenerator::skipNormal<float>(size_t);
extern template void TorchGenerator::skipNormal<double>(size_t);

}  // namespace weft::sampling
