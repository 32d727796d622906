#include "plugin_under_test.h"

#include <filesystem>

#include <weft/host/host.h>

#include "device_registry.h"
#include "guard.h"
#include "plugin_library.h"

namespace weft {

Result<void> initialise(const weft_plugin& entry, const std::string& library, const weft_host& host) {
  // Both outlive the plugin, which may keep them.
  const auto& path = *new std::string(library);
  const auto& folder = *new std::string(std::filesystem::path(library).parent_path().string());
  const PluginScope scope({path.c_str(), nullptr, nullptr});
  return callChecked("init()", [&] { return entry.init(&host, folder.c_str()); });
}

Result<PluginUnderTest> PluginUnderTest::enter(const std::string& library, const weft_host& host) {
  PluginUnderTest plugin;
  const OpenedPlugin opened = openPlugin(library);
  if (!opened.entry) return opened.entry.error();
  plugin.m_entry = *opened.entry;
  if (auto started = initialise(*plugin.m_entry, library, host); !started) return started.error();

  const PluginScope scope({library.c_str(), nullptr, nullptr});
  const void *nodes = nullptr, *devices = nullptr;
  auto asked = callChecked("get_factory()", [&] {
    nodes = plugin.m_entry->get_factory(WEFT_NODE_FACTORY);
    devices = plugin.m_entry->get_factory(WEFT_DEVICE_FACTORY);
    return WEFT_OK;
  });
  if (!asked) return asked.error();
  if (!nodes) return makeError(ErrorCode::BadFile, "get_factory() has no \"" WEFT_NODE_FACTORY "\"");
  plugin.m_factory = static_cast<const weft_node_factory*>(nodes);
  const auto* deviceFactory = devices == nodes ? nullptr : static_cast<const weft_device_factory*>(devices);
  auto contents = readFactory(plugin.m_factory, library, {}, deviceFactory);
  if (!contents) return contents.error();
  if (deviceFactory) (void)addDeviceFactory(deviceFactory, library);
  plugin.m_contents = std::move(*contents);
  return plugin;
}

Result<PluginUnderTest> PluginUnderTest::enter(const std::string& library) { return enter(library, hostTable()); }

}  // namespace weft
