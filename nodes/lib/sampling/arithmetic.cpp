#include "sampling/arithmetic.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

namespace weft::sampling {
namespace {

bool isDouble(const Tensor& tensor) { return tensor.is<double>(); }

struct Source {
  double factor;
  Tensor tensor;
  const double* wide;  // one of both
  const float* narrow;

  double at(size_t i) const { return wide ? wide[i] : static_cast<double>(narrow[i]); }
};

// Two roundings for a term, not one of a fused operation: the file is compiled with -ffp-contract=off. The number of
// terms is known, so that the sum stays in registers.
template <class T, size_t Terms>
__attribute__((target_clones("avx512f", "avx2", "default"))) void sumOf(T* __restrict out, const T* const* sources,
                                                                        const double* factors, size_t count) {
  const T* from[Terms];
  double factor[Terms];
  std::copy_n(sources, Terms, from);
  std::copy_n(factors, Terms, factor);
  for (size_t i = 0; i < count; ++i) {
    double sum = factor[0] * static_cast<double>(from[0][i]);
    for (size_t k = 1; k < Terms; ++k) sum += factor[k] * static_cast<double>(from[k][i]);
    out[i] = static_cast<T>(sum);
  }
}

template <class T>
using SumOf = void (*)(T*, const T* const*, const double*, size_t);
template <class T>
constexpr SumOf<T> sums[] = {sumOf<T, 1>, sumOf<T, 2>, sumOf<T, 3>, sumOf<T, 4>,
                             sumOf<T, 5>, sumOf<T, 6>, sumOf<T, 7>, sumOf<T, 8>};

template <class T>
const T* elementsOf(const Source& source) {
  if constexpr (std::is_same_v<T, double>)
    return source.wide;
  else
    return source.narrow;
}

template <class T>
void sumInto(std::span<T> out, const std::vector<Source>& sources) {
  std::array<const T*, std::size(sums<T>)> from{};
  std::array<double, std::size(sums<T>)> factors{};
  bool fits = !sources.empty() && sources.size() <= from.size();
  for (size_t k = 0; fits && k < sources.size(); ++k) {
    from[k] = elementsOf<T>(sources[k]);
    factors[k] = sources[k].factor;
    fits = from[k] != nullptr;
  }
  if (fits) return sums<T>[sources.size() - 1](out.data(), from.data(), factors.data(), out.size());
  for (size_t i = 0; i < out.size(); ++i) {  // of both types, or very many: seldom
    double sum = sources.empty() ? 0 : sources[0].factor * sources[0].at(i);
    for (size_t k = 1; k < sources.size(); ++k) sum += sources[k].factor * sources[k].at(i);
    out[i] = static_cast<T>(sum);
  }
}

}  // namespace

Tensor combine(std::span<const Term> terms) {
  const Tensor& first = terms.front().tensor;
  std::vector<Source> sources;
  sources.reserve(terms.size());
  for (const Term& term : terms) {
    if (!std::ranges::equal(term.tensor.shape(), first.shape()))
      throw Failure("tensors of the shapes " + shapeText(first.shape()) + " and " + shapeText(term.tensor.shape()) +
                        " do not fit",
                    WEFT_ERROR_TYPE_MISMATCH);
    if (term.factor == 0) continue;
    const Tensor tensor = asComputed(term.tensor, "a term");
    sources.push_back({term.factor, tensor, nullptr, nullptr});
    if (isDouble(tensor))
      sources.back().wide = tensor.data<double>().data();
    else
      sources.back().narrow = tensor.data<float>().data();
  }
  auto result = MutableTensor::make(isDouble(first) ? dtypeOf<double>() : dtypeOf<float>(), first.shape());
  if (isDouble(first))
    sumInto(result.data<double>(), sources);
  else
    sumInto(result.data<float>(), sources);
  return std::move(result).publish();
}

std::vector<double> numbersOf(const Tensor& tensor) { return tensor.copyAs<double>(); }

Tensor tensorLike(const Tensor& like, std::span<const double> numbers) {
  auto result = MutableTensor::make(isDouble(like) ? dtypeOf<double>() : dtypeOf<float>(), like.shape());
  result.assign(numbers);
  return std::move(result).publish();
}

Tensor asComputed(const Value& value, const char* what) {
  const Tensor tensor(value);
  if (tensor.dtype().code != WEFT_TYPE_FLOAT && tensor.dtype().code != WEFT_TYPE_BFLOAT)
    throw Failure(std::string(what) + " is a tensor of " + dtypeName(tensor.dtype()) + "; wanted floating point",
                  WEFT_ERROR_TYPE_MISMATCH);
  if ((tensor.is<float>() || isDouble(tensor)) && tensor.compact()) return tensor;
  auto copy = MutableTensor::make(isDouble(tensor) ? dtypeOf<double>() : dtypeOf<float>(), tensor.shape());
  if (isDouble(tensor))
    copy.assign(tensor.copyAs<double>());
  else
    copy.assign(tensor.copyAs<float>());
  return std::move(copy).publish();
}

std::string shapeText(std::span<const int64_t> shape) {
  std::string text;
  for (const int64_t side : shape) text += (text.empty() ? "" : ", ") + std::to_string(side);
  return "[" + text + "]";
}

}  // namespace weft::sampling
