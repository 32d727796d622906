#include <exception>
#include <new>

#include <weft/host/crash.h>
#include <weft/host/host.h>

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
    default:
      return runCommand(options);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  int status = weft::runner::exitDone;
  if (weft::runProbeChild(argc, argv, &status)) return status;
  weft::installCrashHandler();
  weft::runner::installSignals();
  weft::runner::Options options;
  if (!weft::runner::readOptions(argc, argv, options, &status)) return status;
  return runTheCommand(options);
} catch (const std::bad_alloc&) {
  weft::runner::printError("out of memory");
  return weft::runner::exitFailed;
} catch (const std::exception& exception) {
  weft::runner::printError(exception.what());
  return weft::runner::exitFailed;
}
