#pragma once

#include <weft/sdk/denoiser.h>

#include "process_node.h"

namespace weft::denoisers {

struct ChangeProcess : ProcessNode<ChangeProcess> {
  static constexpr About about{
      "Change process", "Sampling",
      "Presents a denoiser of one process as one of another: what is under the noise depends on the ratio of sample "
      "and "
      "noise alone, D'(x', t') = D(x' a / a', t) where b'/a' = b/a (Karras et al., Elucidating the Design Space of "
      "Diffusion-Based Generative Models, 2022, section 2). So a model of Stable Diffusion samples along straight "
      "lines, and a flow along the steps of DDPM. It loses nothing, and the gradient goes through it.",
      "model sampling discrete continuous edm flow vp ve zsnr betas schedule wrapper ModelSamplingDiscrete "
      "DiscreteEpsDDPMDenoiser"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "The denoiser, of any process.");
  static constexpr auto predictionType = param(
      "prediction_type", "as_is",
      choices(choice("as_is", "What the denoiser tells."), choice("sample", "x0."), choice("epsilon", "The noise."),
              choice("v_prediction", "v."), choice("flow_prediction", "z - x0."), choice("score", "-z / b.")),
      "What is told of the network, for information: the answer is x0, whatever this says.");
  static constexpr auto roundToSteps = param(
      "round_to_steps", false,
      "Whether the denoiser is asked at its trained steps alone (or those of the new process, where it tells none), "
      "for networks that know no others: quantize of k-diffusion.");
  static constexpr auto changed =
      output<Denoiser>("changed", "The denoiser in the new process. Its times end where the noise does that it knows.");
  static constexpr auto ports =
      weft::ports(denoiser, kind, betaSchedule, betaStart, betaEnd, numTrainTimesteps, trainedBetas,
                  rescaleBetasZeroSnr, logSnrMax, logSnrMin, sigmaMax, predictionType, roundToSteps, changed);

  static void infer(Infer& question) { checkProcess(question); }
  void process(Call& call);
};

}  // namespace weft::denoisers
