// The way back: from a latent to the noise from which a solver without noise of its own draws it.
#pragma once

#include <cstdint>
#include <functional>

#include <weft/sdk/denoiser.h>
#include <weft/sdk/solver.h>

namespace weft::sampling {

struct InversionParts {
  DenoiserRef denoiser;
  Value sigmas;        // as for sampling: [steps + 1], falling; walked from its end
  Value latent;        // [N, C, H, W], at the last of these times
  Value conditioning;  // empty: without condition
  // Empty: the inverse of Euler's step (DDIM with eta 0, Euler on a flow): from x_s up to t it solves
  //   x_t = a_t / a_s x_s + (b_t - a_t b_s / a_s) epsilon(x_t, t)
  // One iteration, from epsilon(x_s, t), is DDIM inversion as in DDIMInverseScheduler of diffusers (Dhariwal and
  // Nichol, Diffusion Models Beat GANs on Image Synthesis, 2021, appendix F); more of them are fixed-point iteration
  // (Pan et al., Effective Real Image Editing with Accelerated Iterative Diffusion Inversion, 2023), where they
  // converge until sampling gives the latent back exactly. A solver steps over rising times; the first step, from a
  // time without noise, is the one above.
  Value solver;
  int64_t iterations = 1;   // at most, each one evaluation
  double tolerance = 1e-6;  // ends them: the change of the last one, by the largest number
};

// After each step.
using ReportInversion = std::function<void(uint64_t step, uint64_t total)>;

// The latent at the first time of the schedule. Failure where the parts do not fit each other, or the solver draws
// noise or chooses its own steps.
Tensor invertLatent(const InversionParts& parts, uint32_t threads, const ReportInversion& report = {});

}  // namespace weft::sampling
