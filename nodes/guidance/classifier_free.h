#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/denoiser.h>

namespace weft::guidance {

struct ClassifierFree : TorchNode<ClassifierFree> {
  static constexpr About about{
      "Classifier-free guidance", "Guidance",
      "Makes a denoiser follow its condition more closely: x0 = u + scale (c - u), where c is the estimate with the "
      "condition and u the one without it, or with the negative one (Ho and Salimans, Classifier-Free Diffusion "
      "Guidance, 2022). Papers that write (1 + w) c - w u mean w = scale - 1. Both estimates are made in one batch. "
      "Since every kind of prediction is linear in x0 at a given noise, guiding x0 is guiding the noise or the "
      "velocity.",
      "cfg guidance scale negative prompt"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL,
                                 .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto denoiser = input<Denoiser>("denoiser", "What is guided.");
  static constexpr auto negative = input<Conditioning>(
      "negative", "What to stay away from; not linked: the model's own \"without condition\".", optional);
  static constexpr auto scale =
      param("scale", 3.0, range(0, 100), slider(1, 15),
            "0: without condition; 1: the model as it is, at half the cost; above: the condition counts for more.");
  static constexpr auto guided = output<Denoiser>("denoiser", "The guided denoiser, to be used like any other.");
  static constexpr auto ports = weft::ports(denoiser, negative, scale, guided);

  void process(Call& call);
};

}  // namespace weft::guidance
