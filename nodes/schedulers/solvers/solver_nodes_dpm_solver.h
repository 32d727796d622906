// The exponential integrators of diffusers.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

struct DPMSolverMultistep : SolverNode<DPMSolverMultistep> {
  static constexpr About about{
      "DPM-Solver multistep", "Sampling/Solver",
      "DPM-Solver and DPM-Solver++ over the estimates of up to three steps, with and without noise, in half log-SNR "
      "for any process. Lu et al., DPM-Solver: A Fast ODE Solver for Diffusion Probabilistic Model Sampling in Around "
      "10 Steps, 2022, proposition 3.1, and DPM-Solver++, 2022, algorithm 2; DPMSolverMultistepScheduler of diffusers. "
      "One "
      "evaluation a step; 15 to 25 steps, with noise some more. Guided models want dpmsolver++ of order 2. Order 3 has "
      "the published weights, by which its error falls as that of order 2 does.",
      "DPMSolverMultistepScheduler EDMDPMSolverMultistepScheduler CosineDPMSolverMultistepScheduler dpmsolver++ "
      "sde-dpmsolver++ sampler ode sde multistep"};

  static constexpr auto solverOrder = param("solver_order", 2, range(1, 3), "Estimates that a step builds on.");
  static constexpr auto algorithmType =
      param("algorithm_type", "dpmsolver++",
            choices(choice("dpmsolver", "Integrates the noise's estimate: for models without guidance"),
                    choice("dpmsolver++", "Integrates the data's estimate"),
                    choice("sde-dpmsolver", "As dpmsolver, of the reverse-time SDE: draws noise"),
                    choice("sde-dpmsolver++", "As dpmsolver++, of the reverse-time SDE: draws noise")),
            "What is integrated, and whether noise is added.");
  static constexpr auto solverType = param("solver_type", "midpoint",
                                           choices(choice("midpoint", "Half of the first order's weight for the slope"),
                                                   choice("heun", "The integral's own weight for the slope")),
                                           "How the difference of two estimates counts in steps of order 2.");
  static constexpr auto lowerOrderFinal =
      param("lower_order_final", true,
            "Of fewer than 15 steps, the last is of order 1 and the one before of order 2 at most: steadier.");
  static constexpr auto eulerAtFinal =
      param("euler_at_final", false, advanced, "The last step is of order 1, however many there are.");
  static constexpr auto ports =
      weft::ports(solverOrder, algorithmType, solverType, lowerOrderFinal, eulerAtFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPMSolverSinglestep : SolverNode<DPMSolverSinglestep> {
  static constexpr About about{
      "DPM-Solver singlestep", "Sampling/Solver",
      "DPM-Solver (Lu et al., 2022, algorithms 1 and 2) and DPM-Solver++ (Lu et al., 2022, algorithm 1) in groups of "
      "as many steps as the order says, each of which begins anew: DPMSolverSinglestepScheduler of diffusers, in half "
      "log-SNR for any process. One evaluation a step; 15 to 30 steps.",
      "DPMSolverSinglestepScheduler dpmsolver++ sampler ode singlestep"};

  static constexpr auto solverOrder = param("solver_order", 2, range(1, 3), "Steps in a group.");
  static constexpr auto algorithmType =
      param("algorithm_type", "dpmsolver++",
            choices(choice("dpmsolver", "Integrates the noise's estimate: for models without guidance"),
                    choice("dpmsolver++", "Integrates the data's estimate"),
                    choice("sde-dpmsolver++", "As dpmsolver++, of the reverse-time SDE: draws noise")),
            "What is integrated, and whether noise is added.");
  static constexpr auto solverType =
      param("solver_type", "midpoint",
            choices(choice("midpoint", "The newest slope alone"), choice("heun", "The integral through all estimates")),
            "How differences of the estimates count.");
  static constexpr auto lowerOrderFinal =
      param("lower_order_final", false,
            "The last step is of order 1. Holds anyway where the steps make no whole groups or end without noise.");
  static constexpr auto ports = weft::ports(solverOrder, algorithmType, solverType, lowerOrderFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct UniPC : SolverNode<UniPC> {
  static constexpr About about{
      "UniPC", "Sampling/Solver",
      "A predictor over up to four estimates, and a corrector that uses the next step's evaluation and so costs none "
      "(Zhao et al., UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models, 2023, "
      "algorithms 5 to 8): UniPCMultistepScheduler of diffusers. One evaluation a step; good with very few, 8 to 20.",
      "UniPCMultistepScheduler uni_pc uni_pc_bh2 bh1 bh2 sampler ode predictor corrector multistep"};

  static constexpr auto solverOrder = param(
      "solver_order", 2, range(1, 4), "Estimates that the predictor builds on. 2 for guided models, 3 for others.");
  static constexpr auto solverType = param(
      "solver_type", "bh2",
      choices(choice("bh1", "B(h) = h: for models without guidance and few steps"), choice("bh2", "B(h) = e^h - 1")),
      "The function B(h), where two estimates leave it open.");
  static constexpr auto predictX0 =
      param("predict_x0", true, "Integrates the data's estimate; else the noise's, which guidance makes unsteady.");
  static constexpr auto corrector = param("corrector", true, "Corrects the result of each step.");
  static constexpr auto disableCorrector =
      param("disable_corrector", "", advanced,
            "Steps whose result is not corrected, such as 0,1: the first ones, where strong guidance makes it worse.");
  static constexpr auto lowerOrderFinal = param("lower_order_final", true, "The order falls to 1 over the last steps.");
  static constexpr auto ports =
      weft::ports(solverOrder, solverType, predictX0, corrector, disableCorrector, lowerOrderFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DEIS : SolverNode<DEIS> {
  static constexpr About about{
      "DEIS", "Sampling/Solver",
      "Diffusion exponential integrator sampler: integrates the polynomial in log(b / a) through the noise's estimates "
      "of up to three steps exactly (Zhang and Chen, Fast Sampling of Diffusion Models with Exponential Integrator, "
      "2023, equation 15, log-rho): DEISMultistepScheduler of diffusers. One evaluation a step; 10 to 25 steps.",
      "DEISMultistepScheduler deis logrho sampler ode multistep exponential"};

  static constexpr auto solverOrder = param("solver_order", 2, range(1, 3), "Estimates that a step builds on.");
  static constexpr auto lowerOrderFinal =
      param("lower_order_final", true,
            "Of fewer than 15 steps, the last is of order 1 and the one before of order 2 at most: steadier.");
  static constexpr auto ports = weft::ports(solverOrder, lowerOrderFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct SASolver : SolverNode<SASolver> {
  static constexpr About about{
      "SA-Solver", "Sampling/Solver",
      "Stochastic Adams methods, a predictor and a corrector that costs no evaluation, for SDEs with any share of "
      "noise "
      "tau (Xue et al., SA-Solver: Stochastic Adams Solver for Fast Sampling of Diffusion Models, 2023, algorithm 1): "
      "SASolverScheduler of diffusers. One evaluation a step; 20 to 60 steps.",
      "SASolverScheduler sa_solver tau_func sampler sde stochastic adams predictor corrector multistep"};

  static constexpr auto predictorOrder =
      param("predictor_order", 2, range(1, 4), "Estimates that the predictor builds on.");
  static constexpr auto correctorOrder = param(
      "corrector_order", 2, range(0, 4), "Estimates that the corrector builds on, the new one among them. 0: none.");
  static constexpr auto algorithmType =
      param("algorithm_type", "data_prediction",
            choices(choice("data_prediction", "Integrates the data's estimate"),
                    choice("noise_prediction", "Integrates the noise's estimate: for models without guidance")),
            "What is integrated.");
  static constexpr auto tau =
      param("tau", 1.0, range(0, 10), slider(0, 1.5), "Share of noise: 0 the probability-flow equation, 1 the SDE.");
  static constexpr auto tauStart =
      param("tau_start", 0.8, range(0, 1), slider(0, 1),
            "Noise is added from this time on: a share of the trained steps, the time of a flow, else the angle "
            "atan(b / a) as a share of the right one.");
  static constexpr auto tauEnd = param("tau_end", 0.2, range(0, 1), slider(0, 1), "Noise is added down to this time.");
  static constexpr auto lowerOrderFinal = param("lower_order_final", true, "The order falls over the last steps.");
  static constexpr auto ports =
      weft::ports(predictorOrder, correctorOrder, algorithmType, tau, tauStart, tauEnd, lowerOrderFinal, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
