#include "sampling/solvers/seeds.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "sampling/solver.h"
#include "sampling/solvers/exponential_run.h"

namespace weft::sampling {
namespace {

// Gonzalez et al., SEEDS, 2023, algorithms 2 and 3 with the data's estimate. All stages of a step go from its start,
// each to a later place, with one path of noise.
class SeedsRun : public ExponentialRun {
 public:
  // places: of the stages, in shares of the step; the last is 1, the step's result.
  SeedsRun(const weft_solver_request& request, const SeedsOptions& options, std::vector<double> places,
           SecondOrder kind)
      : ExponentialRun(request), m_options(options), m_places(std::move(places)), m_kind(kind) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Instant from = instantOf(m_model, t), to = instantOf(m_model, s);
    if (!(to.b > 0)) return {combine({{to.a, x0}}), x0};
    Tensor result, newest;
    Path path;
    for (size_t stage = 0; stage < m_places.size(); ++stage) {
      const double at = m_places[stage];
      const double time = at < 1 ? m_model.timeOfLambda(from.lambda + at * (to.lambda - from.lambda)) : s;
      const Instant place = at < 1 ? instantOf(m_model, time) : to;
      const ExponentialStep step(from, place, m_options.eta);
      Sum sum;
      sum.add(step.keep(), x);
      if (stage == 0) {
        sum.add(step.weight(0), x0);
      } else {  // along the slope between the start and the stage before
        const double slope = slopeWeight(step, m_kind) / (m_places[stage - 1] / at);
        sum.add(step.weight(0) - slope, x0);
        sum.add(slope, newest);
      }
      if (m_options.eta > 0 && m_options.sNoise > 0) extend(path, x, stage == 0 ? from : path.end, place);
      for (size_t i = 0; i < path.noises.size(); ++i) sum.add(m_options.sNoise * path.factors[i], path.noises[i]);
      result = sum.make();
      if (stage + 1 < m_places.size()) newest = m_model.x0(result, time);
    }
    return {result, x0};
  }

  bool hasHistory() const override { return m_options.eta > 0; }  // of noise

 private:
  struct Path {
    Instant end;
    std::vector<Tensor> noises;
    std::vector<double> factors;
  };
  void extend(Path& path, const Tensor& x, const Instant& from, const Instant& to) {
    const ExponentialStep part(from, to, m_options.eta);
    for (double& factor : path.factors) factor *= part.keep();
    path.noises.push_back(m_noise.draw(x));
    path.factors.push_back(part.noise());
    path.end = to;
  }

  const SeedsOptions m_options;
  const std::vector<double> m_places;
  const SecondOrder m_kind;
};

std::unique_ptr<Object> makeSeeds(const SeedsOptions& options, std::vector<double> places, SecondOrder kind) {
  const bool noisy = options.eta > 0 && options.sNoise > 0;
  const auto stages = uint32_t(places.size());
  return makeSolver(
      {.order = noisy ? 1u : stages, .evaluations = stages, .flags = noisy ? uint32_t(WEFT_SOLVER_STOCHASTIC) : 0},
      [=](const auto& request) { return std::make_unique<SeedsRun>(request, options, places, kind); });
}

}  // namespace

std::unique_ptr<Object> makeSeeds2(const SeedsOptions& options, double r, SecondOrder kind) {
  return makeSeeds(options, {r, 1}, kind);
}

std::unique_ptr<Object> makeSeeds3(const SeedsOptions& options, double r1, double r2) {
  if (!(r1 < r2))
    throw Failure("r_1 is " + std::to_string(r1) + " and r_2 " + std::to_string(r2) + "; r_1 must be the lower one");
  return makeSeeds(options, {r1, r2, 1}, SecondOrder::Heun);
}

}  // namespace weft::sampling
