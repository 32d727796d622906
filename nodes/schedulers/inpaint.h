#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct Inpaint : Node<Inpaint> {
  static constexpr About about{
      "Inpaint", "Sampling",
      "A denoiser that knows a part of the picture: before an evaluation the known part of x is a(t) latent + b(t) "
      "noise, after it that of x0 is the latent (Lugmayr et al., RePaint: Inpainting using Denoising Diffusion "
      "Probabilistic Models, 2022, equation 8). What Sample does itself where a mask is linked; by itself to be "
      "guided, "
      "or for loops of one's own. Sampling begins with the same noise.",
      "inpainting mask repaint outpainting KSamplerX0Inpaint"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "The model, with its guidance where there is one.");
  static constexpr auto latent =
      input<As<"latent<$space>[?, C, H, W]", Tensor>>("latent", "The picture, [N or 1, C, H, W].");
  static constexpr auto noise = input<Latent>("noise", "That sampling begins with, [N, C, H, W].");
  static constexpr auto mask = input<As<"mask", Tensor>>(
      "mask",
      "1: drawn anew, 0: kept, between a soft edge. [N or 1, 1 or C, H, W] of the latent, or of its picture (a whole "
      "multiple), which is averaged over each cell.");
  static constexpr auto inpainting = output<Denoiser>("denoiser", "For Sample, or guidance.");
  static constexpr auto ports = weft::ports(denoiser, latent, noise, mask, inpainting);

  void process(Call& call);
};

}  // namespace weft::schedulers
