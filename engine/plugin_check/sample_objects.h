// Objects of Weft's own interfaces in closed form, for nodes that want a model.
#pragma once

#include <cstdint>

#include <weft/value/value.h>

namespace weft {

// The denoiser of data that is normal with mean 0 and variance 1/4, for a rectified flow: x0 is x_t times a number.
Value makeSampleDenoiser(int64_t channels, int64_t height, int64_t width);
// Means of cells of factor x factor pixels, in so many channels, and back.
Value makeSampleAutoencoder(int64_t channels, int64_t factor);
// States that follow from the letters.
Value makeSampleTextEncoder(int64_t tokens, int64_t width);
// Euler's method.
Value makeSampleSolver();
// What such an encoder gives.
Value makeSampleConditioning(int64_t tokens, int64_t width);
// The items, by index; `known`: the length is.
Value makeSampleSequence(std::vector<Value> items, bool known);

}  // namespace weft
