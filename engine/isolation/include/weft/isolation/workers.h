// All worker processes of this one.
#pragma once

#include <cstdint>

namespace weft {

// How many have ended so far, other than with their packs. What they kept for this process - objects, sequences - has
// gone with them. Any thread.
uint64_t lostWorkers();

// For a process that is about to end: kills them all and removes what they left half-written; waits a second for that
// at most. Any thread, but not from within a signal handler.
void endWorkers();

}  // namespace weft
