#include <weft/base/json.h>
#include <weft/host/host.h>

#include "commands.h"
#include "exit_status.h"
#include "output.h"
#include "plugin_json.h"

namespace weft::runner {

Json pluginJson(const PluginInfo& plugin) {
  Json json{{"path", plugin.path}, {"id", plugin.id},   {"version", plugin.version}, {"vendor", plugin.vendor},
            {"url", plugin.url},   {"abi", plugin.abi}, {"built_in", plugin.builtIn}};
  json["refused"] = plugin.refusal.empty() ? Json() : Json(plugin.refusal);
  json["nodes"] = plugin.nodes;
  return json;
}

namespace {

std::string lineOf(const PluginInfo& plugin) {
  if (!plugin.refusal.empty()) return plugin.path + ": refused: " + plugin.refusal + "\n";
  return plugin.path + ": " + plugin.id + " " + plugin.version + ", " + std::to_string(plugin.nodes.size()) +
         (plugin.nodes.size() == 1 ? " node" : " nodes") + (plugin.builtIn ? ", built in\n" : "\n");
}

}  // namespace

int pluginsCommand(const Options& options) {
  const Host host(defaultHostOptions(options.plugins));
  std::string text;
  Json json = Json::array();
  for (const PluginInfo& plugin : host.plugins()) {
    text += lineOf(plugin);
    json.push_back(pluginJson(plugin));
  }
  printResult(options.json ? dumpJson(json) + "\n" : text);
  return exitDone;
}

}  // namespace weft::runner
