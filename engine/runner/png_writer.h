// PNG without compression, for pictures that live for a moment: the engine links no image library.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weft::runner {

// `pixels`: height rows of width pixels of 1 (grey) or 3 (RGB) bytes.
std::string encodePng(uint32_t width, uint32_t height, uint32_t channels, const std::vector<uint8_t>& pixels);

}  // namespace weft::runner
