// Sweeps: which values a person may run through, and the runs that come of them.
#pragma once

#include <memory>

#include "document/graph_model.h"
#include "run/run_record.h"

namespace weft::editor {

struct Sweepable {
  QString name;   // as RunSettings has it: "noise.seed", or a graph's input
  QString label;  // "Noise: Seed"
  std::shared_ptr<const ParameterType> type;
  Json value;  // as it stands
};

// The top graph's inputs, then its nodes' parameters, without what a wire gives.
std::vector<Sweepable> sweepables(const GraphModel& model);

// "1, 2, 5", "0..1 in 5" (five values, ends included), "1..4" (whole numbers in steps of one); texts with | between.
// The error is for the person who types.
Result<std::vector<Json>> sweepValues(const ParameterType& type, const QString& text);

// Each value of the first with each of the second, which may have none.
std::vector<RunSettings> sweepRuns(const QString& first, const std::vector<Json>& values, const QString& second = {},
                                   const std::vector<Json>& others = {});

inline constexpr size_t mostSweepRuns = 500;

}  // namespace weft::editor
