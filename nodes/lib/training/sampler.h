// Which examples a step trains on, and from which numbers: pure functions of seed and step, so that a training that is
// resumed needs no saved state of a generator.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string_view>

namespace weft::training {

// A CPU generator for one purpose (`stream`) at one `counter`.
at::Generator generatorFor(uint64_t seed, std::string_view stream, int64_t counter);

// Goes through all examples in a new random order each epoch.
class EpochSampler {
 public:
  EpochSampler(uint64_t seed, int64_t examples, int64_t batch);

  // The examples of a step, as int64 [batch].
  at::Tensor indices(int64_t step);

 private:
  const at::Tensor& order(int64_t epoch);

  uint64_t m_seed;
  int64_t m_examples, m_batch;
  int64_t m_epoch = -1;
  at::Tensor m_order;
};

}  // namespace weft::training
