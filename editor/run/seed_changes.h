// What seeds do after each run that was queued: NodeLook::seeds says for each whether it stays, counts up or is drawn.
#pragma once

#include <QString>

#include "document/edit.h"
#include "document/graph_model.h"

namespace weft::editor {

// Empty where all stay. `gesture` is the merge key: changes between the runs of one batch are one step of undo.
Edit nextSeeds(const GraphModel& model, const QString& gesture);

// The value of the seed that a person would copy: of a graph's input that ends in one, or of the first node that has
// one; empty: there is none.
QString firstSeed(const GraphModel& model);

}  // namespace weft::editor
