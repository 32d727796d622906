// Euler's and Heun's method in the frame of model.h.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

std::unique_ptr<Object> makeEuler();
std::unique_ptr<Object> makeHeun();

}  // namespace weft::sampling
