// Between two tensors: along a straight line, or along the sphere.
#pragma once

#include <cstddef>

#include <weft/sdk/tensor.h>

namespace weft::sampling {

enum class Interpolation {
  Linear,
  // Along the great circle between two directions (Shoemake, Animating Rotation with Quaternion Curves, 1985): the way
  // between two noises that is noise itself. Along the line where they are almost parallel, or one is zero.
  Spherical
};

// At share 0: a, at 1: b; of a's type. Spherical: for each row of so many numbers by itself. Failure where the shapes
// differ.
Tensor interpolate(const Tensor& a, const Tensor& b, double share, Interpolation how, size_t row);

// The same for all tensors of floating point and numbers in records and lists that are built alike; what else there is
// comes from a. Rows are those of the last dimension. Failure where a field of a is missing in b, or does not fit.
Value interpolateValue(const Value& a, const Value& b, double share, Interpolation how);

}  // namespace weft::sampling
