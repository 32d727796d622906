// A plugin's factory: who the plugin is, and its node types.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <weft/abi/interface/device.h>
#include <weft/abi/node.h>
#include <weft/graph/node_type.h>

namespace weft {

struct PluginContents {
  std::string id, version, vendor, url;
  std::vector<NodeType> types;
  const weft_device_factory* devices = nullptr;  // what it brings beside its nodes, or instead of any
  std::optional<int32_t> deviceType{};           // of those devices
};

// `library` is the plugin's path, `buildId` what stands for its contents in keys. A plugin that brings `devices` may
// have no nodes.
Result<PluginContents> readFactory(const weft_node_factory* factory, const std::string& library,
                                   const std::string& buildId, const weft_device_factory* devices = nullptr);

// The rules of a whole plugin, wherever its description comes from: `head` says all but the nodes, of which readNode()
// gives the `index`th. Leaves their path and build id empty.
using ReadNode = std::function<Result<NodeType>(size_t index, const std::string& pluginId)>;
Result<PluginContents> readPlugin(const weft_node_factory& head, bool hasDevices, const ReadNode& readNode);
void setOrigin(PluginContents& plugin, const std::string& library, const std::string& buildId);

}  // namespace weft
