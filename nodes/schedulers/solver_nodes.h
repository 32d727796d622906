#pragma once

#include "torch_bridge/torch_node.h"

#include <weft/sdk/solver.h>

namespace weft::schedulers {

struct EulerStep : TorchNode<EulerStep> {
  static constexpr About about{
      "Euler", "Sampling/Solver",
      "Euler's method on the probability-flow equation dx/dt = a'(t) x0 + b'(t) z of any process x_t = a(t) x0 + b(t) "
      "z: one evaluation a step, error of first order in the step. For a rectified flow this is the sampler of "
      "FlowMatchEulerDiscreteScheduler in diffusers.",
      "sampler ode first order"};
  static constexpr Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL,
                                 .devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA};

  static constexpr auto solver = output<Solver>("solver", "For Sample, or a loop of one's own.");
  static constexpr auto ports = weft::ports(solver);

  void process(Call& call);
};

}  // namespace weft::schedulers
