// A plan in the course of one run: its graph, and what its nodes did, all passes of a body taken together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "run_graph.h"

namespace weft {

enum class Outcome : uint8_t { None, Cached, Executed, Skipped, Failed };  // of two passes, the later one here counts

// Why a node ended that did not succeed.
struct Reason {
  const std::string* root = nullptr;  // the id of the failed node because of which it was skipped
  bool cancelled = false;             // the run was
  bool unwanted = false;              // a pass that nobody waits for any more: says nothing about its nodes
};

struct NodeTally {
  Outcome outcome = Outcome::None;
  bool started = false;
  int failure = -1;  // index into the run's
  Reason reason;
  double seconds = 0;
  uint64_t calls = 0, bytes = 0, peakBytes = 0;
};

struct PlanRun {
  PlanRun(const Plan& runPlan, RunGraph runGraph, bool passesSideBySide)
      : plan(runPlan), graph(std::move(runGraph)), sideBySide(passesSideBySide), tallies(runPlan.nodes.size()) {}

  const Plan& plan;
  const RunGraph graph;
  const bool sideBySide;     // several passes of it may be under way at a time
  PlanRun* outer = nullptr;  // a body: the plan of the node `loop` that it belongs to
  int loop = -1;
  std::map<int, std::vector<PlanRun*>> bodies;  // by node, in the order of PlannedNode::bodies
  std::vector<NodeTally> tallies;               // by node; guarded by the run's lock
};

}  // namespace weft
