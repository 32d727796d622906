// What of a graph is computed, and where: which nodes are wanted, what they need, and which nodes of a body are the
// same in every pass, so that they are computed outside of it.
#pragma once

#include <string>
#include <vector>

#include "planning.h"

namespace weft {

struct Demand {
  struct Output {
    std::string name;
    FlatSource source;
  };
  std::vector<Output> outputs;  // of the whole graph

  // By placed node.
  std::vector<bool> wanted;  // for itself: it has effects, or is an output of the graph or of its body
  std::vector<bool> needed;
  std::vector<bool> eager;   // needed in every pass of the body that it lies in, not only where a lazy port asks for it
  std::vector<bool> pinned;  // never merged, moved or cached: it, or what lies in its body, has side effects or chance
  std::vector<int> home;     // how many bodies deep it is computed; empty: there are no bodies

  int homeOf(size_t node) const { return home.empty() ? 0 : home[node]; }
};

// visit(source) for all that the node reads
void forEachSource(const FlatNode& node, const auto& visit) {
  for (const auto& links : node.links) {
    for (const FlatSource& link : links) visit(link);
  }
  for (const FlatSource& link : node.parameterLinks) visit(link);
}

// The problems of --only, of outputs, and of a graph with nothing to compute are added to the planning's.
Demand findDemand(Planning& planning);

// The last step of findDemand.
void findHomes(const Planning& planning, Demand& demand);

}  // namespace weft
