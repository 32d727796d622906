// What a bypassed node passes through.
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

}  // namespace weft
