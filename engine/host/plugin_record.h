// What one library offers, as data: a probing child answers with it, the probe cache keeps it, a sidecar file states
// it. With it the host knows a library's node types without loading it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/json.h>
#include <weft/graph/node_json.h>

#include "class_reader.h"

namespace weft {

struct PluginRecord {
  PluginContents contents;               // types without functions, path and build id; no device factory, but its type
  std::vector<NodeFunctions> functions;  // which of them each type has
};

PluginRecord recordOf(PluginContents plugin);  // of a loaded one

// {"id", "version", "vendor", "url", "device_type", "nodes": [nodeTypeJson() ...]}
Json recordJson(const PluginRecord& plugin);

// Held to the same rules as a plugin's own descriptors, since such a file is not trusted. Exact: what recordJson()
// wrote reads back as it was. Errors name the member.
Result<PluginRecord> readRecord(const Json& json);

// The record as what readFactory() makes of a loaded library. `bind` gives each type its functions: create, and of the
// others those that `functions` says are there.
using BindNode = std::function<void(NodeType& type, const NodeFunctions& functions)>;
PluginContents contentsOf(PluginRecord record, const std::string& library, const std::string& buildId,
                          const BindNode& bind);

}  // namespace weft
