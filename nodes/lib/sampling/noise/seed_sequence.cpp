#include "sampling/noise/seed_sequence.h"

namespace weft::sampling {
namespace {

uint32_t folded(uint32_t value) { return value ^ value >> 16; }

// A hash whose constant changes with every use.
class Hash {
 public:
  Hash(uint32_t constant, uint32_t factor) : m_constant(constant), m_factor(factor) {}
  uint32_t operator()(uint32_t value) {
    value ^= m_constant;
    m_constant *= m_factor;
    return folded(value * m_constant);
  }

 private:
  uint32_t m_constant, m_factor;
};

uint32_t mixed(uint32_t x, uint32_t y) { return folded(0xca01f9dd * x - 0x4973f715 * y); }

// The words of a number, the lowest first; one at least.
void append(std::vector<uint32_t>& words, uint64_t number) {
  words.push_back(uint32_t(number));
  if (number >> 32) words.push_back(uint32_t(number >> 32));
}

}  // namespace

std::vector<uint32_t> seedSequence(uint64_t entropy, std::span<const uint64_t> spawnKey, size_t poolSize,
                                   size_t count) {
  std::vector<uint32_t> words;
  append(words, entropy);
  words.resize(poolSize);  // so that no spawn key can look like more entropy
  for (const uint64_t number : spawnKey) append(words, number);

  Hash hash(0x43b0d7e5, 0x931e8875);
  std::vector<uint32_t> pool(poolSize);
  for (size_t i = 0; i < poolSize; ++i) pool[i] = hash(words[i]);
  for (size_t from = 0; from < poolSize; ++from)
    for (size_t to = 0; to < poolSize; ++to)
      if (from != to) pool[to] = mixed(pool[to], hash(pool[from]));
  for (size_t from = poolSize; from < words.size(); ++from)
    for (uint32_t& to : pool) to = mixed(to, hash(words[from]));

  Hash last(0x8b51f9dd, 0x58f38ded);
  std::vector<uint32_t> state(count);
  for (size_t i = 0; i < count; ++i) state[i] = last(pool[i % poolSize]);
  return state;
}

}  // namespace weft::sampling
