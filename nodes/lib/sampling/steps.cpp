#include "sampling/steps.h"

#include <cmath>

namespace weft::sampling {

Tensor eulerStep(const Model& model, double t, double s, const Tensor& x, const Tensor& x0) {
  const auto from = model.at(t), to = model.at(s);
  const double ratio = to.b / from.b;
  return combine({{ratio, x}, {to.a - ratio * from.a, x0}});
}

Tensor heunStep(const Model& model, double t, double s, const Tensor& x, const Tensor& x0) {
  if (!(model.at(s).b > 0)) return eulerStep(model, t, s, x, x0);
  const double way = model.frameAt(s).sigma - model.frameAt(t).sigma;
  const Tensor first = slopeOf(model, t, x, x0);
  const Tensor end = moveBy(model, t, s, x, {{way, first}});
  const Tensor second = slopeOf(model, s, end, model.x0(end, s));
  return moveBy(model, t, s, x, {{way / 2, first}, {way / 2, second}});
}

Tensor dpm2Step(const Model& model, double t, double s, const Tensor& x, const Tensor& x0) {
  if (!(model.at(s).b > 0)) return eulerStep(model, t, s, x, x0);
  const double from = model.frameAt(t).sigma, to = model.frameAt(s).sigma;
  const double middle = model.timeOfSigma(std::sqrt(from * to));
  const Tensor there = moveBy(model, t, middle, x, {{model.frameAt(middle).sigma - from, slopeOf(model, t, x, x0)}});
  return moveBy(model, t, s, x, {{to - from, slopeOf(model, middle, there, model.x0(there, middle))}});
}

Tensor slopeOf(const Model& model, double t, const Tensor& x, const Tensor& x0) {
  const Frame frame = model.frameAt(t);
  return combine({{1 / (frame.scale * frame.sigma), x}, {-1 / frame.sigma, x0}});
}

Tensor moveBy(const Model& model, double t, double s, const Tensor& x, std::span<const Term> slopes) {
  const double from = model.frameAt(t).scale, to = model.frameAt(s).scale;
  std::vector<Term> terms{{to / from, x}};
  for (const Term& slope : slopes) terms.push_back({to * slope.factor, slope.tensor});
  return combine(terms);
}

}  // namespace weft::sampling
