// From uniform to normal numbers (Box and Muller, A Note on the Generation of Random Normal Deviates, 1958).
#pragma once

#include <span>

namespace weft::sampling {

// Blocks of sixteen uniform numbers in [0, 1): the first eight give the radius, the others the angle; cosines and sines
// take their places. Radius and angle are rounded as torch rounds them, since the angle's rounding shows in the result;
// what is made of them is correct to about the last bit, and the same on every processor. The size is a multiple of 16.
void boxMuller(std::span<float> uniform);
void boxMuller(std::span<double> uniform);

}  // namespace weft::sampling
