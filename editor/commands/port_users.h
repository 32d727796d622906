// Who, in a whole document, speaks of an input or output of a subgraph: its instances, and nodes that run it as a body,
// whose ports have the same names. Operations that make them follow.
#pragma once

#include "document/graph_model.h"

namespace weft::editor {

// Each appends to `operations`, an array; nothing where `graph` is the top one.
void renameInput(const GraphModel& model, const QString& graph, const QString& name, const QString& to,
                 Json& operations);
void renameOutput(const GraphModel& model, const QString& graph, const QString& name, const QString& to,
                  Json& operations);
void dropInput(const GraphModel& model, const QString& graph, const QString& name, Json& operations);
void dropOutput(const GraphModel& model, const QString& graph, const QString& name, Json& operations);

}  // namespace weft::editor
