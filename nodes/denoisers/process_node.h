// The parameters of nodes that choose a process.
#pragma once

#include <weft/sdk/node.h>
#include <weft/sdk/numbers.h>

#include "diffusion/process_options.h"

namespace weft::denoisers {

template <class Self>
struct ProcessNode : Node<Self> {
  static constexpr auto kind = param(
      "process", "discrete",
      choices(
          choice("discrete",
                 "Variance preserving, a^2 + b^2 = 1, trained on num_train_timesteps steps: DDPM, Stable Diffusion. "
                 "Time is sigma = b / a."),
          choice("continuous",
                 "Variance preserving, trained on all times: the VP process of Song et al., 2021. Time is sigma."),
          choice("variance_exploding", "x_t = x + sigma z, time is sigma (NCSN, VE of Song et al., 2021)."),
          choice("edm", "The same process, as networks of Karras et al., 2022, know it."),
          choice("flow", "Rectified flow: x_t = (1 - t) x + t z, time from 0 to 1.")),
      "How noise is mixed in: x_t = a(t) x + b(t) z.");
  static constexpr auto betaSchedule = param(
      "beta_schedule", "scaled_linear", visibleIf("process=discrete|continuous"),
      choices(
          choice("linear", "From beta_start to beta_end (Ho et al., 2020)."),
          choice("scaled_linear", "The square root is linear: Stable Diffusion 1, 2 and XL."),
          choice("squaredcos_cap_v2",
                 "The improved cosine, alpha-bar = cos^2(pi/2 (t/T + 0.008) / 1.008) (Nichol & Dhariwal, 2021, "
                 "equation 17); of discrete steps no beta is above 0.999."),
          choice("cosine", "alpha-bar = cos^2(pi t / 2T). Its last step has nothing of the sample left."),
          choice("sigmoid", "Between beta_start and beta_end; discrete alone."),
          choice("laplace", "Noise levels gather around log-SNR 0 (Hang & Gu, 2024); discrete alone."),
          choice("log_snr",
                 "log-SNR falls linearly between learned ends (Kingma et al., Variational Diffusion Models, 2021)."),
          choice("trained_betas", "The table in trained_betas; discrete alone.")),
      "How noise grows with the steps of the training.");
  static constexpr auto betaStart =
      param("beta_start", 0.00085, range(1e-9, 1), visibleIf("process=discrete|continuous"),
            "The first beta of a trained step.");
  static constexpr auto betaEnd =
      param("beta_end", 0.012, range(1e-9, 1), visibleIf("process=discrete|continuous"),
            "The last beta; above beta_start. A continuous process has these times num_train_timesteps.");
  static constexpr auto numTrainTimesteps =
      param("num_train_timesteps", 1000, range(1, 1000000), unit("steps"), visibleIf("process=discrete|continuous"),
            "How many steps the training had.");
  static constexpr auto trainedBetas = param(
      "trained_betas", "", multiline, visibleIf("beta_schedule=trained_betas"),
      "One beta for each trained step, between 0 and 1, the last one perhaps 1; spaces, commas or lines between.");
  static constexpr auto rescaleBetasZeroSnr = param(
      "rescale_betas_zero_snr", false, visibleIf("process=discrete|continuous"),
      "Whether the betas are rescaled so that nothing of the sample is left at the last step, whose sigma is "
      "infinite then (Lin et al., Common Diffusion Noise Schedules and Sample Steps are Flawed, 2023, algorithm 1).");
  static constexpr auto logSnrMax = param("log_snr_max", 13.3, range(-600, 600), visibleIf("beta_schedule=log_snr"),
                                          "log(a^2 / b^2) at the first time.");
  static constexpr auto logSnrMin = param("log_snr_min", -5.0, range(-600, 600), visibleIf("beta_schedule=log_snr"),
                                          "log(a^2 / b^2) at the last time; below log_snr_max.");
  static constexpr auto sigmaMax =
      param("sigma_max", 80.0, range(0.01, 1e9), slider(1, 1000, WEFT_CURVE_LOGARITHMIC),
            visibleIf("process=variance_exploding|edm"), "The greatest sigma of the training, the last time.");

  // `from` answers for each parameter: a call, or an Infer that knows them all. Failure where they do not fit.
  template <class Source>
  static diffusion::ProcessOptions read(const Source& from) {
    diffusion::ProcessOptions options;
    options.process = from[kind];
    options.betaSchedule = from[betaSchedule];
    options.betaStart = from[betaStart];
    options.betaEnd = from[betaEnd];
    options.numTrainTimesteps = from[numTrainTimesteps];
    for (const auto& row : numberRows(from[trainedBetas]))
      options.trainedBetas.insert(options.trainedBetas.end(), row.begin(), row.end());
    options.rescaleBetasZeroSnr = from[rescaleBetasZeroSnr];
    options.logSnrMax = from[logSnrMax];
    options.logSnrMin = from[logSnrMin];
    options.sigmaMax = from[sigmaMax];
    return options;
  }
  // What is wrong with the process, as far as parameters are known, before anything runs.
  static void checkProcess(const Infer& question) {
    const bool known = question.knows(kind) && question.knows(betaSchedule) && question.knows(betaStart) &&
                       question.knows(betaEnd) && question.knows(numTrainTimesteps) && question.knows(trainedBetas) &&
                       question.knows(rescaleBetasZeroSnr) && question.knows(logSnrMax) && question.knows(logSnrMin) &&
                       question.knows(sigmaMax);
    if (!known) return;
    if (const auto made = diffusion::makeProcess(read(question)); !made) question.fail(kind, made.error().message);
  }
};

}  // namespace weft::denoisers
