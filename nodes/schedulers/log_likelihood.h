#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct LogLikelihood : Node<LogLikelihood> {
  static constexpr About about{
      "Log-likelihood", "Sampling",
      "How probable latents are to a denoiser: the probability-flow equation is followed from the latent up to "
      "noise, along which log p changes by the divergence of the flow. It is equation 39 of Song et al., Score-Based "
      "Generative Modeling through Stochastic Differential Equations, 2021, as log_likelihood of k-diffusion. The "
      "trace in it is estimated by random probes (Skilling 1989, Hutchinson 1989) or exact. Also answers the noise "
      "that the flow turns into the latent, its encoding. Needs a denoiser with a gradient; takes 50 to 200 "
      "evaluations, each with as many vector-Jacobian products as there are probes. Of discrete data, such as 8-bit "
      "pictures, it is the density of the latents, not a probability.",
      "nll bits per dimension log_likelihood density ode encode inversion hutchinson skilling trace divergence"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model; it has to have a gradient.");
  static constexpr auto latent = input<Latent>("latent", "What is asked about: [N, C, H, W], without noise.");
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "Given which it is asked; not linked: without condition.", optional);
  static constexpr auto divergence =
      param("divergence", "rademacher",
            choices(choice("rademacher", "Random probes of -1 and 1, the least spread"),
                    choice("gaussian", "Random directions: normal numbers, of the length that the others have"),
                    choice("exact", "One product for each element of a latent: for small ones")),
            "How the trace of the denoiser's Jacobian is known.");
  static constexpr auto probes =
      param("probes", 1, range(1, 1000), slider(1, 32),
            "How many probes the trace is the mean over; the spread falls with their square root. Unused where exact.");
  static constexpr auto seed = param("seed", 0, weft::seed, "Of the probes.");
  static constexpr auto rtol = param("rtol", 1e-5, range(1e-12, 0.1), slider(1e-6, 0.01, WEFT_CURVE_LOGARITHMIC),
                                     "Relative error that one step of the integration may have.");
  static constexpr auto atol = param("atol", 1e-5, range(1e-12, 0.1), slider(1e-6, 0.01, WEFT_CURVE_LOGARITHMIC),
                                     "The same, absolute, in the latent's unit and in nats; both are added.");
  static constexpr auto sigmaMin =
      param("sigma_min", 1e-4, range(1e-9, 1), slider(1e-4, 0.1, WEFT_CURVE_LOGARITHMIC),
            "The noise that the latent is taken to have already, small against the data's finest structure; no less "
            "than the model was trained for.");
  static constexpr auto logLikelihood =
      output<AnyTensor>("log_likelihood",
                        "[N], float64: log p of each latent, in nats. At the denoiser's last time p is taken to be "
                        "N(0, b^2), with what the denoiser says is left of the sample's mean and variance.");
  static constexpr auto bitsPerDimension =
      output<AnyTensor>("bits_per_dimension", "[N], float64: -log p / (C H W log 2).");
  static constexpr auto noise = output<Latent>("noise",
                                               "[N, C, H, W]: the latent at the last time, over b. Sampling from it "
                                               "with a solver without noise of its own gives the latent.");
  static constexpr auto ports = weft::ports(denoiser, latent, conditioning, divergence, probes, seed, rtol, atol,
                                            sigmaMin, logLikelihood, bitsPerDimension, noise);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::schedulers
