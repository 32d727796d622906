// Plugins: searched, probed in a child process, loaded, and turned into node types. Third parties' libraries and the
// built-in packs come in the same way; there is no other.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <weft/abi/host.h>
#include <weft/base/kernel_table.h>
#include <weft/graph/node_type.h>

namespace weft {

struct PluginInfo {
  std::string path;
  std::string id, version, vendor, url;
  std::string abi;      // "0.1.0", when it could be read
  std::string refusal;  // in plain words; empty: in use
  bool builtIn = false;
  bool fromSidecar = false;  // known from its sidecar file (weft/host/describe.h), untried
  bool setAside = false;     // refused because it died too often
  bool isolated = false;     // runs in a process of its own
  std::vector<std::string> nodes;
};

// Which libraries run in a process of their own, known here by their descriptions alone.
enum class Isolation { None, ThirdParty, All };

struct HostOptions {
  std::vector<std::string> folders;  // searched in order; a missing one is skipped
  std::string builtInFolder;         // its libraries ship with Weft
  std::string cacheFolder;           // where what probing found is kept; empty: nowhere
  Isolation isolation = Isolation::None;
  double nodeTimeout = 0;    // seconds that a call of an isolated library may take; 0: no limit
  double probeSeconds = 10;  // after that a probed plugin counts as hanging
};

// The folders of contract.md §4: `extra` (--plugins), WEFT_PLUGIN_PATH, $XDG_DATA_HOME/weft/plugins, lib/weft beside
// the executable.
HostOptions defaultHostOptions(const std::vector<std::string>& extra);

class Host {
 public:
  explicit Host(const HostOptions& options);  // never fails: what is wrong with a plugin stands in plugins()
  const std::vector<PluginInfo>& plugins() const { return m_plugins; }
  const NodeCatalog& catalog() const { return m_catalog; }

 private:
  std::vector<PluginInfo> m_plugins;
  NodeCatalog m_catalog;
};

// What plugins are told of kernels (WEFT_KERNELS); before the first of them is loaded, since they may keep the answers.
// Without it they choose for themselves.
void useKernels(const KernelTable& table);

// The table that plugins are given. Any thread.
const weft_host& hostTable();

// A program calls this first in main(): true when this process is a child that was started to try a plugin or to run
// one, and has done its work (exit with *status). One that never calls it loads plugins untried, in its own process.
bool runChild(int argc, char** argv, int* status);

}  // namespace weft
