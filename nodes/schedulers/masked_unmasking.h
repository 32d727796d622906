#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct MaskedUnmasking : Node<MaskedUnmasking> {
  static constexpr About about{
      "Masked unmasking", "Sampling",
      "Draws tokens with a masked discrete diffusion model: all begin as the mask, and each step asks for the "
      "distribution of every masked token and reveals some. Orders and options are those of MaskGIT (Chang et al., "
      "MaskGIT: Masked Generative Image Transformer, 2022; AmusedScheduler of diffusers), MDLM (Sahoo et al., Simple "
      "and Effective Masked Diffusion Language Models, 2024) and LLaDA (Nie et al., Large Language Diffusion Models, "
      "2025). The denoiser is a discrete one: its latents [N, V, 1, L] are one-hot with a channel for the mask, its x0 "
      "the probabilities of the tokens, its process that of a rectified flow, where t is the share that is masked. "
      "Pictures take 8 to 16 steps with the cosine schedule, text as many as tokens or half with the linear one.",
      "tokens discrete diffusion maskgit amused mdlm llada subs muse VQDiffusion BlockRefinement language text"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto denoiser =
      input<Denoiser>("denoiser", "A discrete denoiser, with its guidance where there is one.");
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "What to draw; not linked: without condition.", optional);
  static constexpr auto given = input<As<"tokens", Tensor>>("tokens",
                                                            "int64 [N, L]: what is there already – a prompt, a picture "
                                                            "with holes –, and the mask token where something is to "
                                                            "be drawn. Not linked: all is.",
                                                            optional);
  static constexpr auto steps = param("steps", 12, range(1, 100'000), slider(1, 64),
                                      "How many steps, at most one evaluation each; shared out evenly among blocks.");
  static constexpr auto order = param(
      "order", "confidence",
      choices(choice("confidence", "The tokens whose drawn value is the most probable: MaskGIT, LLaDA low_confidence"),
              choice("margin", "Where the likeliest value is the farthest ahead of the second"),
              choice("entropy", "Where the distribution has the least entropy"),
              choice("random", "Any, as many as the schedule says: LLaDA random"),
              choice("ancestral", "Each token by itself, with the reverse process's probability: MDLM")),
      "Which tokens are revealed in a step.");
  static constexpr auto maskingSchedule =
      param("masking_schedule", "cosine",
            choices(choice("cosine", "cos(pi r / 2): few at first"), choice("linear", "1 - r: equally many a step")),
            "The share that is still masked after a share r of the steps, rounded down.");
  static constexpr auto temperature =
      param("temperature", 1.0, range(0, 100), slider(0, 2),
            "Of the tokens drawn: above 1 more even, below 1 the likelier ones, 0 the likeliest.");
  static constexpr auto choiceTemperature = param(
      "choice_temperature", 0.0, range(0, 1000), slider(0, 10),
      "Of the order: this much Gumbel noise is added to what orders the tokens, falling to none at the last step. "
      "4.5 in MaskGIT, 2 in Amused, which call it temperature; 0 in LLaDA.");
  static constexpr auto topK =
      param("top_k", 0, range(0, 10'000'000), slider(0, 100), "Only the likeliest so many are drawn; 0: any.");
  static constexpr auto topP =
      param("top_p", 1.0, range(0.001, 1),
            "Only the likeliest tokens are drawn which together have this probability (nucleus sampling).");
  static constexpr auto blockLength =
      param("block_length", 0, range(0, 10'000'000), slider(0, 128), unit("tokens"),
            "So many tokens are finished before the next ones are begun, from the first masked one on: half way to "
            "autoregression (LLaDA). 0: all at once. The steps have to be a multiple of the blocks.");
  static constexpr auto startingMaskRatio =
      param("starting_mask_ratio", 0.0, range(0, 1), slider(0, 1),
            "Each given token is masked with this probability before sampling: 0 only fills in, 0.5 draws half of the "
            "picture anew.");
  static constexpr auto maskToken = param("mask_token", -1, range(-1, 10'000'000), advanced,
                                          "The mask's id, a channel of the denoiser; -1: the last one.");
  static constexpr auto length =
      param("length", 0, range(0, 10'000'000), slider(0, 1024), unit("tokens"),
            "How many tokens, where none are linked. 0: the width the model was trained on.");
  static constexpr auto batch = param("batch", 1, range(1, 4096), slider(1, 16), "How many rows, likewise.");
  static constexpr auto seed = param("seed", 0, weft::seed, "Of tokens and order.");
  static constexpr auto tokens = output<As<"tokens", Tensor>>("tokens", "int64 [N, L], none of them masked.");
  static constexpr auto ports =
      weft::ports(denoiser, conditioning, given, steps, order, maskingSchedule, temperature, choiceTemperature, topK,
                  topP, blockLength, startingMaskRatio, maskToken, length, batch, seed, tokens);

  void process(Call& call);
};

}  // namespace weft::schedulers
