// A graph of the examples and the built packs, from its text to its outputs.
#pragma once

#include <map>
#include <string>

#include <weft/exec/executor.h>
#include <weft/host/devices.h>
#include <weft/plan/plan.h>

#include "../nodes/node_harness.h"

namespace weft::test {

struct RanGraph {
  std::string problems;  // of the plan; there is no result then
  RunResult result;
  std::string failure;  // "node: message" of the first
};

// `text` is what stands in the file beside "weft"; `bound` are inputs of the graph that are values.
inline RanGraph runGraph(const std::string& text, const std::string& device = "",
                         const std::map<std::string, Value>& bound = {}) {
  RanGraph ran;
  Problems problems;
  const auto document = Document::parse(R"({"weft": 1, )" + text + "}", "g.json", problems);
  PlanOptions options;
  if (!device.empty()) options.device = device;
  for (const auto& [name, value] : bound) options.bound[name] = value;
  Result<Plan> plan =
      document ? makePlan(*document, builtCatalog(), options, problems) : Result<Plan>(document.error());
  for (const Problem& problem : problems) ran.problems += problem.path + ": " + problem.message + "\n";
  if (!plan) return ran;
  ExecutorOptions executor;
  executor.openDevice = openDevice;
  ran.result = Executor(executor).run(*plan, {}, CancelToken(), [&](const Event& event) {
    if (event.kind == Event::Kind::NodeFailed && !event.skipped && ran.failure.empty())
      ran.failure = event.node + ": " + event.message;
  });
  return ran;
}

}  // namespace weft::test
