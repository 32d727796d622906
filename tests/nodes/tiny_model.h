// A model with random weights, small enough to write and load in no time.
#pragma once

#include <filesystem>

namespace weft::test {

// Writes model.json and the weights of all three parts into `folder`, for the space "tiny". It knows the words red,
// green and apple; latents are [N, 4, 8, 8], pictures 64 x 64.
void writeTinyModel(const std::filesystem::path& folder);

}  // namespace weft::test
