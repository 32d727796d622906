#include "sampling/latents/interpolate.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "sampling/arithmetic.h"

namespace weft::sampling {
namespace {

constexpr double almostParallel = 0.9995;  // cosine from which the line is taken, as diffusers' and others' slerp do

// The factors of both ends.
std::pair<double, double> onTheSphere(std::span<const double> a, std::span<const double> b, double share) {
  double dot = 0, ofA = 0, ofB = 0;
  for (size_t i = 0; i < a.size(); ++i) dot += a[i] * b[i], ofA += a[i] * a[i], ofB += b[i] * b[i];
  const double cosine = dot / std::sqrt(ofA * ofB);
  if (!(std::abs(cosine) <= almostParallel)) return {1 - share, share};
  const double angle = std::acos(cosine);
  return {std::sin((1 - share) * angle) / std::sin(angle), std::sin(share * angle) / std::sin(angle)};
}

bool isFloating(const Tensor& tensor) {
  return tensor.dtype().code == WEFT_TYPE_FLOAT || tensor.dtype().code == WEFT_TYPE_BFLOAT;
}

}  // namespace

Tensor interpolate(const Tensor& a, const Tensor& b, double share, Interpolation how, size_t row) {
  if (how == Interpolation::Linear) return combine({{1 - share, a}, {share, b}});
  if (!std::ranges::equal(a.shape(), b.shape()))
    throw Failure("tensors " + shapeText(a.shape()) + " and " + shapeText(b.shape()) + " do not fit",
                  WEFT_ERROR_TYPE_MISMATCH);
  std::vector<double> from = numbersOf(a);
  const std::vector<double> to = numbersOf(b);
  for (size_t begin = 0; begin < from.size(); begin += row) {
    const auto numbers = std::span(from).subspan(begin, row);
    const auto others = std::span(to).subspan(begin, row);
    const auto [first, second] = onTheSphere(numbers, others, share);
    for (size_t i = 0; i < row; ++i) numbers[i] = first * numbers[i] + second * others[i];
  }
  return tensorLike(a, from);
}

Value interpolateValue(const Value& a, const Value& b, double share, Interpolation how) {
  if (a.kind() != b.kind()) throw Failure("values of different kinds cannot be interpolated", WEFT_ERROR_TYPE_MISMATCH);
  if (a.kind() == WEFT_KIND_NUMBER) return Value::number((1 - share) * a.asNumber() + share * b.asNumber());
  if (a.kind() == WEFT_KIND_TENSOR) {
    const Tensor from(a), to(b);
    if (!isFloating(from) || !isFloating(to) || from.elements() == 0) return a;
    return interpolate(from, to, share, how, from.rank() > 0 ? size_t(from.size(from.rank() - 1)) : 1);
  }
  if (a.kind() == WEFT_KIND_LIST) {
    if (a.size() != b.size())
      throw Failure("lists of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) + " items do not fit",
                    WEFT_ERROR_TYPE_MISMATCH);
    std::vector<Value> items;
    for (size_t i = 0; i < a.size(); ++i) items.push_back(interpolateValue(a.item(i), b.item(i), share, how));
    return Value::list(items);
  }
  if (a.kind() != WEFT_KIND_RECORD) return a;
  std::vector<std::pair<std::string, Value>> items;
  for (const std::string& name : a.names()) {
    const Value other = b.item(name);
    if (!other) throw Failure("\"" + name + "\" is only in one of both", WEFT_ERROR_TYPE_MISMATCH);
    items.emplace_back(name, interpolateValue(a.item(name), other, share, how));
  }
  return Value::record(items);
}

}  // namespace weft::sampling
