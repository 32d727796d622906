// How a child process ended, in plain words.
#pragma once

#include <string>

namespace weft {

// "Segmentation fault (SIGSEGV)"
std::string signalText(int number);

// Of a status as waitpid() gives it: "crashed: Segmentation fault (SIGSEGV)", "ended its process with exit status 3".
std::string processEndText(int status);

}  // namespace weft
