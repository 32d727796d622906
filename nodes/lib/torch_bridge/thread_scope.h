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

}  // namespace weft::torch_bridge
