// Solvers for models that were distilled to jump to the data at once.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

// timestepScaling: of the boundary condition, in trained steps; 0: none.
std::unique_ptr<Object> makeLcm(double timestepScaling);
std::unique_ptr<Object> makeTcd(double gamma);
std::unique_ptr<Object> makeCmStochasticIterative(double sigmaMin, double noise);

}  // namespace weft::sampling
