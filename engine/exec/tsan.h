// ThreadSanitizer does not see into libtbb; where oneTBB hands something over for us, these say so. Nothing otherwise.
#pragma once

#if defined(__SANITIZE_THREAD__)
extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
// For a closure that oneTBB carries to another thread: what it captured is read before it can say that it has arrived.
#define WEFT_CARRIED_BY_TBB __attribute__((no_sanitize("thread")))
#else
#define WEFT_CARRIED_BY_TBB
#endif

namespace weft {

inline void tsanAcquire([[maybe_unused]] void* address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(address);
#endif
}

inline void tsanRelease([[maybe_unused]] void* address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(address);
#endif
}

}  // namespace weft
