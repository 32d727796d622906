#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

#include "prediction_types.h"

namespace weft::denoisers {

struct Predict : Node<Predict> {
  static constexpr About about{
      "Predict", "Sampling",
      "Asks a denoiser once: what is under the noise of x at time t? For graphs that wire their own loop, and to see "
      "what a model thinks. Of x_t = a(t) x0 + b(t) z it answers x0, z = (x_t - a x0) / b and the velocity dx/dt = a' "
      "x0 "
      "+ b' z of the probability-flow equation (Song et al., Score-Based Generative Modeling through Stochastic "
      "Differential Equations, 2021, equation 13), and whatever a network may predict: epsilon, v, flow, score.",
      "denoise evaluate model x0 epsilon velocity v_prediction flow score"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model, with its guidance where there is one.");
  static constexpr auto x = input<Latent>("x", "The noisy latent [N, C, H, W].");
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "What is drawn; not linked: without condition.", optional);
  static constexpr auto t =
      param("t", 1.0, range(0, 1e6), slider(0, 1),
            "The time of x, which says how much noise it has: 0 to 1 for a rectified flow, sigma for other processes. "
            "Not 0: without noise there is nothing to predict.");
  static constexpr auto predictionType =
      param("prediction_type", "v_prediction", predictionTypes, "What comes out as \"prediction\".");
  static constexpr auto x0 = output<Latent>("x0", "The estimate of what is under the noise, of x's shape.");
  static constexpr auto noise = output<Latent>("noise", "The noise that belongs to the estimate, the same shape.");
  static constexpr auto velocity =
      output<Latent>("velocity", "dx/dt, the same shape: x + (s - t) velocity is an Euler step to s.");
  static constexpr auto prediction = output<Latent>(
      "prediction", "The estimate as a network with this prediction_type would have told it, the same shape.");
  static constexpr auto ports =
      weft::ports(denoiser, x, conditioning, t, predictionType, x0, noise, velocity, prediction);

  void process(Call& call);
};

}  // namespace weft::denoisers
