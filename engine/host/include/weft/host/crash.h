// What is left to do when native code crashes: say whose it was, and end.
#pragma once

namespace weft {

// From now on SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT print one line that names plugin and node, and end the
// process with status 1. Nothing goes on after a crash. `lastWords` is called before the end, within the signal handler
// and with all that forbids.
void installCrashHandler(void (*lastWords)() = nullptr);

}  // namespace weft
