// A node as every view shows it, whatever it is: of a known type, an instance of a subgraph, of a type that is missing,
// or one of the two nodes that stand for the graph's own inputs and outputs. Read from the document and descriptors
// alone; nothing is asked of a plugin.
#pragma once

#include <memory>

#include "document/graph_model.h"
#include "document/layout.h"

namespace weft::editor {

enum class NodeKind {
  Node,
  Reroute,   // weft.flow.Pass: drawn as a dot on a wire
  Subgraph,  // an instance
  Missing,   // its type is not there: ports are those that links name, parameters those that the file gives
  GraphInputs,
  GraphOutputs,
};

struct PortFace {
  QString id, label, doc;
  Type type = Type::any();  // as declared, variables included; what flows is LinkRules' to say
  uint32_t flags = 0;       // WEFT_PORT_…
  bool linked = false;      // of inputs
  bool has(uint32_t flag) const { return (flags & flag) != 0; }
};

// A parameter, one that an instance shows of its subgraph, or a graph's input that ends in a parameter.
struct ParameterFace {
  QString id;                                 // in the file; label and the rest stand in `type`
  std::shared_ptr<const ParameterType> type;  // never null; of a missing type: guessed from the literal
  Json value;                                 // what the file says, else the default
  bool given = false;                         // the file says it
  bool linked = false;                        // a wire gives it; `value` is kept, and shown as what it would be
  bool visible = true;                        // as `visible_if` says
};

struct NodeFace {
  QString id, typeId;
  NodeKind kind = NodeKind::Node;
  const NodeType* type = nullptr;  // of Node and Reroute
  QString title;                   // a person's own, else of the type
  NodeLook look;
  bool mute = false, bypass = false;
  std::vector<PortFace> inputs, outputs;
  std::vector<ParameterFace> parameters;
  const PortFace* input(const QString& id) const;
  const PortFace* output(const QString& id) const;
  const ParameterFace* parameter(const QString& id) const;
};

// nullopt: there is no such node (a boundary node is there when the graph has inputs, or outputs). With `look` what
// nodeLooks() has read is not read again.
std::optional<NodeFace> nodeFace(const GraphModel& model, const QString& graph, const QString& node,
                                 const NodeLook* look = nullptr);

// The value of a parameter's default, as a file has it.
Json defaultOf(const ParameterType& type);

// "first_frame" → "First frame", for what has no label of its own.
QString labelOf(const QString& id);

}  // namespace weft::editor
