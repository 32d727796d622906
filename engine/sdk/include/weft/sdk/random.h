// Random numbers as a pure function of a seed, a name for what they are for, and a position: the same on every machine
// and for any number of threads. Never std::random_device, time or std::mt19937 with a state kept between calls.
#pragma once

#include <cstdint>
#include <span>

#include <weft/sdk/host.h>

namespace weft {
inline namespace sdk {

// Numbers `offset` and following of a stream, in [0, 1).
inline void fillUniform(std::span<float> out, int64_t seed, const char* stream, uint64_t offset = 0) {
  services().random->uniform(seed, stream, offset, out.data(), out.size());
}

// The same with mean 0 and variance 1.
inline void fillNormal(std::span<float> out, int64_t seed, const char* stream, uint64_t offset = 0) {
  services().random->normal(seed, stream, offset, out.data(), out.size());
}

}  // namespace sdk
}  // namespace weft
