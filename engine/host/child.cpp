// What this program does when it was started as a child of itself.
#include <atomic>
#include <string_view>

#include <weft/graph/node_instance.h>
#include <weft/host/host.h>
#include <weft/isolation/worker.h>

#include "crash_stack.h"
#include "device_registry.h"
#include "plugin_library.h"
#include "probe.h"

namespace weft {
namespace {

std::atomic<bool> g_hasChildren{false};

Result<std::vector<NodeType>> loadForWorker(const std::string& library, const std::string& buildId) {
  LoadedPlugin loaded = loadPlugin(library, buildId);
  if (!loaded.contents) {
    return makeError(loaded.contents.error().code, library + " " + loaded.contents.error().message);
  }
  if (loaded.contents->devices) {
    if (auto added = addDeviceFactory(loaded.contents->devices, library); !added) return added.error();
  }
  return std::move(loaded.contents->types);
}

}  // namespace

bool canProbe() { return g_hasChildren; }

bool runChild(int argc, char** argv, int* status) {
  g_hasChildren = true;
  if (isWorker(argc, argv)) runWorker({markCrashes, useKernels, setDevicePacks, openForNode, loadForWorker});
  if (argc != 3 || std::string_view(argv[1]) != probeArgument) return false;
  *status = probeHere(argv[2]);
  return true;
}

}  // namespace weft
