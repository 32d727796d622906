#include "predict.h"

#include <string>

#include "sampling/arithmetic.h"
#include "sampling/process_of.h"

namespace weft::denoisers {

void Predict::process(Call& call) {
  const DenoiserRef model = call[denoiser];
  const double time = call[t];
  sampling::checkTime(model.info(), time);
  const auto c = model.coefficients(time);
  if (!(c.b > 0)) throw Failure("at t = " + std::to_string(time) + " there is no noise to predict; give a later time");
  const Tensor mixed = sampling::asComputed(call[x], "x");
  const Value condition = call.has(conditioning) ? call[conditioning] : Value();
  const weft_value* conditions[] = {condition.get()};

  weft_denoiser_request request{};
  request.struct_size = sizeof(request);
  request.dimensions = int32_t(mixed.rank());
  request.shape = mixed.shape().data();
  request.conditionings = conditions;
  request.conditioning_count = 1;
  request.device = {WEFT_DEVICE_CPU, 0};
  request.threads = call.threads();
  const Value answer = model.begin(request).predict(mixed, time);

  const Tensor sample = sampling::asComputed(answer.item("x0"), "the denoiser's answer");
  const auto set = [&](const auto& output, double ofMixed, double ofSample) {
    call.set(output, sampling::combine({{ofMixed, mixed}, {ofSample, sample}}));
  };
  call.set(x0, sample);
  set(noise, 1 / c.b, -c.a / c.b);
  set(velocity, c.db / c.b, c.da - c.db * c.a / c.b);
  const auto told = diffusion::conversion(diffusion::Target::Sample, *diffusion::targetOf(call[predictionType]),
                                          sampling::fromAbi(c));
  set(prediction, told->mixed, told->prediction);
}

}  // namespace weft::denoisers
