// What solvers and guidance compute with: sums of tensors in the CPU's memory. Every function takes float32 and float64
// (other floating types are read as float32), answers in the type of its first tensor, and computes in double, element
// by element, so that the bytes do not depend on the processor. Failure where shapes differ. Any thread.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include <weft/sdk/tensor.h>

namespace weft::sampling {

struct Term {
  double factor;
  const Tensor& tensor;
};

// The sum of factor * tensor over the terms, in one pass; at least one. Terms with a factor of 0 are left out, so that
// an infinite or undefined element does not matter there; their shapes still have to fit.
Tensor combine(std::span<const Term> terms);
inline Tensor combine(std::initializer_list<Term> terms) { return combine(std::span(terms.begin(), terms.size())); }

// The elements in row-major order as numbers, for what is no sum: norms, quantiles, comparisons.
std::vector<double> numbersOf(const Tensor& tensor);
// A tensor of the type and shape of `like`.
Tensor tensorLike(const Tensor& like, std::span<const double> numbers);

// float32 stays, float64 stays, other floating types become float32; compact and on the CPU.
Tensor asComputed(const Value& value, const char* what);

// For messages: [1, 4, 8, 8].
std::string shapeText(std::span<const int64_t> shape);

}  // namespace weft::sampling
