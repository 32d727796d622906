#pragma once

#include "sampling/solver_names.h"
#include "solver_node.h"

namespace weft::schedulers {

consteval auto comfySamplerChoices() {
  Choices<std::size(sampling::comfySamplers)> made{};
  for (size_t i = 0; i < made.items.size(); ++i)
    made.items[i] = choice(sampling::comfySamplers[i].name, sampling::comfySamplers[i].doc);
  return made;
}

struct SolverByName : SolverNode<SolverByName> {
  static constexpr About about{
      "Solver by name", "Sampling/Solver",
      "A solver by the name that it has in ComfyUI and, with \"sample_\" before it, in k-diffusion, with the options "
      "that it has there. The node of the solver itself has more of them, its paper and the usual number of steps.",
      "ksampler ksamplerselect sampler_name sampler select comfyui k-diffusion"};
  static constexpr auto sampler = param("sampler", "euler", comfySamplerChoices(), "Which one.");
  static constexpr auto ports = weft::ports(sampler, solver);
  static std::unique_ptr<Object> make(const SolverSettings& settings);
};

}  // namespace weft::schedulers
