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

EpochSampler::EpochSampler(uint64_t seed, int64_t examples, int64_t batch)
    : m_seed(seed), m_examples(examples), m_batch(batch) {}

const at::Tensor& EpochSampler::order(int64_t epoch) {
  if (epoch != m_epoch) {
    m_order = at::randperm(m_examples, generatorFor(m_seed, "order", epoch), at::TensorOptions(at::kLong));
    m_epoch = epoch;
  }
  return m_order;
}

at::Tensor EpochSampler::indices(int64_t step) {
  std::vector<at::Tensor> parts;
  for (int64_t position = step * m_batch, left = m_batch; left > 0;) {
    const auto start = position % m_examples;
    const auto taken = std::min(left, m_examples - start);
    parts.push_back(order(position / m_examples).narrow(0, start, taken));
    position += taken;
    left -= taken;
  }
  return at::cat(parts);
}

}  // namespace weft::training
