// numpy.random.SeedSequence: from a seed and the path to a branch of a tree to words that are good seeds themselves
// (O'Neill, Developing a seed_seq Alternative, 2015).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weft::sampling {

// SeedSequence(entropy, spawn_key=spawnKey, pool_size=poolSize).generate_state(count). poolSize >= 4. Any thread.
std::vector<uint32_t> seedSequence(uint64_t entropy, std::span<const uint64_t> spawnKey, size_t poolSize, size_t count);

}  // namespace weft::sampling
