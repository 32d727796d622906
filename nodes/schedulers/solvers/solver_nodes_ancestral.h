// Nodes of solvers that replace a part of the noise at each step, and of those for distilled models.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

struct EulerAncestral : SolverNode<EulerAncestral> {
  static constexpr About about{
      "Euler ancestral", "Sampling/Solver",
      "Euler's method that goes down further than the next time and comes back up with fresh noise, as ancestral "
      "sampling of DDPM does (Ho et al., Denoising Diffusion Probabilistic Models, 2020, algorithm 2; in the form of "
      "k-diffusion's sample_euler_ancestral). Good for varied and soft pictures; 20 to 40 steps, and the picture goes "
      "on changing with their number. For a rectified flow the rule is ComfyUI's: down to s (1 + (s / t - 1) eta).",
      "sampler stochastic sde EulerAncestralDiscreteScheduler sample_euler_ancestral euler_ancestral_cfg_pp euler a "
      "LTXEulerAncestralRFScheduler"};
  static constexpr auto eta =
      param("eta", 1.0, range(0, 10), slider(0, 1),
            "How much of the noise is replaced at each step; 1: as the process itself does, 0: none, which is Euler.");
  static constexpr auto cfgPlusPlus =
      param("cfg_pp", false,
            "CFG++ (Chung et al., 2024): the noise that is kept is that of the prediction without condition; the "
            "guidance scale is small then, about 1 to 2. Here a flow's noise is replaced as that of any process.");
  static constexpr auto ports = weft::ports(eta, sNoise, cfgPlusPlus, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPM2Ancestral : SolverNode<DPM2Ancestral> {
  static constexpr About about{
      "DPM2 ancestral", "Sampling/Solver",
      "DPM2 that goes down further than the next time and comes back up with fresh noise: k-diffusion's "
      "sample_dpm_2_ancestral (after Lu et al., DPM-Solver, 2022, algorithm 1, and Ho et al., 2020, algorithm 2). Two "
      "evaluations a step; 15 to 30 steps. For a rectified flow the rule is ComfyUI's, as in Euler ancestral.",
      "sampler stochastic sde KDPM2AncestralDiscreteScheduler sample_dpm_2_ancestral dpm2 a"};
  static constexpr auto eta =
      param("eta", 1.0, range(0, 10), slider(0, 1),
            "How much of the noise is replaced at each step; 1: as the process itself does, 0: none, which is DPM2.");
  static constexpr auto ports = weft::ports(eta, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DDIM : SolverNode<DDIM> {
  static constexpr About about{
      "DDIM", "Sampling/Solver",
      "Song et al., Denoising Diffusion Implicit Models, 2021, equation 12, for any process: x_s = a_s x0 + sqrt(b_s^2 "
      "- sigma^2) z + sigma eps, with sigma = eta times that of the posterior (equation 16). With eta 0 it is Euler's "
      "method and can be run backwards; 20 to 50 steps.",
      "sampler DDIMScheduler ddim DDIMParallelScheduler CogVideoXDDIMScheduler"};
  static constexpr auto eta = param("eta", 0.0, range(0, 10), slider(0, 1),
                                    "How much of the noise is replaced at each step; 0: none, 1: as in DDPM.");
  static constexpr auto cfgPlusPlus =
      param("cfg_pp", false,
            "CFG++ (Chung et al., 2024, algorithm 1): the noise that is kept is that of the prediction without "
            "condition; the guidance scale is small then, about 1 to 2.");
  static constexpr auto ports = weft::ports(eta, cfgPlusPlus, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DDPM : SolverNode<DDPM> {
  static constexpr About about{
      "DDPM", "Sampling/Solver",
      "Ancestral sampling of Ho et al., Denoising Diffusion Probabilistic Models, 2020, algorithm 2, for any process "
      "and any steps: the mean of the posterior q(x_s | x_t, x0), and noise. One evaluation a step; made for all 1000 "
      "trained steps, usable from about 50.",
      "sampler stochastic ancestral DDPMScheduler posterior variance DDPMParallelScheduler UnCLIPScheduler"};
  static constexpr auto variance = param(
      "variance_type", "fixed_small",
      choices(
          choice("fixed_small", "That of the posterior, the lower bound: v b_s^2 / b_t^2 with v of fixed_large."),
          choice("fixed_small_log", "The same numbers; diffusers computes them by their logarithm."),
          choice("fixed_large",
                 "That of the forward step, the upper bound: beta of the two times, v = b_t^2 - (a_t b_s / a_s)^2."),
          choice("fixed_large_log", "The same numbers as fixed_large.")),
      "The variance of the noise. In the last step to a time without noise none is added.");
  static constexpr auto ports = weft::ports(variance, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct LCM : SolverNode<LCM> {
  static constexpr About about{
      "LCM", "Sampling/Solver",
      "Multistep sampling of consistency models: jumps to x0, and back up to the next time with fresh noise (Luo et "
      "al., Latent Consistency Models, 2023, algorithm 3; Song et al., Consistency Models, 2023, algorithm 1). For "
      "models distilled to it, 2 to 8 steps. LCMScheduler of diffusers; for a rectified flow "
      "FlowMatchEulerDiscreteScheduler with stochastic_sampling; \"lcm\" of ComfyUI with timestep_scaling 0.",
      "sampler stochastic latent consistency LCMScheduler stochastic_sampling turbo lightning FlowMatchLCMScheduler"};
  static constexpr auto scaling =
      param("timestep_scaling", 10.0, range(0, 1e6), slider(0, 20), advanced,
            "Of the boundary condition of models trained on discrete steps n: x0 becomes c_skip x + c_out x0 with "
            "c_skip = 0.25 / (u^2 + 0.25), c_out = u / sqrt(u^2 + 0.25), u = timestep_scaling n. 0: without.");
  static constexpr auto ports = weft::ports(scaling, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct TCD : SolverNode<TCD> {
  static constexpr About about{
      "TCD", "Sampling/Solver",
      "Strategic stochastic sampling of trajectory consistency models: down to a time u = (1 - gamma) s before the "
      "next one s without noise, and back up with fresh noise (Zheng et al., Trajectory Consistency Distillation, "
      "2024, algorithm 4). For models distilled to it, 2 to 20 steps; u is counted in trained steps where the model "
      "has such, else in its time. TCDScheduler of diffusers, whose eta is gamma.",
      "sampler stochastic trajectory consistency TCDScheduler hyper-sd"};
  static constexpr auto gamma =
      param("gamma", 0.3, range(0, 1),
            "How stochastic: 0 adds no noise, which is DDIM, 1 jumps to the data each time, which is LCM.");
  static constexpr auto ports = weft::ports(gamma, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct CMStochasticIterative : SolverNode<CMStochasticIterative> {
  static constexpr About about{
      "Consistency model", "Sampling/Solver",
      "Multistep sampling of consistency models on pixels: jumps to x0, and back up with noise of the variance s^2 - "
      "sigma_min^2 (Song et al., Consistency Models, 2023, algorithm 1). For models trained to it, 1 to 4 steps of a "
      "variance-exploding process. CMStochasticIterativeScheduler of diffusers.",
      "sampler stochastic consistency CMStochasticIterativeScheduler"};
  static constexpr auto sigmaMin = param("sigma_min", 0.002, range(0, 1e6), slider(0, 0.1), unit("sigma"),
                                         "The noise that the model's answers are taken to have still.");
  static constexpr auto ports = weft::ports(sigmaMin, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
