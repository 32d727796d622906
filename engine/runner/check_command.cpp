#include <weft/base/byte_size.h>
#include <weft/base/json.h>
#include <weft/plan/memory_estimate.h>

#include <algorithm>

#include "commands.h"
#include "exit_status.h"
#include "graph_source.h"
#include "output.h"

namespace weft::runner {

namespace {

// "a, b and 3 more"
std::string namesOf(const std::vector<std::string>& nodes) {
  constexpr size_t shown = 5;
  std::string text;
  for (size_t i = 0; i < std::min(nodes.size(), shown); ++i) text += (i ? ", " : "") + nodes[i];
  return nodes.size() > shown ? text + " and " + std::to_string(nodes.size() - shown) + " more" : text;
}

// "memory: cpu 182 MiB at sample (weights 15 MiB); not known: train"
std::string lineOf(const DeviceEstimate& estimate) {
  std::string text = "memory: " + estimate.device + " " + formatBytes(estimate.peak);
  if (!estimate.node.empty()) text += " at " + estimate.node;
  if (estimate.weights > 0) text += " (weights " + formatBytes(estimate.weights) + ")";
  return estimate.unknown.empty() ? text : text + "; not known: " + namesOf(estimate.unknown);
}

Json jsonOf(const DeviceEstimate& estimate) {
  return {{"device", estimate.device},
          {"peak", estimate.peak},
          {"node", estimate.node},
          {"weights", estimate.weights},
          {"unknown", estimate.unknown}};
}

}  // namespace

int checkCommand(const Options& options) {
  const PreparedGraph graph = prepareGraph(options);
  size_t nodes = 0;
  std::vector<DeviceEstimate> memory;
  if (graph.plan) {
    for (const PlannedNode& node : graph.plan->nodes) nodes += 1 + node.aliases.size();
    memory = estimateMemory(*graph.plan);
  }
  if (options.json) {
    Json json{{"file", graph.file}, {"ok", graph.plan.has_value()}, {"nodes", nodes}, {"problems", Json::array()}};
    for (const Problem& problem : graph.problems) {
      json["problems"].push_back({{"path", problem.path}, {"message", problem.message}});
    }
    json["memory"] = Json::array();
    for (const DeviceEstimate& estimate : memory) json["memory"].push_back(jsonOf(estimate));
    printResult(dumpJson(json) + "\n");
  }
  printProblems(graph.file, graph.problems);
  if (!graph.plan) return exitUnusable;
  if (options.json) return exitDone;
  printResult(graph.file + ": no problem, " + std::to_string(nodes) +
              (nodes == 1 ? " node to run\n" : " nodes to run\n"));
  for (const DeviceEstimate& estimate : memory) {
    if (estimate.peak > 0 || !estimate.unknown.empty()) printResult(lineOf(estimate) + "\n");
  }
  return exitDone;
}

}  // namespace weft::runner
