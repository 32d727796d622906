// weft.io.LoadImage
#pragma once

#include <weft/sdk.h>

namespace weft::io {

struct LoadImage : Node<LoadImage> {
  using Picture = As<"image[1, 3, h, w]", Tensor>;
  using Alpha = As<"mask[1, 1, h, w]", Tensor>;

  static constexpr About about{
      "Load image", "Files",
      "Reads a picture from a PNG, JPEG or WebP file. The colour values are taken as they stand: no colour profile and "
      "no gamma is applied, and alpha is not multiplied in. A JPEG is turned upright by its EXIF tag.",
      "open read png jpeg jpg webp picture photo alpha"};
  static constexpr Traits traits{WEFT_COST_IO, 0, WEFT_REENTRANCY_PARALLEL};

  static constexpr auto file = param("path", "", path, "The picture: a PNG, JPEG or WebP file");
  static constexpr auto maximumPixels =
      param("max_pixels", int64_t{1} << 26, range(1, 1099511627776.0), unit("px"), advanced,
            "The most pixels (width times height) that are accepted; a file that claims more is refused before it is "
            "decoded. Decoding takes about 16 bytes a pixel");
  static constexpr auto maximumSide = param("max_side", int64_t{1} << 20, range(1, 16777216), unit("px"), advanced,
                                            "The greatest width or height that is accepted");
  static constexpr auto image =
      output<Picture>("image", "The picture, [1, 3, height, width]: red, green and blue as float32 in 0..1");
  static constexpr auto mask =
      output<Alpha>("mask",
                    "The alpha channel, [1, 1, height, width] in 0..1: 1 is opaque, and so is a picture "
                    "without alpha");
  static constexpr auto ports = weft::ports(file, maximumPixels, maximumSide, image, mask);

  static void infer(Infer& question);
  static uint64_t estimate(Infer& question);
  void process(Call& call);
};

}  // namespace weft::io
