// A solver from outside: the explicit midpoint method, in terms of the denoiser's own process, so that it works with
// flows, variance-preserving and variance-exploding models alike.
//
// With x_t = a(t) x0 + b(t) z the path of a sample is dx/dt = a'(t) x0 + b'(t) z, where the denoiser gives x0 and
// z = (x_t - a x0) / b. One step from t to s: half an Euler step to the middle, then a whole one with the slope there.
// Second order; two evaluations a step; the slope is never asked for at the end, where b may be 0.
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weft/sdk.h>

namespace {

class MidpointRun : public weft::SolverRunObject {
 public:
  explicit MidpointRun(const weft_solver_request& request) : m_context(request) {}

  weft::SolverStep step(const weft::Value& value, double t, double s, uint64_t) override {
    const weft::Tensor x(value);
    const double middle = (t + s) / 2;
    const weft::Tensor between = move(x, slope(x, t).values, middle - t);
    const Slope there = slope(between, middle);
    return {move(x, there.values, s - t), there.x0};
  }

 private:
  struct Slope {
    std::vector<double> values;  // dx/dt
    weft::Value x0;
  };

  Slope slope(const weft::Tensor& x, double t) const {
    const weft_coefficients process = m_context.coefficients(t);
    if (process.b == 0) throw weft::Failure("no noise is left at time " + std::to_string(t) + ": there is no slope");
    const weft::Tensor x0(m_context.predict(x, t).item("x0"));
    const std::vector<float> from = x.copy<float>();
    const std::vector<float> clean = x0.copy<float>();
    if (from.size() != clean.size())
      throw weft::Failure("the denoiser's answer differs in size from what it was given");

    Slope slope{std::vector<double>(from.size()), x0};
    for (size_t i = 0; i < from.size(); ++i) {
      const double noise = (from[i] - process.a * clean[i]) / process.b;
      slope.values[i] = process.da * clean[i] + process.db * noise;
    }
    return slope;
  }

  static weft::Tensor move(const weft::Tensor& x, const std::vector<double>& slope, double way) {
    const std::vector<float> from = x.copy<float>();
    weft::MutableTensor result = weft::MutableTensor::make<float>(x.shape());
    const std::span<float> to = result.data<float>();
    for (size_t i = 0; i < from.size(); ++i) to[i] = static_cast<float>(from[i] + way * slope[i]);
    return std::move(result).publish();
  }

  weft::SolverContext m_context;
};

class MidpointSolver : public weft::SolverObject {
 public:
  void describe(weft_solver_info& info) const override {
    info.order = 2;
    info.evaluations = 2;
  }
  std::unique_ptr<weft::SolverRunObject> begin(const weft_solver_request& request) override {
    return std::make_unique<MidpointRun>(request);
  }
};

}  // namespace

struct Midpoint : weft::Node<Midpoint> {
  static constexpr weft::About about{"Midpoint step", "Solvers",
                                     "The explicit midpoint method: second order, two evaluations of the denoiser a "
                                     "step, deterministic."};
  static constexpr auto solver = weft::output<weft::Solver>("solver", "The solver");
  static constexpr auto ports = weft::ports(solver);

  void process(weft::Call& call) { call.set(solver, weft::makeObject("solver", std::make_unique<MidpointSolver>())); }
};

WEFT_PLUGIN("org.example.solver", "1.0.0", Midpoint)
