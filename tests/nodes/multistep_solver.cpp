#include "multistep_solver.h"

#include <weft/sdk.h>

#include "sdk_host.h"

namespace weft::test {
namespace {

using Numbers = std::vector<float>;

Value tensorOf(const Tensor& like, const Numbers& numbers) {
  auto out = MutableTensor::make<float>(like.shape());
  std::copy(numbers.begin(), numbers.end(), out.data<float>().begin());
  return std::move(out).publish();
}

class MultistepRun : public SolverRunObject {
 public:
  explicit MultistepRun(const weft_solver_request& request) : m_context(request) {}

  SolverStep step(const Value& value, double t, double s, uint64_t) override {
    const Tensor x(value);
    const Value x0 = m_context.predict(value, t).item("x0");
    const auto c = m_context.coefficients(t);
    const Numbers from = x.copy<float>(), clean = Tensor(x0).copy<float>();
    Numbers slope(from.size()), to(from.size());
    for (size_t i = 0; i < from.size(); ++i) {
      slope[i] = float(c.da * clean[i] + c.db * (from[i] - c.a * clean[i]) / c.b);
      const double mean = m_slope.empty() ? slope[i] : 1.5 * slope[i] - 0.5 * m_slope[i];
      to[i] = float(from[i] + (s - t) * mean);
    }
    m_slope = slope;
    m_last = tensorOf(x, slope);
    return {tensorOf(x, to), x0};
  }

  bool hasHistory() const override { return true; }
  Value history() const override { return m_last ? Value::record({{"slope", m_last}}) : Value::record({}); }
  void setHistory(const Value& history) override {
    m_last = history ? history.item("slope") : Value();
    m_slope = m_last ? Tensor(m_last).copy<float>() : Numbers();
  }

 private:
  SolverContext m_context;
  Numbers m_slope;  // of the step before
  Value m_last;     // the same
};

class MultistepSolver : public SolverObject {
 public:
  void describe(weft_solver_info& info) const override {
    info.order = 2;
    info.evaluations = 1;
  }
  std::unique_ptr<SolverRunObject> begin(const weft_solver_request& request) override {
    return std::make_unique<MultistepRun>(request);
  }
};

}  // namespace

const weft_value* makeMultistepSolver() {
  connectSdk();
  return makeObject("solver", std::make_unique<MultistepSolver>()).release();
}

}  // namespace weft::test
