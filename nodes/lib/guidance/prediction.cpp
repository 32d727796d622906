#include "guidance/prediction.h"

#include <algorithm>
#include <string>

#include "diffusion/prediction.h"
#include "sampling/model.h"

namespace weft::guidance {
namespace {

diffusion::Target targetOf(Kind kind, int32_t predicts) {
  using diffusion::Target;
  switch (kind) {
    case Kind::X0:
      return Target::Sample;
    case Kind::Epsilon:
      return Target::Epsilon;
    case Kind::V:
      return Target::V;
    case Kind::Flow:
      return Target::Flow;
    case Kind::Network:
      break;
  }
  if (predicts == WEFT_PREDICTS_X0) return Target::Sample;
  if (predicts == WEFT_PREDICTS_V) return Target::V;
  return predicts == WEFT_PREDICTS_FLOW ? Target::Flow : Target::Epsilon;
}

}  // namespace

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
  const auto target = targetOf(kind, predicts);
  const auto conversion =
      diffusion::conversion(diffusion::Target::Sample, target, {std::max(c.a, sampling::leastSignal), c.b, c.da, c.db});
  if (!conversion) throw Failure("at a time without noise there is no noise to predict");
  return {conversion->mixed, conversion->prediction};
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
