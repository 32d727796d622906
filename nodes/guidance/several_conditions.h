// Guidance by more than one condition, and by attention itself.
#pragma once

#include "guidance_node.h"

namespace weft::guidance {

struct DualConditioning : IntervalNode<DualConditioning> {
  static constexpr About about{
      "Dual conditioning", "Guidance",
      "Guides by two conditions, each as far as wanted. Regular: x0 = n + cfg_cond2_negative (m - n) + cfg_conds (c - "
      "m), where c is the estimate with the condition sampled with, m the one with the middle one, n the negative one "
      "(Brooks et al., InstructPix2Pix, 2023, equation 3: m has the picture alone, c picture and text). Nested: "
      "classifier-free guidance of c against m, and of the result against n. Three estimates a step; for pictures "
      "edited by text cfg_conds 7.5 and cfg_cond2_negative 1.5 are usual.",
      "DualCFGGuider instruct-pix2pix image guidance two prompts"};
  static constexpr auto middle = input<Conditioning>("middle", "The condition that counts for both: of the picture.");
  static constexpr auto negative = input<Conditioning>(
      "negative", "What to stay away from; not linked: the model's own \"without condition\".", optional);
  static constexpr auto first = param("cfg_conds", 7.5, range(0, 100), slider(1, 15), "Scale of c against m.");
  static constexpr auto second =
      param("cfg_cond2_negative", 1.5, range(0, 100), slider(1, 15), "Scale against the negative condition.");
  static constexpr auto style =
      param("style", "regular",
            choices(choice("regular", "Both differences are added"), choice("nested", "One guides the other's result")),
            "How the scales act together.");
  static constexpr auto ports = weft::ports(denoiser, middle, negative, first, second, style, start, stop, guided);

  void process(Call& call);
};

struct SelfAttention : IntervalNode<SelfAttention> {
  static constexpr About about{
      "Self-attention guidance", "Guidance",
      "Guides away from an estimate that is blurred where the model looks most. x0 = guided + s (d - D(d)), where d is "
      "the plain estimate without condition, blurred there, and D(d) what the model makes of it under the same noise "
      "(Hong et al., Improving Sample Quality of Diffusion Models Using Self-Attention Guidance, 2023, equation 11). "
      "Where the model does not tell its attention, everything is blurred: the paper's blur guidance. Sharper detail "
      "for two more estimates a step; strengths of 0.5 to 1 are usual.",
      "sag SAG SelfAttentionGuidance blur guidance"};
  static constexpr auto model = input<Denoiser>(
      "model", "The model without guidance, where `denoiser` has some. Not linked: `denoiser`.", optional);
  static constexpr auto negative = input<Conditioning>(
      "negative", "The condition of the blurred estimate; not linked: the model's own \"without condition\".",
      optional);
  static constexpr auto strength =
      param("sag_scale", 0.75, range(-10, 100), slider(0, 2), "s: how far to go; 0: not at all.");
  static constexpr auto sigma =
      param("blur_sigma", 3.0, range(0.01, 100), slider(0.5, 10), "Deviation of the blur, in cells of the latent.");
  static constexpr auto threshold = param("threshold", 1.0, range(0, 1e6), slider(0, 2), advanced,
                                          "Cells that are looked at more than this, in sum over all cells and on "
                                          "average over heads, are blurred; 1 is what each has on average.");
  static constexpr auto ports = weft::ports(denoiser, model, negative, strength, sigma, threshold, start, stop, guided);

  void process(Call& call);
};

struct Regions : GuidanceNode<Regions> {
  static constexpr About about{
      "Regions", "Guidance",
      "Lets a denoiser take combined conditionings, each at its place and time: x0 of a cell is the mean of the "
      "estimates, weighted by strength, mask and area (Bar-Tal et al., MultiDiffusion, 2023, equation 5). All that act "
      "are evaluated in one batch. As ComfyUI does it, but for cells where nothing acts: they have the estimate "
      "without condition. Guidance goes around it.",
      "regional prompt area mask conditioning multidiffusion composition ConditioningSetArea"};
  static constexpr auto empty = input<Conditioning>(
      "empty_conditioning", "Where nothing acts; not linked: the model's own \"without condition\".", optional);
  static constexpr auto feather =
      param("feather", 8, range(0, 1024),
            "Over how many cells the edge of an area without a mask grows soft; at most a quarter of its side.");
  static constexpr auto crops =
      param("crop", false,
            "A conditioning with an area sees that part of the latent alone, in an evaluation of its own, as with "
            "ComfyUI's areas; for models that take any size. Else it sees everything.");
  static constexpr auto ports = weft::ports(denoiser, empty, feather, crops, guided);

  void process(Call& call);
};

struct Compose : GuidanceNode<Compose> {
  static constexpr About about{
      "Compose", "Guidance",
      "Lets a denoiser take combined conditionings as one that holds for all of them at once: x0 = u + scale sum of "
      "strength (c - u), over all that act, with u the estimate without condition (Liu et al., Compositional Visual "
      "Generation with Composable Diffusion Models, 2022, equations 11 and 15). A strength below 0 stays away from "
      "what its conditioning says. It is guidance by itself: nothing goes around it. Areas, masks and times count as "
      "in Regions.",
      "composable diffusion conjunction negation weights AND NOT multi prompt"};
  static constexpr auto empty =
      input<Conditioning>("empty_conditioning", "u; not linked: the model's own \"without condition\".", optional);
  static constexpr auto scale = param("scale", 7.5, range(0, 100), slider(1, 15), "Of all strengths together.");
  static constexpr auto feather =
      param("feather", 8, range(0, 1024), advanced,
            "Over how many cells the edge of an area without a mask grows soft; at most a quarter of its side.");
  static constexpr auto ports = weft::ports(denoiser, empty, scale, feather, guided);

  void process(Call& call);
};

}  // namespace weft::guidance
