#include "sampling/schedules/trained_steps.h"

#include <weft/sdk/host.h>

#include <algorithm>

#include "diffusion/process.h"

namespace weft::sampling {
namespace {

constexpr int64_t usualSteps = 1000;

// The least sigma of a model that works down to 0: of a flow its first step, else that of EDM (Karras et al.,
// Elucidating the Design Space of Diffusion-Based Generative Models, 2022).
double usualLeast(bool isFlow, double greatest) { return isFlow ? greatest / double(usualSteps) : 0.002; }

double orOwn(double typed, const weft_denoiser_info* model, double own, const char* name) {
  if (typed > 0) return typed;
  if (!model) throw Failure(std::string(name) + " is not known: type it in, or link a model");
  return std::min(own, 1 / diffusion::leastSignal);
}

diffusion::ClockRef clockOf(const Times& times, diffusion::Interpolation interpolation) {
  auto clock = diffusion::trainedSteps(times, interpolation);
  if (!clock) throw Failure("of the model: " + clock.error().message);
  return *std::move(clock);
}

}  // namespace

SigmaRange sigmaRangeOf(const weft_denoiser_info* model, double typedMin, double typedMax) {
  double least = 0, greatest = 0;
  if (model) {
    const bool flow = model->process == WEFT_PROCESS_RECTIFIED_FLOW;
    const bool discrete = model->step_count > 0;
    least = discrete ? model->step_times[0] : model->t_minimum;
    greatest = discrete ? model->step_times[model->step_count - 1] : model->t_maximum;
    if (!(least > 0)) least = usualLeast(flow, greatest);
  }
  const SigmaRange range{orOwn(typedMin, model, least, "sigma_min"), orOwn(typedMax, model, greatest, "sigma_max")};
  if (!(range.min < range.max))
    throw Failure("sigma_min is " + inWords(range.min) + "; it must be below sigma_max, which is " +
                  inWords(range.max));
  return range;
}

TrainedSteps::TrainedSteps(const weft_denoiser_info& model, double shift)
    : m_flow(model.process == WEFT_PROCESS_RECTIFIED_FLOW), m_shift(m_flow ? shift : 1) {
  Times times;
  if (model.step_count > 0) {
    times.assign(model.step_times, model.step_times + model.step_count);
  } else if (m_flow) {
    for (int64_t i = 1; i <= usualSteps; ++i) times.push_back(model.t_maximum * double(i) / double(usualSteps));
  } else {
    times = exponentialSigmas(usualSteps, sigmaRangeOf(&model, 0, 0));
    times.pop_back();
    std::reverse(times.begin(), times.end());
  }
  if (m_flow)
    for (double& time : times) time = shifted(time);
  m_logarithmic = clockOf(times, diffusion::Interpolation::LogLinear);
  m_linear = clockOf(times, diffusion::Interpolation::Linear);
}

}  // namespace weft::sampling
