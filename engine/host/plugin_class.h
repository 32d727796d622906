// One node class of a loaded plugin, as the trampolines use it.
#pragma once

#include <memory>
#include <string>

#include <weft/abi/node.h>
#include <weft/graph/node_type.h>

#include "guard.h"

namespace weft {

struct PluginClass {
  const weft_node_class* self = nullptr;  // what the plugin's functions are handed
  weft_node_class functions{};            // a copy; what lies beyond its struct_size is NULL
  std::string typeId;
  std::string library;  // path
  std::vector<PortType> inputs, outputs;
  std::vector<ParameterType> parameters;

  bool hasExtraPorts() const { return functions.extra_ports != nullptr; }
  PluginActivity activity(const char* node = nullptr) const { return {library.c_str(), typeId.c_str(), node}; }
};

using PluginClassPointer = std::shared_ptr<const PluginClass>;

// Puts the class's functions behind those of `type`.
void bindClass(NodeType& type, const PluginClassPointer& pluginClass);

// One node, created by the plugin. Null `create` and `destroy` mean that nodes have no state.
Result<std::unique_ptr<NodeInstance>> createNode(const PluginClassPointer& pluginClass);

}  // namespace weft
