#include "sampling/solvers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <string>

#include <weft/sdk/solver.h>

#include "torch_bridge/tensors.h"
#include "torch_bridge/thread_scope.h"
#include "torch_bridge/torch_node.h"

namespace weft::sampling {
namespace {

weft_coefficients coefficientsAt(const weft_solver_request& request, double t) {
  weft_coefficients c{};
  weft::detail::check(request.denoiser->coefficients(request.denoiser_self, t, &c));
  return c;
}

struct Slope {
  at::Tensor velocity;  // dx/dt
  Value x0;
};

// dx/dt = a' x0 + b' z at x_t, where z = (x_t - a x0) / b.
Slope slopeAt(const weft_solver_request& request, const weft_denoiser_run& run, const Value& x, const at::Tensor& xt,
              double t) {
  const auto c = coefficientsAt(request, t);
  if (!(c.b > 0))
    throw Failure("the schedule goes on from a time without noise (t = " + std::to_string(t) + ")",
                  WEFT_ERROR_INVALID_ARGUMENT);
  Slope slope;
  slope.x0 = predictWith(run, x, t).item("x0");
  const auto x0 = torch_bridge::toTorch(slope.x0);
  slope.velocity = x0 * (c.da - c.db / c.b * c.a) + xt * (c.db / c.b);
  return slope;
}

class SolverRun : public SolverRunObject {
 public:
  SolverRun(const weft_solver_request& request, bool secondOrder)
      : m_request(request), m_run(*request.run), m_secondOrder(secondOrder) {}

  SolverStep step(const Value& x, double t, double s, uint64_t) override {
    SolverStep out;
    torch_bridge::run(std::max(1u, torch_bridge::threadsInScope()), [&] { out = compute(x, t, s); });
    return out;
  }

 private:
  SolverStep compute(const Value& x, double t, double s) const {
    const auto xt = torch_bridge::toTorch(x);
    const auto first = slopeAt(m_request, m_run, x, xt, t);
    const Value end = torch_bridge::toValue(at::add(xt, first.velocity, s - t));
    if (!m_secondOrder || !(coefficientsAt(m_request, s).b > 0)) return {end, first.x0};
    const auto second = slopeAt(m_request, m_run, end, torch_bridge::toTorch(end), s);
    return {torch_bridge::toValue(at::add(xt, first.velocity + second.velocity, (s - t) / 2)), first.x0};
  }

  weft_solver_request m_request;
  weft_denoiser_run m_run;  // belongs to the caller
  bool m_secondOrder;
};

class OneStepSolver : public SolverObject {
 public:
  explicit OneStepSolver(bool secondOrder) : m_secondOrder(secondOrder) {}

  void describe(weft_solver_info& info) const override {
    info.flags = 0;
    info.order = info.evaluations = m_secondOrder ? 2 : 1;
  }
  std::unique_ptr<SolverRunObject> begin(const weft_solver_request& request) override {
    return std::make_unique<SolverRun>(request, m_secondOrder);
  }

 private:
  bool m_secondOrder;
};

}  // namespace

std::unique_ptr<Object> makeEulerSolver() { return std::make_unique<OneStepSolver>(false); }
std::unique_ptr<Object> makeHeunSolver() { return std::make_unique<OneStepSolver>(true); }

}  // namespace weft::sampling
