// Euler's and Heun's method as solver objects, for any process that a denoiser describes by its coefficients.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

std::unique_ptr<Object> makeEulerSolver();
std::unique_ptr<Object> makeHeunSolver();

}  // namespace weft::sampling
