#include "sampling/solvers/dpm_adaptive.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "sampling/ancestral.h"
#include "sampling/noise/noise_source.h"
#include "sampling/solver.h"
#include "sampling/step_size.h"
#include "sampling/steps.h"

namespace weft::sampling {
namespace {

// The steps of orders 1 to 3 from one point, which share evaluations: Lu et al., DPM-Solver, 2022, algorithms 1 and 2,
// with lambda = -log sigma of the frame.
class DpmPoint {
 public:
  DpmPoint(const Model& model, double time, Tensor x)
      : m_model(model), m_time(time), m_sigma(model.frameAt(time).sigma), m_x(std::move(x)) {
    m_slope = slopeOf(m_model, m_time, m_x, m_model.x0(m_x, m_time));
  }

  Tensor first(double to) const {
    return moveBy(m_model, m_time, to, m_x, {{m_model.frameAt(to).sigma - m_sigma, m_slope}});
  }
  Tensor second(double to, double share) {
    const double way = m_model.frameAt(to).sigma - m_sigma;
    const Tensor within = slopeWithin(to, share);
    return moveBy(m_model, m_time, to, m_x, {{way * (1 - 1 / (2 * share)), m_slope}, {way / (2 * share), within}});
  }
  Tensor third(double to) {
    constexpr double share = 1.0 / 3, later = 2.0 / 3;
    const double h = lengthTo(to), middle = timeWithin(to, later), m = later * h;
    const Tensor within = slopeWithin(to, share);
    const double curve = m_model.frameAt(middle).sigma * later / share * (std::expm1(m) / m - 1);
    const Tensor there = moveBy(m_model, m_time, middle, m_x,
                                {{m_model.frameAt(middle).sigma - m_sigma + curve, m_slope}, {-curve, within}});
    const Tensor last = slopeOf(m_model, middle, there, m_model.x0(there, middle));
    const double bend = m_model.frameAt(to).sigma / later * (std::expm1(h) / h - 1);
    return moveBy(m_model, m_time, to, m_x, {{m_model.frameAt(to).sigma - m_sigma + bend, m_slope}, {-bend, last}});
  }

 private:
  double lengthTo(double time) const { return std::log(m_sigma / m_model.frameAt(time).sigma); }
  double timeWithin(double to, double share) const {
    return std::clamp(m_model.timeOfSigma(m_sigma * std::exp(-share * lengthTo(to))), to, m_time);
  }
  Tensor slopeWithin(double to, double share) {
    if (m_within) return *m_within;
    const double time = timeWithin(to, share);
    const Tensor there = first(time);
    m_within = slopeOf(m_model, time, there, m_model.x0(there, time));
    return *m_within;
  }

  const Model& m_model;
  const double m_time, m_sigma;
  const Tensor m_x;
  Tensor m_slope;
  std::optional<Tensor> m_within;  // one `share` and one `to` a point
};

// From t down to the last time of the schedule that has noise, and from there to the end by Euler's step.
class DpmRun : public RememberingRun {
 public:
  DpmRun(const weft_solver_request& request, double eta, double noise)
      : m_model(request), m_eta(eta), m_amount(noise), m_noise(m_model.seed(), m_model.noiseDrawn(), past) {}

  bool isAdaptive() const override { return true; }
  SolverStep step(const Value&, double, double, uint64_t) override {
    throw Failure("the solver chooses its own steps", WEFT_ERROR_UNSUPPORTED);
  }
  Value integrate(const Value& value, double t, double s, const weft_progress* progress) override {
    const auto times = m_model.times();
    const bool clears = !(m_model.at(s).b > 0);
    const double end = clears && times.size() > 2 ? times[times.size() - 2] : clears ? t : s;
    const uint64_t evaluations = uint64_t(times.size() - 1) - (clears ? 1 : 0);
    Tensor x(value);
    if (end < t && evaluations > 0) x = travel(x, t, end, evaluations, progress);
    return clears ? eulerStep(m_model, end, s, x, m_model.x0(x, end)) : x;
  }

 protected:
  virtual Tensor travel(const Tensor& x, double t, double end, uint64_t evaluations, const weft_progress* progress) = 0;

  Detour detourTo(double from, double to, double end) const {
    if (!(m_eta > 0)) return {to, 1, 0};
    return detourOf(m_model, to, ancestralRenewal(m_model, from, to, m_eta), end);
  }
  Tensor renewed(const Tensor& x, const Detour& detour) {
    const double added = m_amount * detour.added;
    if (!(added > 0)) return combine({{detour.factor, x}});
    return combine({{detour.factor, x}, {added, m_noise.draw(x)}});
  }
  double lambdaOf(double time) const { return -std::log(m_model.frameAt(time).sigma); }

