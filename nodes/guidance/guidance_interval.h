// What restricts a denoiser: to a part of the sampling, or to a range of values.
#pragma once

#include "guidance_node.h"

namespace weft::guidance {

struct GuidanceInterval : Node<GuidanceInterval> {
  static constexpr About about{
      "Guidance interval", "Guidance",
      "Guides only in a part of the sampling and uses the plain denoiser elsewhere. Guidance harms variety at high "
      "noise and does nothing at low noise (Kynkäänniemi et al., Applying Guidance in a Limited Interval Improves "
      "Sample and Distribution Quality in Diffusion Models, 2024); outside the range a step costs half.",
      "cfg interval limited guidance"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL,
                                 .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto guided = input<Denoiser>("guided", "Used from start to end, both times included.");
  static constexpr auto plain = input<Denoiser>("plain", "Used at all other times: mostly the same model, unguided.");
  static constexpr auto start = param(
      "start", 0.8, range(0, 1e6), slider(0, 1),
      "Where guidance begins, as sampling goes from noise to picture. A time is in the process's own unit, 0 to 1 for "
      "a rectified flow, sigma for the others.");
  static constexpr auto end =
      param("end", 0.1, range(0, 1e6), slider(0, 1), "Where it ends: a time not above start, or a share not below it.");
  static constexpr auto measure =
      param("measured_in", "time",
            choices(choice("time", "Times of the process; they fall while sampling"),
                    choice("share", "Shares of the steps, 0 to 1, as start and stop of diffusers' guiders; they rise")),
            "What start and end are.");
  static constexpr auto out = output<Denoiser>("denoiser", "The denoiser with guidance in the range.");
  static constexpr auto ports = weft::ports(guided, plain, start, end, measure, out);

  void process(Call& call);
};

struct Thresholding : GuidanceNode<Thresholding> {
  static constexpr About about{
      "Thresholding", "Guidance",
      "Keeps estimates within the range that data have, which strong guidance leaves. Dynamic: s is a high quantile of "
      "|x0| of each sample, at least 1; x0 is cut off at -s and s and divided by s (Saharia et al., Photorealistic "
      "Text-to-Image Diffusion Models with Deep Language Understanding (Imagen), 2022, section 2.3). Static: cut off "
      "at "
      "a fixed range. For models on pixels of -1 to 1; latents know no such range.",
      "dynamic thresholding clip_sample imagen"};
  static constexpr auto method = param("method", "dynamic",
                                       choices(choice("dynamic", "thresholding of diffusers' schedulers"),
                                               choice("static", "clip_sample of diffusers' schedulers")),
                                       "How it is done.");
  static constexpr auto ratio = param("dynamic_thresholding_ratio", 0.995, range(0, 1), visibleIf("method=dynamic"),
                                      "The quantile of |x0| that becomes the bound.");
  static constexpr auto maximum = param("sample_max_value", 1.0, range(0.001, 1e6), visibleIf("method=dynamic"),
                                        "What the bound may be at most; 1: values are cut off at 1, and not divided.");
  static constexpr auto clip =
      param("clip_sample_range", 1.0, range(0.001, 1e6), visibleIf("method=static"), "The bound.");
  static constexpr auto ports = weft::ports(denoiser, method, ratio, maximum, clip, guided);

  void process(Call& call);
};

}  // namespace weft::guidance
