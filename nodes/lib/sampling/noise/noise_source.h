// The noise that stochastic solvers add, as diffusers' pipelines draw it: from the one generator of the seed that has
// drawn the noise sampling began with.
#pragma once

#include <weft/sdk/tensor.h>

#include "sampling/history.h"
#include "sampling/noise/torch_random.h"

namespace weft::sampling {

// One thread at a time, beside the run whose history it counts in.
class NoiseSource {
 public:
  // `drawnBefore` tensors of x's shape and type come first and are skipped: noise_drawn of the solver's request.
  // `history` outlives the source. Its noiseDrawn is the position: where it is set to another value, the source goes on
  // there.
  NoiseSource(int64_t seed, uint64_t drawnBefore, History& history);

  // The next torch.randn of this shape and type: float32, or float64. A batch is one draw. All draws of one sampling
  // have one shape.
  Tensor draw(const Tensor& like);

 private:
  void moveTo(uint64_t position, const Tensor& like);

  const uint64_t m_seed, m_drawnBefore;
  History& m_history;
  TorchGenerator m_generator;
  uint64_t m_position = 0;  // tensors that m_generator has drawn
};

// torch.randn(shape, generator=generator), float32 or float64.
Tensor randn(TorchGenerator& generator, weft_dtype dtype, std::span<const int64_t> shape);

}  // namespace weft::sampling
