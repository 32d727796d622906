#include "sampling/process_of.h"

#include <cmath>
#include <string>
#include <utility>

namespace weft::sampling {
namespace {

using diffusion::ProcessKind;
using diffusion::Target;

constexpr std::pair<int32_t, Target> predictions[] = {{WEFT_PREDICTS_X0, Target::Sample},
                                                      {WEFT_PREDICTS_EPSILON, Target::Epsilon},
                                                      {WEFT_PREDICTS_V, Target::V},
                                                      {WEFT_PREDICTS_FLOW, Target::Flow},
                                                      {WEFT_PREDICTS_SCORE, Target::Score}};

}  // namespace

void describeProcess(const diffusion::Process& process, weft_denoiser_info& info) {
  info.process = process.kind() == ProcessKind::RectifiedFlow       ? WEFT_PROCESS_RECTIFIED_FLOW
                 : process.kind() == ProcessKind::VarianceExploding ? WEFT_PROCESS_VARIANCE_EXPLODING
                                                                    : WEFT_PROCESS_VARIANCE_PRESERVING;
  info.t_minimum = 0;
  info.t_maximum = process.lastTime();
  if (info.struct_size < sizeof(info)) return;  // asked by somebody who knows of no steps
  const auto steps = process.stepTimes();
  info.step_times = steps.empty() ? nullptr : steps.data();
  info.step_count = steps.size();
}

Target targetOf(int32_t predicts) {
  for (const auto& [known, target] : predictions)
    if (known == predicts) return target;
  throw Failure("the denoiser predicts " + std::to_string(predicts) + ", which is none of WEFT_PREDICTS_…",
                WEFT_ERROR_UNSUPPORTED);
}

int32_t predictsOf(Target target) {
  for (const auto& [predicts, known] : predictions)
    if (known == target) return predicts;
  return WEFT_PREDICTS_X0;
}

void checkTime(const weft_denoiser_info& info, double t) {
  if (t >= info.t_minimum && t <= info.t_maximum) return;
  throw Failure("t is " + std::to_string(t) + "; the denoiser knows " + std::to_string(info.t_minimum) + " to " +
                std::to_string(info.t_maximum));
}

double timeOfRatio(const std::function<weft_coefficients(double)>& at, const weft_denoiser_info& info, double ratio) {
  if (std::isinf(ratio)) return info.t_maximum;
  // Most have the ratio itself for their time, or are rectified flows.
  for (const double time : {ratio, ratio / (1 + ratio)}) {
    if (!(time >= info.t_minimum && time <= info.t_maximum)) continue;
    const auto c = at(time);
    if (std::abs(c.b - ratio * c.a) <= 1e-13 * c.b) return time;
  }
  double low = info.t_minimum, high = std::isinf(info.t_maximum) ? 1 / diffusion::leastSignal : info.t_maximum;
  for (int i = 0; i < 100; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    const auto c = at(middle);
    (c.b < ratio * c.a ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

}  // namespace weft::sampling
