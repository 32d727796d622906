// The plugin that a check looks at, in this process: entered step by step, with a host of the check's choosing.
#pragma once

#include <memory>
#include <string>

#include <weft/abi/plugin.h>
#include <weft/graph/node_type.h>

#include "class_reader.h"

namespace weft {

class PluginUnderTest {
 public:
  // Loads the library, initialises it and reads its nodes, as the engine does. `host` lives as long as the process.
  // The error says what was refused. Once in a process.
  static Result<PluginUnderTest> enter(const std::string& library, const weft_host& host);
  // The same with the engine's own host.
  static Result<PluginUnderTest> enter(const std::string& library);

  const std::vector<NodeType>& types() const { return m_contents.types; }
  const PluginContents& contents() const { return m_contents; }
  const weft_plugin& entry() const { return *m_entry; }
  const weft_node_factory& factory() const { return *m_factory; }

 private:
  const weft_plugin* m_entry = nullptr;
  const weft_node_factory* m_factory = nullptr;
  PluginContents m_contents;
};

// The step after openPlugin() alone.
Result<void> initialise(const weft_plugin& entry, const std::string& library, const weft_host& host);

}  // namespace weft
