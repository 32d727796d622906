// The only statuses that the runner ends with.
#pragma once

namespace weft::runner {

enum ExitStatus : int {
  exitDone = 0,
  exitFailed = 1,       // the run failed, or native code crashed
  exitUnusable = 2,     // the command line, an input file, a plugin or the graph
  exitInterrupt = 130,  // SIGINT
  exitTerminate = 143,  // SIGTERM
};

}  // namespace weft::runner
