// What runs of exponential integrators have in common: the denoiser's answers at earlier steps, and noise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sampling/history.h"
#include "sampling/noise/noise_source.h"
#include "sampling/solvers/exponential.h"

namespace weft::sampling {

class ExponentialRun : public RememberingRun {
 public:
  // Failure where the value is not of a run like this one.
  void setHistory(const Value& value) override;

 protected:
  // The first `others` of past.tensors and of past.numbers are the solver's own, once it has made a step; estimates and
  // their times follow, the newest first.
  explicit ExponentialRun(const weft_solver_request& request, size_t others = 0);

  // The newest estimate, made at time t; keeps `most` of them.
  void remember(const Tensor& estimate, double t, size_t most);
  size_t remembered() const;
  const Tensor& estimate(size_t i) const { return past.tensors[m_others + i]; }
  double timeOf(size_t i) const { return past.numbers[m_others + i]; }
  std::vector<double> lambdas(size_t count) const;  // of the newest

  size_t stepCount() const { return m_stepCount; }

  const Model m_model;
  NoiseSource m_noise;

 private:
  const size_t m_others, m_stepCount;
};

// A sum that is put together term by term. Its tensors live until it is made.
class Sum {
 public:
  void add(double factor, const Tensor& tensor) { m_terms.push_back({factor, tensor}); }
  Tensor make() const { return combine(m_terms); }

 private:
  std::vector<Term> m_terms;
};

}  // namespace weft::sampling
