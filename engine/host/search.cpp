#include "search.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string_view>

namespace weft {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// $XDG_…_HOME, or its default below the home folder; empty when there is neither.
fs::path userFolder(const char* variable, const char* belowHome) {
  const std::string given = environment(variable);
  if (!given.empty() && given.front() == '/') return given;  // the specification ignores relative ones
  const std::string home = environment("HOME");
  return home.empty() ? fs::path() : fs::path(home) / belowHome;
}

std::vector<std::string> splitPaths(std::string_view text) {
  std::vector<std::string> paths;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (!part.empty()) paths.emplace_back(part);
  }
  return paths;
}

std::vector<fs::path> librariesOf(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code failure;
  for (fs::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure)) {
    const fs::path& path = at->path();
    const bool hidden = path.filename().string().front() == '.';
    if (path.extension() == ".so" && !hidden) paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

HostOptions defaultHostOptions(const std::vector<std::string>& extra) {
  HostOptions options;
  options.folders = extra;
  for (std::string& folder : splitPaths(environment("WEFT_PLUGIN_PATH"))) options.folders.push_back(std::move(folder));
  if (const fs::path data = userFolder("XDG_DATA_HOME", ".local/share"); !data.empty()) {
    options.folders.push_back((data / "weft" / "plugins").string());
  }
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  if (!failure) {
    options.builtInFolder = (program.parent_path().parent_path() / "lib" / "weft").string();
    options.folders.push_back(options.builtInFolder);
  }
  options.cacheFolder = environment("WEFT_CACHE");
  if (options.cacheFolder.empty()) {
    if (const fs::path cache = userFolder("XDG_CACHE_HOME", ".cache"); !cache.empty()) {
      options.cacheFolder = (cache / "weft").string();
    }
  }
  return options;
}

std::vector<FoundLibrary> findLibraries(const HostOptions& options) {
  std::error_code failure;
  const fs::path builtIn = options.builtInFolder.empty() ? fs::path() : fs::canonical(options.builtInFolder, failure);
  std::vector<FoundLibrary> found;
  std::set<std::string> seen;
  for (const std::string& folder : options.folders) {
    for (const fs::path& library : librariesOf(folder)) {
      std::error_code dangling;
      fs::path path = fs::canonical(library, dangling);
      // What is no file is named as it was found, to be refused with the reason.
      if (std::error_code unknown; dangling || !fs::is_regular_file(path, unknown))
        path = fs::absolute(library, unknown);
      if (!seen.insert(path.string()).second) continue;
      found.push_back({path.string(), !builtIn.empty() && path.parent_path() == builtIn});
    }
  }
  return found;
}

}  // namespace weft
