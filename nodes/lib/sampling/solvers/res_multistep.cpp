#include "sampling/solvers/res_multistep.h"

#include <cmath>

#include "sampling/ancestral.h"
#include "sampling/solver.h"
#include "sampling/solvers/exponential_run.h"

namespace weft::sampling {
namespace {

// Zhang et al., Improved Order Analysis and Design of Exponential Integrator for Diffusion Models Sampling, 2023, with
// two estimates, in the frame of k-diffusion. past.tensors[0] is the estimate of the step before, past.numbers[0] how
// far that step went in lambda before noise was added.
class ResMultistepRun : public ExponentialRun {
 public:
  ResMultistepRun(const weft_solver_request& request, const ResMultistepOptions& options)
      : ExponentialRun(request), m_options(options) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Estimate estimates = m_model.estimate(x, t, m_options.cfgPlusPlus);
    const Tensor& base = m_options.cfgPlusPlus ? estimates.unconditional : estimates.x0;
    const Detour detour = ancestralDetour(m_model, t, s, m_options.eta);
    const Frame from = m_model.frameAt(t), down = m_model.frameAt(detour.time);
    const double length = std::log(from.sigma / down.sigma);  // infinite where the step ends in the estimate
    const double ratio = down.sigma / from.sigma;
    const bool isFirst = remembered() == 0 || !(down.sigma > 0);
    // The weight is h phi_2(-h) of a process with a = 1.
    const double slope = isFirst ? 0 : length * phi(2, -length) * length / timeOf(0);

    const double scale = detour.factor * down.scale;
    Sum sum;
    sum.add(scale / from.scale * ratio, x);
    sum.add(scale * (1 - ratio + slope), base);
    if (!isFirst) sum.add(-scale * slope, estimate(0));
    if (m_options.cfgPlusPlus) {  // ComfyUI guides before the step, but for the first and last
      const double guided = m_model.at(s).a * (isFirst ? 1 : ratio);
      sum.add(guided, estimates.x0);
      sum.add(-guided, base);
    }
    Tensor noise;
    if (m_options.eta > 0 && m_model.at(s).b > 0) {
      noise = m_noise.draw(x);
      sum.add(m_options.sNoise * detour.added, noise);
    }
    const Tensor result = sum.make();
    remember(base, length, 1);
    return {result, estimates.x0};
  }

 private:
  const ResMultistepOptions m_options;
};

}  // namespace

std::unique_ptr<Object> makeResMultistep(const ResMultistepOptions& options) {
  const bool noisy = options.eta > 0;
  return makeSolver({.order = noisy ? 1u : 2u, .flags = noisy ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0},
                    [options](const auto& request) { return std::make_unique<ResMultistepRun>(request, options); });
}

}  // namespace weft::sampling
