#include "sampling/noise/noise_source.h"

namespace weft::sampling {

Tensor randn(TorchGenerator& generator, weft_dtype dtype, std::span<const int64_t> shape) {
  auto tensor = MutableTensor::make(dtype, shape);
  if (sameDtype(dtype, dtypeOf<double>()))
    generator.randn(tensor.data<double>());
  else
    generator.randn(tensor.data<float>());
  return std::move(tensor).publish();
}

NoiseSource::NoiseSource(int64_t seed, uint64_t drawnBefore, History& history)
    : m_seed(uint64_t(seed)), m_drawnBefore(drawnBefore), m_history(history), m_generator(m_seed) {}

Tensor NoiseSource::draw(const Tensor& like) {
  moveTo(m_drawnBefore + m_history.noiseDrawn, like);
  Tensor noise = randn(m_generator, like.dtype(), like.shape());
  ++m_position;
  ++m_history.noiseDrawn;
  return noise;
}

void NoiseSource::moveTo(uint64_t position, const Tensor& like) {
  if (position < m_position) {
    m_generator = TorchGenerator(m_seed);
    m_position = 0;
  }
  for (; m_position < position; ++m_position) {
    if (like.is<double>())
      m_generator.skipNormal<double>(like.elements());
    else
      m_generator.skipNormal<float>(like.elements());
  }
}

}  // namespace weft::sampling
