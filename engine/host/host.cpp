#include <weft/host/host.h>

#include <map>
#include <utility>

#include <weft/base/log.h>
#include <weft/base/text.h>
#include <weft/graph/node_instance.h>
#include <weft/isolation/isolated_pack.h>

#include "build_id.h"
#include "device_registry.h"
#include "plugin_library.h"
#include "scan.h"
#include "services.h"
#include "set_aside.h"

namespace weft {
namespace {

std::string alreadyThere(const std::string& id, const std::string& first) {
  return "the plugin " + inQuotes(id) + " was found earlier in " + printable(first, 4096) + ", and that one is used";
}

bool isIsolated(const ScannedLibrary& scanned, const HostOptions& options) {
  if (!scanned.probe || options.isolation == Isolation::None) return false;
  return options.isolation == Isolation::All || !scanned.library.builtIn;
}

PluginContents isolatedContents(const ScannedLibrary& scanned, const std::string& buildId, const HostOptions& options,
                                const std::shared_ptr<SetAside>& deaths) {
  PluginRecord record = *scanned.probe->record;
  IsolatedPackOptions isolated;
  isolated.id = record.contents.id;
  isolated.library = scanned.library.path;
  isolated.buildId = buildId;
  isolated.devicePacks = devicePacks;
  isolated.openDevice = openForNode;
  isolated.kernels = kernelTable();
  isolated.nodeTimeout = options.nodeTimeout;
  const std::string& library = scanned.library.path;
  isolated.setAside = [deaths, library] { return deaths->reason(library); };
  isolated.died = [deaths, library](const std::string& how) { deaths->countDeath(library, how); };
  const auto pack = IsolatedPack::make(std::move(isolated));
  PluginContents contents =
      contentsOf(std::move(record), scanned.library.path, buildId,
                 [&](NodeType& type, const NodeFunctions& functions) { pack->bind(type, functions); });
  // Devices are opened in this process all the same.
  if (scanned.library.builtIn && contents.deviceType) {
    const LoadedPlugin loaded = loadPlugin(scanned.library.path, buildId);
    if (loaded.contents) contents.devices = loaded.contents->devices;
  }
  return contents;
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
  const auto deaths = std::make_shared<SetAside>(options.cacheFolder);
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
    info.isolated = isIsolated(scanned, options);
    auto contents =
        info.isolated ? isolatedContents(scanned, buildId, options, deaths) : loadPlugin(info.path, buildId).contents;
    addPlugin(info, std::move(contents), m_catalog, pathOfId);
  }
}

}  // namespace weft
