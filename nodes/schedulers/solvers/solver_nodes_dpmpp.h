// DPM-Solver++ as k-diffusion and ComfyUI have it.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

struct DPMpp2M : SolverNode<DPMpp2M> {
  static constexpr About about{
      "DPM++ 2M", "Sampling/Solver",
      "DPM-Solver++ of second order over two steps (Lu et al., DPM-Solver++: Fast Solver for Guided Sampling of "
      "Diffusion Probabilistic Models, 2022, algorithm 2): one evaluation a step. The usual choice for pictures, "
      "without noise on the way; 20 to 30 steps. A rectified flow is taken in its own frame, as in ComfyUI; for the "
      "formula in log-SNR there is DPMSolverMultistep. A step that ends without noise ends in the estimate.",
      "sample_dpmpp_2m dpmpp_2m dpmpp_2m_cfg_pp dpm++ 2m sampler ode multistep second order cfg++"};

  static constexpr auto cfgPlusPlus =
      param("cfg_pp", false,
            "CFG++ (Chung et al., CFG++: Manifold-constrained Classifier Free Guidance, 2024, algorithm 2): goes on "
            "with the noise of the estimate without condition. For scales of guidance of about 1 to 2.");
  static constexpr auto ports = weft::ports(cfgPlusPlus, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPMpp2MSDE : SolverNode<DPMpp2MSDE> {
  static constexpr About about{
      "DPM++ 2M SDE", "Sampling/Solver",
      "DPM-Solver++ of second order over two steps for the reverse-time SDE (Lu et al., DPM-Solver++, 2022, appendix; "
      "SDE-DPM-Solver++(2M)): one evaluation a step, and noise, which takes errors away and adds detail. 20 to 40 "
      "steps. The noise is that of one Brownian motion, so that other step counts give similar pictures.",
      "sample_dpmpp_2m_sde dpmpp_2m_sde dpmpp_2m_sde_heun dpm++ 2m sde sampler stochastic brownian multistep "
      "CosineDPMSolverMultistepScheduler"};

  static constexpr auto solverType = param("solver_type", "midpoint",
                                           choices(choice("midpoint", "Half of the first order's weight for the slope"),
                                                   choice("heun", "The integral's own weight for the slope")),
                                           "How the difference of both estimates counts; both are of the same order.");
  static constexpr auto eta = param("eta", 1.0, range(0, 100), slider(0, 1),
                                    "Share of noise: 0 the probability-flow equation, 1 the reverse-time SDE.");
  static constexpr auto ports = weft::ports(solverType, eta, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPMpp3MSDE : SolverNode<DPMpp3MSDE> {
  static constexpr About about{
      "DPM++ 3M SDE", "Sampling/Solver",
      "DPM-Solver++ over three steps for the reverse-time SDE, as k-diffusion has it: the formula of DPM-Solver++ "
      "(Lu et al., 2022, appendix B) with the noise of SDE-DPM-Solver++. One evaluation a step; wants 25 steps or "
      "more, best with an exponential schedule. Noise of one Brownian motion.",
      "sample_dpmpp_3m_sde dpmpp_3m_sde dpm++ 3m sde sampler stochastic brownian multistep third order"};

  static constexpr auto eta = param("eta", 1.0, range(0, 100), slider(0, 1),
                                    "Share of noise: 0 the probability-flow equation, 1 the reverse-time SDE.");
  static constexpr auto ports = weft::ports(eta, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPMpp2SAncestral : SolverNode<DPMpp2SAncestral> {
  static constexpr About about{
      "DPM++ 2S ancestral", "Sampling/Solver",
      "DPM-Solver++ of second order within a step (Lu et al., DPM-Solver++, 2022, algorithm 1) down to less noise than "
      "the step ends with, and noise up to there (Song et al., DDIM, 2020, equation 16). Two evaluations a step; 15 to "
      "30 steps. Pictures go on changing with the number of steps. A rectified flow is shrunk before noise is added, "
      "as in ComfyUI.",
      "sample_dpmpp_2s_ancestral dpmpp_2s_ancestral dpmpp_2s_ancestral_cfg_pp dpm++ 2s a sampler stochastic cfg++"};

  static constexpr auto eta =
      param("eta", 1.0, range(0, 1), slider(0, 1), "Share of the noise that is drawn anew in each step; 0: none.");
  static constexpr auto cfgPlusPlus =
      param("cfg_pp", false,
            "CFG++ (Chung et al., CFG++: Manifold-constrained Classifier Free Guidance, 2024): steps with the estimate "
            "without condition and adds what guidance changes. For scales of guidance of about 1 to 2.");
  static constexpr auto ports = weft::ports(eta, sNoise, cfgPlusPlus, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPMppSDE : SolverNode<DPMppSDE> {
  static constexpr About about{
      "DPM++ SDE", "Sampling/Solver",
      "DPM-Solver++ with an evaluation in the middle of the step and noise in both parts, as k-diffusion has it, in "
      "half log-SNR; DPMSolverSDEScheduler of diffusers. Two evaluations a step; few steps do, 10 to 20. Noise of one "
      "Brownian motion, so that other step counts give similar pictures.",
      "sample_dpmpp_sde dpmpp_sde DPMSolverSDEScheduler dpm++ sde sampler stochastic brownian"};

  static constexpr auto eta = param("eta", 1.0, range(0, 1), slider(0, 1), "Share of noise; 0: none.");
  static constexpr auto r = param("r", 0.5, range(0.01, 1), slider(0.1, 1), advanced,
                                  "Where in the step the second evaluation is, as a share of its way in log-SNR.");
  static constexpr auto ports = weft::ports(eta, sNoise, r, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
