#include "flow_sigmas.h"

#include <algorithm>

#include "diffusion/flow_times.h"

namespace weft::schedulers {

void FlowSigmas::infer(Infer& question) {
  if (question.knows(steps)) question.setType(sigmas, typeText("sigmas", {question[steps] + 1}));
}

void FlowSigmas::process(Call& call) {
  const auto times = diffusion::flowTimes(call[steps], call[shift]);
  auto tensor = MutableTensor::make<double>({int64_t(times.size())});
  std::copy(times.begin(), times.end(), tensor.data<double>().begin());
  call.set(sigmas, std::move(tensor));
}

}  // namespace weft::schedulers
