// What a bypassed node passes through.
#include <weft/base/text.h>

#include "planning.h"

namespace weft {
// For each output the first linked input that is known to fit it; then the first that may. Ports come before linked
// parameters.
void findPasses(Planning& planning, size_t index) {
  FlatNode& node = planning.nodes[index];
  struct Candidate {
    FlatSource source;
    Type type;
  };
  std::vector<Candidate> candidates;
  for (size_t port = 0; port < node.links.size(); ++port) {
    if (node.links[port].empty()) continue;
    const FlatSource& source = node.links[port][0];
    Type made;
    const Type& type = typeOfSource(planning, source, made);
    candidates.push_back({source, type.isAny() ? substitute(node.inputs[port].type, {}) : type});
  }
  for (size_t i = 0; i < node.parameterLinks.size(); ++i) {
    const FlatSource& source = node.parameterLinks[i];
    if (source.isThere() || source.leftOut) {
      candidates.push_back({source, parameterLinkType(node.type->parameters[i])});
    }
  }

  for (const PortType& output : node.outputs) {
    FlatSource& pass = node.passes.emplace_back();
    for (const bool known : {true, false}) {
      for (const Candidate& candidate : candidates) {
        TypeBindings bindings;
        if (pass.isThere() || pass.leftOut || (known && candidate.type.isAny())) continue;
        if (matchType(candidate.type, output.type, bindings)) pass = candidate.source;
      }
    }
  }
}

FlatSource acrossBypass(Planning& planning, const FlatSource& link, const Where& reader) {
  if (link.node < 0) return link;
  const auto index = static_cast<size_t>(link.node);
  const FlatNode& source = planning.nodes[index];
  if (planning.expansion.nodes[index].state != NodeState::Bypassed) {
    FlatSource known = link;
    known.leftOut = source.leftOut;
    if (known.leftOut) known.node = -1;
    return known;
  }
  const auto output = static_cast<size_t>(link.output);
  FlatSource nowhere;
  nowhere.open = true;
  if (output >= source.passes.size()) return nowhere;  // on a cycle
  const FlatSource& pass = source.passes[output];
  if (pass.isThere() || pass.leftOut) return pass;
  planning.problem(index, ".bypass",
                   "none of its linked inputs fits output " + inQuotes(source.outputs[output].id) + ", which " +
                       reader() + " needs");
  return nowhere;
}

}  // namespace weft
