#include "sampling/solvers/euler.h"

#include "sampling/solver.h"
#include "sampling/solvers/ancestral.h"
#include "sampling/steps.h"

namespace weft::sampling {
namespace {

class MethodRun : public SolverRunObject {
 public:
  MethodRun(const weft_solver_request& request, StepMethod method) : m_model(request), m_method(method) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    return {m_method(m_model, t, s, x, x0), x0};
  }

 private:
  Model m_model;
  StepMethod m_method;
};

std::unique_ptr<Object> makeMethod(const SolverTraits& traits, StepMethod method) {
  return makeSolver(traits, [method](const auto& request) { return std::make_unique<MethodRun>(request, method); });
}

// Slopes of up to three points ahead, weighed by their sigma: the sampler "heunpp2" of ComfyUI. Looks two times ahead
// in the schedule; the last step is Euler's, the one before it weighs two points.
class HeunPP2Run : public SolverRunObject {
 public:
  explicit HeunPP2Run(const weft_solver_request& request) : m_model(request), m_times(m_model.times()) {}

  SolverStep step(const Value& value, double t, double s, uint64_t index) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    if (index + 2 >= m_times.size() || !(m_model.at(s).b > 0)) return {eulerStep(m_model, t, s, x, x0), x0};
    const double start = m_model.frameAt(m_times.front()).sigma, sigma = m_model.frameAt(s).sigma;
    const double way = sigma - m_model.frameAt(t).sigma;
    const Tensor first = slopeOf(m_model, t, x, x0);
    const Tensor end = moveBy(m_model, t, s, x, {{way, first}});
    const Tensor second = slopeOf(m_model, s, end, m_model.x0(end, s));
    if (index + 3 >= m_times.size()) {
      const double weight = sigma / (2 * start);
      return {moveBy(m_model, t, s, x, {{way * (1 - weight), first}, {way * weight, second}}), x0};
    }
    const double beyond = m_times[index + 2], after = m_model.frameAt(beyond).sigma;
    const Tensor ahead = moveBy(m_model, s, beyond, end, {{after - sigma, second}});
    const Tensor third = slopeOf(m_model, beyond, ahead, m_model.x0(ahead, beyond));
    const double w2 = sigma / (3 * start), w3 = after / (3 * start);
    return {moveBy(m_model, t, s, x, {{way * (1 - w2 - w3), first}, {way * w2, second}, {way * w3, third}}), x0};
  }

 private:
  Model m_model;
  std::vector<double> m_times;
};

}  // namespace

std::unique_ptr<Object> makeEuler(bool cfgPlusPlus) {
  return cfgPlusPlus ? makeDdim(0, true) : makeMethod({}, eulerStep);
}

std::unique_ptr<Object> makeHeun() { return makeMethod({.order = 2, .evaluations = 2}, heunStep); }
std::unique_ptr<Object> makeDpm2() { return makeMethod({.order = 2, .evaluations = 2}, dpm2Step); }

std::unique_ptr<Object> makeHeunPP2() {
  return makeSolver({.order = 1, .evaluations = 3},
                    [](const auto& request) { return std::make_unique<HeunPP2Run>(request); });
}

}  // namespace weft::sampling
