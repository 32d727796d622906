// The order to compute in, and cycles. What a node in a body reads from outside, the node that runs the body waits for;
// so the nodes of each body have an order of their own.
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

// Who reads whom, in two flat arrays. Source and reader lie in the same body, or both in none.
struct Readers {
  std::vector<size_t> begin;  // one more than nodes
  std::vector<int> readers;
  std::vector<int> waiting;  // how many links each node has
};

// The node that has to wait for the source, for `reader` to read it.
int waiterFor(const Planning& planning, int source, size_t reader) {
  const auto node = static_cast<int>(reader);
  return planning.bodies.empty() ? node : planning.expansion.lift(node, planning.expansion.bodyOf(source));
}

Readers findReaders(const Planning& planning) {
  Readers result;
  const size_t count = planning.nodes.size();
  result.begin.assign(count + 1, 0);
  result.waiting.assign(count, 0);
  for (size_t i = 0; i < count; ++i) {
    forEachSource(planning.nodes[i], [&](int source, const std::string&) {
      ++result.begin[static_cast<size_t>(source) + 1];
      ++result.waiting[static_cast<size_t>(waiterFor(planning, source, i))];
    });
  }
  for (size_t i = 0; i < count; ++i) result.begin[i + 1] += result.begin[i];
  result.readers.resize(result.begin[count]);
  std::vector<size_t> next(result.begin.begin(), result.begin.end() - 1);
  for (size_t i = 0; i < count; ++i) {
    forEachSource(planning.nodes[i], [&](int source, const std::string&) {
      result.readers[next[static_cast<size_t>(source)]++] = waiterFor(planning, source, i);
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
  // The first one's link from the last closes the circle; without one, it is its body that reads the last.
  std::string port;
  forEachSource(planning.nodes[first], [&](int source, const std::string& id) {
    if (source == cycle.front() && port.empty()) port = id;
  });
  planning.problem(first, port.empty() ? "" : ".inputs." + port,
                   "the links form a cycle: " + text + planning.expansion.idOf(first));
}

// For nodes whose own links lead into no cycle, but those of their bodies do: what they wait for.
std::vector<int> findHidden(const Readers& graph) {
  std::vector<int> hidden(graph.waiting.size(), -1);
  for (size_t source = 0; source < graph.waiting.size(); ++source) {
    for (size_t k = graph.begin[source]; graph.waiting[source] > 0 && k < graph.begin[source + 1]; ++k) {
      int& known = hidden[static_cast<size_t>(graph.readers[k])];
      if (known < 0) known = static_cast<int>(source);
    }
  }
  return hidden;
}

// From each node left over, back along one link each: every node left over has one, so each walk ends in a cycle or
// where an earlier walk was.
void reportCycles(Planning& planning, const Readers& graph) {
  const std::vector<int>& waiting = graph.waiting;
  const std::vector<int> hidden = findHidden(graph);
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
      current = next < 0 ? hidden[static_cast<size_t>(current)] : next;
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

void orderNodes(Planning& planning) {
  Readers graph = findReaders(planning);
  std::priority_queue<int, std::vector<int>, std::greater<>> ready;
  for (size_t i = 0; i < graph.waiting.size(); ++i) {
    if (graph.waiting[i] == 0) ready.push(static_cast<int>(i));
  }
  planning.order.reserve(planning.bodies.empty() ? graph.waiting.size() : 0);
  size_t ordered = 0;
  while (!ready.empty()) {
    const int node = ready.top();
    ready.pop();
    ++ordered;
    const int body = planning.expansion.bodyOf(node);
    (body < 0 ? planning.order : planning.bodies[static_cast<size_t>(body)].order).push_back(node);
    for (size_t k = graph.begin[static_cast<size_t>(node)]; k < graph.begin[static_cast<size_t>(node) + 1]; ++k) {
      if (--graph.waiting[static_cast<size_t>(graph.readers[k])] == 0) ready.push(graph.readers[k]);
    }
  }
  if (ordered < graph.waiting.size()) reportCycles(planning, graph);
}

}  // namespace weft
