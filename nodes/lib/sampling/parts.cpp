#include "sampling/parts.h"

#include <string>

#include "sampling/arithmetic.h"
#include "sampling/latents/latent_mask.h"
#include "sampling/schedules/times_value.h"

namespace weft::sampling {

Times checkedTimes(const Value& sigmas, const weft_denoiser_info& info) {
  constexpr double rounding = 1e-4;
  Times times = timesOf(sigmas);
  if (times.size() < 2) throw Failure("the schedule has fewer than two times; a step needs two");
  if (times[0] > info.t_maximum && times[0] <= info.t_maximum * (1 + rounding)) times[0] = info.t_maximum;
  for (size_t i = 0; i < times.size(); ++i) {
    const auto at = "time " + std::to_string(i) + " of the schedule is " + std::to_string(times[i]);
    if (!(times[i] >= info.t_minimum && times[i] <= info.t_maximum))
      throw Failure(at + "; the denoiser knows " + std::to_string(info.t_minimum) + " to " +
                    std::to_string(info.t_maximum));
    if (i > 0 && !(times[i] < times[i - 1])) throw Failure(at + ", which is not below the one before");
  }
  return times;
}

Tensor checkedLatent(const Value& value, const char* what, const weft_denoiser_info& info) {
  if (!value) return {};
  const Tensor tensor = asComputed(value, what);
  if (tensor.rank() != 4 || tensor.elements() == 0)
    throw Failure(std::string(what) + " has " + std::to_string(tensor.rank()) + " dimensions and " +
                      std::to_string(tensor.elements()) + " elements; wanted [N, C, H, W], none of them 0",
                  WEFT_ERROR_TYPE_MISMATCH);
  if (info.channels > 0 && tensor.size(1) != int64_t(info.channels))
    throw Failure(std::string(what) + " has " + std::to_string(tensor.size(1)) + " channels; the denoiser works on " +
                      std::to_string(info.channels),
                  WEFT_ERROR_TYPE_MISMATCH);
  return tensor;
}

Tensor fittedTo(const Tensor& noise, const Tensor& latent) {
  const Tensor fitted = repeatedTo(latent, noise.size(0), "the latent");
  for (const int side : {1, 2, 3})
    if (fitted.size(side) != noise.size(side))
      throw Failure("the latent is " + shapeText(latent.shape()) + " and the noise " + shapeText(noise.shape()) +
                        "; both have the same channels, height and width",
                    WEFT_ERROR_TYPE_MISMATCH);
  return fitted;
}

DenoiserRunRef beginDenoiser(const DenoiserRef& denoiser, std::span<const int64_t> shape, const Value& schedule,
                             const Value& conditioning, uint32_t threads) {
  const weft_value* conditions[] = {conditioning.get()};
  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(shape.size());
  request.shape = shape.data();
  request.sigmas = schedule.get();
  request.conditionings = conditions;
  request.conditioning_count = 1;
  request.device = {WEFT_DEVICE_CPU, 0};
  request.threads = threads;
  return denoiser.begin(request);
}

}  // namespace weft::sampling
