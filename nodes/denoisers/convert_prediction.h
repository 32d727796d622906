#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

#include "prediction_types.h"

namespace weft::denoisers {

struct ConvertPrediction : Node<ConvertPrediction> {
  static constexpr About about{"Convert prediction", "Sampling",
                               "Turns one prediction into another at a time of a denoiser's process: each is c x0 + d "
                               "z, as x_t = a x0 + b z is, "
                               "so any two of them tell x0 and z (Salimans & Ho, Progressive Distillation for Fast "
                               "Sampling of Diffusion Models, "
                               "2022, appendix D). Exact; there and back is the identity.",
                               "epsilon x0 sample v_prediction flow score parameterization"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "Whose process and time it is; it is not asked.");
  static constexpr auto x = input<Latent>("x", "x_t, what the prediction was made of, [N, C, H, W].");
  static constexpr auto prediction = input<Latent>("prediction", "What was predicted, of the same shape.");
  static constexpr auto t = param("t", 1.0, range(0, 1e6), slider(0, 1),
                                  "The time of x: 0 to 1 for a rectified flow, sigma for other processes.");
  static constexpr auto from = param("from", "epsilon", predictionTypes, "What the prediction is.");
  static constexpr auto to = param("to", "sample", predictionTypes,
                                   "What is wanted. Where x_t and the prediction do not tell it – x0 from noise "
                                   "where there is nothing but noise – the node says so.");
  static constexpr auto converted = output<Latent>("converted", "What is wanted, of the same shape.");
  static constexpr auto ports = weft::ports(denoiser, x, prediction, t, from, to, converted);

  void process(Call& call);
};

}  // namespace weft::denoisers
