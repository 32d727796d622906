// From the command line to a plan: the graph is read, what --set gives is put in, files are looked for where the
// options say.
#pragma once

#include <memory>
#include <optional>

#include <weft/host/host.h>
#include <weft/plan/plan.h>

#include "options.h"

namespace weft::runner {

struct PreparedGraph {
  std::string file;            // as messages call it
  std::unique_ptr<Host> host;  // the plan points into its catalog
  std::optional<Plan> plan;    // none: see problems
  Problems problems;
};

// Has packs use the kernels that were measured on this machine, if there are such; before they are loaded, and once in
// a process. The table's id, for PlanOptions::kernels.
const std::string& chooseKernels();
// Which plugins there are, and which of them run in processes of their own.
HostOptions hostOptions(const Options& options);
// What the options say of any graph in the folder of options.graph: where files are looked for, device, dtype.
PlanOptions planOptions(const Options& options, Problems& problems);

PreparedGraph prepareGraph(const Options& options);

}  // namespace weft::runner
