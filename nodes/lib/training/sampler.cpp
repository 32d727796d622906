#include "training/sampler.h"

#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <vector>

namespace weft::training {

at::Generator generatorFor(uint64_t seed, std::string_view stream, int64_t counter) {
  uint64_t hash = 0xcbf29ce484222325u;
  const auto mix = [&](uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3u; };
  for (const char c : stream) mix(uint8_t(c));
  for (const uint64_t number : {seed, uint64_t(counter)}) {
    for (int shift = 0; shift < 64; shift += 8) mix(uint8_t(number >> shift));
  }
  hash ^= hash >> 29;  // the generator takes its state from the low 32 bits
  return at::detail::createCPUGenerator(hash);
}

EpochSampler::EpochSampler(uint64_t seed, int64_t examples, int64_t batch, int64_t shards)
    : m_seed(seed), m_examples(examples), m_shardBatch(std::max<int64_t>(1, batch / shards)), m_shards(shards) {}

at::Tensor EpochSampler::indices(int64_t step, int64_t shard) const {
  std::vector<at::Tensor> parts;
  for (int64_t position = (step * m_shards + shard) * m_shardBatch, left = m_shardBatch; left > 0;) {
    const auto start = position % m_examples;
    const auto taken = std::min(left, m_examples - start);
    const auto order =
        at::randperm(m_examples, generatorFor(m_seed, "order", position / m_examples), at::TensorOptions(at::kLong));
    parts.push_back(order.narrow(0, start, taken));
    position += taken;
    left -= taken;
  }
  return at::cat(parts);
}

}  // namespace weft::training
