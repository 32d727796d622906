// Content keys of planned nodes: what a node computes, as a hash of everything that its outputs depend on.
#pragma once

#include <weft/base/hash.h>
#include <weft/plan/plan.h>
#include <optional>

#include "planning.h"

namespace weft {

// What is in a value; nullopt for what cannot be told by content: objects, sequences, tensors on other devices.
std::optional<Hash128> hashValue(const Value& value);

// `nodes` holds what the planned node reads, with keys. `question` is for the type's own fingerprint. A node that must
// not be merged with another has its id in its key.
Result<Key> keyOf(const PlannedNode& node, const std::vector<PlannedNode>& nodes, const NodeQuestion& question,
                  const PlanOptions& options);

// Whether two nodes of equal keys may become one.
bool isMergeable(const PlannedNode& node);

}  // namespace weft
