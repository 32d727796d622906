// Libraries tried out in child processes, so that one that crashes, hangs or ends its process costs the child only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugin_record.h"

namespace weft {

struct ProbeResult {
  std::string refusal;                         // in plain words, does not name the file; empty: usable
  std::shared_ptr<const PluginRecord> record;  // what it offers, when usable
  bool lasting = true;                         // will be the same next time, as long as the file is
};

// Whether this program can be started as a child of itself, that is, its main() begins with runChild().
bool canProbe();

// Probes the libraries side by side. One that has not answered after `seconds` is killed and refused.
std::vector<ProbeResult> probePlugins(const std::vector<std::string>& paths, double seconds);

// How this program is started as a probing child: with this argument and the library's path, and the memory for the
// answer (probe_answer.h) as this descriptor.
inline constexpr const char* probeArgument = "--weft-probe-plugin";
inline constexpr int probeDescriptor = 3;
int probeHere(const char* path);  // the child's work; its exit status

}  // namespace weft
