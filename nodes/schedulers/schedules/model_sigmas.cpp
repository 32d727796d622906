#include "model_sigmas.h"

#include <algorithm>

namespace weft::schedulers {

void ModelSigmas::process(Call& call) {
  const sampling::TrainedSteps trained(call[model].info(), call[shift]);
  const int64_t wanted = call[steps];
  const double share = call[denoise];
  const auto named = std::find_if(sampling::comfySchedulers.begin(), sampling::comfySchedulers.end(),
                                  [&](const auto& known) { return known.name == call[scheduler]; });
  auto times = named->make(trained, share < 1 ? int64_t(double(wanted) / share) : wanted);
  if (share < 1 && int64_t(times.size()) > wanted + 1) times.erase(times.begin(), times.end() - (wanted + 1));
  give(call, times);
}

}  // namespace weft::schedulers
