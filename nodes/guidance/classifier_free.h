// Classifier-free guidance, and rules that change its scale or its second estimate.
#pragma once

#include "guidance_node.h"

namespace weft::guidance {

struct ClassifierFree : FreeGuidanceNode<ClassifierFree> {
  static constexpr About about{
      "Classifier-free guidance", "Guidance",
      "Makes a denoiser follow its condition more closely: x0 = u + scale (c - u). c is the estimate with the "
      "condition and u the one without it, or with the negative one (Ho and Salimans, Classifier-Free Diffusion "
      "Guidance, 2022, equation 6, which writes c + w (c - u) with w = scale - 1; this form is that of Imagen, "
      "diffusers and ComfyUI). Both estimates are made in one batch. Since every kind of prediction is linear in x0 at "
      "a given noise, guiding x0 is guiding the noise or the velocity.",
      "cfg guidance scale negative prompt guidance_rescale RescaleCFG CFGGuider ClassifierFreeGuidance"};
  static constexpr auto ports = weft::ports(denoiser, negative, scale, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct CFGZeroStar : FreeGuidanceNode<CFGZeroStar> {
  static constexpr About about{
      "CFG-Zero*", "Guidance",
      "Classifier-free guidance for flow models that corrects what is wrong with their early velocities. The estimate "
      "without condition is scaled by s = <c, u> / |u|^2, which brings it as near as it gets to the one with, and the "
      "first steps stand still (Fan et al., CFG-Zero*: Improved Classifier-Free Guidance for Flow Matching Models, "
      "2025, algorithm 1). Good for SD3, Flux, Wan and the like at scales of 4 to 8.",
      "cfg zero star CFGZeroStar ClassifierFreeZeroStarGuidance optimized scale"};
  static constexpr auto zeroSteps =
      param("zero_init_steps", 1, range(0, 1000),
            "How many of the first steps have a prediction of 0: standing still, where it is a velocity. 0 for models "
            "that are not of the flow kind, and for those that were tuned to few steps.");
  static constexpr auto ports =
      weft::ports(denoiser, negative, scale, zeroSteps, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct TangentialDamping : FreeGuidanceNode<TangentialDamping> {
  static constexpr About about{"Tangential damping", "Guidance",
                               "Classifier-free guidance in which the estimate without condition loses what lies "
                               "across the direction it shares with the other: only its part along the first right "
                               "singular vector of both is kept (Kwon et al., TCFG: Tangential Damping Classifier-free "
                               "Guidance, 2025, section 4). Good against artefacts at usual scales, at no cost.",
                               "tcfg TCFG TangentialClassifierFreeGuidance svd"};
  static constexpr auto ports = weft::ports(denoiser, negative, scale, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct MagnitudeAware : FreeGuidanceNode<MagnitudeAware> {
  static constexpr About about{
      "Magnitude-aware guidance", "Guidance",
      "Classifier-free guidance that follows less where both estimates differ much: the scale becomes 1 + (scale - 1) "
      "exp(-alpha |c - u| / |u|), of each sample (MAMBO-G: Magnitude-Aware Mitigation for Boosted Guidance, 2025). "
      "Good for large scales at the first steps of flow models.",
      "mambo mambo-g MagnitudeAwareGuidance"};
  static constexpr auto alpha = param("alpha", 8.0, range(0, 1000), "How fast the scale falls; 0: never.");
  static constexpr auto ports =
      weft::ports(denoiser, negative, scale, alpha, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct AutoGuidance : ScaledNode<AutoGuidance> {
  static constexpr About about{
      "Autoguidance", "Guidance",
      "Guides a model away from a weaker version of itself – smaller, less trained, or with layers skipped – under the "
      "same condition: x0 = weak + scale (denoiser - weak) (Karras et al., Guiding a Diffusion Model with a Bad "
      "Version of Itself, 2024, equation 1 there with w = scale). Raises quality without making pictures alike; scales "
      "of 1.5 to 3 are usual.",
      "AutoGuidance weak model bad version DualModel"};
  static constexpr auto weak = input<Denoiser>("weak", "The weaker model, of the same process and latents.");
  static constexpr auto ports = weft::ports(denoiser, weak, scale, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

}  // namespace weft::guidance
