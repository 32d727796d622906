// What a new link would do further on: a variable hands its type to the outputs, and so to whoever reads them.
#include <queue>

#include "document/names.h"
#include "document/type_flow.h"

namespace weft::editor {
namespace {

// A node on a circle could hand types round and round.
constexpr int mostVisits = 8;

// What the graph's own input carries is what its other targets want: one of several kinds is enough.
bool anyFits(const Type& given, const TypeFlow::Wanted& wanted) {
  return std::any_of(given.terms.begin(), given.terms.end(), [&](const TypeTerm& term) {
    TypeBindings bindings = wanted.bindings;
    return matchType(Type{{term}}, wanted.declared, bindings).ok();
  });
}

}  // namespace

std::optional<TypeFlow::Misfit> TypeFlow::tryLink(const Endpoint& from, const Endpoint& to) {
  struct Flow {
    Port to;
    Type given;
    std::optional<Type> before;  // what flowed there until now; nullopt: this link is new
  };
  const bool isDemand = from.node == inputsNode().toStdString();
  std::queue<Flow> open;
  const Type type = typeOf(from);
  for (Port& target : targetsOf({0, to.node, to.port})) open.push({std::move(target), type, std::nullopt});
  std::map<NodeKey, int> visits;
  m_trial.clear();
  std::optional<Misfit> misfit;
  for (; !open.empty() && !misfit; open.pop()) {
    const Flow& flow = open.front();
    const Wanted wanted = wantedBy(flow.to);
    TypeBindings bindings = wanted.bindings;
    const bool fits = isDemand ? anyFits(flow.given, wanted) : matchType(flow.given, wanted.declared, bindings).ok();
    TypeBindings old = wanted.bindings;
    if (!fits && !(flow.before && !matchType(*flow.before, wanted.declared, old))) {
      const Type known = substitute(wanted.declared, wanted.bindings);
      misfit = Misfit{flow.to, flow.given, known.isAny() ? wanted.declared : known};
    }
    const NodeEntry* node = m_scopes[static_cast<size_t>(flow.to.scope)].graph->find(flow.to.node);
    const NodeKey key{flow.to.scope, node};
    if (misfit || node->bypass || declared(flow.to).isParameter || ++visits[key] > mostVisits) continue;
    const Port place{flow.to.scope, node->id, {}};
    work(place);
    for (const PortType& output : outputsOf(place)) {
      if (output.type.isConcrete()) continue;
      const Port source{place.scope, node->id, output.id};
      const Type before = given(source);
      Type after = substitute(output.type, bindings);
      if (after == before) continue;
      m_trial.try_emplace(key, m_known[key]).first->second.outputs.insert_or_assign(output.id, after);
      for (Port& reader : readersOf(source)) open.push({std::move(reader), after, before});
    }
  }
  m_trial.clear();
  return misfit;
}

}  // namespace weft::editor
