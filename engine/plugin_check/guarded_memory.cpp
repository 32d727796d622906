#include "guarded_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <memory>
#include <vector>

#include <weft/value/make_tensor.h>

#include "activity.h"

namespace weft {
namespace {

size_t pageBytes() { return static_cast<size_t>(::sysconf(_SC_PAGESIZE)); }

// What a signal handler looks at: who lies where.
struct Region {
  std::atomic<const char*> begin{nullptr};
  const char* end = nullptr;
  MemoryGuard guard = MemoryGuard::ReadOnly;
  char name[128] = {};
};
std::array<Region, 256> g_regions;
Activity* g_activity = nullptr;

struct Mapping {
  weft_managed_tensor tensor{};
  std::vector<int64_t> shape;
  char* base = nullptr;
  size_t bytes = 0;
  Region* region = nullptr;
  const char* slack = nullptr;  // from the last byte of an output to the page that follows
};

constexpr char slackByte = '\x6b';
std::atomic<uint64_t> g_overruns{0};

void WEFT_CALL drop(weft_managed_tensor* tensor) {
  auto* mapping = static_cast<Mapping*>(tensor->manager);
  if (mapping->region) mapping->region->begin = nullptr;
  const char* end = mapping->slack ? mapping->base + mapping->bytes - pageBytes() : nullptr;
  if (mapping->slack && std::any_of(mapping->slack, end, [](char byte) { return byte != slackByte; })) ++g_overruns;
  // Gone for good, so that whoever still reads here crashes.
  ::munmap(mapping->base, mapping->bytes);
  delete mapping;
}

void onFault(int number, siginfo_t* info, void*) {
  const char* address = static_cast<const char*>(info->si_addr);
  for (const Region& region : g_regions) {
    const char* begin = region.begin;
    if (!begin || address < begin || address >= region.end) continue;
    char text[512] = {};
    const char* what = region.guard == MemoryGuard::ReadOnly
                           ? " was written to; values are immutable: make an output of your own, or declare the port "
                             "WEFT_PORT_CONSUMES and ask take_input() whether it may be written to"
                       : region.guard == MemoryGuard::AtEnd ? " was accessed behind its last element"
                                                            : " was accessed before its first element";
    for (const char* part : {static_cast<const char*>(region.name), what})
      std::strncat(text, part, sizeof(text) - std::strlen(text) - 1);
    if (g_activity) g_activity->explain(text);
    break;
  }
  std::signal(number, SIG_DFL);
  ::raise(number);
}

Region* freeRegion() {
  for (Region& region : g_regions) {
    if (!region.begin) return &region;
  }
  return nullptr;
}

// So many bytes, with pages before and behind that nobody may touch.
std::unique_ptr<Mapping> map(size_t inside, weft_dtype dtype, std::span<const int64_t> shape, MemoryGuard guard,
                             const std::string& name) {
  auto mapping = std::make_unique<Mapping>();
  mapping->bytes = inside + 2 * pageBytes();
  void* base = ::mmap(nullptr, mapping->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  mapping->base = static_cast<char*>(base);
  ::mprotect(mapping->base, pageBytes(), PROT_NONE);
  ::mprotect(mapping->base + pageBytes() + inside, pageBytes(), PROT_NONE);
  if (Region* region = freeRegion()) {
    region->end = mapping->base + mapping->bytes;
    region->guard = guard;
    std::strncpy(region->name, name.c_str(), sizeof(region->name) - 1);
    region->begin = mapping->base;
    mapping->region = region;
  }
  mapping->shape.assign(shape.begin(), shape.end());
  weft_managed_tensor& managed = mapping->tensor;
  managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  managed.manager = mapping.get();
  managed.deleter = drop;
  managed.tensor.device = {WEFT_DEVICE_CPU, 0};
  managed.tensor.dtype = dtype;
  managed.tensor.dimensions = static_cast<int32_t>(shape.size());
  managed.tensor.shape = mapping->shape.data();
  return mapping;
}

size_t wholePages(uint64_t bytes) { return std::max<size_t>(1, (bytes + pageBytes() - 1) / pageBytes()) * pageBytes(); }

}  // namespace

Result<Value> guardedTensor(weft_dtype dtype, std::span<const int64_t> shape, const void* source, uint64_t bytes,
                            MemoryGuard guard, const std::string& name) {
  const size_t inside = wholePages(bytes);
  auto mapping = map(inside, dtype, shape, guard, "the memory of the input \"" + name + '"');
  if (!mapping) return makeError(ErrorCode::OutOfMemory, "no memory for a guarded tensor");
  char* first = mapping->base + pageBytes() + (guard == MemoryGuard::AtEnd ? inside - bytes : 0);
  if (bytes > 0) std::memcpy(first, source, bytes);
  if (guard == MemoryGuard::ReadOnly) ::mprotect(mapping->base + pageBytes(), inside, PROT_READ);
  mapping->tensor.tensor.data = first;
  return Value::tensor(&mapping.release()->tensor);
}

weft_managed_tensor* guardedOutput(weft_dtype dtype, std::span<const int64_t> shape) {
  const auto bytes = compactBytes(dtype, shape);
  if (!bytes) return nullptr;
  constexpr uint64_t alignment = 64;
  const size_t inside = wholePages(*bytes);
  auto mapping = map(inside, dtype, shape, MemoryGuard::AtEnd, "the memory of an output");
  if (!mapping) return nullptr;
  char* end = mapping->base + pageBytes() + inside;
  char* first = end - (*bytes + alignment - 1) / alignment * alignment;
  mapping->slack = first + *bytes;
  std::fill(first + *bytes, end, slackByte);
  mapping->tensor.tensor.data = first;
  return &mapping.release()->tensor;
}

uint64_t overruns() { return g_overruns; }

void explainGuardedMemory(Activity& activity) {
  g_activity = &activity;
  struct sigaction action {};
  action.sa_sigaction = onFault;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  for (const int number : {SIGSEGV, SIGBUS}) ::sigaction(number, &action, nullptr);
}

}  // namespace weft
