// A stack of its own for the crash handler, so that a stack overflow can be reported too; and the handler of processes
// that are there to crash.
#pragma once

namespace weft {

// Gives the calling thread one, once. Does nothing until installCrashHandler() was called.
void useCrashStack();

// From now on a crash calls `mark`, within the signal handler, and ends the process by its signal. `address` is what
// was touched that may not be, or nullptr.
void markCrashes(void (*mark)(const void* address));

}  // namespace weft
