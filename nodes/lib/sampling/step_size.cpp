#include "sampling/step_size.h"

#include <cmath>

namespace weft::sampling {

bool StepSize::judge(double error) {
  const double inverse = 1 / (error + 1e-8);
  if (m_inverses[0] == 0) m_inverses.fill(inverse);
  m_inverses[0] = inverse;
  double factor = 1;
  for (size_t i = 0; i < 3; ++i) factor *= std::pow(m_inverses[i], m_exponents[i]);
  factor = 1 + std::atan(factor - 1);
  m_size *= factor;
  if (!(factor >= m_acceptSafety)) return false;
  m_inverses[2] = m_inverses[1];
  m_inverses[1] = m_inverses[0];
  return true;
}

}  // namespace weft::sampling
