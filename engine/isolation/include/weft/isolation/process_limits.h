// What a child process of this program is held to that runs other people's code: each for the rest of its life.
#pragma once

#include <cstdint>

namespace weft {

// Ends when the thread that started it does, and by the signal of its crash, whatever handlers a sanitizer or an
// embedding program has installed.
void followParent();
void leaveNoCore();
void goFirst();                  // when memory runs out: before the process that started it
void limitData(uint64_t bytes);  // of private memory; not under sanitizers, which reserve terabytes for themselves

}  // namespace weft
