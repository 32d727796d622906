#include "sampling/arithmetic.h"

#include <algorithm>
#include <string>
#include <vector>

namespace weft::sampling {
namespace {

constexpr size_t blockSize = 1024;  // doubles that stay in the first-level cache

bool isDouble(const Tensor& tensor) { return tensor.is<double>(); }

// Two roundings, not one of a fused operation: the file is compiled with -ffp-contract=off.
template <class T>
__attribute__((target_clones("avx512f", "avx2", "default"))) void addScaled(double* sum, const T* from, double factor,
                                                                            size_t count) {
  for (size_t i = 0; i < count; ++i) sum[i] += factor * static_cast<double>(from[i]);
}

template <class T>
__attribute__((target_clones("avx512f", "avx2", "default"))) void scale(double* sum, const T* from, double factor,
                                                                        size_t count) {
  for (size_t i = 0; i < count; ++i) sum[i] = factor * static_cast<double>(from[i]);
}

template <class T>
__attribute__((target_clones("avx512f", "avx2", "default"))) void store(T* to, const double* sum, size_t count) {
  for (size_t i = 0; i < count; ++i) to[i] = static_cast<T>(sum[i]);
}

struct Source {
  double factor;
  Tensor tensor;
  const double* wide;  // one of both
  const float* narrow;
};

template <class T>
void sumInto(std::span<T> out, const std::vector<Source>& sources) {
  double sum[blockSize];
  for (size_t begin = 0; begin < out.size(); begin += blockSize) {
    const size_t count = std::min(blockSize, out.size() - begin);
    bool first = true;
    for (const Source& source : sources) {
      if (source.wide)
        (first ? scale<double> : addScaled<double>)(sum, source.wide + begin, source.factor, count);
      else
        (first ? scale<float> : addScaled<float>)(sum, source.narrow + begin, source.factor, count);
      first = false;
    }
    if (first) std::fill_n(sum, count, 0.0);
    store<T>(out.data() + begin, sum, count);
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
