#pragma once

#include "schedule_node.h"

namespace weft::schedulers {

struct BetaSigmas : CurveNode<BetaSigmas> {
  static constexpr About about{
      "Beta sigmas", "Sampling/Schedule",
      "Times at the quantiles of a beta distribution: below 1, alpha and beta make more steps at low and at high "
      "noise, "
      "where pictures change most (Lee et al., Beta Sampling is All You Need, 2024). Times that repeat are left out. "
      "15 "
      "to 30 steps, with flows too. BetaSamplingScheduler of ComfyUI, use_beta_sigmas of diffusers.",
      "schedule scheduler beta betasamplingscheduler use_beta_sigmas scipy ppf"};

  static constexpr auto alpha =
      param("alpha", 0.6, range(0.01, 50), slider(0.1, 2), "Below 1: more steps at low noise; above: fewer.");
  static constexpr auto beta =
      param("beta", 0.6, range(0.01, 50), slider(0.1, 2), "Below 1: more steps at high noise; above: fewer.");
  static constexpr auto spacing =
      param("spacing", "continuous",
            choices(choice("continuous", "Quantiles of sigma, from sigma_max to sigma_min, and then 0: diffusers."),
                    choice("steps",
                           "Quantiles of the trained steps, rounded, and then 0: ComfyUI. Needs a model; sigma_min "
                           "and sigma_max do not count.")),
            "What is distributed.");
  static constexpr auto ports = weft::ports(model, steps, sigma_max, sigma_min, alpha, beta, spacing, sigmas);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
