#include <weft/host/host.h>

#include <map>
#include <utility>

#include <weft/base/log.h>
#include <weft/base/text.h>
#include <weft/graph/node_instance.h>

#include "build_id.h"
#include "device_registry.h"
#include "plugin_library.h"
#include "scan.h"

namespace weft {
namespace {

std::string alreadyThere(const std::string& id, const std::string& first) {
  return "the plugin " + inQuotes(id) + " was found earlier in " + printable(first, 4096) + ", and that one is used";
}

void addPlugin(PluginInfo& info, Result<PluginContents> contents, NodeCatalog& catalog,
               std::map<std::string, std::string>& pathOfId) {
  if (!contents) {
    info.refusal = contents.error().message;
    return;
  }
  info.id = contents->id;
  info.version = contents->version;
  info.vendor = contents->vendor;
  info.url = contents->url;
  const auto [first, isNew] = pathOfId.emplace(info.id, info.path);
  if (!isNew) {
    info.refusal = alreadyThere(info.id, first->second);
    return;
  }
  if (contents->devices) {
    if (auto added = addDeviceFactory(contents->devices, info.path); !added) {
      info.refusal = added.error().message;
      return;
    }
  }
  for (NodeType& type : contents->types) {
    info.nodes.push_back(type.id);
    if (auto added = catalog.add(std::move(type)); !added) {
      info.refusal = added.error().message;
      return;
    }
  }
  logDebug("host",
           info.path + ": " + info.id + ' ' + info.version + ", " + std::to_string(info.nodes.size()) + " nodes");
}

}  // namespace

Host::Host(const HostOptions& options) {
  std::map<std::string, std::string> pathOfId;
  for (const ScannedLibrary& scanned : scanLibraries(options)) {
    PluginInfo& info = m_plugins.emplace_back();
    info.path = scanned.library.path;
    info.builtIn = scanned.library.builtIn;
    info.abi = scanned.file.abi;
    info.refusal = scanned.file.refusal;
    info.setAside = scanned.isSetAside;
    info.fromSidecar = scanned.fromSidecar;
    if (info.refusal.empty() && scanned.probe) info.refusal = scanned.probe->refusal;
    if (!info.refusal.empty()) continue;
    if (scanned.probe) info.id = scanned.probe->record->contents.id;
    if (const auto first = pathOfId.find(info.id); first != pathOfId.end()) {
      info.refusal = alreadyThere(info.id, first->second);
      continue;
    }
    const std::string buildId = buildIdOf(scanned.library, scanned.file.buildId);
    addPlugin(info, loadPlugin(info.path, buildId).contents, m_catalog, pathOfId);
  }
}

}  // namespace weft
