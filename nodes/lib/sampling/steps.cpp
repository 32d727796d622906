#include "sampling/steps.h"

#include <cmath>

namespace weft::sampling {

Tensor eulerStep(const Model& model, double t, double s, const Tensor& x, const Tensor& x0) {
  const auto from = model.at(t), to = model.at(s);
  const double ratio = to.b / from.b;
  return combine({{ratio, x}, {to.a - ratio * from.a, x0}});
}

Tensor heunStep(const Model& model, double t, double s, const Tensor& x, const Tensor& x0) {
  const Tensor end = eulerStep(model, t, s, x, x0);
  if (!(model.at(s).b > 0)) return end;
  const Tensor second = slopeOf(model, s, end, model.x0(end, s));
  const double half = (model.frameAt(s).sigma - model.frameAt(t).sigma) / 2;
  const Tensor first = slopeOf(model, t, x, x0);
  const Term slopes[] = {{half, first}, {half, second}};
  return moveBy(model, t, s, x, slopes);
}

Tensor dpm2Step(const Model& model, double t, double s, const Tensor& x, const Tensor& x0) {
  if (!(model.at(s).b > 0)) return eulerStep(model, t, s, x, x0);
  const double from = model.frameAt(t).sigma, to = model.frameAt(s).sigma;
  const double middle = model.timeOfSigma(std::sqrt(from * to));
  const Tensor there = eulerStep(model, t, middle, x, x0);
  const Tensor slope = slopeOf(model, middle, there, model.x0(there, middle));
  const Term slopes[] = {{to - from, slope}};
  return moveBy(model, t, s, x, slopes);
}

Tensor slopeOf(const Model& model, double t, const Tensor& x, const Tensor& x0) {
  if (!model.isFlow()) return noiseOf(model.at(t), x, x0);
  const double sigma = model.frameAt(t).sigma;
  return combine({{1 / sigma, x}, {-1 / sigma, x0}});
}

Tensor moveBy(const Model& model, double t, double s, const Tensor& x, std::span<const Term> slopes) {
  const double from = model.frameAt(t).scale, to = model.frameAt(s).scale;
  std::vector<Term> terms{{to / from, x}};
  for (const Term& slope : slopes) terms.push_back({to * slope.factor, slope.tensor});
  return combine(terms);
}

}  // namespace weft::sampling
