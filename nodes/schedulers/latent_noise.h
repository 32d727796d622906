// Nodes that put noise on latents: between steps wired by hand, or before a sampling.
#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct AddNoise : Node<AddNoise> {
  static constexpr About about{
      "Add noise", "Sampling",
      "A picture as the process has it at a time: a(t) latent + b(t) noise (add_noise and scale_noise of diffusers' "
      "schedulers). What Sample does itself where latent and noise are linked; by itself for loops of one's own, or to "
      "look at.",
      "add_noise scale_noise forward process diffuse img2img"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "Whose process it is.");
  static constexpr auto latent = input<Latent>("latent", "Without noise, [N, C, H, W].");
  static constexpr auto noise = input<Latent>("noise", "Normal, [N, C, H, W].");
  static constexpr auto sigmas =
      input<Sigmas>("sigmas", "A schedule, one of whose times it is; not linked: \"t\" counts.", optional);
  static constexpr auto step =
      param("step", 0, range(0, 1'000'000), unit("steps"), "With a schedule: the step at whose beginning it is.");
  static constexpr auto t = param("t", 1.0, range(0, 1e6), slider(0, 1),
                                  "Without a schedule: the time, as the denoiser has it: sigma, or 0 to 1 for a flow.");
  static constexpr auto noisy = output<Latent>("latent", "[N, C, H, W], of the latent's type.");
  static constexpr auto ports = weft::ports(denoiser, latent, noise, sigmas, step, t, noisy);

  void process(Call& call);
};

struct Renoise : Node<Renoise> {
  static constexpr About about{
      "Renoise", "Sampling",
      "From a time back up to a noisier one, as the process would have gone there: x_t = a_t / a_s x_s + sqrt(b_t^2 - "
      "(a_t / a_s)^2 b_s^2) noise (Lugmayr et al., RePaint: Inpainting using Denoising Diffusion Probabilistic Models, "
      "2022, section 4.2; scheduler.undo_step of diffusers). Steps taken several times over bring what is drawn and "
      "what is kept into harmony.",
      "repaint resample undo_step jump back restart time travel"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "Whose process it is.");
  static constexpr auto latent = input<Latent>("latent", "At the less noisy time, [N, C, H, W].");
  static constexpr auto noise = input<Latent>("noise", "Normal, [N, C, H, W]; another one each time.");
  static constexpr auto sigmas = input<Sigmas>(
      "sigmas", "A schedule, one of whose steps is undone; not linked: \"from\" and \"to\" count.", optional);
  static constexpr auto step = param("step", 0, range(0, 1'000'000), unit("steps"),
                                     "With a schedule: the step that is undone, from its end to its beginning.");
  static constexpr auto from =
      param("from", 0.0, range(0, 1e6), slider(0, 1), "Without a schedule: the time of the latent.");
  static constexpr auto to =
      param("to", 1.0, range(0, 1e6), slider(0, 1), "Without a schedule: the time to go back to; not below from.");
  static constexpr auto noisy = output<Latent>("latent", "[N, C, H, W], of the latent's type.");
  static constexpr auto ports = weft::ports(denoiser, latent, noise, sigmas, step, from, to, noisy);

  void process(Call& call);
};

struct InjectNoise : Node<InjectNoise> {
  static constexpr About about{
      "Inject noise", "Sampling",
      "Adds noise to a latent: latent + strength noise, everywhere or under a mask. A little of it between two "
      "samplings makes a model draw more detail.",
      "inject latent noise detail variation"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto latent = input<Latent>("latent", "[N, C, H, W].");
  static constexpr auto noise = input<Latent>("noise", "Normal, [N, C, H, W].");
  static constexpr auto mask =
      input<As<"mask", Tensor>>("mask", "How much of it where, 0 to 1; as that of Sample.", optional);
  static constexpr auto strength =
      param("strength", 0.1, range(-1000, 1000), slider(0, 1), "Deviations of the noise that is added.");
  static constexpr auto noisy = output<Latent>("latent", "[N, C, H, W], of the latent's type.");
  static constexpr auto ports = weft::ports(latent, noise, mask, strength, noisy);

  void process(Call& call);
};

}  // namespace weft::schedulers
