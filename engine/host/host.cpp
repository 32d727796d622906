#include <weft/host/host.h>

#include <map>
#include <utility>

#include <weft/base/log.h>
#include <weft/base/text.h>
#include <weft/graph/node_instance.h>

#include "build_id.h"
#include "device_registry.h"
#include "plugin_library.h"
#include "probe.h"
#include "probe_cache.h"
#include "search.h"

namespace weft {
namespace {

// A library on its way in.
struct Candidate {
  FoundLibrary library;
  FileCheck file;
  ProbeResult probe;
};

// Judges all that may not be loaded untried: from the cache, or else by probing.
void probeAll(std::vector<Candidate>& candidates, const HostOptions& options) {
  if (!canProbe()) return;
  ProbeCache cache(options.cacheFolder);
  std::vector<Candidate*> unknown;
  std::vector<std::string> paths;
  for (Candidate& candidate : candidates) {
    if (candidate.library.builtIn || !candidate.file.refusal.empty()) continue;
    if (auto known = cache.find(candidate.library.path)) {
      candidate.probe = *known;
    } else {
      unknown.push_back(&candidate);
      paths.push_back(candidate.library.path);
    }
  }
  const auto results = probePlugins(paths, options.probeSeconds);
  for (size_t i = 0; i < results.size(); ++i) {
    unknown[i]->probe = results[i];
    cache.remember(paths[i], results[i]);
  }
  cache.save();
}

std::string alreadyThere(const std::string& id, const std::string& first) {
  return "the plugin " + inQuotes(id) + " was found earlier in " + first + ", and that one is used";
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
  std::vector<Candidate> candidates;
  for (FoundLibrary& library : findLibraries(options)) {
    FileCheck file = checkFile(library.path);
    candidates.push_back({std::move(library), std::move(file), {}});
  }
  probeAll(candidates, options);

  std::map<std::string, std::string> pathOfId;
  for (const Candidate& candidate : candidates) {
    PluginInfo& info = m_plugins.emplace_back();
    info.path = candidate.library.path;
    info.builtIn = candidate.library.builtIn;
    info.abi = candidate.file.abi;
    info.id = candidate.probe.id;
    info.refusal = candidate.file.refusal.empty() ? candidate.probe.refusal : candidate.file.refusal;
    if (!info.refusal.empty()) continue;
    if (const auto first = pathOfId.find(info.id); first != pathOfId.end()) {
      info.refusal = alreadyThere(info.id, first->second);
      continue;
    }
    const std::string buildId = buildIdOf(candidate.library, candidate.file.buildId);
    addPlugin(info, loadPlugin(info.path, buildId).contents, m_catalog, pathOfId);
  }
}

}  // namespace weft
