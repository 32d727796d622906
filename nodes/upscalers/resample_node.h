// weft.upscalers.Resample
#pragma once

#include <weft/sdk.h>

namespace weft::upscalers {

struct Resample : Node<Resample> {
  static constexpr About about{
      "Resample", "Image/Size",
      "Scales pictures with a filter. Pixel centres lie at half positions. Where a picture shrinks, the filter widens "
      "with the factor, so that fine detail fades instead of flickering (antialiasing); nearest takes single pixels. "
      "Sizes: width and height; one of them, and the other follows from the shape of the picture; or neither, and "
      "scale counts. The result is clamped to 0..1, since bicubic and lanczos overshoot at edges.",
      "resize scale upscale downscale nearest bilinear bicubic lanczos interpolation"};
  static constexpr Traits traits{WEFT_COST_LIGHT, 0, WEFT_REENTRANCY_PARALLEL, WEFT_DEVICES_CPU | WEFT_DEVICES_VULKAN};

  static constexpr auto image = input<As<"image[N, 3, ?, ?]", Tensor>>("image", "Pictures, [N, 3, height, width]");
  static constexpr auto width = param("width", 0, range(0, 1048576), slider(0, 4096), unit("px"),
                                      "The new width; 0: from the height, or by scale");
  static constexpr auto height = param("height", 0, range(0, 1048576), slider(0, 4096), unit("px"),
                                       "The new height; 0: from the width, or by scale");
  static constexpr auto scale =
      param("scale", 2.0, range(0.0001, 10000), slider(0.125, 8, WEFT_CURVE_LOGARITHMIC), unit("times"),
            "The factor along both sides, where width and height are 0; the sides are rounded to whole pixels");
  static constexpr auto method =
      param("method", "lanczos",
            choices(choice("nearest", "The pixel under the centre: hard edges"),
                    choice("bilinear", "A triangle over 2 x 2 pixels: soft"),
                    choice("bicubic", "Keys' cubic with a = -0.5 over 4 x 4 pixels"),
                    choice("lanczos", "A windowed sinc over 6 x 6 pixels: sharpest, rings a little at edges")),
            "The filter");
  static constexpr auto maximumPixels = param("max_pixels", int64_t{1} << 26, range(1, 1099511627776.0), unit("px"),
                                              advanced, "The most pixels (width times height) that a result may have");
  static constexpr auto resized = output<As<"image[N, 3, ?, ?]", Tensor>>("image", "The pictures in the new size");
  static constexpr auto ports = weft::ports(image, width, height, scale, method, maximumPixels, resized);

  static void infer(Infer& question);
  static uint64_t estimate(Infer& question);
  void process(Call& call);
};

}  // namespace weft::upscalers
