// What a node would have to wire, before there is one: for placing nodes on wires.
#pragma once

#include <QString>

#include "document/graph_model.h"

namespace weft::editor {

struct TypePort {
  QString id;
  Type type = Type::any();
};
struct TypePorts {
  std::vector<TypePort> inputs, outputs;  // parameters that take links come after the other inputs
};

// Of a node type, or of a subgraph by "graph:NAME"; empty for one that is not there.
TypePorts portsOf(const GraphModel& model, const QString& typeId);

// The first input that takes `from`, one that says so before one that takes anything; empty: none. Binds the variables
// of that input.
QString fittingInput(const TypePorts& ports, const Type& from, TypeBindings* bindings = nullptr);
// The first output that gives what `to` wants, with these variables bound.
QString fittingOutput(const TypePorts& ports, const Type& to, const TypeBindings& bindings = {});

}  // namespace weft::editor
