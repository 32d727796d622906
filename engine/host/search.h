// Where plugins are looked for.
#pragma once

#include <string>
#include <vector>

#include <weft/host/host.h>

namespace weft {

struct FoundLibrary {
  std::string path;  // canonical
  bool builtIn = false;
};

// All libraries of the folders, in the folders' order and by name within one; a file found twice counts once.
std::vector<FoundLibrary> findLibraries(const HostOptions& options);

}  // namespace weft
