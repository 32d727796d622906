// Which wires may be, from descriptors alone: what flows out of each output as far as type expressions tell, and
// whether it fits an input. The session, which may ask plugins, knows more and says so in its check.
#pragma once

#include <QHash>

#include "document/graph_model.h"
#include "document/links.h"

namespace weft::editor {

// Of a graph as it stands: made at the beginning of a gesture, thrown away with it. Types are worked out when asked
// for, once each, without recursion.
class LinkRules {
 public:
  LinkRules(const GraphModel& model, const QString& graph);
  ~LinkRules();

  // What an output carries: "latent<emoji>[1, 16, 8, 8]"; `any` where nothing is known.
  Type typeOf(const PortRef& output);
  // What an input or parameter takes, with the variables bound that the node's other links bind.
  Type wantedBy(const PortRef& input);
  // A wire that exists already, and one that would take the place of another, are fine. The error is for people:
  // "text goes in there, and this gives a latent", "that would make a circle: sample → decode → sample".
  Result<void> check(const PortRef& from, const PortRef& to);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

// What a link to this parameter has to carry; nullopt: it takes none (the name of a subgraph; a file, which is read
// ahead of the run, and which an input of the graph may give nevertheless).
std::optional<Type> typeOfParameter(const ParameterType& parameter);

}  // namespace weft::editor
