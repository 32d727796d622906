// weft.io.MeasureKernels
#pragma once

#include "torch_bridge/torch_node.h"

namespace weft::io {

struct MeasureKernels : TorchNode<MeasureKernels> {
  static constexpr About about{
      "Measure kernels", "System",
      "Measures how long LibTorch's different ways take to compute linear layers, attention and convolutions on this "
      "machine. `runner tune` writes the fastest into the table that models then compute by.",
      "tune benchmark speed processor"};
  static constexpr Traits traits{.cost = WEFT_COST_HEAVY, .flags = WEFT_NODE_NONDETERMINISTIC};

  static constexpr auto text =
      output<String>("text",
                     "One JSON object: the seconds that each kernel took, by operation and element type: "
                     "{\"linear.f32\": {\"convolution\": 0.009, \"linear\": 0.015}, ...}, the fastest first.");
  static constexpr auto ports = weft::ports(text);

  void process(Call& call);
};

}  // namespace weft::io
