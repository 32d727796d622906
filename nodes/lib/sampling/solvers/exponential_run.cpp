#include "sampling/solvers/exponential_run.h"

#include <algorithm>

namespace weft::sampling {

ExponentialRun::ExponentialRun(const weft_solver_request& request, size_t others)
    : m_model(request),
      m_noise(request.seed, request.noise_drawn, past),
      m_others(others),
      m_stepCount(m_model.times().size() - 1) {}

void ExponentialRun::setHistory(const Value& value) {
  RememberingRun::setHistory(value);
  const size_t count = past.tensors.size();
  if (count == past.numbers.size() && (count == 0 || count > m_others)) return;
  past = {};
  throw Failure("the history is that of another solver", WEFT_ERROR_TYPE_MISMATCH);
}

void ExponentialRun::remember(const Tensor& estimate, double t, size_t most) {
  if (past.tensors.empty()) {
    past.tensors.assign(m_others, estimate);
    past.numbers.assign(m_others, 0);
  }
  past.tensors.insert(past.tensors.begin() + ptrdiff_t(m_others), estimate);
  past.numbers.insert(past.numbers.begin() + ptrdiff_t(m_others), t);
  if (past.tensors.size() <= m_others + most) return;
  past.tensors.erase(past.tensors.begin() + ptrdiff_t(m_others + most), past.tensors.end());
  past.numbers.resize(m_others + most);
}

size_t ExponentialRun::remembered() const { return past.tensors.size() - std::min(past.tensors.size(), m_others); }

std::vector<double> ExponentialRun::lambdas(size_t count) const {
  std::vector<double> lambdas;
  for (size_t i = 0; i < count; ++i) lambdas.push_back(instantOf(m_model, timeOf(i)).lambda);
  return lambdas;
}

}  // namespace weft::sampling
