// Portable pixmaps, P3 (text) and P6 (bytes): https://netpbm.sourceforge.net/doc/ppm.html
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>
#include <span>

struct PpmHeader {
  bool isText = false;  // P3
  int64_t width = 0, height = 0;
  uint32_t greatest = 0;  // the sample that stands for 1: 1 to 65535

  uint64_t sampleBytes() const { return greatest > 255 ? 2 : 1; }
  // The least that the pixels take behind the header: in text a digit and a space a sample.
  uint64_t leastBytes() const {
    const uint64_t samples = 3 * static_cast<uint64_t>(width) * static_cast<uint64_t>(height);
    return isText ? 2 * samples - 1 : samples * sampleBytes();
  }
};

// Readers throw weft::Failure (WEFT_ERROR_BAD_FILE) that says what is wrong, without the name of the file.

// Leaves the stream at the first sample. A side is at most 2^24, so that bytes can be counted in 64 bits.
PpmHeader readPpmHeader(std::istream& file);

// All pixels, as planes of red, green and blue in 0..1; `planes` is 3 * width * height long. Calls beforeRow() now and
// then, which may throw.
void readPpmPixels(std::istream& file, const PpmHeader& header, std::span<float> planes,
                   const std::function<void()>& beforeRow);

// A whole P6. Values are clamped to 0..1 and rounded to the nearest sample; NaN becomes 0.
void writePpm(std::ostream& file, const PpmHeader& header, std::span<const float> planes);
