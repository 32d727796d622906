// Ancestral steps: less noise is kept than belongs to the next time, and fresh noise makes up for it.
#pragma once

#include "sampling/model.h"

namespace weft::sampling {

// x_s = a_s x0 + kept z + added eps, with z the noise estimate in x_t and eps fresh; kept^2 + added^2 = b_s^2.
struct Renewal {
  double kept, added;
};

// With eta = 1 as much is added as the posterior q(x_s | x_t, x0) has: sigma of Song et al., Denoising Diffusion
// Implicit Models, 2021, equation 16, for any process; with 0 nothing. It is the sigma_up of k-diffusion, in x's own
// scale. eta >= 0; more than b_s is never added.
Renewal posteriorRenewal(const weft_coefficients& from, const weft_coefficients& to, double eta);

// What ancestral solvers of k-diffusion do: the same, but for a rectified flow ComfyUI's rule, by which the step leads
// down to the time s (1 + (s / t - 1) eta) first.
Renewal ancestralRenewal(const Model& model, double t, double s, double eta);

// All of x_t's own noise below a time is kept: kept = a_s b_u / a_u for an earlier time u <= s, added what is missing.
Renewal renewalFrom(const weft_coefficients& below, const weft_coefficients& to);

// The same for solvers that cannot keep a share of z but go to a time u < s: x_s = factor x_u + added eps.
struct Detour {
  double time;  // s itself where nothing is added
  double factor, added;
};
// `least`: u is not before this time.
Detour detourOf(const Model& model, double s, const Renewal& renewal, double least);
inline Detour ancestralDetour(const Model& model, double t, double s, double eta) {
  return detourOf(model, s, ancestralRenewal(model, t, s, eta), model.info().t_minimum);
}

}  // namespace weft::sampling
