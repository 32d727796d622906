#include "scan.h"

#include <utility>

#include "probe_cache.h"

namespace weft {
namespace {

// Libraries that ship with Weft are loaded untried, unless they are to run in a process of their own.
bool mustBeKnown(const ScannedLibrary& one, const HostOptions& options) {
  return one.file.refusal.empty() && (!one.library.builtIn || options.isolation == Isolation::All);
}

// Judges all that may not be loaded untried: from the cache, or else by probing.
void judge(std::vector<ScannedLibrary>& libraries, const HostOptions& options) {
  ProbeCache cache(options.cacheFolder);
  std::vector<std::pair<ScannedLibrary*, LibraryFile>> unknown;
  std::vector<std::string> paths;
  for (ScannedLibrary& one : libraries) {
    if (!mustBeKnown(one, options)) continue;
    const auto identity = FileIdentity::of(one.library.path);
    LibraryFile file{one.library.path, identity.value_or(FileIdentity{}), {}};
    if (auto known = cache.find(file)) {
      one.probe = std::move(known->result);
      continue;
    }
    fillHash(file);
    paths.push_back(file.path);
    unknown.emplace_back(&one, std::move(file));
  }
  auto results = probePlugins(paths, options.probeSeconds);
  for (size_t i = 0; i < results.size(); ++i) {
    cache.remember(unknown[i].second, {results[i], true});
    unknown[i].first->probe = std::move(results[i]);
  }
  cache.save();
}

}  // namespace

std::vector<ScannedLibrary> scanLibraries(const HostOptions& options) {
  std::vector<ScannedLibrary> libraries;
  for (FoundLibrary& library : findLibraries(options)) {
    FileCheck file = checkFile(library.path);
    libraries.push_back({std::move(library), std::move(file), {}});
  }
  if (canProbe()) judge(libraries, options);
  return libraries;
}

}  // namespace weft
