// Edits that make and unmake subgraphs.
#pragma once

#include <QSet>

#include "document/edit.h"
#include "document/graph_model.h"

namespace weft::editor {

// The nodes become a subgraph `name` (made free) and one instance of it, with the wires that went in and out as its
// inputs and outputs.
Edit collapseIntoSubgraph(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
                          const QString& name, QString* instance = nullptr);
// The nodes of the subgraph in place of the instance, with the values it gave them; the subgraph goes with its last
// instance.
Edit unpackSubgraph(const GraphModel& model, const QString& graph, const QString& instance,
                    QSet<QString>* nodes = nullptr);
// A copy of the subgraph that this instance has for itself.
Edit makeUnique(const GraphModel& model, const QString& graph, const QString& instance);
Edit renameSubgraph(const GraphModel& model, const QString& name, const QString& to);
// One that nothing instantiates any more; empty where something does.
Edit removeSubgraph(const GraphModel& model, const QString& name);

}  // namespace weft::editor
