// The command line, read.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <weft/host/host.h>

namespace weft::runner {

enum class Command { Run, Check, Nodes, Plugins, PluginCheck, Tune, Cache, Session };

struct Options {
  Command command = Command::Run;
  std::string graph;  // a file, or "-"
  std::string type;   // nodes: one of them, or empty
  bool json = false;

  std::vector<std::string> set;  // NAME=VALUE
  std::vector<std::string> only, plugins, models, allowPaths;
  std::string out = "out", device = "auto", dtype = "auto", events, trace;
  std::string cache;              // a folder, "none", or empty: the usual one
  int threads = 0;                // 0: one per core
  uint64_t memory = 0, vram = 0;  // budgets in bytes, 0: none
  Isolation isolation = Isolation::ThirdParty;
  double nodeTimeout = 0;  // seconds; 0: none
  bool deterministic = false, previews = false, quiet = false, stats = false;
  bool reset = false;  // tune: back to the choices that are built in
  bool checkCache = false;
  std::string library, filter, exclude, inProcess;  // plugin-check: the plugin; regular expressions; one check
  std::string describe;                             // plugins: the library whose sidecar to print, or empty
  bool listChecks = false;
  double timeLimit = 45;                                            // seconds for each check
  uint64_t fuzz = 0;                                                // so many random calls
  int64_t seed = -1;                                                // of these; below 0: none was given
  bool listCache = false, clearCache = false, verifyCache = false;  // cache: none of them is a summary
};

// False: there is nothing left to do but to end with *status; what is wrong was printed.
bool readOptions(int argc, char** argv, Options& options, int* status);

}  // namespace weft::runner
