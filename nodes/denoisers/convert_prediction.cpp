#include "convert_prediction.h"

#include <string>

#include "sampling/arithmetic.h"
#include "sampling/process_of.h"

namespace weft::denoisers {

void ConvertPrediction::process(Call& call) {
  const DenoiserRef model = call[denoiser];
  const double time = call[t];
  sampling::checkTime(model.info(), time);
  const auto by = diffusion::conversion(*diffusion::targetOf(call[from]), *diffusion::targetOf(call[to]),
                                        sampling::fromAbi(model.coefficients(time)));
  if (!by)
    throw Failure("at t = " + std::to_string(time) + " " + std::string(call[from]) + " does not tell " +
                  std::string(call[to]) + "; give a time between the ends");
  const Tensor mixed = sampling::asComputed(call[x], "x");
  const Tensor predicted = sampling::asComputed(call[prediction], "the prediction");
  call.set(converted, sampling::combine({{by->mixed, mixed}, {by->prediction, predicted}}));
}

}  // namespace weft::denoisers
