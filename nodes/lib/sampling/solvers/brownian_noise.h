// A Brownian motion over a schedule, in the frame's sigma.
#pragma once

#include <cstdint>
#include <optional>

#include "sampling/model.h"
#include "sampling/noise/brownian_tree.h"

namespace weft::sampling {

class BrownianNoise {
 public:
  // The model outlives it. The motion goes from the schedule's first sigma to its last above 0.
  BrownianNoise(int64_t seed, const Model& model) : m_seed(seed), m_model(model) {}

  // Normal, of x's shape and type: what the motion does between two times.
  Tensor draw(const Tensor& x, double t, double s);

 private:
  const int64_t m_seed;
  const Model& m_model;
  std::optional<BrownianTree> m_tree;
};

}  // namespace weft::sampling
