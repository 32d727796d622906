// The engine's counted memory, the one place where it is counted: blocks on the CPU, which tensors and LibTorch get
// theirs from, and what packs report of devices. Every byte is held in somebody's name, under a budget for the process
// and one for each device. What would pass a budget asks the relievers first, and is then refused with the table of who
// holds what. All functions may be called from any thread; counting costs some ten nanoseconds and never waits.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <weft/abi/tensor.h>
#include <weft/base/result.h>

namespace weft {

inline constexpr weft_device_id cpuDevice{WEFT_DEVICE_CPU, 0};

struct MemoryUse {
  uint64_t bytes = 0;   // now
  uint64_t peak = 0;    // the most there ever was at a time
  uint64_t budget = 0;  // 0: no limit
};
MemoryUse memoryUse(weft_device_id device = cpuDevice);

// How much may be counted at a time, on the CPU and on each other device. 0: no limit, which is how a process starts.
void limitMemory(uint64_t host, uint64_t eachDevice);

// Uninitialised, 64-byte aligned, never nullptr, also for 0 bytes. OutOfMemory: the error says who asked for how much,
// and who holds what.
Result<void*> allocateMemory(uint64_t bytes);
void releaseMemory(void* block) noexcept;  // of allocateMemory(), or nullptr

namespace detail {
struct MemoryPool;
struct MemoryAccount;
}  // namespace detail

// Memory that lies elsewhere - on a device, in a library of its own - counted for as long as this lives.
class MemoryCharge {
 public:
  // DeviceOutOfMemory (OutOfMemory on the CPU) where it would pass the budget.
  static Result<MemoryCharge> take(weft_device_id device, uint64_t bytes);
  MemoryCharge() = default;
  MemoryCharge(MemoryCharge&& other) noexcept { *this = std::move(other); }
  MemoryCharge& operator=(MemoryCharge&& other) noexcept {
    std::swap(m_pool, other.m_pool);
    std::swap(m_account, other.m_account);
    std::swap(m_bytes, other.m_bytes);
    return *this;
  }
  ~MemoryCharge();
  uint64_t bytes() const { return m_bytes; }

 private:
  detail::MemoryPool* m_pool = nullptr;
  detail::MemoryAccount* m_account = nullptr;
  uint64_t m_bytes = 0;
};

// In whose name memory is counted: a node. Costs nothing until it holds something; what it allocated stays in its name
// when it has gone, until it is given back.
class MemoryOwner {
 public:
  explicit MemoryOwner(std::string_view name) : m_name(name) {}  // `name` lives as long
  ~MemoryOwner();
  MemoryOwner(const MemoryOwner&) = delete;
  MemoryOwner& operator=(const MemoryOwner&) = delete;

  uint64_t bytes() const;  // that it holds now, on all devices
  uint64_t peak() const;   // the most it held at a time since startPeak(), or ever
  void startPeak();        // the peak is what it holds now

  std::string_view name() const { return m_name; }
  detail::MemoryAccount* account();  // opened with the first use

  static MemoryOwner* current();  // of this thread; nullptr: nobody's

 private:
  const std::string_view m_name;
  std::atomic<detail::MemoryAccount*> m_account{nullptr};
};

// What this thread allocates is the owner's while this lives; nests. Threads that work for another one carry its owner:
// MemoryScope scope(ownerOfTheOther).
class MemoryScope {
 public:
  explicit MemoryScope(MemoryOwner* owner);
  ~MemoryScope();
  MemoryScope(const MemoryScope&) = delete;
  MemoryScope& operator=(const MemoryScope&) = delete;

 private:
  MemoryOwner* const m_outer;
};

// From now on, what owners who have gone still hold is told as "earlier runs": called when a run has ended.
void retireMemoryOwners();

// Asked to give up memory of a device that nobody needs just now, so many bytes if it can: a cache. On the thread whose
// allocation does not fit, and from several threads at once. It must not wait for anything that an allocating thread
// may hold. Registered while it lives; the destructor waits for calls in progress.
class MemoryReliever {
 public:
  using Relieve = std::function<void(weft_device_id device, uint64_t bytes)>;
  explicit MemoryReliever(Relieve relieve);
  ~MemoryReliever();
  MemoryReliever(const MemoryReliever&) = delete;
  MemoryReliever& operator=(const MemoryReliever&) = delete;

 private:
  Relieve m_relieve;
};

// Makes room for so many bytes more, as far as it goes: asks the relievers, then moves out objects that answer
// weft.residency and are not in use, oldest first, and gives back to the system what is left of freed blocks. Once on a
// thread at a time: within, it does nothing.
void relieveMemory(weft_device_id device, uint64_t bytes);

// "1.2 GiB of 1.5 GiB in use: model 900 MiB, encode 200 MiB, 3 others 12 MiB": largest first, at most six.
std::string memoryTable(weft_device_id device = cpuDevice);

// Bytes that the process holds in main memory beside what is counted: its code, its libraries, LibTorch itself, and
// freed blocks that were not given back. Its resident set is the counted bytes and this.
uint64_t memoryFloor();

// For tests: the nth request from now on (1: the next) is refused as if there were no memory; 0: none is.
void refuseMemoryRequest(uint64_t nth);

}  // namespace weft
