// Things that are let go where nothing may wait: their destructors may call into another process, or into a plugin.
#pragma once

#include <chrono>
#include <memory>

namespace weft {

// Dropped soon, by a thread that does nothing else. Any thread; never waits.
void dropLater(std::shared_ptr<void> thing);

// Waits until all that was to be dropped has been, but no longer than that.
bool waitForDrops(std::chrono::milliseconds time);

}  // namespace weft
