// Nodes of the samplers that are written with the score, grad log p_t(x) = (a x0 - x) / b^2.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

// What the two nodes of Langevin dynamics have in common.
template <class Self>
struct LangevinNode : SolverNode<Self> {
  static constexpr auto steps = param("steps", 10, range(1, 10'000), slider(1, 100),
                                      "Steps of the dynamics at one level of noise; each is one evaluation.");
  static constexpr auto stepSize =
      param("step_size", 0.2, range(1e-6, 3.9), slider(0.001, 1, WEFT_CURVE_LOGARITHMIC),
            "alpha over the variance of the noise, b(t)^2. Large steps are fast and wrong: at 0.2 the variance of what "
            "is drawn is up to 5 % too large, at 0.02 up to 0.5 %; the dynamics run away from 4 on. In the terms of "
            "Song and Ermon it is epsilon / sigma_L^2, 0.2 there.");
  static constexpr auto denoise =
      param("denoise", true,
            "Whether a step to a time without noise ends at the denoiser's estimate, which is sharper (Jolicoeur-"
            "Martineau et al., Adversarial score matching and improved sampling for image generation, 2020).");
  static constexpr auto ports = weft::ports(steps, stepSize, denoise, SolverNode<Self>::solver);
};

struct Langevin : LangevinNode<Langevin> {
  static constexpr About about{
      "Langevin", "Sampling/Solver",
      "Unadjusted Langevin dynamics at one level of noise, x + alpha / 2 grad log p_t(x) + sqrt(alpha) z again and "
      "again. See Welling and Teh, Bayesian Learning via Stochastic Gradient Langevin Dynamics, 2011; Song and Ermon, "
      "Generative Modeling by Estimating Gradients of the Data Distribution, 2019, equation 4. A schedule of two "
      "times, such as 1 and 0, samples at the first and denoises to the second; with more times it samples at each and "
      "goes on along the probability-flow equation. Draws from p_t whatever it starts from, given time: for studies "
      "and small models, hundreds of steps.",
      "sampler mcmc score unadjusted ula stochastic"};
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct AnnealedLangevin : LangevinNode<AnnealedLangevin> {
  static constexpr About about{
      "Annealed Langevin", "Sampling/Solver",
      "Langevin dynamics at each level of noise in turn, alpha_i = epsilon sigma_i^2 / sigma_L^2 (Song and Ermon, "
      "Generative Modeling by Estimating Gradients of the Data Distribution, 2019, algorithm 1): the sampler of "
      "noise-conditional score networks. Wants levels whose ratio is not far from 1, as exponential sigmas have, and "
      "many steps: 10 levels of 100 in the paper. Of a variance-preserving process the levels are b / a, and the "
      "sample "
      "is rescaled between them.",
      "sampler ncsn score smld ald mcmc stochastic"};
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct PredictorCorrector : SolverNode<PredictorCorrector> {
  static constexpr About about{
      "Predictor-corrector", "Sampling/Solver",
      "A step of the reverse diffusion equation, after Langevin dynamics that put the sample right (Song et al., "
      "Score-Based Generative Modeling through Stochastic Differential Equations, 2021, algorithms 1 to 5, equations "
      "4, "
      "46 and 47): ScoreSdeVeScheduler of diffusers for a variance-exploding process. 1 + correct_steps evaluations a "
      "step. For score models on fine schedules: 1,000 steps in the paper. Exact only for short steps; on coarse "
      "schedules take the ancestral predictor. A step that ends without noise ends at the estimate.",
      "sampler ScoreSdeVe ScoreSdeVp sde reverse diffusion ancestral corrector stochastic"};
  static constexpr auto predictor =
      param("predictor", "reverse_diffusion",
            choices(choice("reverse_diffusion", "The reverse equation, cut into steps as the forward one is"),
                    choice("ancestral", "The mean of the posterior, which is right for steps of any length")),
            "The step from one time to the next.");
  static constexpr auto snr =
      param("snr", 0.15, range(0, 10), slider(0, 0.5),
            "Signal-to-noise ratio r of the corrector: the length of its step over that of the noise in it.");
  static constexpr auto correctSteps =
      param("correct_steps", 1, range(0, 100), slider(0, 5), "Steps of the corrector before each predictor.");
  static constexpr auto ports = weft::ports(predictor, snr, correctSteps, SolverNode::solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct EulerMaruyama : SolverNode<EulerMaruyama> {
  static constexpr About about{
      "Euler-Maruyama", "Sampling/Solver",
      "Euler and Maruyama's method on the reverse diffusion equation dx = (f x - (1 + eta^2) / 2 g^2 score) dt + eta g "
      "dw with f = a' / a and g^2 = 2 b b' - 2 f b^2 (Song et al., Score-Based Generative Modeling through Stochastic "
      "Differential Equations, 2021, equation 6; Kloeden and Platen, 1992). The plainest sampler of all, for "
      "comparisons: wants short steps, 1,000 usually. A step that ends without noise ends at the estimate, and one "
      "from noise alone, where f and g are infinite, follows the flow.",
      "sampler sde reverse euler maruyama stochastic"};
  static constexpr auto eta = param("eta", 1.0, range(0, 10), slider(0, 2),
                                    "How much of the process's own noise is added: 1 is the reverse equation, 0 the "
                                    "probability-flow equation, which has the same p_t.");
  static constexpr auto ports = weft::ports(eta, SolverNode::solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

struct ProbabilityFlowODE : SolverNode<ProbabilityFlowODE> {
  static constexpr About about{
      "Probability-flow ODE", "Sampling/Solver",
      "The probability-flow equation by Dormand and Prince's Runge-Kutta method of order 5, which chooses its own "
      "steps "
      "(Song et al., Score-Based Generative Modeling through Stochastic Differential Equations, 2021, section 4.3; "
      "Dormand and Prince, 1980). Of the schedule it takes the first and the last time. What other solvers approach: "
      "for references, for likelihoods, and for noise that stands for a sample; 50 to 200 evaluations. Integrates over "
      "log sigma; a way to a time without noise ends in the denoiser's estimate at sigma_min.",
      "sampler ode rk45 dopri5 adaptive runge kutta solve_ivp"};
  static constexpr auto rtol =
      param("rtol", 1e-5, range(1e-12, 0.1), slider(1e-6, 0.01, WEFT_CURVE_LOGARITHMIC),
            "Error that one step may have, relative to the sample scaled so that sigma is its noise.");
  static constexpr auto atol = param("atol", 1e-5, range(1e-12, 0.1), slider(1e-6, 0.01, WEFT_CURVE_LOGARITHMIC),
                                     "The same, absolute; both are added.");
  static constexpr auto sigmaMin =
      param("sigma_min", 1e-4, range(1e-9, 1), advanced,
            "The least sigma that is integrated to on the way to a time without noise; no less than the model was "
            "trained for.");
  static constexpr auto ports = weft::ports(rtol, atol, sigmaMin, SolverNode::solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
