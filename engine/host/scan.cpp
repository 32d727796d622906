#include "scan.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include <weft/base/log.h>

#include "elf_file.h"
#include "probe_cache.h"
#include "set_aside.h"
#include "sidecar.h"

namespace weft {
namespace {

// Libraries that ship with Weft are loaded untried, unless they are to run in a process of their own.
bool mustBeKnown(const ScannedLibrary& one, const HostOptions& options) {
  return one.file.refusal.empty() && (!one.library.builtIn || options.isolation == Isolation::All);
}

// Whether the others that a library needs are on this machine only trying tells.
bool needsMoreThanTheRuntime(const std::string& path) {
  const auto dependencies = readDependencies(path);
  if (!dependencies) return true;
  return !std::all_of(dependencies->needed.begin(), dependencies->needed.end(), [](const std::string& name) {
    constexpr std::string_view runtime[] = {"libc.so.",    "libm.so.",     "libstdc++.so.", "libgcc_s.so.",
                                            "ld-linux",    "libdl.so.",    "librt.so.",     "libpthread.so.",
                                            "libasan.so.", "libubsan.so.", "libtsan.so."};
    return std::any_of(std::begin(runtime), std::end(runtime), [&](auto start) { return name.starts_with(start); });
  });
}

// A sidecar's word is enough for what runs in a process of its own; what is loaded into this one has been tried before.
std::optional<KnownLibrary> knownFrom(ProbeCache& cache, LibraryFile& file, const std::string& abi, bool mustBeTried) {
  auto known = cache.find(file);
  if (known && (known->tried || !mustBeTried)) return known;
  if (mustBeTried || abi.empty() || needsMoreThanTheRuntime(file.path)) return std::nullopt;
  auto record = readSidecar(file, abi);
  if (!record) {
    if (record.error().code != ErrorCode::NotFound) {
      logDebug("host", sidecarOf(file.path) + " is passed over: " + record.error().message);
    }
    return std::nullopt;
  }
  KnownLibrary described{{{}, std::make_shared<const PluginRecord>(*std::move(record)), true}, false};
  cache.remember(file, described);
  return described;
}

// Judges all that may not be loaded untried.
void judge(std::vector<ScannedLibrary>& libraries, const HostOptions& options) {
  // What is known of others is not worth reading.
  if (std::none_of(libraries.begin(), libraries.end(), [&](const auto& one) { return mustBeKnown(one, options); }))
    return;
  ProbeCache cache(options.cacheFolder);
  const SetAside setAside(options.cacheFolder);
  const bool mustBeTried = options.isolation == Isolation::None;
  std::vector<std::pair<ScannedLibrary*, LibraryFile>> unknown;
  std::vector<std::string> paths;
  for (ScannedLibrary& one : libraries) {
    if (!mustBeKnown(one, options)) continue;
    if (!mustBeTried) one.file.refusal = setAside.reason(one.library.path);
    one.isSetAside = !one.file.refusal.empty();
    if (one.isSetAside) continue;
    const auto identity = FileIdentity::of(one.library.path);
    LibraryFile file{one.library.path, identity.value_or(FileIdentity{}), {}};
    if (auto known = knownFrom(cache, file, one.file.abi, mustBeTried)) {
      one.probe = std::move(known->result);
      one.fromSidecar = !known->tried;
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
