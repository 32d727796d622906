// Nodes of solvers that lay a polynomial through the slopes of earlier steps.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

struct LMS : SolverNode<LMS> {
  static constexpr About about{
      "LMS", "Sampling/Solver",
      "Linear multistep: the polynomial through the slopes of this and earlier steps, over sigma, integrated exactly "
      "(Adams and Bashforth's method for uneven steps; k-diffusion's sample_lms). One evaluation a step; fourth order "
      "but for the first steps, which have fewer slopes to go by. Good for 20 to 50 steps of a smooth schedule; long "
      "last steps overshoot.",
      "sampler ode linear multistep LMSDiscreteScheduler sample_lms"};
  static constexpr auto order =
      param("order", 4, range(1, 4), "How many slopes at most; 1 is Euler. The first steps have less.");
  static constexpr auto lowerOrderFinal =
      param("lower_order_final", false,
            "The step to sigma = 0 goes to x0, as in ComfyUI; off: as in k-diffusion and diffusers.");
  static constexpr auto ports = weft::ports(order, lowerOrderFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct IPNDM : SolverNode<IPNDM> {
  static constexpr About about{
      "iPNDM", "Sampling/Solver",
      "Improved pseudo numerical method: Adams and Bashforth's coefficients for steps of one length, of rising order "
      "in the first steps, without a warm-up (Zhang & Chen, Fast Sampling of Diffusion Models with Exponential "
      "Integrator, 2023, section 3.3). One evaluation a step, good for few steps, 8 to 20. \"ipndm\" of ComfyUI; "
      "IPNDMScheduler of diffusers with lower_order_final off.",
      "sampler ode multistep IPNDMScheduler ipndm plms"};
  static constexpr auto order =
      param("max_order", 4, range(1, 4), "How many slopes at most; 1 is Euler. The first steps have less.");
  static constexpr auto lowerOrderFinal =
      param("lower_order_final", true, "The step to sigma = 0 goes to x0, as in ComfyUI; off: as in diffusers.");
  static constexpr auto ports = weft::ports(order, lowerOrderFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct IPNDM_V : SolverNode<IPNDM_V> {
  static constexpr About about{
      "iPNDM (variable steps)", "Sampling/Solver",
      "iPNDM with coefficients for the steps of the schedule (Zhang & Chen, 2023, section 3.3, in the variable-step "
      "form of diff-sampler, \"ipndm_v\" of ComfyUI). One evaluation a step, 8 to 20 steps. The coefficients are those "
      "of that code: exact for steps of one length, while on uneven steps those of order 4 do not add up to 1 and its "
      "error is of first order; order 3 is better there, and LMS has exact coefficients for any steps.",
      "sampler ode multistep variable step ipndm_v plms"};
  static constexpr auto order =
      param("max_order", 4, range(1, 4), "How many slopes at most; 1 is Euler. The first steps have less.");
  static constexpr auto lowerOrderFinal = param("lower_order_final", true, "The step to sigma = 0 goes to x0.");
  static constexpr auto ports = weft::ports(order, lowerOrderFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct PNDM : SolverNode<PNDM> {
  static constexpr About about{
      "PNDM", "Sampling/Solver",
      "Linear multistep of fourth order with the step of DDIM, after three Runge-Kutta steps of four evaluations each "
      "(Liu et al., Pseudo Numerical Methods for Diffusion Models on Manifolds, 2022, equations 11 and 12). After one "
      "improved Euler step in their place it is PLMS, Stable Diffusion's first sampler. Good for even schedules of 20 "
      "to 50 steps. PNDMScheduler of diffusers; answers of models that predict "
      "v are added up as v, as there.",
      "sampler ode multistep PNDMScheduler plms prk pseudo linear runge-kutta"};
  static constexpr auto skipPrkSteps =
      param("skip_prk_steps", true, "Begin with one improved Euler step (PLMS) in place of three Runge-Kutta steps.");
  static constexpr auto ports = weft::ports(skipPrkSteps, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct GradientEstimation : SolverNode<GradientEstimation> {
  static constexpr About about{"Gradient estimation", "Sampling/Solver",
                               "Takes the denoiser's answers for noisy gradients of the distance to the data and draws "
                               "each out beyond the one before: slope + (gamma - 1) (slope - slope before) (Permenter "
                               "& Yuan, Interpreting and Improving Diffusion Models from an Optimization Perspective, "
                               "2024, algorithm 2). One evaluation a step, good for few steps, 10 to 20.",
                               "sampler ode second order gradient_estimation gradient_estimation_cfg_pp"};
  static constexpr auto gamma = param("gamma", 2.0, range(0, 10), slider(1, 3),
                                      "How far: 1 is Euler, 2 the paper's choice. ge_gamma of ComfyUI.");
  static constexpr auto cfgPlusPlus = param("cfg_pp", false,
                                            "CFG++ (Chung et al., 2024): slopes are those of the prediction without "
                                            "condition; the guidance scale is small then, about 1 to 2.");
  static constexpr auto ports = weft::ports(gamma, cfgPlusPlus, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
