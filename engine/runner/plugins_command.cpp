#include <algorithm>

#include <weft/base/json.h>
#include <weft/base/text.h>
#include <weft/host/describe.h>
#include <weft/host/host.h>

#include "commands.h"
#include "exit_status.h"
#include "graph_source.h"
#include "output.h"
#include "plugin_json.h"

namespace weft::runner {

Json pluginJson(const PluginInfo& plugin) {
  Json json{{"path", plugin.path}, {"id", plugin.id},   {"version", plugin.version}, {"vendor", plugin.vendor},
            {"url", plugin.url},   {"abi", plugin.abi}, {"built_in", plugin.builtIn}};
  json["sidecar"] = plugin.fromSidecar;
  json["isolated"] = plugin.isolated;
  json["set_aside"] = plugin.setAside;
  json["refused"] = plugin.refusal.empty() ? Json() : Json(plugin.refusal);
  json["nodes"] = plugin.nodes;
  return json;
}

namespace {

constexpr size_t longestPath = 4096;

std::string padded(std::string text, size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string nameOf(const PluginInfo& plugin) { return printable(plugin.id) + ' ' + printable(plugin.version); }

std::string nodesOf(const PluginInfo& plugin) {
  const size_t count = plugin.nodes.size();
  return std::to_string(count) + (count == 1 ? " node" : " nodes");
}

// One line each: those in use in columns, then those that were refused, with the reason.
std::string listOf(const std::vector<PluginInfo>& plugins) {
  size_t name = 0, nodes = 0;
  for (const PluginInfo& plugin : plugins) {
    if (!plugin.refusal.empty()) continue;
    name = std::max(name, nameOf(plugin).size());
    nodes = std::max(nodes, nodesOf(plugin).size());
  }
  std::string used, refused;
  for (const PluginInfo& plugin : plugins) {
    const std::string path = printable(plugin.path, longestPath);
    if (plugin.refusal.empty()) {
      used += padded(nameOf(plugin), name) + "  " + padded(nodesOf(plugin), nodes) + "  " +
              (plugin.builtIn ? "built in  " : "") + path + "\n";
    } else {
      refused += path + ": refused: " + plugin.refusal + "\n";
    }
  }
  return used + refused;
}

int describe(const std::string& library) {
  const auto json = describeLibrary(library, HostOptions().probeSeconds);
  if (!json) {
    printError(printable(library, longestPath) + ": " + json.error().message);
    return exitUnusable;
  }
  printResult(dumpJson(*json) + "\n");
  return exitDone;
}

}  // namespace

int pluginsCommand(const Options& options) {
  if (!options.describe.empty()) return describe(options.describe);
  const Host host(hostOptions(options));
  Json json = Json::array();
  for (const PluginInfo& plugin : host.plugins()) json.push_back(pluginJson(plugin));
  printResult(options.json ? dumpJson(json) + "\n" : listOf(host.plugins()));
  return exitDone;
}

}  // namespace weft::runner
