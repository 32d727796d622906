// Edits as JSON, so that they can be sent, queued and kept: an undo stack is a list of what this answers.
//
// An operation is an object with "op"; "graph" names the subgraph that it is about, the top graph where it is missing.
//   add-node        node, value, at?                value: the node as it stands in a file
//   remove-nodes    nodes                           with the links that read them
//   rename-node     node, to                        links follow
//   set, clear      node, key, value                any member of the node but "params" and "inputs"
//   set-parameter   node, parameter, value          clear-parameter: back to its default
//   link            to, from, append?               "node.port"; append: one more for a variadic port
//   unlink          to, from?                       from missing: all of the port's links
//   set-input       name, value                     a graph input as in a file; remove-input, rename-input (to)
//   set-output      name, from                      remove-output, rename-output (to)
//   add-graph       name, value                     a subgraph; remove-graph, rename-graph (to)
//   put, erase      path, value                     any member by its keys: ["editor", "positions", "blend"]
//   splice          path, erase, insert             what the inverses consist of (splice.h)
#pragma once

#include <weft/graph/document.h>

namespace weft {

// Does all of `operations`, an array, or none of them. Answers the operations that undo it, in their order. An error's
// message begins with the operation: "[2] link: no node "x"".
Result<Json> editDocument(Document& document, const Json& operations);

}  // namespace weft
