#include "guidance/prediction.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sampling/model.h"

namespace weft::guidance {

Kind kindNamed(std::string_view name) {
  if (name == "prediction") return Kind::Network;
  if (name == "x0") return Kind::X0;
  if (name == "epsilon") return Kind::Epsilon;
  if (name == "v_prediction") return Kind::V;
  if (name == "flow") return Kind::Flow;
  throw Failure("\"" + std::string(name) +
                "\" is no kind of prediction; there are prediction, x0, epsilon, v_prediction, flow");
}

Prediction predictionOf(Kind kind, int32_t predicts, const weft_coefficients& c) {
  const double a = std::max(c.a, sampling::leastSignal), b = c.b;
  const double length = std::hypot(a, b);
  if (kind == Kind::Network) {
    if (predicts == WEFT_PREDICTS_V)
      kind = Kind::V;
    else if (predicts == WEFT_PREDICTS_FLOW)
      kind = Kind::Flow;
    else
      kind = predicts == WEFT_PREDICTS_X0 ? Kind::X0 : Kind::Epsilon;
  }
  if (kind == Kind::X0) return {0, 1};
  if (!(b > 0)) throw Failure("at a time without noise there is no noise to predict");
  if (kind == Kind::V) return {a / b / length, -length / b};
  return {1 / b, kind == Kind::Flow ? -(a + b) / b : -a / b};
}

Tensor Prediction::fromX0(const Tensor& x, const Tensor& x0) const {
  if (ofX == 0) return x0;
  return sampling::combine({{ofX0, x0}, {ofX, x}});
}

Tensor Prediction::toX0(const Tensor& x, const Tensor& p) const {
  if (ofX == 0) return p;
  return sampling::combine({{1 / ofX0, p}, {-ofX / ofX0, x}});
}

}  // namespace weft::guidance
