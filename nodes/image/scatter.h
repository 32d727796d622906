// weft.image.Scatter
#pragma once

#include <weft/sdk.h>

namespace weft::images {

struct Scatter : Node<Scatter> {
  using Points = As<"latent[N, 2, H, W]", Tensor>;

  static constexpr About about{
      "Scatter", "Image",
      "Draws a latent of two channels as points in the plane: the first channel is x, to the right, the second y, "
      "upwards. To see what a denoiser, a solver or guidance does where it can be seen whole.",
      "points plot chart two dimensional 2d distribution mixture"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto points =
      input<Points>("points", "[N, 2, H, W]: N * H * W points; those not finite are left out");
  static constexpr auto colourBy =
      input<Points>("colour_by",
                    "As many points, which give the colours: the angle around (0, 0) is the hue. The last latent of a "
                    "trajectory shows from the start where each point will go. Not linked: all are blue",
                    optional);
  static constexpr auto span =
      param("span", 4.0, range(1e-6, 1e6), slider(1, 10), "The axes reach from -span to span, in both directions");
  static constexpr auto size = param("size", 360, range(64, 2048), slider(128, 1024), unit("px"), "Width and height");
  static constexpr auto radius = param("radius", 1.2, range(0.1, 100), slider(0.5, 5), unit("px"), "Of a point");
  static constexpr auto opacity =
      param("opacity", 0.7, range(0, 1), "Of a point: below 1, the more points, the darker the place");
  static constexpr auto picture = output<As<"image[1, 3, ?, ?]", Tensor>>("image", "The points, with axes");
  static constexpr auto ports = weft::ports(points, colourBy, span, size, radius, opacity, picture);

  static void infer(Infer& question);
  void process(Call& call);
};

}  // namespace weft::images
