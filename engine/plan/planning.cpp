#include "planning.h"

#include <weft/base/text.h>
#include <algorithm>

namespace weft {

void Planning::problem(size_t node, const std::string& part, std::string message) {
  problems.add(expansion.pathOf(node) + part, std::move(message), node + 1);
}

void Planning::problemAt(size_t node, std::string path, std::string message) {
  problems.add(std::move(path), std::move(message), node + 1);
}

bool Planning::isCheckOnly(size_t node) const {
  return expansion.scopes[static_cast<size_t>(expansion.nodes[node].scope)].checkOnly;
}

FlatSource Planning::follow(int scope, const Endpoint& endpoint, const Where& where, size_t order) {
  FlatSource nowhere;
  nowhere.open = true;
  const Expansion::Target target = expansion.resolve(scope, endpoint, where, order);
  if (target.node < 0) return nowhere;

  FlatSource source;
  source.node = target.node;
  const auto index = static_cast<size_t>(target.node);
  const Placed& placed = expansion.nodes[index];
  if (placed.state == NodeState::Muted || placed.state == NodeState::Unknown) return source;
  const auto outputs = nodes[index].outputs;
  const auto found =
      std::find_if(outputs.begin(), outputs.end(), [&](const PortType& port) { return port.id == target.port; });
  if (found != outputs.end()) {
    source.output = static_cast<int>(found - outputs.begin());
    return source;
  }
  const std::string port(target.port);
  problems.add(Expansion::whereOf(target, where),
               "node " + inQuotes(placed.entry->id) + " (" + placed.entry->type + ") has no output " + inQuotes(port) +
                   problems.suggest(port,
                                    [&] {
                                      std::vector<std::string> ids;
                                      for (const PortType& known : outputs) ids.push_back(known.id);
                                      return ids;
                                    }),
               order);
  return nowhere;
}

}  // namespace weft
