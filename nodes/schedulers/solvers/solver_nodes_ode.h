// Nodes of solvers whose steps stand alone, and of those that choose their own.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

struct Euler : SolverNode<Euler> {
  static constexpr About about{
      "Euler", "Sampling/Solver",
      "Euler's method on the probability-flow equation dx/dt = a'(t) x0 + b'(t) z of any process x_t = a(t) x0 + b(t) "
      "z: one evaluation a step, error of first order in the step. Good for everything, and for few steps of a "
      "rectified flow; 20 to 30 steps are usual. It is DDIM with eta 0 (Song et al., Denoising Diffusion Implicit "
      "Models, 2021, equation 12), EulerDiscreteScheduler and, for a rectified flow, FlowMatchEulerDiscreteScheduler "
      "of diffusers, and \"euler\" of k-diffusion and ComfyUI.",
      "sampler ode first order EulerDiscreteScheduler FlowMatchEulerDiscreteScheduler sample_euler euler_cfg_pp "
      "EDMEulerScheduler"};
  static constexpr auto cfgPlusPlus =
      param("cfg_pp", false,
            "CFG++ (Chung et al., CFG++: Manifold-constrained Classifier Free Guidance for Diffusion Models, 2024, "
            "algorithm 1): the noise that is kept is that of the prediction without condition. The guidance scale is "
            "small then: about 1 to 2.");
  static constexpr auto ports = weft::ports(cfgPlusPlus, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct Heun : SolverNode<Heun> {
  static constexpr About about{
      "Heun", "Sampling/Solver",
      "Heun's method on the probability-flow equation: an Euler step, then a second one with the mean of the "
      "velocities at both ends (Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, "
      "2022, algorithm 1). Two evaluations a step, error of second order in the step; good where precision matters "
      "more than time, with 10 to 20 steps. A step that ends without noise is an Euler step, since the velocity has no "
      "meaning there.",
      "sampler ode second order HeunDiscreteScheduler FlowMatchHeunDiscreteScheduler sample_heun"};
  static std::unique_ptr<Object> make();
};

struct DPM2 : SolverNode<DPM2> {
  static constexpr About about{
      "DPM2", "Sampling/Solver",
      "Steps along the slope at the geometric mean of both ends' sigma: the sampler of k-diffusion that was inspired "
      "by DPM-Solver-2 (Lu et al., DPM-Solver, 2022, algorithm 1) and by Karras et al., 2022. Two evaluations a step, "
      "error of second order in the step; much like Heun, with 10 to 20 steps. A step that ends without noise is an "
      "Euler step.",
      "sampler ode second order midpoint KDPM2DiscreteScheduler sample_dpm_2"};
  static std::unique_ptr<Object> make();
};

struct HeunPP2 : SolverNode<HeunPP2> {
  static constexpr About about{
      "Heun++ 2", "Sampling/Solver",
      "Heun's method with one point more: a step goes along a mean of the slopes at its start, its end and the end of "
      "the next step, weighed by their sigma. It has no paper; this is \"heunpp2\" of ComfyUI. Three evaluations a "
      "step, two in the last but one and one in the last; 10 to 20 steps. Smooth, though formally of first order.",
      "sampler ode heunpp2 Heun++"};
  static std::unique_ptr<Object> make();
};

struct EDMStochastic : SolverNode<EDMStochastic> {
  static constexpr About about{
      "EDM stochastic", "Sampling/Solver",
      "The stochastic sampler of Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, "
      "2022, algorithm 2: each step first adds a little noise, which lets it correct errors of earlier ones, and then "
      "goes down from there. With s_churn 0 it is the plain method. Good for many steps of models of pixels, 50 and "
      "more; the paper uses s_churn 40, s_tmin 0.05, s_tmax 50 and s_noise 1.003 for ImageNet-64. These are the "
      "options of k-diffusion's sample_euler, sample_heun and sample_dpm_2. Noise is not added beyond the denoiser's "
      "last time, and of a flow sigma is b / a.",
      "sampler stochastic churn s_churn s_tmin s_tmax s_noise karras EDMEulerScheduler EulerDiscreteScheduler "
      "KarrasVeScheduler"};
  static constexpr auto method =
      param("method", "heun",
            choices(choice("euler", "One evaluation a step."), choice("heun", "Two: the paper's."),
                    choice("dpm2", "Two: the slope in the middle.")),
            "How to go down.");
  static constexpr auto churn = param("s_churn", 40.0, range(0, 1e6), slider(0, 100),
                                      "How much noise the whole sampling adds: sigma grows by min(s_churn / steps, "
                                      "sqrt(2) - 1) of itself before a step.");
  static constexpr auto minimum =
      param("s_tmin", 0.0, range(0, 1e9), slider(0, 10), unit("sigma"), "Below, nothing is added. Of a flow its time.");
  static constexpr auto maximum =
      param("s_tmax", 1e9, range(0, 1e9), unit("sigma"), "Above, nothing is added. Of a flow its time.");
  static constexpr auto ports = weft::ports(method, churn, minimum, maximum, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPMFast : SolverNode<DPMFast> {
  static constexpr About about{
      "DPM fast", "Sampling/Solver",
      "DPM-Solver-fast (Lu et al., DPM-Solver, 2022, section 3.4): steps of third order, even in log sigma, that spend "
      "one evaluation for each step of the schedule, of which only the first and the last time matter. Where the "
      "schedule ends without noise, the last evaluation is an Euler step from the time before. Good for about 10 to 20 "
      "evaluations; k-diffusion's sample_dpm_fast.",
      "sampler ode third order dpm_fast sample_dpm_fast"};
  static constexpr auto eta =
      param("eta", 0.0, range(0, 10), slider(0, 1), "How much of the noise is replaced at each step; 0: none.");
  static constexpr auto ports = weft::ports(eta, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct DPMAdaptive : SolverNode<DPMAdaptive> {
  static constexpr About about{
      "DPM adaptive", "Sampling/Solver",
      "DPM-Solver-12 and -23 (Lu et al., DPM-Solver, 2022, appendix C): compares two orders at each step and takes as "
      "long a step as their difference allows. Of the schedule only the first and the last time matter; where it ends "
      "without noise, an Euler step goes there from the time before. Good where the number of steps is not known; "
      "k-diffusion's sample_dpm_adaptive, usually 30 to 100 evaluations.",
      "sampler ode adaptive step size dpm_adaptive sample_dpm_adaptive pid"};
  static constexpr auto order = param("order", 3, range(2, 3), "Of the better of the two: 3 compares orders 2 and 3.");
  static constexpr auto rtol = param("rtol", 0.05, range(0, 1), slider(1e-4, 0.5, WEFT_CURVE_LOGARITHMIC),
                                     "Error allowed in a step, as a share of the latent's elements.");
  static constexpr auto atol = param("atol", 0.0078, range(1e-12, 1), slider(1e-5, 0.1, WEFT_CURVE_LOGARITHMIC),
                                     "Error allowed in a step where they are near 0; 0.0078 is 1/128.");
  static constexpr auto firstStep = param("h_init", 0.05, range(1e-6, 10), slider(0.01, 1, WEFT_CURVE_LOGARITHMIC),
                                          unit("log sigma"), advanced, "Length of the first step.");
  static constexpr auto pcoeff =
      param("pcoeff", 0.0, range(-10, 10), slider(0, 1), advanced, "Proportional part of the control of step sizes.");
  static constexpr auto icoeff = param("icoeff", 1.0, range(-10, 10), slider(0, 1), advanced, "Integral part of it.");
  static constexpr auto dcoeff =
      param("dcoeff", 0.0, range(-10, 10), slider(0, 1), advanced, "Differential part of it.");
  static constexpr auto acceptSafety = param("accept_safety", 0.81, range(0.01, 1), slider(0.5, 1), advanced,
                                             "A step is taken back where the next one would be shorter by more.");
  static constexpr auto eta =
      param("eta", 0.0, range(0, 10), slider(0, 1), "How much of the noise is replaced at each step; 0: none.");
  static constexpr auto ports =
      weft::ports(order, rtol, atol, firstStep, pcoeff, icoeff, dcoeff, acceptSafety, eta, sNoise, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
