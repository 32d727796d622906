#include "resample_node.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "image/resample.h"
#include "resample_size.h"

namespace weft::upscalers {

void Resample::process(Call& call) {
  const Tensor pictures = call[image];
  const Scaling scaling = scalingOf(call, pictures);
  std::vector<float> copied;
  if (!pictures.compact()) copied = pictures.copy<float>();
  const float* source = copied.empty() ? pictures.data<float>().data() : copied.data();
  const auto parallel = [&](int64_t count, const std::function<void(int64_t, int64_t)>& body) {
    const size_t parts = size_t{4} * std::max(1U, call.threads());
    const size_t grain = static_cast<size_t>(count) / parts + 1;
    call.parallel(static_cast<size_t>(count), grain, [&](size_t begin, size_t end) {
      call.checkCancelled();
      body(static_cast<int64_t>(begin), static_cast<int64_t>(end));
    });
  };
  MutableTensor result = MutableTensor::make<float>({pictures.size(0), 3, scaling.to.height, scaling.to.width});
  image::resample(source, scaling.from, result.data<float>().data(), scaling.to, scaling.planes, scaling.filter,
                  parallel);
  for (float& value : result.data<float>()) value = std::clamp(value, 0.0F, 1.0F);
  call.set(resized, std::move(result));
}

}  // namespace weft::upscalers
