// What nodes of this pack read and make.
#pragma once

#include <cstdint>

#include <weft/sdk.h>

namespace weft::images {

// The room of a picture that is made: Failure above 2^26 pixels.
MutableTensor makePicture(int64_t width, int64_t height, int64_t count = 1);

}  // namespace weft::images
