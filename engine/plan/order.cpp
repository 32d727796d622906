// The order to compute in, and cycles.
#include <weft/base/text.h>
#include <algorithm>
#include <functional>
#include <queue>

#include "planning.h"

namespace weft {
namespace {

constexpr size_t shownNodes = 20;
constexpr size_t shownCycles = 20;

// visit(source, the port's or parameter's id)
void forEachSource(const FlatNode& node, const auto& visit) {
  for (size_t port = 0; port < node.links.size(); ++port) {
    for (const FlatSource& link : node.links[port]) {
      if (link.node >= 0) visit(link.node, node.inputs[port].id);
    }
  }
  for (size_t i = 0; i < node.parameterLinks.size(); ++i) {
    if (node.parameterLinks[i].node >= 0) visit(node.parameterLinks[i].node, node.type->parameters[i].id);
  }
}

// Who reads whom, in two flat arrays.
struct Readers {
  std::vector<size_t> begin;  // one more than nodes
  std::vector<int> readers;
  std::vector<int> waiting;  // how many links each node has
};

Readers findReaders(const Planning& planning) {
  Readers result;
  const size_t count = planning.nodes.size();
  result.begin.assign(count + 1, 0);
  result.waiting.assign(count, 0);
  for (size_t i = 0; i < count; ++i) {
    forEachSource(planning.nodes[i], [&](int source, const std::string&) {
      ++result.begin[static_cast<size_t>(source) + 1];
      ++result.waiting[i];
    });
  }
  for (size_t i = 0; i < count; ++i) result.begin[i + 1] += result.begin[i];
  result.readers.resize(result.begin[count]);
  std::vector<size_t> next(result.begin.begin(), result.begin.end() - 1);
  for (size_t i = 0; i < count; ++i) {
    forEachSource(planning.nodes[i], [&](int source, const std::string&) {
      result.readers[next[static_cast<size_t>(source)]++] = static_cast<int>(i);
    });
  }
  return result;
}

// `cycle` as it was walked: against the direction of the links.
void reportCycle(Planning& planning, const std::vector<int>& cycle) {
  std::string text;
  size_t shown = 0;
  for (auto node = cycle.rbegin(); node != cycle.rend() && shown < shownNodes; ++node, ++shown) {
    text += planning.expansion.idOf(static_cast<size_t>(*node)) + " -> ";
  }
  if (cycle.size() > shown) text += "(" + std::to_string(cycle.size() - shown) + " more) -> ";
  const auto first = static_cast<size_t>(cycle.back());
  // The first one's link from the last closes the circle.
  std::string port;
  forEachSource(planning.nodes[first], [&](int source, const std::string& id) {
    if (source == cycle.front() && port.empty()) port = id;
  });
  planning.problem(first, ".inputs." + port, "the links form a cycle: " + text + planning.expansion.idOf(first));
}

// From each node left over, back along one link each: every node left over has one, so each walk ends in a cycle or
// where an earlier walk was.
void reportCycles(Planning& planning, const std::vector<int>& waiting) {
  std::vector<int> walkOf(waiting.size(), -1);
  size_t reported = 0;
  for (size_t start = 0; start < waiting.size() && reported < shownCycles; ++start) {
    if (waiting[start] == 0 || walkOf[start] >= 0) continue;
    std::vector<int> way;
    auto current = static_cast<int>(start);
    while (walkOf[static_cast<size_t>(current)] < 0) {
      walkOf[static_cast<size_t>(current)] = static_cast<int>(start);
      way.push_back(current);
      int next = -1;
      forEachSource(planning.nodes[static_cast<size_t>(current)], [&](int source, const std::string&) {
        if (next < 0 && waiting[static_cast<size_t>(source)] > 0) next = source;
      });
      current = next;
    }
    if (walkOf[static_cast<size_t>(current)] != static_cast<int>(start)) continue;
    const auto begin = std::find(way.begin(), way.end(), current);
    // Told from the node that comes first in the file.
    std::vector<int> cycle(begin, way.end());
    std::rotate(cycle.begin(), std::next(std::min_element(cycle.begin(), cycle.end())), cycle.end());
    reportCycle(planning, cycle);
    ++reported;
  }
}

}  // namespace

std::vector<int> orderNodes(Planning& planning) {
  Readers graph = findReaders(planning);
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (size_t i = 0; i < graph.waiting.size(); ++i) {
    if (graph.waiting[i] == 0) ready.push(static_cast<int>(i));
  }
  std::vector<int> order;
  order.reserve(graph.waiting.size());
  while (!ready.empty()) {
    const int node = ready.top();
    ready.pop();
    order.push_back(node);
    for (size_t k = graph.begin[static_cast<size_t>(node)]; k < graph.begin[static_cast<size_t>(node) + 1]; ++k) {
      if (--graph.waiting[static_cast<size_t>(graph.readers[k])] == 0) ready.push(graph.readers[k]);
    }
  }
  if (order.size() < graph.waiting.size()) reportCycles(planning, graph.waiting);
  return order;
}

}  // namespace weft
