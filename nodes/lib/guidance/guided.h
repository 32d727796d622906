// Guidance around a denoiser: which estimates of x0 a rule is given, and the denoiser that comes of it.
//
// To add a rule: a Rule (rules.h) that says what becomes of the estimates, and a node that names their sources and
// calls makeGuided(). Whatever it remembers of one sampling, it keeps itself: each run has a rule of its own.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "guidance/schedule.h"

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

// What a rule is asked about.
struct Moment {
  const Tensor& x;  // x_t
  double t;
  weft_coefficients at;   // of the process at t
  int32_t predicts;       // WEFT_PREDICTS_…, of the denoiser
  size_t branch;          // which conditioning of the request
  const Schedule& steps;  // may be unknown
};

class Rule {
 public:
  virtual ~Rule() = default;
  // x0 from estimates of one shape: the denoiser's with the condition, those of Sources::extras, those of others.
  virtual Tensor guide(const Moment& moment, std::span<const Tensor> estimates) = 0;
  // Of a linear rule: the factors of the estimates; then the guided denoiser has a gradient where its parts have.
  virtual std::vector<double> factors() const { return {}; }
};

struct Sources {
  DenoiserRef denoiser;
  // Conditionings that the denoiser is asked about as well, in the same batch; empty ones: without condition. The last
  // of them is what a guided denoiser answers with where the estimate without condition is wanted.
  std::vector<Value> extras;
  // Denoisers that are asked about the same conditionings as the first one.
  std::vector<DenoiserRef> others;
  // Beyond it the denoiser answers as it is, and nothing else is evaluated.
  Interval interval;
  bool isIdle = false;  // the rule changes nothing: as beyond the interval
};

// Failure where the parts do not fit each other.
std::unique_ptr<Object> makeGuided(Sources sources, std::function<std::unique_ptr<Rule>()> makeRule);

// Failure unless both are of one process, with as many channels.
void expectSameProcess(const DenoiserRef& one, const DenoiserRef& other, const char* names);

}  // namespace weft::guidance
