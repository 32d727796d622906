// Moving pictures as APNG files (PNG specification, third edition, section 4.9): what cannot play them shows the first
// picture.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "image/encode.h"
#include "weft/base/result.h"

namespace weft::image {

class AnimationWriter {
 public:
  explicit AnimationWriter(PictureTexts texts = {}) : m_texts(std::move(texts)) {}

  // Three planes of 0..1 as encodePng() takes them; all of one size. It stays for `seconds`, to a millisecond: 0.001
  // to 60.
  Result<void> add(const float* planes, int64_t width, int64_t height, double seconds);
  uint32_t frames() const { return m_frames; }

  // The file. How often it plays: 0 is for ever. An error where there is no frame.
  Result<std::string> finish(uint32_t plays) const;

 private:
  PictureTexts m_texts;
  int64_t m_width = 0, m_height = 0;
  uint32_t m_frames = 0;
  uint32_t m_sequence = 0;
  std::string m_header;   // signature and IHDR chunk
  std::string m_written;  // the chunks of the texts
  std::string m_chunks;   // fcTL and picture data of all frames so far
};

}  // namespace weft::image
