// weft.image.BoxMask
#pragma once

#include <weft/sdk.h>

namespace weft::images {

struct BoxMask : Node<BoxMask> {
  using Share = As<"mask[1, 1, h, w]", Tensor>;

  static constexpr About about{"Box mask", "Image",
                               "A mask of the size of a picture: 1 within a rectangle, 0 outside, with a soft edge "
                               "between. For inpainting: 1 is "
                               "drawn anew.",
                               "mask rectangle region inpaint feather soft edge area"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto image = input<As<"image[?, 3, h, w]", Tensor>>("image", "Says the size, [N, 3, height, width]");
  static constexpr auto left = param("left", 0.25, range(0, 1), "Left side, as a share of the width");
  static constexpr auto top = param("top", 0.25, range(0, 1), "Upper side, as a share of the height");
  static constexpr auto right = param("right", 0.75, range(0, 1), "Right side, as a share of the width");
  static constexpr auto bottom = param("bottom", 0.75, range(0, 1), "Lower side, as a share of the height");
  static constexpr auto feather = param("feather", 0.0, range(0, 4096), slider(0, 64), unit("px"),
                                        "Width of the edge, half of it inside; 0: hard, by pixel centres");
  static constexpr auto mask = output<Share>("mask", "[1, 1, height, width], 0..1");
  static constexpr auto ports = weft::ports(image, left, top, right, bottom, feather, mask);

  void process(Call& call);
};

}  // namespace weft::images
