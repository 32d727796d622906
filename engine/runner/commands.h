// What the runner can be asked for. Each prints its results and errors, and returns the exit status.
#pragma once

#include "options.h"

namespace weft::runner {

int runCommand(const Options& options);
int checkCommand(const Options& options);
int nodesCommand(const Options& options);
int pluginsCommand(const Options& options);
int pluginCheckCommand(const Options& options);
int tuneCommand(const Options& options);
int cacheCommand(const Options& options);
int sessionCommand(const Options& options);

}  // namespace weft::runner
