#include "predict.h"

#include <ATen/ATen.h>

#include <string>

#include "torch_bridge/tensors.h"

namespace weft::denoisers {

void Predict::process(Call& call) {
  const DenoiserRef model = call[denoiser];
  const auto info = model.info();
  const double time = call[t];
  if (!(time >= info.t_minimum && time <= info.t_maximum))
    throw Failure("t is " + std::to_string(time) + "; the denoiser knows " + std::to_string(info.t_minimum) + " to " +
                  std::to_string(info.t_maximum));
  const auto c = model.coefficients(time);
  if (!(c.b > 0)) throw Failure("at t = " + std::to_string(time) + " there is no noise to predict; give a later time");
  const auto mixed =
      torch_bridge::toTorch(call[x], 4, "x").to(torch_bridge::deviceOf(call.device()), at::kFloat).contiguous();
  const Value condition = call.has(conditioning) ? call[conditioning] : Value();
  const weft_value* conditions[] = {condition.get()};

  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(mixed.dim());
  request.shape = mixed.sizes().data();
  request.conditionings = conditions;
  request.conditioning_count = 1;
  request.device = call.device();
  request.threads = call.threads();
  const Value prediction = model.begin(request).predict(torch_bridge::toValue(mixed), time);

  const auto sample = torch_bridge::toTorch(prediction.item("x0"));
  const auto z = (mixed - sample * c.a) / c.b;
  const auto set = [&](const auto& output, const at::Tensor& tensor) {
    call.set(output, torch_bridge::toValue(tensor.to(at::kCPU)));
  };
  set(x0, sample);
  set(noise, z);
  set(velocity, sample * c.da + z * c.db);
}

}  // namespace weft::denoisers
