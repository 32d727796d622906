// Who holds how much: one account for each owner that holds anything, and one pool for each device.
#pragma once

#include <array>
#include <mutex>
#include <string>

#include <weft/value/memory.h>

namespace weft {
namespace detail {

struct MemoryPool {
  std::atomic<uint64_t> device{0};  // which, as packed below; 0: free
  std::atomic<uint64_t> bytes{0}, peak{0};
  std::atomic<uint64_t> budget{0};
};

// Lives while its owner does or a block is counted in it.
struct MemoryAccount {
  explicit MemoryAccount(std::string_view owner) : name(owner) {}

  std::atomic<uint64_t> references{1};
  std::atomic<uint64_t> bytes{0}, peak{0};
  std::array<std::atomic<uint64_t>, 2> held{};  // of the CPU; of devices
  std::string name;                             // guarded by the list's mutex, as all below
  bool ownerGone = false, retired = false;
  MemoryAccount* next = nullptr;
  MemoryAccount* previous = nullptr;
};

MemoryPool& poolOf(weft_device_id device);  // made when it is first asked for
bool isCpu(const MemoryPool& pool);

MemoryAccount* openAccount(std::string_view name);  // with one reference
void releaseAccount(MemoryAccount* account) noexcept;
void ownerLeaves(MemoryAccount* account) noexcept;

// Counts, also in the account where there is one, which then holds one reference more. False: it would pass the budget.
// The peaks follow when the memory is really there.
bool count(MemoryPool& pool, MemoryAccount* account, uint64_t bytes) noexcept;
void notePeak(MemoryPool& pool, MemoryAccount* account) noexcept;
void uncount(MemoryPool& pool, MemoryAccount* account, uint64_t bytes) noexcept;

// Whether a test has this request refused.
bool isRefusedForTest() noexcept;

std::string tableOf(const MemoryPool& pool);

}  // namespace detail
}  // namespace weft
