#include <weft/sdk.h>

#include <cstddef>

#include "resample_size.h"
#include "vulkan/failure.h"
#include "vulkan/resample.h"

namespace weft::upscalers {

// The input is a compact tensor of the device that the node is placed on, as the engine hands it over.
void Resample::process(Call& call) {
  const Tensor pictures = call[image];
  const Scaling scaling = scalingOf(call, pictures);
  if (!pictures.is<float>()) {
    throw Failure("expected a tensor of float32, not of " + dtypeName(pictures.view().dtype), WEFT_ERROR_TYPE_MISMATCH);
  }
  const int64_t shape[] = {pictures.size(0), 3, scaling.to.height, scaling.to.width};
  vulkan::guarded([&] {
    vulkan::Device& device = vulkan::Device::at(call.device().index);
    const vulkan::Resampling resampling(scaling.from, scaling.to, scaling.planes, scaling.filter, true);
    MutableTensor result = MutableTensor::make(dtypeOf<float>(), shape, call.device());
    const auto bytes = static_cast<int64_t>(resampling.scratchBytes(device));
    const MutableTensor scratch = MutableTensor::make(dtypeOf<uint8_t>(), {&bytes, 1}, call.device());
    const void* source = static_cast<const std::byte*>(pictures.view().data) + pictures.view().byte_offset;
    resampling.run(device, source, scratch.view().data, result.view().data);
    call.set(resized, std::move(result));
  });
}

}  // namespace weft::upscalers
