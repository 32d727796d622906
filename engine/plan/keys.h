// Content keys of planned nodes: what a node computes, as a hash of everything that its outputs depend on.
#pragma once

#include <weft/base/hash.h>
#include <weft/plan/plan.h>
#include <optional>

#include "planning.h"

namespace weft {

// What is in a value; nullopt for what cannot be told by content: objects, sequences, tensors on other devices.
std::optional<Hash128> hashValue(const Value& value);

// What a node in a body reads from around it: what each pass is given, or a capture.
struct PlannedArgument {
  Hash128 key;
  std::optional<Type> type;
  bool cacheable = true;
};

struct KeyParts {
  const std::vector<PlannedNode>& nodes;          // what is planned so far, with keys
  const std::vector<PlannedArgument>& arguments;  // of the body that the node stands in
  const NodeQuestion& question;                   // for the type's own fingerprint
  const PlanOptions& options;
  const std::optional<Hash128>& body;  // keyOfBody() of the body that the node runs
  bool mergeable = true;               // two nodes of equal keys may become one; else its id is in its key
};
Result<Key> keyOf(const PlannedNode& node, const KeyParts& parts);

// What a body computes, with symbols for what each pass is given. `complete` becomes false where that cannot be told.
Hash128 keyOfBody(const Plan& plan, const PlannedBody& body, const std::vector<PlannedArgument>& arguments,
                  bool& complete);

}  // namespace weft
