// Edits of what a graph itself shows, beyond those in parameter_edits.h: its name, what is said about it, and the order
// and words of its inputs and outputs.
#pragma once

#include "document/edit.h"
#include "document/graph_model.h"

namespace weft::editor {

enum class GraphPort { Input, Output };

// One place up (-1) or down (1) among the others, or further.
Edit moveGraphPort(const GraphModel& model, const QString& graph, GraphPort which, const QString& name, int by);

// What the input is for; empty takes the words of its first target.
Edit setGraphInputDoc(const GraphModel& model, const QString& graph, const QString& name, const QString& doc,
                      const QString& gesture = {});

// The member "name" (of the top graph: a title) or "doc" of the graph; empty takes it out.
enum class GraphText { Name, Doc };
Edit setGraphText(const GraphModel& model, const QString& graph, GraphText which, const QString& text,
                  const QString& gesture = {});
QString graphText(const GraphModel& model, const QString& graph, GraphText which);

// A name that no input, or output, of the graph has: "seed", "seed_2".
QString freeGraphPortName(const GraphModel& model, const QString& graph, GraphPort which, const QString& wish);

}  // namespace weft::editor
