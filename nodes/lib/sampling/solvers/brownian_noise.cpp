#include "sampling/solvers/brownian_noise.h"

namespace weft::sampling {

Tensor BrownianNoise::draw(const Tensor& x, double t, double s) {
  if (!m_tree) {
    const auto times = m_model.times();
    const double last = m_model.frameAt(times.back()).sigma;
    const double least = last > 0 ? last : m_model.frameAt(times[times.size() - 2]).sigma;
    m_tree.emplace(x, least, m_model.frameAt(times.front()).sigma, m_seed);
  }
  return m_tree->noise(m_model.frameAt(t).sigma, m_model.frameAt(s).sigma);
}

}  // namespace weft::sampling
