#include "sampling/solvers/probability_flow_ode.h"

#include <cmath>

#include "sampling/probability_flow.h"
#include "sampling/solver.h"

namespace weft::sampling {
namespace {

class ProbabilityFlowRun : public SolverRunObject {
 public:
  ProbabilityFlowRun(const weft_solver_request& request, const ProbabilityFlowOptions& options)
      : m_model(request), m_options(options) {}

  // A loop of one's own sets where the way is cut.
  SolverStep step(const Value& x, double t, double s, uint64_t) override { return go(Tensor(x), t, s, nullptr); }

  bool isAdaptive() const override { return true; }
  Value integrate(const Value& x, double t, double s, const weft_progress* progress) override {
    return go(Tensor(x), t, s, progress).x;
  }

 private:
  SolverStep go(const Tensor& x, double t, double s, const weft_progress* progress) const {
    const ProbabilityFlow flow(m_model, x);
    const Frame from = m_model.frameAt(t);
    const bool toSample = !(m_model.at(s).b > 0);
    // A way that begins below the least sigma is one estimate.
    const double end = std::log(toSample ? std::min(flow.lowest(m_options.sigmaMin), from.sigma)  //
                                         : m_model.frameAt(s).sigma);
    std::vector<double> y = ProbabilityFlow::coordinates(x, from);
    sampling::integrate(
        [&](double u, std::span<const double> at, std::span<double> slope) {
          const auto place = flow.at(u, at);
          ProbabilityFlow::slope(at, m_model.x0(place.x, place.t), slope);
        },
        std::log(from.sigma), end, y, m_options.tolerance,
        [&](double share) { report(progress, uint64_t(share * 1000), 1000); });
    const auto place = flow.at(end, y);
    if (!toSample) return {place.x, {}};
    const Tensor x0 = m_model.x0(place.x, place.t);
    return {combine({{m_model.at(s).a, x0}}), x0};
  }

  Model m_model;
  ProbabilityFlowOptions m_options;
};

}  // namespace

std::unique_ptr<Object> makeProbabilityFlowODE(const ProbabilityFlowOptions& options) {
  return makeSolver({.order = 5, .evaluations = 6, .flags = WEFT_SOLVER_ADAPTIVE},
                    [=](const auto& request) { return std::make_unique<ProbabilityFlowRun>(request, options); });
}

}  // namespace weft::sampling
