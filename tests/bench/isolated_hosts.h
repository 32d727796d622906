// The same libraries in this process and in processes of their own.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include <weft/host/host.h>

namespace weft::test {

// Of the built packs, and the plugins in a folder of the build tree.
inline const NodeCatalog& catalogWith(const std::string& folder, bool isolated) {
  const auto make = [](const std::string& plugins, Isolation isolation) {
    HostOptions options;
    options.builtInFolder = WEFT_PACKS;
    options.folders = {std::string(WEFT_BUILD_DIR) + "/" + plugins, options.builtInFolder};
    options.isolation = isolation;
    return std::make_unique<Host>(options);
  };
  static std::map<std::pair<std::string, bool>, std::unique_ptr<Host>> hosts;
  auto& host = hosts[{folder, isolated}];
  if (!host) host = make(folder, isolated ? Isolation::ThirdParty : Isolation::None);
  return host->catalog();
}

}  // namespace weft::test
