#include "class_reader.h"

#include <memory>
#include <set>

#include <weft/base/text.h>
#include <weft/graph/node_instance.h>

#include "descriptor_checks.h"
#include "descriptor_reader.h"
#include "device_registry.h"
#include "plugin_class.h"
#include "struct_reader.h"

namespace weft {
namespace {

constexpr size_t mostClasses = 4096;
constexpr size_t longestVersion = 64;

Result<NodeType> readClass(const weft_node_class* pointer, size_t index, const std::string& pluginId,
                           const std::string& library) {
  const std::string what = "node class " + std::to_string(index);
  auto functions = readStruct(pointer, WEFT_UP_TO(weft_node_class, process), what);
  if (!functions) return functions.error();
  auto type = readDescriptor(functions->descriptor, pluginId);
  if (!type)
    return badDescription(functions->descriptor ? type.error().message : what + ": the descriptor is a null pointer");

  const std::string node = "node " + inQuotes(type->id);
  if (!functions->process) return badDescription(node + ": process is a null pointer");
  if ((functions->create == nullptr) != (functions->destroy == nullptr)) {
    return badDescription(node + ": of create and destroy one is a null pointer; give both, or neither for no state");
  }

  auto bound = std::make_shared<PluginClass>();
  bound->self = pointer;
  bound->functions = *functions;
  bound->typeId = type->id;
  bound->library = library;
  bound->inputs = type->inputs;
  bound->outputs = type->outputs;
  bound->parameters = type->parameters;
  bindClass(*type, bound);
  return type;
}

}  // namespace

Result<PluginContents> readPlugin(const weft_node_factory& head, bool hasDevices, const ReadNode& readNode) {
  auto id = readText(head.plugin_id, longestId, Presence::Required, "the plugin's id");
  if (!id) return id.error();
  if (!isPluginId(*id)) {
    return badDescription("the plugin's id " + inQuotes(*id) +
                          " must have two or more parts with dots between, such as "
                          "\"org.example.blend\"");
  }
  auto version = readText(head.plugin_version, longestVersion, Presence::Required, "the plugin's version");
  if (!version) return version.error();
  auto vendor = readText(head.vendor, longestLabel, Presence::Optional, "the plugin's vendor");
  if (!vendor) return vendor.error();
  auto url = readText(head.url, 1024, Presence::Optional, "the plugin's url");
  if (!url) return url.error();
  PluginContents plugin{std::move(*id), std::move(*version), std::move(*vendor), std::move(*url), {}};

  if (head.count > mostClasses || (head.count == 0 && !hasDevices)) {
    return badDescription("the node factory has " + std::to_string(head.count) + " classes; 1 to " +
                          std::to_string(mostClasses) + " are allowed");
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < head.count; ++i) {
    auto type = readNode(i, plugin.id);
    if (!type) return type.error();
    if (!seen.insert(type->id).second) return badDescription("two nodes have the id " + inQuotes(type->id));
    type->pluginId = plugin.id;
    type->pluginVersion = plugin.version;
    plugin.types.push_back(std::move(*type));
  }
  return plugin;
}

void setOrigin(PluginContents& plugin, const std::string& library, const std::string& buildId) {
  for (NodeType& type : plugin.types) {
    type.pluginPath = library;
    type.buildId = buildId;
  }
}

Result<PluginContents> readFactory(const weft_node_factory* pointer, const std::string& library,
                                   const std::string& buildId, const weft_device_factory* devices) {
  auto factory = readStruct(pointer, WEFT_UP_TO(weft_node_factory, classes), "the node factory");
  if (!factory) return factory.error();
  if (factory->count > 0 && !factory->classes) {
    return badDescription("the node factory has " + std::to_string(factory->count) +
                          " classes at a null pointer; 1 to " + std::to_string(mostClasses) + " are allowed");
  }
  auto plugin = readPlugin(*factory, devices != nullptr, [&](size_t index, const std::string& pluginId) {
    return readClass(factory->classes[index], index, pluginId, library);
  });
  if (!plugin) return plugin;
  if (devices) {
    auto read = readDeviceFactory(devices);
    if (!read) return read.error();
    plugin->devices = devices;
    plugin->deviceType = read->type;
  }
  setOrigin(*plugin, library, buildId);
  return plugin;
}

}  // namespace weft
