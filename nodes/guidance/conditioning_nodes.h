// Conditionings put together, and told where and when they act; Regions and Compose make denoisers follow that.
#pragma once

#include <weft/sdk/node.h>

namespace weft::guidance {

template <class Self>
struct ConditioningNode : Node<Self> {
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto result = output<Conditioning>("conditioning", "For Regions or Compose around the denoiser.");
};

template <class Self>
struct ChangedConditioning : ConditioningNode<Self> {
  static constexpr auto conditioning =
      input<Conditioning>("conditioning", "What is changed; of a combination, each of its parts.");
};

struct SetArea : ChangedConditioning<SetArea> {
  static constexpr About about{
      "Set area", "Guidance/Conditioning",
      "Lets a conditioning act within a rectangle. Needs Regions or Compose around the denoiser. The area must lie "
      "within the latent that is sampled.",
      "ConditioningSetArea ConditioningSetAreaPercentage regional prompt rectangle"};
  static constexpr auto x = param("x", 0.0, range(0, 1e6), slider(0, 1), "Left edge.");
  static constexpr auto y = param("y", 0.0, range(0, 1e6), slider(0, 1), "Upper edge.");
  static constexpr auto width = param("width", 1.0, range(0, 1e6), slider(0, 1), "Above 0.");
  static constexpr auto height = param("height", 1.0, range(0, 1e6), slider(0, 1), "Above 0.");
  static constexpr auto measure = param("measured_in", "share",
                                        choices(choice("share", "Of the latent's sides, 0 to 1; rounded to cells"),
                                                choice("cells", "Cells of the latent, whole numbers")),
                                        "What the numbers are.");
  static constexpr auto ports = weft::ports(conditioning, x, y, width, height, measure, result);

  void process(Call& call);
};

struct SetMask : ChangedConditioning<SetMask> {
  static constexpr About about{
      "Set mask", "Guidance/Conditioning",
      "Lets a conditioning act where a mask says, as much as it says; within its area, if it has one. Needs Regions or "
      "Compose around the denoiser.",
      "ConditioningSetMask regional prompt soft edges"};
  static constexpr auto mask = input<Mask>(
      "mask",
      "0..1, of as many cells as the latent or a multiple of them, such as the picture's size; the mean counts.");
  static constexpr auto ports = weft::ports(conditioning, mask, result);

  void process(Call& call);
};

struct SetStrength : ChangedConditioning<SetStrength> {
  static constexpr About about{
      "Set strength", "Guidance/Conditioning",
      "Says how much a conditioning counts among those that it is combined with. Needs Regions or Compose around the "
      "denoiser.",
      "ConditioningSetAreaStrength weight"};
  static constexpr auto strength =
      param("strength", 1.0, range(-1000, 1000), slider(0, 4),
            "Its weight in the mean of Regions, where 1 is that of others; its factor in the sum of Compose, where it "
            "may be below 0.");
  static constexpr auto ports = weft::ports(conditioning, strength, result);

  void process(Call& call);
};

struct SetTimeRange : ChangedConditioning<SetTimeRange> {
  static constexpr About about{
      "Set time range", "Guidance/Conditioning",
      "Lets a conditioning act in a part of the sampling: one prompt for the composition, another for detail. Needs "
      "Regions or Compose around the denoiser.",
      "ConditioningSetTimestepRange prompt scheduling prompt editing"};
  static constexpr auto start = param("start", 0.0, range(0, 1e6), slider(0, 1), "Where it begins to act.");
  static constexpr auto end =
      param("end", 1.0, range(0, 1e6), slider(0, 1), "Where it ends: a share not below start, or a time not above it.");
  static constexpr auto measure =
      param("measured_in", "share",
            choices(choice("share", "Shares of the steps, 0 to 1"), choice("time", "Times of the process, which fall")),
            "What start and end are.");
  static constexpr auto ports = weft::ports(conditioning, start, end, measure, result);

  void process(Call& call);
};

struct CombineConditionings : ConditioningNode<CombineConditionings> {
  static constexpr About about{
      "Combine conditionings", "Guidance/Conditioning",
      "Makes several conditionings act together, each with its estimate: Regions takes the mean of them, Compose their "
      "sum.",
      "ConditioningCombine regional prompts composition AND"};
  static constexpr auto conditionings =
      input<Conditioning>("conditionings", "One or more, also combined ones.", variadic);
  static constexpr auto ports = weft::ports(conditionings, result);

  void process(Call& call);
};

struct AverageConditionings : ConditioningNode<AverageConditionings> {
  static constexpr About about{"Average conditionings", "Guidance/Conditioning",
                               "Mixes what two conditionings say, token by token and pooled: one estimate, somewhere "
                               "between both. Every denoiser "
                               "takes it that takes the first.",
                               "ConditioningAverage blend prompts interpolate"};
  static constexpr auto to = input<Conditioning>("to", "Whose number of tokens stays.");
  static constexpr auto from =
      input<Conditioning>("from", "Cut off, or filled up with zeros, to as many tokens; of the same width.");
  static constexpr auto strength =
      param("conditioning_to_strength", 0.5, range(0, 1), "Share of `to`; the rest is that of `from`.");
  static constexpr auto ports = weft::ports(to, from, strength, result);

  void process(Call& call);
};

struct ConcatConditionings : ConditioningNode<ConcatConditionings> {
  static constexpr About about{"Concatenate conditionings", "Guidance/Conditioning",
                               "Puts the tokens of one conditioning behind those of another, so that a model reads "
                               "both as one text, longer than "
                               "its text encoder takes. Pooled, and all else, is the first one's.",
                               "ConditioningConcat long prompt BREAK"};
  static constexpr auto to = input<Conditioning>("to", "Comes first.");
  static constexpr auto from = input<Conditioning>("from", "Comes behind; tokens of the same width.");
  static constexpr auto ports = weft::ports(to, from, result);

  void process(Call& call);
};

}  // namespace weft::guidance
