// What the next step of a solver needs of those before it: numbers and tensors, kept as one value between steps that a
// graph wires by hand.
#pragma once

#include <cstdint>
#include <vector>

#include <weft/sdk/solver.h>

namespace weft::sampling {

// Solvers keep all that they remember in here, so that one function writes it and one reads it.
struct History {
  std::vector<Tensor> tensors;  // the newest first, by custom
  std::vector<double> numbers;  // times of those steps, sums, errors: as the solver has it
  uint64_t noiseDrawn = 0;      // tensors of noise drawn so far, beyond those of the request
};

Value valueOf(const History& history);
History historyOf(const Value& value);  // of an empty value: an empty history

// A run with memory: derived classes read and write `past`.
class RememberingRun : public SolverRunObject {
 public:
  bool hasHistory() const override { return true; }
  Value history() const override { return valueOf(past); }
  void setHistory(const Value& value) override { past = historyOf(value); }

 protected:
  History past;
};

}  // namespace weft::sampling
