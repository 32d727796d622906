// What a run told of a node, in words.
#pragma once

#include "run/run_state.h"

namespace weft::editor {

QString runText(const NodeRun& run);  // "Done in 1.24 s · 3.1 MB"; empty: nothing is known

// The problems of the check that concern a node of the graph, a line each.
QString problemText(const GraphCheck& check, const QString& graph, const QString& node);

// What its outputs carry, "image: image[1, 3, 64, 64]", as far as the check knows.
QStringList outputTexts(const GraphCheck& check, const QString& path);

}  // namespace weft::editor
