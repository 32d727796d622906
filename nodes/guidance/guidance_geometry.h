// Rules that look at directions and lengths.
#pragma once

#include "guidance_node.h"

namespace weft::guidance {

struct AdaptiveProjected : FreeGuidanceNode<AdaptiveProjected, true> {
  static constexpr About about{
      "Adaptive projected guidance", "Guidance",
      "Classifier-free guidance without the oversaturation of large scales. Of the difference c - u the part along c, "
      "which is what saturates, is weakened, its length is limited, and earlier differences are subtracted (Sadat et "
      "al., Eliminating Oversaturation and Artifacts of High Guidance Scales in Diffusion Models, 2024, algorithm 1). "
      "The paper counts its scale from c: use_original_formulation with scale - 1. Good for scales of 8 to 20; eta 0, "
      "norm threshold 2.5 to 15 and momentum -0.5 to -0.75 are usual.",
      "apg APG AdaptiveProjectedGuidance projection saturation momentum"};
  static constexpr auto eta =
      param("eta", 1.0, range(-10, 10), slider(0, 1), "Share of the difference's part along c; 1: all of it.");
  static constexpr auto threshold = param("norm_threshold", 0.0, range(0, 1e6), slider(0, 50),
                                          "The length that a sample's difference may have at most; 0: any.");
  static constexpr auto momentum =
      param("momentum", 0.0, range(-1, 1),
            "How much of the sum of earlier differences is added; below 0 what repeats counts less. Of all evaluations "
            "of a sampling in their order: a step by hand that is not taken in order has none. 0: none.");
  static constexpr auto ports =
      weft::ports(denoiser, negative, scale, eta, threshold, momentum, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct CFGNorm : FreeGuidanceNode<CFGNorm, true> {
  static constexpr About about{"CFG norm", "Guidance",
                               "Classifier-free guidance whose result is, at each place, no longer across the channels "
                               "than the estimate with the condition, then times a strength: CFGNorm of ComfyUI, which "
                               "Qwen-Image and HiDream use. Good against burnt colours; strength 1 is usual.",
                               "CFGNorm norm limit"};
  static constexpr auto strength = param("strength", 1.0, range(0, 100), slider(0, 2), "Times the limited result.");
  static constexpr auto ports =
      weft::ports(denoiser, negative, scale, strength, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct RenormCFG : FreeGuidanceNode<RenormCFG, true> {
  static constexpr About about{"Renormalised guidance", "Guidance",
                               "Classifier-free guidance whose result is no longer, as a whole sample, than a multiple "
                               "of the estimate with the condition: RenormCFG of Lumina-Image 2 (Qin et al., "
                               "Lumina-Image 2.0, 2025, section 3.4). 1 is usual; its cfg_trunc is `start` here.",
                               "RenormCFG lumina renorm cfg_trunc"};
  static constexpr auto renorm = param("renorm_cfg", 1.0, range(0, 100), slider(0, 2),
                                       "The multiple of the length that is allowed; 0: any length.");
  static constexpr auto ports =
      weft::ports(denoiser, negative, scale, renorm, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct Mahiro : FreeGuidanceNode<Mahiro, true> {
  static constexpr About about{
      "Mahiro", "Guidance",
      "Classifier-free guidance that leans towards the direction of the condition itself, scale times c, the less the "
      "guided estimate resembles the one without condition: Mahiro of ComfyUI. Good for following long prompts of "
      "illustration models at scales of 4 to 8.",
      "Mahiro positive direction"};
  static constexpr auto ports = weft::ports(denoiser, negative, scale, original, rescale, kind, start, stop, guided);

  void process(Call& call);
};

struct PerpNeg : IntervalNode<PerpNeg> {
  static constexpr About about{
      "Perpendicular negative", "Guidance",
      "Classifier-free guidance with a negative condition of which only the part at right angles to the positive one "
      "counts. x0 = u + scale (p - neg_scale (n - p <n, p> / |p|^2)), with p and n the differences of both from u, the "
      "estimate without condition (Armandpour et al., Re-imagine the Negative Prompt Algorithm, 2023, equation 6). "
      "Good where positive and negative overlap, since what they share is not taken away. Three estimates a step; "
      "neg_scale 1 is usual.",
      "perp neg PerpNegGuider negative prompt"};
  static constexpr auto negative = input<Conditioning>("negative", "What to stay away from.");
  static constexpr auto empty =
      input<Conditioning>("empty_conditioning", "Not linked: the model's own \"without condition\".", optional);
  static constexpr auto scale = param("scale", 8.0, range(0, 100), slider(1, 15), "As of classifier-free guidance.");
  static constexpr auto negScale = param("neg_scale", 1.0, range(0, 100), slider(0, 3), "Of the negative direction.");
  static constexpr auto ports = weft::ports(denoiser, negative, empty, scale, negScale, start, stop, guided);

  void process(Call& call);
};

}  // namespace weft::guidance
