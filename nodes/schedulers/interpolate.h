// Nodes between two latents, or two conditionings.
#pragma once

#include <weft/sdk/denoiser.h>
#include <weft/sdk/node.h>

namespace weft::schedulers {

struct InterpolateLatents : Node<InterpolateLatents> {
  static constexpr About about{
      "Interpolate latents", "Sampling",
      "Between two latents. Along the line for pictures; along the sphere (slerp: Shoemake, Animating Rotation with "
      "Quaternion Curves, 1985) for noises, since the mean of two noises is too weak to be one. A little of another "
      "noise is a variation of a picture.",
      "slerp lerp blend mix latents variation seed travel morph"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto a = input<Latent>("a", "At factor 0, [N, C, H, W].");
  static constexpr auto b = input<Latent>("b", "At factor 1, [N, C, H, W].");
  static constexpr auto factor = param("factor", 0.5, range(0, 1), "Share of the second one.");
  static constexpr auto method =
      param("method", "slerp",
            choices(choice("linear", "(1 - factor) a + factor b"),
                    choice("slerp",
                           "Along the great circle, each latent of the batch by itself; the line where both are "
                           "almost parallel")),
            "The way between them.");
  static constexpr auto between = output<Latent>("latent", "[N, C, H, W], of a's type.");
  static constexpr auto ports = weft::ports(a, b, factor, method, between);

  void process(Call& call);
};

struct InterpolateConditionings : Node<InterpolateConditionings> {
  static constexpr About about{
      "Interpolate conditionings", "Sampling",
      "Between two conditionings of one text encoder: every tensor of numbers in them, token by token. To go from one "
      "prompt to another over a row of pictures.",
      "prompt travel morph blend average conditioning slerp lerp"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};

  static constexpr auto a = input<Conditioning>("a", "At factor 0.");
  static constexpr auto b = input<Conditioning>("b", "At factor 1; its tensors have the shapes of a's.");
  static constexpr auto factor = param("factor", 0.5, range(0, 1), "Share of the second one.");
  static constexpr auto method =
      param("method", "linear",
            choices(choice("linear", "(1 - factor) a + factor b"),
                    choice("slerp", "Along the great circle, each row of the last dimension by itself")),
            "The way between them.");
  static constexpr auto between = output<Conditioning>("conditioning", "What is not of numbers is that of a.");
  static constexpr auto ports = weft::ports(a, b, factor, method, between);

  void process(Call& call);
};

}  // namespace weft::schedulers
