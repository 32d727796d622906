#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/solver.h>

namespace weft::schedulers {

struct HeunStep : TorchNode<HeunStep> {
  static constexpr About about{
      "Heun", "Sampling/Solver",
      "Heun's method on the probability-flow equation: an Euler step, then a second one with the mean of the "
      "velocities "
      "at both ends (Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, 2022, algorithm "
      "1). Two evaluations a step, error of second order in the step. A step that ends without noise is an Euler step, "
      "since the velocity has no meaning there.",
      "sampler ode second order"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL,
                                 .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto solver = output<Solver>("solver", "For Sample, or a loop of one's own.");
  static constexpr auto ports = weft::ports(solver);

  void process(Call& call);
};

}  // namespace weft::schedulers
