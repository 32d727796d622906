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

// visit(name) for each name in a type that stands for objects of a pack's own. Types nest 16 deep at most.
void forEachOwnName(const Type& type, const auto& visit) {
  for (const TypeTerm& term : type.terms) {
    if (!canCross(term.name)) visit(term.name);
    if (term.name != "list" && term.name != "sequence") continue;  // other arguments are words
    for (const Type& argument : term.arguments) forEachOwnName(argument, visit);
  }
}

bool makes(const NodeType& type, const std::string& ownName) {
  bool found = false;
  for (const PortType& output : type.outputs) {
    forEachOwnName(output.type, [&](const std::string& name) { found = found || name == ownName; });
  }
  return found;
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

// Nodes that take anything pass objects on without looking into them, so what counts is the pack that makes such
// objects, and the one that names them as what it works on.
std::optional<std::string> Crossings::whyNot(const NodeType& from, const NodeType& to, const Type& wanted) {
  std::optional<std::string> why;
  forEachOwnName(wanted, [&](const std::string& name) {
    if (why) return;
    const std::vector<const NodeType*> self{&from};
    const auto& makers = makes(from, name) ? self : makersOf(name);
    const auto isHome = [&](const NodeType* maker) { return maker->pluginId == to.pluginId; };
    if (makers.empty() || std::any_of(makers.begin(), makers.end(), isHome)) return;
    const auto isolated =
        std::find_if(makers.begin(), makers.end(), [](const NodeType* maker) { return maker->isolated; });
    if (!to.isolated && isolated == makers.end()) return;
    const std::string& pack = to.isolated ? to.pluginId : (*isolated)->pluginId;
    why = "an object of the type " + inQuotes(name) + " stays within its pack: " + printable(pack) +
          " runs in a process of its own, and only objects with Weft's interfaces cross; --isolate none lets it out";
  });
  return why;
}

const std::vector<const NodeType*>& Crossings::makersOf(const std::string& name) {
  const auto [found, isNew] = m_makers.try_emplace(name);
  if (!isNew) return found->second;
  for (const auto& [id, type] : m_catalog.types()) {
    if (makes(*type, name)) found->second.push_back(type.get());
  }
  return found->second;
}

}  // namespace weft
