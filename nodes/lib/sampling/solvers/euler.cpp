#include "sampling/solvers/euler.h"

#include "sampling/model.h"
#include "sampling/solver.h"

namespace weft::sampling {
namespace {

// Along a straight line in the frame x_s = a_s x0 + b_s z, with z = (x_t - a_t x0) / b_t. No division by a, so that it
// is exact from noise alone.
Tensor eulerStep(const weft_coefficients& from, const weft_coefficients& to, const Tensor& x, const Tensor& x0) {
  const double ratio = to.b / from.b;
  return combine({{ratio, x}, {to.a - ratio * from.a, x0}});
}

class EulerRun : public SolverRunObject {
 public:
  explicit EulerRun(const weft_solver_request& request) : m_model(request) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    return {eulerStep(m_model.at(t), m_model.at(s), x, x0), x0};
  }

 private:
  Model m_model;
};

class HeunRun : public SolverRunObject {
 public:
  explicit HeunRun(const weft_solver_request& request) : m_model(request) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Tensor x0 = m_model.x0(x, t);
    const Tensor end = eulerStep(m_model.at(t), m_model.at(s), x, x0);
    if (!(m_model.at(s).b > 0)) return {end, x0};
    // y_s = y_t + (sigma_s - sigma_t) (d_t + d_s) / 2 with d = (y - x0) / sigma; the two x0 differ.
    const Tensor second = m_model.x0(end, s);
    const Frame from = m_model.frameAt(t), to = m_model.frameAt(s);
    const double way = (to.sigma - from.sigma) / 2;
    return {combine({{to.scale / from.scale * (1 + way / from.sigma), x},
                     {way / to.sigma, end},
                     {-to.scale * way / from.sigma, x0},
                     {-to.scale * way / to.sigma, second}}),
            x0};
  }

 private:
  Model m_model;
};

}  // namespace

std::unique_ptr<Object> makeEuler() {
  return makeSolver({}, [](const auto& request) { return std::make_unique<EulerRun>(request); });
}

std::unique_ptr<Object> makeHeun() {
  return makeSolver({.order = 2, .evaluations = 2},
                    [](const auto& request) { return std::make_unique<HeunRun>(request); });
}

}  // namespace weft::sampling