  Model m_model;
  const double m_eta, m_amount;
  NoiseSource m_noise;
};

class DpmFastRun : public DpmRun {
 public:
  using DpmRun::DpmRun;

 protected:
  Tensor travel(const Tensor& start, double t, double end, uint64_t evaluations,
                const weft_progress* progress) override {
    const uint64_t count = evaluations / 3 + 1;
    std::vector<int> orders(count, 3);
    if (evaluations % 3 == 0) {
      orders[count - 2] = 2;
      orders[count - 1] = 1;
    } else {
      orders[count - 1] = int(evaluations % 3);
    }
    const double from = lambdaOf(t), length = lambdaOf(end) - from;
    Tensor x = start;
    double time = t;
    for (uint64_t i = 0; i < count; ++i) {
      double next = end;
      if (i + 1 < count)
        next = std::clamp(m_model.timeOfSigma(std::exp(-from - length * double(i + 1) / double(count))), end, time);
      const Detour detour = detourTo(time, next, end);
      DpmPoint point(m_model, time, x);
      x = renewed(orders[i] == 1   ? point.first(detour.time)
                  : orders[i] == 2 ? point.second(detour.time, 0.5)
                                   : point.third(detour.time),
                  detour);
      time = next;
      report(progress, i + 1, count);
    }
    return x;
  }
};

class DpmAdaptiveRun : public DpmRun {
 public:
  DpmAdaptiveRun(const weft_solver_request& request, const DpmAdaptiveOptions& options)
      : DpmRun(request, options.eta, options.noise), m_options(options) {}

 protected:
  Tensor travel(const Tensor& start, double t, double end, uint64_t, const weft_progress* progress) override {
    const auto& o = m_options;
    StepSize size(o.firstStep, o.pcoeff, o.icoeff, o.dcoeff, o.eta > 0 ? 1.5 : o.order, o.acceptSafety);
    const double from = lambdaOf(t), last = lambdaOf(end);
    Tensor x = start;
    std::vector<double> previous = framed(x, t);
    double time = t;
    std::optional<DpmPoint> point;
    while (lambdaOf(time) < last - 1e-5) {
      const double here = lambdaOf(time), wanted = here + size.size();
      const double next = wanted >= last ? end : std::clamp(m_model.timeOfSigma(std::exp(-wanted)), end, time);
      if (!(next < time)) throw Failure("the step has become too small for the tolerance; raise rtol or atol");
      const Detour detour = detourTo(time, next, end);
      point.emplace(m_model, time, x);
      const Tensor low = o.order == 2 ? point->first(detour.time) : point->second(detour.time, 1.0 / 3);
      const Tensor high = o.order == 2 ? point->second(detour.time, 0.5) : point->third(detour.time);
      auto reached = framed(low, detour.time);
      if (size.judge(errorOf(reached, framed(high, detour.time), previous))) {
        previous = std::move(reached);
        x = renewed(high, detour);
        time = next;
      }
      report(progress, uint64_t(1000 * (lambdaOf(time) - from) / (last - from)), 1000);
    }
    return x;
  }

 private:
  std::vector<double> framed(const Tensor& x, double time) const {
    auto numbers = numbersOf(x);
    for (double& v : numbers) v /= m_model.frameAt(time).scale;
    return numbers;
  }
  // The root mean square of the difference by what is allowed of it.
  double errorOf(const std::vector<double>& low, const std::vector<double>& high,
                 const std::vector<double>& previous) const {
    double sum = 0;
    for (size_t i = 0; i < low.size(); ++i) {
      const double magnitude = std::max(std::abs(low[i]), std::abs(previous[i]));
      const double share = (low[i] - high[i]) / std::max(m_options.atol, m_options.rtol * magnitude);
      sum += share * share;
    }
    const double error = std::sqrt(sum / double(low.size()));
    if (!std::isfinite(error)) throw Failure("the solution is not finite any more");
    return error;
  }

  const DpmAdaptiveOptions m_options;
};

uint32_t flagsOf(double eta, double noise) {
  return WEFT_SOLVER_ADAPTIVE | (eta > 0 && noise > 0 ? WEFT_SOLVER_STOCHASTIC : 0);
}

}  // namespace

std::unique_ptr<Object> makeDpmFast(double eta, double noise) {
  return makeSolver({.order = 3, .evaluations = 1, .flags = flagsOf(eta, noise)},
                    [=](const auto& request) { return std::make_unique<DpmFastRun>(request, eta, noise); });
}

std::unique_ptr<Object> makeDpmAdaptive(const DpmAdaptiveOptions& options) {
  return makeSolver({.order = uint32_t(options.order),
                     .evaluations = uint32_t(options.order),
                     .flags = flagsOf(options.eta, options.noise)},
                    [=](const auto& request) { return std::make_unique<DpmAdaptiveRun>(request, options); });
}

}  // namespace weft::sampling
