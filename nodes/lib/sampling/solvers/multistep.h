// Solvers that lay a polynomial through the slopes of earlier steps.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

struct MultistepOptions {
  int order = 4;                 // 1 to 4; the first steps have less
  bool lowerOrderFinal = false;  // a step to sigma = 0 goes to x0, as Euler's does
};

// k-diffusion's sample_lms, with exact integrals.
std::unique_ptr<Object> makeLms(const MultistepOptions& options);
// Zhang & Chen, Fast Sampling of Diffusion Models with Exponential Integrator, 2023, section 3.3 (iPNDM): the
// coefficients of Adams and Bashforth for steps of one length; `variableSteps`: for those of the schedule.
std::unique_ptr<Object> makeIpndm(const MultistepOptions& options, bool variableSteps);
// Permenter & Yuan, Interpreting and Improving Diffusion Models from an Optimization Perspective, 2024, algorithm 2.
std::unique_ptr<Object> makeGradientEstimation(double gamma, bool cfgPlusPlus);

// Liu et al., Pseudo Numerical Methods for Diffusion Models on Manifolds, 2022, as PNDMScheduler of diffusers has it.
std::unique_ptr<Object> makePndm(bool skipPrkSteps);

}  // namespace weft::sampling
