// Nodes and questions that are answered in a worker.
#pragma once

#include <memory>

#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>

#include "pack_worker.h"

namespace weft {

// A node whose instance lives in the worker. It is made there with its first call, and made again on a new worker,
// unless what it has done so far would be lost.
std::unique_ptr<NodeInstance> makeRemoteNode(std::shared_ptr<PackWorker> pack, std::shared_ptr<const NodeType> type);

// Puts functions that ask the worker into `type`; `described` is what they know of it.
void bindQuestions(NodeType& type, const NodeFunctions& functions, const std::shared_ptr<PackWorker>& pack);

}  // namespace weft
