// How many threads LibTorch may keep busy for what this thread asks of it.
#pragma once

#include <cstdint>

namespace weft::torch_bridge {

// Sets LibTorch's intra-op thread count for the calling thread. Scopes may nest; an inner one ends with the outer one's
// count. When the outermost ends, the OpenMP threads that served it end too: each thread that has ever computed would
// otherwise keep a pool of its own, and a process with n threads would end up with n times n.
class ThreadScope {
 public:
  explicit ThreadScope(uint32_t threads);
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int m_before;
};

// The count of the innermost scope on this thread, or 0 outside of all.
uint32_t threadsInScope();

// How many of the available threads it pays to use for this many multiplications and additions. Threads meet at the end
// of every operator, and a thread that has to wait for a processor then holds up all of them.
uint32_t threadsWorth(double operations, uint32_t available);

}  // namespace weft::torch_bridge
