// A stack of its own for the crash handler, so that a stack overflow can be reported too.
#pragma once

namespace weft {

// Gives the calling thread one, once. Does nothing until installCrashHandler() was called.
void useCrashStack();

}  // namespace weft
