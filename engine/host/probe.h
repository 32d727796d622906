// Libraries tried out in child processes, so that one that crashes, hangs or ends its process costs the child only.
#pragma once

#include <string>
#include <vector>

namespace weft {

struct ProbeResult {
  std::string refusal;  // in plain words, does not name the file; empty: usable
  std::string id;       // the plugin's, when usable
  bool lasting = true;  // will be the same next time, as long as the file is
};

// Whether this program can be started as a probing child, that is, its main() begins with runProbeChild().
bool canProbe();

// Probes the libraries side by side. One that has not answered after `seconds` is killed and refused.
std::vector<ProbeResult> probePlugins(const std::vector<std::string>& paths, double seconds);

}  // namespace weft
