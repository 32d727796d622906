#include <weft/base/json.h>

#include "commands.h"
#include "exit_status.h"
#include "graph_source.h"
#include "output.h"

namespace weft::runner {

int checkCommand(const Options& options) {
  const PreparedGraph graph = prepareGraph(options);
  size_t nodes = 0;
  if (graph.plan) {
    for (const PlannedNode& node : graph.plan->nodes) nodes += 1 + node.aliases.size();
  }
  if (options.json) {
    Json json{{"file", graph.file}, {"ok", graph.plan.has_value()}, {"nodes", nodes}, {"problems", Json::array()}};
    for (const Problem& problem : graph.problems) {
      json["problems"].push_back({{"path", problem.path}, {"message", problem.message}});
    }
    printResult(dumpJson(json) + "\n");
  }
  printProblems(graph.file, graph.problems);
  if (!graph.plan) return exitUnusable;
  if (!options.json)
    printResult(graph.file + ": no problem, " + std::to_string(nodes) +
                (nodes == 1 ? " node to run\n" : " nodes to run\n"));
  return exitDone;
}

}  // namespace weft::runner
