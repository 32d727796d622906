// Rules that guide away from a model that was made worse on purpose: weft.patchable makes it.
#pragma once

#include "guidance_node.h"

namespace weft::guidance {

// Self::record(call) is the patch of the kind Self::patchKind; Self::strength says how far to go.
template <class Self>
struct PatchedNode : IntervalNode<Self> {
  static constexpr auto model = input<Denoiser>(
      "model", "The model itself, which can be patched, where `denoiser` is guided already. Not linked: `denoiser`.",
      optional);
  static constexpr auto negative = input<Conditioning>(
      "negative", "For scale; not linked: the model's own \"without condition\". Not where `model` is linked.",
      optional);
  static constexpr auto layers =
      param("layers", "",
            "Indices of the blocks that are changed, from 0, with commas between: mostly those in the "
            "middle.");
  static constexpr auto scale = param("scale", 1.0, range(0, 100), slider(1, 15),
                                      "Of classifier-free guidance as well, in the same batch; 1: none. Goes on beyond "
                                      "start and stop.");

  static Value layersOf(const Call& call);
  void process(Call& call);
};

struct PerturbedAttention : PatchedNode<PerturbedAttention> {
  static constexpr About about{
      "Perturbed-attention guidance", "Guidance",
      "Guides away from what the model sees when cells do not look at one another: x0 = c + s (c - p), where p is the "
      "estimate with self-attention of some blocks replaced by the identity (Ahn et al., Self-Rectifying Diffusion "
      "Sampling with Perturbed-Attention Guidance, 2024, equation 16). Better structure, also without a condition, for "
      "one more estimate a step. Strengths of 2 to 4 in a middle block are usual.",
      "pag PAG PerturbedAttentionGuidance attention identity"};
  static constexpr const char* patchKind = "attention-perturbation";
  static constexpr auto strength =
      param("perturbed_guidance_scale", 2.8, range(0, 100), slider(0, 8), "s: how far to go; 0: not at all.");
  static constexpr auto ports = weft::ports(denoiser, model, negative, strength, layers, scale, start, stop, guided);
  static Value record(const Call& call);
};

struct SmoothedEnergy : PatchedNode<SmoothedEnergy> {
  static constexpr About about{
      "Smoothed energy guidance", "Guidance",
      "Guides away from attention that is smoothed: x0 = c + s (c - p), where p is the estimate with the queries of "
      "some "
      "blocks blurred over their grid, which blurs the energy that attention descends (Hong, Smoothed Energy Guidance, "
      "2024, algorithm 1). As perturbed attention, with fewer side effects. A strength of 3 and an infinite blur are "
      "usual.",
      "seg SEG SmoothedEnergyGuidance attention blur"};
  static constexpr const char* patchKind = "attention-perturbation";
  static constexpr auto strength =
      param("seg_guidance_scale", 2.8, range(0, 100), slider(0, 8), "s: how far to go; 0: not at all.");
  static constexpr auto blur = param("seg_blur_sigma", 9999.0, range(0.01, 1e9),
                                     "Deviation of the blur, in tokens; above 9998 queries become their mean.");
  static constexpr auto ports =
      weft::ports(denoiser, model, negative, strength, blur, layers, scale, start, stop, guided);
  static Value record(const Call& call);
};

struct SkipLayer : PatchedNode<SkipLayer> {
  static constexpr About about{
      "Skip-layer guidance", "Guidance",
      "Guides away from the model without some of its blocks: x0 = c + s (c - k), where k is the estimate with these "
      "blocks skipped (Stability AI, Stable Diffusion 3.5, 2024; Hyung et al., Spatiotemporal Skip Guidance, 2024, "
      "equation 8). Better anatomy and structure for one more estimate a step. SD3.5 medium: strength 2.8, layers 7, "
      "8, "
      "9, from 0.01 to 0.2 of the steps. diffusers begins one step later than the same start says here.",
      "slg SLG SkipLayerGuidance SkipLayerGuidanceDiT stg blocks"};
  static constexpr const char* patchKind = "skipped-layers";
  static constexpr auto strength =
      param("skip_layer_guidance_scale", 2.8, range(0, 100), slider(0, 8), "s: how far to go; 0: not at all.");
  static constexpr auto ports = weft::ports(denoiser, model, negative, strength, layers, scale, start, stop, guided);
  static Value record(const Call& call);
};

}  // namespace weft::guidance
