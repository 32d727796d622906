#include "latent_noise.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sampling/arithmetic.h"
#include "sampling/latents/latent_mask.h"
#include "sampling/parts.h"
#include "sampling/process_of.h"

namespace weft::schedulers {
namespace {

// The time of the schedule; Failure beyond its end.
double timeAt(const Value& sigmas, const weft_denoiser_info& info, int64_t index, int64_t step) {
  const auto times = sampling::checkedTimes(sigmas, info);
  if (index >= int64_t(times.size()))
    throw Failure("step is " + std::to_string(step) + ", but the schedule has " + std::to_string(times.size() - 1) +
                  " steps, the first of which is 0");
  return times[size_t(index)];
}

}  // namespace

void AddNoise::process(Call& call) {
  const DenoiserRef process = call[denoiser];
  const auto info = process.info();
  const double time = call.has(sigmas) ? timeAt(call[sigmas], info, call[step], call[step]) : call[t];
  sampling::checkTime(info, time);
  const auto c = process.coefficients(time);
  call.set(noisy, sampling::combine({{c.a, call[latent]}, {c.b, call[noise]}}));
}

void Renoise::process(Call& call) {
  const DenoiserRef process = call[denoiser];
  const auto info = process.info();
  double low = call[from], high = call[to];
  if (call.has(sigmas)) {
    low = timeAt(call[sigmas], info, call[step] + 1, call[step]);
    high = timeAt(call[sigmas], info, call[step], call[step]);
  }
  sampling::checkTime(info, low);
  sampling::checkTime(info, high);
  if (low > high)
    throw Failure("from is " + std::to_string(low) + " and to " + std::to_string(high) + "; to must not be below from");
  const auto s = process.coefficients(low), c = process.coefficients(high);
  if (!(s.a > 0)) throw Failure("at the time " + std::to_string(low) + " there is nothing but noise already");
  const double ratio = c.a / s.a;
  const double added = std::sqrt(std::max(0.0, c.b * c.b - ratio * ratio * s.b * s.b));
  call.set(noisy, sampling::combine({{ratio, call[latent]}, {added, call[noise]}}));
}

void InjectNoise::process(Call& call) {
  const Tensor before = call[latent];
  const Tensor after = sampling::combine({{1, before}, {call[strength], call[noise]}});
  call.set(noisy,
           call.has(mask) ? sampling::blend(sampling::latentMask(call[mask], before.shape()), after, before) : after);
}

}  // namespace weft::schedulers
