// Solvers of the probability-flow equation whose steps stand alone, in the frame of model.h.
#pragma once

#include <memory>

#include <weft/sdk/object.h>

namespace weft::sampling {

// CFG++ (Chung et al., 2024, algorithm 1): the noise that is kept is that of the prediction without condition.
std::unique_ptr<Object> makeEuler(bool cfgPlusPlus = false);
std::unique_ptr<Object> makeHeun();
std::unique_ptr<Object> makeDpm2();
std::unique_ptr<Object> makeHeunPP2();

}  // namespace weft::sampling
