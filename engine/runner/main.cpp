#include <exception>
#include <new>

#include <unistd.h>

#include <weft/host/crash.h>
#include <weft/host/host.h>
#include <weft/plugin_check/plugin_check.h>

#include "commands.h"
#include "exit_status.h"
#include "output.h"
#include "signals.h"

namespace {

int runTheCommand(const weft::runner::Options& options) {
  using weft::runner::Command;
  switch (options.command) {
    case Command::Check:
      return checkCommand(options);
    case Command::Nodes:
      return nodesCommand(options);
    case Command::Plugins:
      return pluginsCommand(options);
    case Command::PluginCheck:
      return pluginCheckCommand(options);
    case Command::Tune:
      return tuneCommand(options);
    case Command::Cache:
      return cacheCommand(options);
    case Command::Session:
      return sessionCommand(options);
    default:
      return runCommand(options);
  }
}

// Everything is written and closed. What packs have loaded would take a tenth of a second to come down, and could crash
// over it; the sanitizers want to see it happen.
int leave(int status) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  ::_exit(status);
#endif
  return status;
}

}  // namespace

int main(int argc, char** argv) try {
  int status = weft::runner::exitDone;
  if (weft::runChild(argc, argv, &status)) return status;
  if (weft::runCheckChild(argc, argv, &status)) return leave(status);
  weft::installCrashHandler(weft::runner::endAfterCrash);
  weft::runner::installSignals();
  weft::runner::Options options;
  if (!weft::runner::readOptions(argc, argv, options, &status)) return status;
  return leave(runTheCommand(options));
} catch (const std::bad_alloc&) {
  weft::runner::printError("out of memory");
  return weft::runner::exitFailed;
} catch (const std::exception& exception) {
  weft::runner::printError(exception.what());
  return weft::runner::exitFailed;
}
