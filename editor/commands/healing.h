// Wires through nodes that go: what they were linked to is linked with what came in.
#pragma once

#include <QSet>

#include "document/graph_model.h"

namespace weft::editor {

// Links that begin at nodes of `gone` begin, where types allow, at what a bypass would pass through: for each output
// the first linked input that fits it. To be done before the nodes are removed. Answers which outputs of the graph have
// another source now.
QSet<QString> appendHealing(const GraphModel& model, const QString& graph, const QSet<QString>& gone, Json& operations);

}  // namespace weft::editor
