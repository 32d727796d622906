// How long the next step of an adaptive solver is.
#pragma once

#include <array>

namespace weft::sampling {

// A PID controller of step sizes (Soderlind, Digital Filters in Adaptive Time-Stepping, 2003), with the limiter
// 1 + atan(factor - 1), as k-diffusion has it.
class StepSize {
 public:
  StepSize(double first, double pcoeff, double icoeff, double dcoeff, double order, double acceptSafety)
      : m_size(first),
        m_exponents{(pcoeff + icoeff + dcoeff) / order, -(pcoeff + 2 * dcoeff) / order, dcoeff / order},
        m_acceptSafety(acceptSafety) {}

  double size() const { return m_size; }
  // Of the error of a step of this size, 1 being what is allowed: whether it is accepted. Sets the size of the next.
  bool judge(double error);

 private:
  double m_size;
  std::array<double, 3> m_exponents;
  double m_acceptSafety;
  std::array<double, 3> m_inverses{};  // of the errors of this step and the last two accepted; 0: none yet
};

}  // namespace weft::sampling
