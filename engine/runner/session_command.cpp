#include <weft/host/devices.h>
#include <weft/value/memory.h>

#include "cache_folder.h"
#include "commands.h"
#include "exit_status.h"
#include "graph_source.h"
#include "output.h"
#include "session/session.h"

namespace weft::runner {

int sessionCommand(const Options& options) {
  ExecutorOptions executor;
  const Result<std::string> cache = resultsFolder(options.cache);
  if (!cache) {
    printError("--cache " + options.cache + ": " + cache.error().message);
    return exitUnusable;
  }
  executor.cacheFolder = *cache;
  executor.openDevice = openDevice;
  limitMemory(options.memory, options.vram);
  chooseKernels();  // before packs are loaded
  return Session(options, std::move(executor)).run();
}

}  // namespace weft::runner
