// What this process asks the kernel for, while it is watched: files that are written to, and the network.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace weft {

enum class SystemCall : int { Write, Network };

struct SeenCall {
  SystemCall kind;
  std::string what;  // the absolute path, where there is one
};

// From now on such calls go through a filter, in all threads; there is no way back.
// False: this machine does not allow it.
bool filterSystemCalls();

// Calls are noted from begin() to end().
void beginWatching();
std::vector<SeenCall> endWatching();

}  // namespace weft
