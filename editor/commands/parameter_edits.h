// Edits of values. A parameter of inputsNode() is the default of a graph's input.
#pragma once

#include <QSet>

#include "document/edit.h"
#include "document/graph_model.h"

namespace weft::editor {

// `gesture`: empty, or the same while a slider is dragged or a text typed: one step of undo. Nodes that have no such
// parameter are left alone. The name of a subgraph that is not there makes an empty one.
Edit setParameter(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QString& parameter,
                  const Json& value, const QString& gesture = {});
Edit resetParameter(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
                    const QString& parameter);

// A graph's input: shown to --set and, in a subgraph, at its instances (a promoted parameter). `to`: the parameter or
// port it sets, whose value becomes its default.
Edit addGraphInput(const GraphModel& model, const QString& graph, const QString& name, const QString& node,
                   const QString& port);
Edit addGraphOutput(const GraphModel& model, const QString& graph, const QString& name, const QString& node,
                    const QString& port);
Edit removeGraphInput(const GraphModel& model, const QString& graph, const QString& name);
Edit removeGraphOutput(const GraphModel& model, const QString& graph, const QString& name);
Edit renameGraphInput(const GraphModel& model, const QString& graph, const QString& name, const QString& to);
Edit renameGraphOutput(const GraphModel& model, const QString& graph, const QString& name, const QString& to);

}  // namespace weft::editor
