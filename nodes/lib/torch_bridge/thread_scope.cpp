#include "torch_bridge/thread_scope.h"

#include <ATen/Parallel.h>

#include <algorithm>

// From the OpenMP library that LibTorch brings along; missing in a LibTorch that was built without OpenMP.
extern "C" int omp_pause_resource_all(int kind) __attribute__((weak));

namespace weft::torch_bridge {
namespace {

constexpr double operationsPerThread = 5e8;  // some milliseconds
constexpr int pauseSoft = 1;                 // omp_pause_soft: threads end, settings stay

thread_local int threadsNow = 0;  // 0: no scope

void setThreads(int threads) {
  threadsNow = threads;
  at::set_num_threads(threads);
}

// LibTorch's second pool, for work beside each other within one call, is never to have threads of its own.
void limitInteropThreads() {
  static const bool done = [] {
    at::set_num_interop_threads(1);
    return true;
  }();
  (void)done;
}

}  // namespace

ThreadScope::ThreadScope(uint32_t threads) : m_before(threadsNow) {
  limitInteropThreads();
  const int wanted = int(std::clamp<uint32_t>(threads, 1, 1024));
  if (wanted != threadsNow) setThreads(wanted);
}

ThreadScope::~ThreadScope() {
  if (m_before > 0) {
    if (m_before != threadsNow) setThreads(m_before);
    return;
  }
  const bool hasThreads = threadsNow > 1;
  threadsNow = 0;
  if (hasThreads && omp_pause_resource_all) omp_pause_resource_all(pauseSoft);
}

uint32_t threadsInScope() { return uint32_t(threadsNow); }

uint32_t threadsWorth(double operations, uint32_t available) {
  return uint32_t(std::clamp(operations / operationsPerThread, 1.0, double(std::max(1u, available))));
}

}  // namespace weft::torch_bridge
