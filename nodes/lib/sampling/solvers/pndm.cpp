#include <algorithm>
#include <cmath>
#include <utility>

#include "sampling/adams_bashforth.h"
#include "sampling/history.h"
#include "sampling/solver.h"
#include "sampling/solvers/multistep.h"
#include "sampling/steps.h"
#include "sampling/trained_clock.h"

namespace weft::sampling {
namespace {

// past.tensors are what the network answered at earlier steps, the newest first: the noise, of a flow its velocity; and
// of a model that predicts v that, turned into noise only after answers were added up, as diffusers does.
class PndmRun : public RememberingRun {
 public:
  PndmRun(const weft_solver_request& request, bool skipPrkSteps)
      : m_model(request), m_clock(trainedClock(m_model.info())), m_skipPrkSteps(skipPrkSteps) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    past.tensors.insert(past.tensors.begin(), answerOf(x, x0, t));
    past.tensors.resize(std::min<size_t>(past.tensors.size(), 4));
    const bool ends = !(m_model.at(s).b > 0);
    if (!m_skipPrkSteps && past.tensors.size() <= 3 && !ends) return {rungeKutta(x, t, s), x0};
    if (past.tensors.size() == 1 && !ends) return {improvedEuler(x, t, s), x0};
    const auto weights = adamsBashforth(past.tensors.size());
    std::vector<Term> answers;
    for (size_t i = 0; i < weights.size(); ++i) answers.push_back({weights[i], past.tensors[i]});
    return {transfer(x, t, s, answers), x0};
  }

 private:
  bool tellsV() const {
    return m_model.info().predicts == WEFT_PREDICTS_V && m_model.info().process == WEFT_PROCESS_VARIANCE_PRESERVING;
  }
  weft_coefficients fromAt(double t) const {
    auto c = m_model.at(t);
    c.a = std::max(c.a, leastSignal);
    return c;
  }
  Tensor answerOf(const Tensor& x, const Tensor& x0, double t) const {
    if (!tellsV()) return slopeOf(m_model, t, x, x0);
    const auto c = fromAt(t);
    return combine({{c.a / c.b, x}, {-c.a * c.a / c.b - c.b, x0}});
  }
  Tensor answerAt(const Tensor& x, double t) const { return answerOf(x, m_model.x0(x, t), t); }

  // Equation 11, along the sum of answers.
  Tensor transfer(const Tensor& x, double t, double s, std::span<const Term> answers) const {
    const double way = m_model.frameAt(s).sigma - m_model.frameAt(t).sigma;
    const auto c = fromAt(t);
    const double share = tellsV() ? c.a : 1;  // z = a v + b x
    std::vector<Term> slopes;
    for (const Term& answer : answers) slopes.push_back({way * share * answer.factor, answer.tensor});
    if (tellsV()) slopes.push_back({way * c.b, x});
    return moveBy(m_model, t, s, x, slopes);
  }
  Tensor transfer(const Tensor& x, double t, double s, std::initializer_list<Term> answers) const {
    return transfer(x, t, s, std::span(answers.begin(), answers.size()));
  }

  Tensor improvedEuler(const Tensor& x, double t, double s) const {
    const Tensor& first = past.tensors.front();
    const Tensor second = answerAt(transfer(x, t, s, {{1, first}}), s);
    return transfer(x, t, s, {{0.5, first}, {0.5, second}});
  }
  Tensor rungeKutta(const Tensor& x, double t, double s) const {
    const auto [early, middle] = middleOf(t, s);
    const Tensor& first = past.tensors.front();
    const Tensor second = answerAt(transfer(x, t, early, {{1, first}}), middle);
    const Tensor third = answerAt(transfer(x, t, middle, {{1, second}}), middle);
    const Tensor fourth = answerAt(transfer(x, t, s, {{1, third}}), s);
    return transfer(x, t, s, {{1.0 / 6, first}, {1.0 / 3, second}, {1.0 / 3, third}, {1.0 / 6, fourth}});
  }
  // Where there is no trained step in the middle of two, diffusers goes to the one before it first, and asks at the one
  // behind it.
  std::pair<double, double> middleOf(double t, double s) const {
    if (m_clock) {
      const double from = m_clock->stepOf(t), to = m_clock->stepOf(s), middle = (from + to) / 2;
      const auto isWhole = [](double step) { return std::abs(step - std::round(step)) < 1e-6; };
      if (!isWhole(from) || !isWhole(to)) return {m_clock->timeOf(middle), m_clock->timeOf(middle)};
      return {m_clock->timeOf(std::ceil(middle - 1e-6)), m_clock->timeOf(std::floor(middle + 1e-6))};
    }
    const double middle = m_model.isFlow()
                              ? (t + s) / 2
                              : m_model.timeOfSigma(std::sqrt(m_model.frameAt(t).sigma * m_model.frameAt(s).sigma));
    return {middle, middle};
  }

  Model m_model;
  const diffusion::ClockRef m_clock;
  const bool m_skipPrkSteps;
};

}  // namespace

std::unique_ptr<Object> makePndm(bool skipPrkSteps) {
  return makeSolver({.order = 2},
                    [=](const auto& request) { return std::make_unique<PndmRun>(request, skipPrkSteps); });
}

}  // namespace weft::sampling
