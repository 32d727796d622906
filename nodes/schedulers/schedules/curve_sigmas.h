// Schedules along a curve between two sigmas: nodes/lib/sampling/schedules/curves.h.
#pragma once

#include "schedule_node.h"

namespace weft::schedulers {

struct KarrasSigmas : CurveNode<KarrasSigmas> {
  static constexpr About about{
      "Karras sigmas", "Sampling/Schedule",
      "Times that are evenly spaced in sigma^(1/rho), so that steps shorten towards the end (Karras et al., "
      "Elucidating "
      "the Design Space of Diffusion-Based Generative Models, 2022, equation 5). The usual choice for models that "
      "predict noise or v with DPM++ 2M, Euler or Heun, 10 to 30 steps. get_sigmas_karras of k-diffusion, "
      "use_karras_sigmas of diffusers.",
      "schedule karrasscheduler karras get_sigmas_karras use_karras_sigmas rho edm"};

  static constexpr auto rho = param("rho", 7.0, range(0.01, 100), slider(1, 15),
                                    "How much shorter the last steps are; 1: all alike. The paper's is 7.");
  static constexpr auto ports = weft::ports(model, steps, sigma_max, sigma_min, rho, sigmas);

  static sampling::Times times(const Call& call, sampling::SigmaRange range) {
    return sampling::karrasSigmas(call[steps], range, call[rho]);
  }
};

struct ExponentialSigmas : CurveNode<ExponentialSigmas> {
  static constexpr About about{
      "Exponential sigmas", "Sampling/Schedule",
      "Times that are evenly spaced in log sigma, hence in log-SNR: what exponential integrators such as DPM-Solver "
      "step through evenly (Lu et al., DPM-Solver, 2022, section 3). 10 to 30 steps. get_sigmas_exponential of "
      "k-diffusion, use_exponential_sigmas of diffusers.",
      "schedule exponentialscheduler exponential get_sigmas_exponential use_exponential_sigmas use_lu_lambdas log "
      "linear logsnr "
      "uniform lambda"};

  static constexpr auto ports = weft::ports(model, steps, sigma_max, sigma_min, sigmas);

  static sampling::Times times(const Call& call, sampling::SigmaRange range) {
    return sampling::exponentialSigmas(call[steps], range);
  }
};

struct PolyexponentialSigmas : CurveNode<PolyexponentialSigmas> {
  static constexpr About about{
      "Polyexponential sigmas", "Sampling/Schedule",
      "Times whose log sigma falls as a power of what is left of the way, (1 - u)^rho: the exponential schedule at rho "
      "= 1, with more steps at low noise above, at high noise below. 10 to 30 steps. get_sigmas_polyexponential of "
      "k-diffusion.",
      "schedule polyexponentialscheduler polyexponential get_sigmas_polyexponential"};

  static constexpr auto rho =
      param("rho", 1.0, range(0.01, 100), slider(0.2, 5, WEFT_CURVE_LOGARITHMIC), "The power. 1: evenly in log sigma.");
  static constexpr auto ports = weft::ports(model, steps, sigma_max, sigma_min, rho, sigmas);

  static sampling::Times times(const Call& call, sampling::SigmaRange range) {
    return sampling::polyexponentialSigmas(call[steps], range, call[rho]);
  }
};

struct KLOptimalSigmas : CurveNode<KLOptimalSigmas> {
  static constexpr About about{
      "KL-optimal sigmas", "Sampling/Schedule",
      "Times that are evenly spaced in arctan sigma: the schedule with the least Kullback-Leibler divergence for data "
      "that are normal with variance 1 (Sabour et al., Align Your Steps: Optimizing Sampling Schedules in Diffusion "
      "Models, 2024). For few steps, 5 to 20. ComfyUI's kl_optimal.",
      "schedule scheduler kl_optimal arctan align your steps"};

  static constexpr auto ports = weft::ports(model, steps, sigma_max, sigma_min, sigmas);

  static sampling::Times times(const Call& call, sampling::SigmaRange range) {
    return sampling::klOptimalSigmas(call[steps], range);
  }
};

struct LaplaceSigmas : CurveNode<LaplaceSigmas> {
  static constexpr About about{
      "Laplace sigmas", "Sampling/Schedule",
      "Times whose log sigma lie at the quantiles of a Laplace distribution, most densely around e^mu, where most of a "
      "picture is decided (Hang et al., Improved Noise Schedule for Diffusion Training, 2024). What lies beyond "
      "sigma_max and sigma_min is cut off there, and equal times count once, so that there may be fewer steps. 20 to "
      "50 "
      "steps. ComfyUI's LaplaceScheduler, followed by a step to 0.",
      "schedule laplacescheduler laplace get_sigmas_laplace logsnr"};

  static constexpr auto mu = param("mu", 0.0, range(-10, 10), slider(-3, 3), "Centre, as log sigma.");
  static constexpr auto beta = param("beta", 0.5, range(0.01, 10), slider(0.1, 2), "Width, in units of log sigma.");
  static constexpr auto ports = weft::ports(model, steps, sigma_max, sigma_min, mu, beta, sigmas);

  static void infer(Infer& question) { inferRange(question); }  // how many times there are shows when they are made
  static sampling::Times times(const Call& call, sampling::SigmaRange range) {
    return sampling::laplaceSigmas(call[steps], range, call[mu], call[beta]);
  }
};

struct VPSigmas : ScheduleNode<VPSigmas> {
  static constexpr About about{
      "VP sigmas", "Sampling/Schedule",
      "Times that are evenly spaced in the time of the variance-preserving process with beta(t) = beta_min + beta_d t: "
      "sigma = sqrt(exp(beta_d t^2 / 2 + beta_min t) - 1), t from 1 to eps_s, and then 0 (Song et al., Score-Based "
      "Generative Modeling through Stochastic Differential Equations, 2021). For models that were trained so; often "
      "hundreds of steps. get_sigmas_vp of k-diffusion.",
      "schedule vpscheduler vp get_sigmas_vp score sde ddpm++"};

  static constexpr auto beta_d = param("beta_d", 19.9, range(0, 1000), slider(1, 40), "How much beta(t) grows.");
  static constexpr auto beta_min = param("beta_min", 0.1, range(0, 100), slider(0, 1), "beta at t = 0.");
  static constexpr auto eps_s =
      param("eps_s", 0.001, range(1e-6, 0.999), slider(0.0001, 0.1, WEFT_CURVE_LOGARITHMIC), "The last t before 0.");
  static constexpr auto ports = weft::ports(steps, beta_d, beta_min, eps_s, sigmas);

  static void infer(Infer& question) {
    if (question.knows(beta_d) && question.knows(beta_min) && question[beta_d] + question[beta_min] <= 0)
      question.fail(beta_d, noNoise);
    inferSteps(question);
  }
  void process(Call& call) {
    if (call[beta_d] + call[beta_min] <= 0) throw Failure(noNoise);
    give(call, sampling::vpSigmas(call[steps], call[beta_d], call[beta_min], call[eps_s]));
  }

 private:
  static constexpr const char* noNoise = "beta_d and beta_min are both 0, which is a process without noise";
};

}  // namespace weft::schedulers
