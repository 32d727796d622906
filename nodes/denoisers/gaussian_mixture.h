#pragma once

#include <weft/sdk/denoiser.h>

#include "process_node.h"

namespace weft::denoisers {

struct GaussianMixture : ProcessNode<GaussianMixture> {
  static constexpr About about{
      "Gaussian mixture", "Sampling",
      "The exact denoiser of a mixture of Gaussians, in any process: what a network would be that had learned this "
      "data "
      "without error. E[x | x_t] = sum of p(k | x_t) (m_k + a S_k V_k^-1 (x_t - a m_k)) with V_k = a^2 S_k + b^2 I; it "
      "tells its gradient as well. Each cell of a latent is a draw of its own. For trying solvers, schedules and "
      "guidance, whose result can be told in advance.",
      "toy model analytic score denoiser test closed form"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto means =
      param("means", "-1; 1", multiline,
            "The centres m_k, with semicolons between: each as many numbers as the latent has channels.");
  static constexpr auto weights = param(
      "weights", "", "How often each centre is drawn, relative to the others: one number each; empty: all alike.");
  static constexpr auto deviations =
      param("deviations", "0.1", multiline,
            "Standard deviations: one number for all; or with semicolons between a row for each centre, of one number, "
            "or of one for each channel. 0: points.");
  static constexpr auto covariances =
      param("covariances", "", multiline,
            "In place of deviations: a row for each centre with the covariance S_k, row by row, such as "
            "\"1 0.5 0.5 1; 1 0 0 1\" for two channels. Symmetric, no eigenvalue below 0.");
  static constexpr auto labels =
      param("labels", "",
            "A word for each centre: a conditioning whose text holds some of them draws those alone. Empty: "
            "conditionings count for nothing.");
  static constexpr auto denoiser =
      output<Denoiser>("denoiser", "The denoiser, for latents of the space \"mixture\" and of any size.");
  static constexpr auto ports =
      weft::ports(means, weights, deviations, covariances, labels, kind, betaSchedule, betaStart, betaEnd,
                  numTrainTimesteps, trainedBetas, rescaleBetasZeroSnr, logSnrMax, logSnrMin, sigmaMax, denoiser);

  static void infer(Infer& question);
  void process(Call& call);
};

struct MixtureCondition : Node<MixtureCondition> {
  static constexpr About about{"Mixture condition", "Sampling",
                               "What to draw of a Gaussian mixture: the centres whose labels stand in the text. A "
                               "conditioning {\"text\"}, without a text encoder.",
                               "conditioning label class prompt"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto text = param("text", "", "Labels of centres, with spaces between; none that is known: all.");
  static constexpr auto conditioning = output<Conditioning>("conditioning", "For Sample, guidance and Predict.");
  static constexpr auto ports = weft::ports(text, conditioning);

  void process(Call& call);
};

}  // namespace weft::denoisers
