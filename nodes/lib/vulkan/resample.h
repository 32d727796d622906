// image::resample() as compute shaders: the same weights, summed in float32 with compensation; within 1e-5 of the CPU.
#pragma once

#include <cstdint>

#include "image/resample.h"
#include "image/resample_weights.h"
#include "vulkan/device.h"

namespace weft::vulkan {

class Resampling {
 public:
  // `planes` planes that lie behind each other; all sizes at least 1, sides at most 2^20. `clamped`: to 0..1.
  Resampling(image::PlaneSize from, image::PlaneSize to, int64_t planes, image::Filter filter, bool clamped);

  // Memory that run() needs beside source and target.
  uint64_t scratchBytes(const Device& device) const;

  // Compact float32 at addresses of the device; the target must not overlap the source. Throws VulkanError, of kind
  // Other where a column of the source is larger than what a shader of this device may see at once.
  void run(Device& device, const void* source, void* scratch, void* target) const;

 private:
  struct Pass;
  uint64_t betweenBytes(const Device& device) const;  // of the picture between the two passes

  const image::PlaneSize m_from, m_to;
  const int64_t m_planes;
  const bool m_clamped;
  image::LineWeights m_columns, m_rows;  // without spans: no pass in that direction
};

}  // namespace weft::vulkan
