// Random numbers as a pure function of seed, stream and position: Philox4x32-10.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weft {

// One block of four words (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

// Element i of the sequence that (seed, stream) name is out[i - offset]. uniform: 24 bits, in [0, 1).
void fillUniform(int64_t seed, std::string_view stream, uint64_t offset, float* out, size_t count);
void fillNormal(int64_t seed, std::string_view stream, uint64_t offset, float* out, size_t count);

}  // namespace weft
