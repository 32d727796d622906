// The beta distribution.
#pragma once

namespace weft::sampling {

// The regularised incomplete beta function I_x(a, b): the probability that a beta(a, b) variable is at most x. a, b >
// 0, 0 <= x <= 1.
double betaProbability(double x, double a, double b);

// Its inverse: x with I_x(a, b) = p, 0 <= p <= 1; scipy.stats.beta.ppf. To 1e-12 of x where the problem allows: near
// p = 1 what p leaves out of 1 limits 1 - x. 0 where x is below the smallest double.
double betaQuantile(double p, double a, double b);

}  // namespace weft::sampling
