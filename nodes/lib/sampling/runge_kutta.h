// Dormand and Prince's pair of Runge-Kutta methods, of orders 5 and 4, with steps as long as the tolerance allows
// (Dormand and Prince, A family of embedded Runge-Kutta formulae, 1980; the choice of steps as in Hairer, Norsett and
// Wanner, Solving Ordinary Differential Equations I, section II.4).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace weft::sampling {

// Of the error of one step: at most atol + rtol |y|, as a root mean square over all of y. Both above 0.
struct Tolerance {
  double rtol = 1e-5, atol = 1e-5;
};

// slope = dy/du at u.
using Slope = std::function<void(double u, std::span<const double> y, std::span<double> slope)>;
// After each step: which share of the way is gone, in (0, 1]. May throw to stop.
using ReportWay = std::function<void(double share)>;

// y at `to`, from y at `from`; in either direction. Failure where slopes are not finite, or after 100,000 steps.
void integrate(const Slope& slope, double from, double to, std::vector<double>& y, const Tolerance& tolerance,
               const ReportWay& report);

}  // namespace weft::sampling
