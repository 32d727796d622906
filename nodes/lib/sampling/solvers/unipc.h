// UniPC: a predictor, and a corrector that costs no evaluation.
#pragma once

#include <memory>
#include <vector>

#include <weft/sdk/object.h>

namespace weft::sampling {

struct UniPcOptions {
  int solverOrder = 2;  // 1 to 4
  bool bh2 = true;      // B(h) of the second-order predictor and the first-order corrector: e^h - 1, else h
  bool predictX0 = true;
  bool lowerOrderFinal = true;
  bool corrector = true;
  std::vector<uint64_t> disableCorrector;  // steps whose result is not corrected
};
std::unique_ptr<Object> makeUniPc(UniPcOptions options);

}  // namespace weft::sampling
