#include "philox.h"

#include <cmath>
#include <numbers>

namespace weft {
namespace {

// FNV-1a: names of streams to numbers, the same on every machine.
uint64_t streamNumber(std::string_view stream) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : stream) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

// Walks through the words of one (seed, stream), block by block.
class Words {
 public:
  Words(int64_t seed, std::string_view stream, uint64_t block)
      : m_key{static_cast<uint32_t>(static_cast<uint64_t>(seed)),
              static_cast<uint32_t>(static_cast<uint64_t>(seed) >> 32)},
        m_stream(streamNumber(stream)),
        m_block(block) {}

  std::array<uint32_t, 4> next() {
    const std::array<uint32_t, 4> counter = {static_cast<uint32_t>(m_block), static_cast<uint32_t>(m_block >> 32),
                                             static_cast<uint32_t>(m_stream), static_cast<uint32_t>(m_stream >> 32)};
    ++m_block;
    return philox4x32(counter, m_key);
  }

 private:
  std::array<uint32_t, 2> m_key;
  uint64_t m_stream;
  uint64_t m_block;
};

// One float for each word of a block, whatever is done to the block as a whole.
template <typename Convert>
void fill(int64_t seed, std::string_view stream, uint64_t offset, float* out, size_t count, Convert&& convert) {
  Words words(seed, stream, offset / 4);
  size_t skip = offset % 4;
  for (size_t done = 0; done < count; skip = 0) {
    const std::array<float, 4> values = convert(words.next());
    for (size_t i = skip; i < 4 && done < count; ++i) out[done++] = values[i];
  }
}

// Two words make two numbers. The first is taken with all its 32 bits and never 0: the tails reach 6.6 sigma.
std::array<float, 2> boxMuller(uint32_t first, uint32_t second) {
  const double radius = std::sqrt(-2.0 * std::log((static_cast<double>(first) + 1.0) * 0x1p-32));
  const double angle = 2.0 * std::numbers::pi * static_cast<double>(second) * 0x1p-32;
  return {static_cast<float>(radius * std::cos(angle)), static_cast<float>(radius * std::sin(angle))};
}

}  // namespace

std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t a = uint64_t{0xD2511F53u} * counter[0];
    const uint64_t b = uint64_t{0xCD9E8D57u} * counter[2];
    counter = {static_cast<uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(b),
               static_cast<uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(a)};
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return counter;
}

void fillUniform(int64_t seed, std::string_view stream, uint64_t offset, float* out, size_t count) {
  fill(seed, stream, offset, out, count, [](const std::array<uint32_t, 4>& words) {
    std::array<float, 4> values;
    for (size_t i = 0; i < 4; ++i) values[i] = static_cast<float>(words[i] >> 8) * 0x1p-24f;
    return values;
  });
}

void fillNormal(int64_t seed, std::string_view stream, uint64_t offset, float* out, size_t count) {
  fill(seed, stream, offset, out, count, [](const std::array<uint32_t, 4>& words) {
    const auto first = boxMuller(words[0], words[1]);
    const auto second = boxMuller(words[2], words[3]);
    return std::array<float, 4>{first[0], first[1], second[0], second[1]};
  });
}

}  // namespace weft
