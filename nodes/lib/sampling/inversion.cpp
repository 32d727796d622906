#include "sampling/inversion.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sampling/arithmetic.h"
#include "sampling/model.h"
#include "sampling/parts.h"
#include "sampling/schedules/times_value.h"

namespace weft::sampling {
namespace {

// The largest difference by the largest number.
double change(const Tensor& before, const Tensor& after) {
  const auto a = numbersOf(before), b = numbersOf(after);
  double difference = 0, largest = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference = std::max(difference, std::abs(b[i] - a[i]));
    largest = std::max(largest, std::abs(b[i]));
  }
  return largest > 0 ? difference / largest : difference;
}

bool isFinite(const Tensor& x) {
  return std::ranges::all_of(numbersOf(x), [](double number) { return std::isfinite(number); });
}

// One guess at x_t from the guess before it. Euler's step down from x_t is x_s = r x_t + (a_s - r a_t) x0(x_t) with
// r = b_s / b_t, which can be solved for x_t by what is not x0, or by what is not epsilon. Of both, the one whose
// iteration shrinks errors more for data of variance 1: by its x0 where noise prevails, by epsilon where data does.
Tensor nextGuess(const Model& model, const Tensor& start, const Tensor& guess, double s, double t, bool byEpsilon) {
  const auto low = model.at(s), high = model.at(t);
  const Tensor x0 = model.x0(guess, t);
  if (!byEpsilon) {
    const double ratio = low.b / high.b;
    return combine({{1 / ratio, start}, {high.a - low.a / ratio, x0}});
  }
  const double noise = (high.b - high.a * low.b / low.a) / high.b;  // of epsilon = (x - a x0) / b
  return combine({{high.a / low.a, start}, {noise, guess}, {-noise * high.a, x0}});
}

Tensor eulerUp(const Model& model, const InversionParts& parts, const Tensor& x, double s, double t) {
  const auto low = model.at(s), high = model.at(t);
  if (high.a == 0 && low.b == 0)
    throw Failure("one step from data to noise alone forgets the data; the schedule needs a time between");
  const bool noisy = high.a * low.a < high.b * low.b;
  const bool byEpsilon = parts.iterations == 1 ? high.a > 0 : !noisy;
  Tensor guess = x;
  for (int64_t i = 0; i < parts.iterations; ++i) {
    Tensor next = nextGuess(model, x, guess, s, t, byEpsilon);
    const bool settled = i > 0 && change(guess, next) <= parts.tolerance;
    guess = std::move(next);
    if (settled) break;
  }
  return guess;
}

SolverRef solverFor(const InversionParts& parts) {
  if (!parts.solver) return {};
  SolverRef solver(parts.solver);
  if (solver.info().flags & (WEFT_SOLVER_STOCHASTIC | WEFT_SOLVER_ADAPTIVE))
    throw Failure("inversion goes step by step and without noise; the solver draws noise or chooses its own steps");
  return solver;
}

}  // namespace

Tensor invertLatent(const InversionParts& parts, uint32_t threads, const ReportInversion& report) {
  const auto info = parts.denoiser.info();
  std::vector<double> times = checkedTimes(parts.sigmas, info);
  const Value falling = valueOfTimes(times);
  std::ranges::reverse(times);
  if (parts.iterations < 1) throw Failure("inversion with no iterations; wanted one or more");
  Tensor x = checkedLatent(parts.latent, "the latent", info);
  if (!x) throw Failure("there is nothing to invert: link \"latent\"");
  const SolverRef solver = solverFor(parts);

  const size_t first = solver && !(parts.denoiser.coefficients(times.front()).b > 0) ? 1 : 0;
  const Value rising =
      valueOfTimes({times.begin() + std::ptrdiff_t(first), times.end()});  // those that the solver steps over
  const DenoiserRunRef run = beginDenoiser(parts.denoiser, x.shape(), falling, parts.conditioning, threads);
  weft_solver_request request{};
  request.struct_size = sizeof(request);
  request.denoiser = parts.denoiser.table();
  request.denoiser_self = parts.denoiser.self();
  request.run = &run.get();
  request.sigmas = rising.get();
  const Model model(request);
  const SolverRunRef steps = solver && times.size() > first + 1 ? solver.begin(request) : SolverRunRef();

  const size_t total = times.size() - 1;
  for (size_t i = 0; i < total; ++i) {
    if (solver && i >= first)
      x = asComputed(steps.step(x, times[i], times[i + 1], i - first).x, "the solver's answer");
    else
      x = eulerUp(model, parts, x, times[i], times[i + 1]);
    if (!isFinite(x))
      throw Failure("inversion came to numbers that are not finite at the time " + std::to_string(times[i + 1]) +
                    (solver ? "; the solver's formula does not go upward" : ""));
    if (report) report(i + 1, total);
  }
  return x;
}

}  // namespace weft::sampling
