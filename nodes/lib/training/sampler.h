// Which examples a step trains on, and from which numbers: pure functions of seed and step, so that a training that is
// resumed needs no saved state of a generator.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <string_view>

namespace weft::training {

// A CPU generator for one purpose (`stream`) at one `counter`.
at::Generator generatorFor(uint64_t seed, std::string_view stream, int64_t counter);

// Goes through all examples in a new random order each epoch. Safe from several threads.
class EpochSampler {
 public:
  // Every step takes shards * (batch / shards) examples.
  EpochSampler(uint64_t seed, int64_t examples, int64_t batch, int64_t shards);

  // The examples of one shard of a step, as int64 [batch / shards].
  at::Tensor indices(int64_t step, int64_t shard) const;

 private:
  uint64_t m_seed;
  int64_t m_examples, m_shardBatch, m_shards;
};

}  // namespace weft::training
