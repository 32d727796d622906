#include "diffusion/prediction.h"

#include <cmath>
#include <utility>

namespace weft::diffusion {
namespace {

constexpr std::pair<Target, std::string_view> names[] = {{Target::Sample, "sample"},
                                                         {Target::Epsilon, "epsilon"},
                                                         {Target::V, "v_prediction"},
                                                         {Target::Flow, "flow_prediction"},
                                                         {Target::Score, "score"}};

}  // namespace

std::string_view nameOf(Target target) {
  for (const auto& [known, name] : names)
    if (known == target) return name;
  return {};
}

std::optional<Target> targetOf(std::string_view name) {
  for (const auto& [target, known] : names)
    if (known == name) return target;
  return std::nullopt;
}

Factors targetAt(Target target, const Coefficients& c) {
  switch (target) {
    case Target::Sample:
      return {1, 0};
    case Target::Epsilon:
      return {0, 1};
    case Target::V: {
      const double length = std::hypot(c.a, c.b);
      return {-c.b / length, c.a / length};
    }
    case Target::Flow:
      return {-1, 1};
    case Target::Score:
      return {0, -1 / c.b};
  }
  return {};
}

std::optional<Conversion> conversion(Target from, Target to, const Coefficients& c) {
  if (from == to) return Conversion{0, 1};
  if (c.b == 0 && (from == Target::Score || to == Target::Score)) return std::nullopt;
  if (from == Target::Epsilon && to == Target::Score) return Conversion{0, -1 / c.b};
  if (from == Target::Score && to == Target::Epsilon) return Conversion{0, -c.b};
  const Factors y = targetAt(from, c), wanted = targetAt(to, c);
  const double determinant = c.a * y.noise - c.b * y.sample;
  if (determinant == 0) return std::nullopt;
  return Conversion{(wanted.sample * y.noise - wanted.noise * y.sample) / determinant,
                    (wanted.noise * c.a - wanted.sample * c.b) / determinant};
}

}  // namespace weft::diffusion
