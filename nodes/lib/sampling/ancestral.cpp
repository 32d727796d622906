#include "sampling/ancestral.h"

#include <algorithm>
#include <cmath>

namespace weft::sampling {
namespace {

// The other side of a right triangle; none where the two differ by rounding alone, whose root would be noise.
double rest(double whole, double part) {
  return whole - part <= 1e-14 * whole ? 0 : std::sqrt((whole - part) * (whole + part));
}

}  // namespace

Renewal posteriorRenewal(const weft_coefficients& from, const weft_coefficients& to, double eta) {
  const double lost = from.a * to.b / (to.a * from.b);  // sigma_s / sigma_t
  const double added = std::min(to.b, eta * to.b * std::sqrt(std::max(0.0, (1 - lost) * (1 + lost))));
  return {rest(to.b, added), added};
}

Renewal ancestralRenewal(const Model& model, double t, double s, double eta) {
  auto from = model.at(t);
  const auto to = model.at(s);
  from.a = std::max(from.a, leastSignal);
  if (!model.isFlow() || !(to.b > 0)) return posteriorRenewal(from, to, eta);
  const double start = model.frameAt(t).sigma, end = model.frameAt(s).sigma;
  const double down = std::max(0.0, end * (1 + (end / start - 1) * eta));
  return renewalFrom({1 - down, down, 0, 0}, to);
}

Renewal renewalFrom(const weft_coefficients& below, const weft_coefficients& to) {
  const double kept = std::min(to.b, to.a * below.b / below.a);
  return {kept, rest(to.b, kept)};
}

Detour detourOf(const Model& model, double s, const Renewal& renewal, double least) {
  const auto to = model.at(s);
  if (!(renewal.added > 0)) return {s, 1, 0};
  const double ratio = renewal.kept / to.a;  // b / a at u
  double time = least;
  if (ratio > 0) time = std::max(least, model.timeOfSigma(model.isFlow() ? ratio / (1 + ratio) : ratio));
  if (time >= s) return {s, 1, 0};
  const auto at = model.at(time);
  return {time, to.a / at.a, rest(to.b, to.a * at.b / at.a)};
}

}  // namespace weft::sampling
