// Nodes that make a solver.
#pragma once

#include "solver_node.h"

namespace weft::schedulers {

struct Euler : SolverNode<Euler> {
  static constexpr About about{
      "Euler", "Sampling/Solver",
      "Euler's method on the probability-flow equation dx/dt = a'(t) x0 + b'(t) z of any process x_t = a(t) x0 + b(t) "
      "z: one evaluation a step, error of first order in the step. For a rectified flow this is the sampler of "
      "FlowMatchEulerDiscreteScheduler in diffusers.",
      "sampler ode first order"};
  static std::unique_ptr<Object> make();
};

struct Heun : SolverNode<Heun> {
  static constexpr About about{
      "Heun", "Sampling/Solver",
      "Heun's method on the probability-flow equation: an Euler step, then a second one with the mean of the "
      "velocities "
      "at both ends (Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, 2022, algorithm "
      "1). Two evaluations a step, error of second order in the step. A step that ends without noise is an Euler step, "
      "since the velocity has no meaning there.",
      "sampler ode second order"};
  static std::unique_ptr<Object> make();
};

}  // namespace weft::schedulers
