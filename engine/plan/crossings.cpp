// What crosses from one process to another: which nodes make such values, and which values cannot.
#include <weft/base/text.h>
#include <algorithm>

#include "planning.h"

namespace weft {
namespace {

// What is in its bodies included.
bool worksElsewhere(const PlannedNode& node) {
  return node.type->isolated || std::any_of(node.bodies.begin(), node.bodies.end(), [](const PlannedBody& body) {
           return std::any_of(body.plan->nodes.begin(), body.plan->nodes.end(),
                              [](const PlannedNode& within) { return within.crosses; });
         });
}

// The first name in a type that stands for objects of a pack's own; nullptr: all can cross. Types nest 16 deep at most.
const std::string* ownName(const Type& type) {
  for (const TypeTerm& term : type.terms) {
    if (!canCross(term.name)) return &term.name;
    if (term.name != "list" && term.name != "sequence") continue;  // other arguments are words
    for (const Type& argument : term.arguments) {
      if (const std::string* name = ownName(argument)) return name;
    }
  }
  return nullptr;
}

}  // namespace

void findCrossings(Plan& plan) {
  std::vector<char> elsewhere(plan.nodes.size());
  for (size_t i = 0; i < plan.nodes.size(); ++i) elsewhere[i] = worksElsewhere(plan.nodes[i]) ? 1 : 0;
  for (size_t i = 0; i < plan.nodes.size(); ++i) {
    PlannedNode& node = plan.nodes[i];
    node.crosses = elsewhere[i] || std::any_of(node.consumers.begin(), node.consumers.end(),
                                               [&](int consumer) { return elsewhere[static_cast<size_t>(consumer)]; });
  }
}

std::optional<std::string> whyItCannotCross(const NodeType& from, const Type& type, const NodeType& to,
                                            const Type& wanted) {
  if ((!from.isolated && !to.isolated) || from.pluginId == to.pluginId) return std::nullopt;
  const std::string* name = ownName(type.isAny() ? wanted : type);
  if (!name) return std::nullopt;
  const NodeType& isolated = from.isolated ? from : to;
  return "an object of the type " + inQuotes(*name) + " stays within its pack: " + isolated.pluginId +
         " runs in a process of its own, and only objects with Weft's interfaces cross; --isolate none lets it out";
}

}  // namespace weft
