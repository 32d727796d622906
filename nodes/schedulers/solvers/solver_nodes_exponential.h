// The exponential integrators that ComfyUI added.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

struct RESMultistep : SolverNode<RESMultistep> {
  static constexpr About about{
      "RES multistep", "Sampling/Solver",
      "The refined exponential solver of second order over two steps (Zhang et al., Improved Order Analysis and Design "
      "of Exponential Integrator for Diffusion Models Sampling, 2023): the weights are the integral's own, and meet "
      "the "
      "order's conditions where the denoiser is stiff. One evaluation a step; 15 to 30 steps. With eta above 0 its "
      "ancestral form.",
      "res_multistep res_multistep_cfg_pp res_multistep_ancestral res_multistep_ancestral_cfg_pp refined exponential "
      "sampler ode multistep cfg++"};

  static constexpr auto eta =
      param("eta", 0.0, range(0, 1), slider(0, 1), "Share of the noise that is drawn anew in each step; 0: none.");
  static constexpr auto cfgPlusPlus =
      param("cfg_pp", false,
            "CFG++ (Chung et al., CFG++: Manifold-constrained Classifier Free Guidance, 2024): steps with the estimate "
            "without condition and adds what guidance changes. For scales of guidance of about 1 to 2.");
  static constexpr auto ports = weft::ports(eta, sNoise, cfgPlusPlus, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct ERSDE : SolverNode<ERSDE> {
  static constexpr About about{
      "ER-SDE", "Sampling/Solver",
      "Solvers of extended reverse-time SDEs, of one to three stages over earlier estimates (Cui et al., Elucidating "
      "the Solution Space of Extended Reverse-Time SDE for Diffusion Models, 2023, algorithms 1 to 3), with noise that "
      "fades as the scaler says. One evaluation a step; good with few, 10 to 25.",
      "er_sde SamplerER_SDE extended reverse time sampler stochastic multistep"};

  static constexpr auto maxStage = param("max_stage", 3, range(1, 3), "Estimates that a step builds on.");
  static constexpr auto solverType =
      param("solver_type", "ER-SDE",
            choices(choice("ER-SDE", "phi(x) = x (exp(x^0.3) + 10)^eta: the authors' choice"),
                    choice("Reverse-time SDE", "phi(x) = x^(1 + eta)"), choice("ODE", "phi(x) = x: no noise")),
            "The noise scaler phi, a function of x = b / a.");
  static constexpr auto eta = param("eta", 1.0, range(0, 10), slider(0, 1), "Share of noise; 0: none.");
  static constexpr auto ports = weft::ports(maxStage, solverType, eta, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct SEEDS2 : SolverNode<SEEDS2> {
  static constexpr About about{
      "SEEDS-2", "Sampling/Solver",
      "Stochastic explicit exponential derivative-free solver of two stages for the reverse-time SDE, by the data's "
      "estimate (Gonzalez et al., SEEDS: Exponential SDE Solvers for Fast High-Quality Sampling from Diffusion Models, "
      "2023, algorithm 2). Two evaluations a step; 15 to 40 steps. Independent noise for each stage.",
      "seeds_2 SamplerSEEDS2 sampler sde stochastic exponential runge kutta"};

  static constexpr auto solverType = param("solver_type", "phi_1",
                                           choices(choice("phi_1", "Half of the first order's weight for the slope"),
                                                   choice("phi_2", "The integral's own weight for the slope")),
                                           "How the difference of both evaluations counts.");
  static constexpr auto eta = param("eta", 1.0, range(0, 100), slider(0, 1),
                                    "Share of noise: 0 the probability-flow equation, 1 the reverse-time SDE.");
  static constexpr auto r = param("r", 0.5, range(0.01, 1), slider(0.1, 1), advanced,
                                  "Where in the step the second evaluation is, as a share of its way in log-SNR.");
  static constexpr auto ports = weft::ports(solverType, eta, sNoise, r, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct SEEDS3 : SolverNode<SEEDS3> {
  static constexpr About about{
      "SEEDS-3", "Sampling/Solver",
      "Stochastic explicit exponential derivative-free solver of three stages for the reverse-time SDE, by the data's "
      "estimate (Gonzalez et al., SEEDS, 2023, algorithm 3); without noise it is DPM-Solver++ of third order. Three "
      "evaluations a step; 10 to 30 steps. Independent noise for each stage.",
      "seeds_3 sampler sde stochastic exponential runge kutta third order"};

  static constexpr auto eta = param("eta", 1.0, range(0, 100), slider(0, 1),
                                    "Share of noise: 0 the probability-flow equation, 1 the reverse-time SDE.");
  static constexpr auto r1 = param("r_1", 1.0 / 3, range(0.01, 1), advanced,
                                   "Where in the step the second evaluation is, as a share of its way in log-SNR.");
  static constexpr auto r2 =
      param("r_2", 2.0 / 3, range(0.01, 1), advanced, "Where the third evaluation is; above r_1.");
  static constexpr auto ports = weft::ports(eta, sNoise, r1, r2, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct ExpHeun2 : SolverNode<ExpHeun2> {
  static constexpr About about{
      "Exponential Heun", "Sampling/Solver",
      "Heun's method as an exponential integrator of the data's estimate in log-SNR: both ends of a step are "
      "evaluated, and the line between them is integrated exactly (Hochbruck and Ostermann, Exponential Integrators, "
      "2010, equation 2.40, with c_2 = 1). Two evaluations a step; 10 to 25 steps. With eta above 0 it solves the "
      "reverse-time SDE.",
      "exp_heun_2_x0 exp_heun_2_x0_sde sampler ode sde second order"};

  static constexpr auto solverType = param("solver_type", "phi_2",
                                           choices(choice("phi_1", "Half of the first order's weight for the slope"),
                                                   choice("phi_2", "The integral's own weight for the slope")),
                                           "How the difference of both evaluations counts.");
  static constexpr auto eta = param("eta", 0.0, range(0, 100), slider(0, 1),
                                    "Share of noise: 0 the probability-flow equation, 1 the reverse-time SDE.");
  static constexpr auto ports = weft::ports(solverType, eta, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
