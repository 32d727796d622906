// Every library of the plugin folders, and what it is, without loading one: from its file, the cache, its sidecar, or
// by probing.
#pragma once

#include <optional>
#include <vector>

#include "plugin_library.h"
#include "probe.h"
#include "search.h"

namespace weft {

struct ScannedLibrary {
  FoundLibrary library;
  FileCheck file;
  std::optional<ProbeResult> probe;  // nullopt: may be loaded untried, or was refused before
  bool fromSidecar = false;          // so says its sidecar file; it was not tried
  bool isSetAside = false;           // file.refusal says why
};

std::vector<ScannedLibrary> scanLibraries(const HostOptions& options);

}  // namespace weft
