#include <unordered_map>

#include "document_reader.h"

namespace weft {
namespace {

constexpr std::string_view graphPrefix = "graph:";

// A subgraph on the way down from the one that the search started at.
struct Visit {
  const Graph* graph;
  size_t next = 0;  // the node to look at next
};

std::string circle(const std::vector<Visit>& way, const Graph* first) {
  std::string text;
  bool inside = false;
  size_t shown = 0, hidden = 0;
  for (const Visit& visit : way) {
    inside = inside || visit.graph == first;
    if (!inside) continue;
    if (shown < 20) {
      text += visit.graph->name + " -> ";
      ++shown;
    } else {
      ++hidden;
    }
  }
  if (hidden) text += "(" + std::to_string(hidden) + " more) -> ";
  return text + first->name;
}

}  // namespace

void findSubgraphCycles(const std::map<std::string, Graph, std::less<>>& subgraphs, Problems& problems) {
  enum class State { Open, Done };
  std::unordered_map<const Graph*, State> states;
  std::vector<Visit> way;
  for (const auto& [name, start] : subgraphs) {
    if (!states.try_emplace(&start, State::Open).second) continue;
    way.push_back({&start});
    while (!way.empty()) {
      Visit& visit = way.back();
      if (visit.next == visit.graph->nodes.size()) {
        states[visit.graph] = State::Done;
        way.pop_back();
        continue;
      }
      const NodeEntry& node = visit.graph->nodes[visit.next++];
      if (!node.type.starts_with(graphPrefix)) continue;
      const auto inner = subgraphs.find(std::string_view(node.type).substr(graphPrefix.size()));
      if (inner == subgraphs.end()) continue;
      const auto [state, isNew] = states.try_emplace(&inner->second, State::Open);
      if (isNew) {
        way.push_back({&inner->second});
      } else if (state->second == State::Open) {
        problems.push_back({"graphs." + visit.graph->name + ".nodes." + node.id + ".type",
                            "a subgraph cannot contain itself: " + circle(way, &inner->second)});
      }
    }
  }
}

}  // namespace weft
