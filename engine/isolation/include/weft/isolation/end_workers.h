// For a process that is about to end.
#pragma once

namespace weft {

// Kills all workers and removes what they left half-written; waits a second for that at most. From any thread, but not
// from within a signal handler.
void endWorkers();

}  // namespace weft
