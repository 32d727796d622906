#include <weft/value/memory.h>

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <memory>
#include <shared_mutex>

#include <weft/base/byte_size.h>
#include <weft/base/text.h>
#include <weft/value/shared_memory.h>

#include "memory_accounts.h"
#include "resident_objects.h"
#include "shared_blocks.h"

namespace weft {

using detail::MemoryAccount;
using detail::MemoryPool;

namespace {

constexpr uint64_t alignment = 64;  // a cache line, and the widest vector register; LibTorch's too
constexpr uint64_t mostBytes = uint64_t{1} << 46;

// Lies before each block.
struct alignas(alignment) BlockHeader {
  MemoryAccount* account;
  uint64_t bytes;
  detail::SharedChunk* shared;  // nullptr: an ordinary block
};

thread_local constinit MemoryOwner* t_owner = nullptr;
thread_local constinit bool t_relieving = false;

// Held shared while they are called.
std::shared_mutex g_relieversMutex;
std::list<const MemoryReliever::Relieve*>& relievers() {
  static auto& list = *new std::list<const MemoryReliever::Relieve*>;  // used by threads that outlive main()
  return list;
}

Error refusal(const MemoryPool& pool, uint64_t bytes) {
  const MemoryOwner* owner = MemoryOwner::current();
  std::string text = "out of memory: ";
  if (owner) text += "node " + printable(owner->name(), 80) + ' ';
  text += "asked for " + formatBytes(bytes) + ", " + detail::tableOf(pool);
  return makeError(detail::isCpu(pool) ? ErrorCode::OutOfMemory : ErrorCode::DeviceOutOfMemory, std::move(text));
}

// Calls `attempt` until it answers true: at once, and after memory was given up for it.
template <typename Attempt>
bool tryHard(weft_device_id device, uint64_t bytes, Attempt&& attempt) {
  if (detail::isRefusedForTest()) return false;
  if (attempt()) [[likely]]
    return true;
  if (bytes > mostBytes || t_relieving) return false;
  relieveMemory(device, bytes);
  return attempt();
}

// nullptr: there is no more.
BlockHeader* makeBlock(MemoryAccount* account, uint64_t bytes) {
  detail::SharedBlock block;
  if (bytes >= smallestSharedBlock && SharedMemoryScope::current()) {
    block = detail::allocateShared(sizeof(BlockHeader) + bytes);
  }
  if (!block.memory) {
    block.memory = std::aligned_alloc(alignment, sizeof(BlockHeader) + (bytes + alignment - 1) / alignment * alignment);
  }
  return block.memory ? new (block.memory) BlockHeader{account, bytes, block.chunk} : nullptr;
}

}  // namespace

Result<void*> allocateMemory(uint64_t bytes) try {
  MemoryPool& pool = detail::poolOf(cpuDevice);
  MemoryAccount* account = t_owner ? t_owner->account() : nullptr;
  BlockHeader* block = nullptr;
  const bool done = tryHard(cpuDevice, bytes, [&] {
    if (bytes > mostBytes || !detail::count(pool, account, bytes)) return false;
    block = makeBlock(account, bytes);
    if (!block) detail::uncount(pool, account, bytes);
    return block != nullptr;
  });
  if (!done) return refusal(pool, bytes);
  detail::notePeak(pool, account);
  return static_cast<void*>(block + 1);
} catch (const std::bad_alloc&) {
  return makeError(ErrorCode::OutOfMemory, "out of memory");
}

void releaseMemory(void* block) noexcept {
  if (!block) return;
  BlockHeader* header = static_cast<BlockHeader*>(block) - 1;
  MemoryAccount* account = header->account;
  const uint64_t bytes = header->bytes;
  if (detail::SharedChunk* chunk = header->shared) {
    detail::releaseShared(chunk, header, sizeof(BlockHeader) + bytes);
  } else {
    std::free(header);
  }
  detail::uncount(detail::poolOf(cpuDevice), account, bytes);
}

Result<MemoryCharge> MemoryCharge::take(weft_device_id device, uint64_t bytes) {
  MemoryPool& pool = detail::poolOf(device);
  MemoryAccount* account = t_owner ? t_owner->account() : nullptr;
  const bool done = tryHard(device, bytes, [&] { return bytes <= mostBytes && detail::count(pool, account, bytes); });
  if (!done) return refusal(pool, bytes);
  detail::notePeak(pool, account);
  MemoryCharge charge;
  charge.m_pool = &pool;
  charge.m_account = account;
  charge.m_bytes = bytes;
  return charge;
}

MemoryCharge::~MemoryCharge() {
  if (m_pool) detail::uncount(*m_pool, m_account, m_bytes);
}

MemoryAccount* MemoryOwner::account() {
  MemoryAccount* account = m_account.load(std::memory_order_acquire);
  if (account) [[likely]]
    return account;
  MemoryAccount* made = detail::openAccount(m_name);
  if (m_account.compare_exchange_strong(account, made, std::memory_order_acq_rel)) return made;
  detail::releaseAccount(made);  // another thread that works for this owner was first
  return account;
}

MemoryOwner::~MemoryOwner() {
  if (MemoryAccount* account = m_account.load(std::memory_order_acquire)) detail::ownerLeaves(account);
}

uint64_t MemoryOwner::bytes() const {
  const MemoryAccount* account = m_account.load(std::memory_order_acquire);
  return account ? account->bytes.load(std::memory_order_relaxed) : 0;
}

uint64_t MemoryOwner::peak() const {
  const MemoryAccount* account = m_account.load(std::memory_order_acquire);
  return account ? account->peak.load(std::memory_order_relaxed) : 0;
}

void MemoryOwner::startPeak() {
  if (MemoryAccount* account = m_account.load(std::memory_order_acquire)) account->peak = account->bytes.load();
}

MemoryOwner* MemoryOwner::current() { return t_owner; }

MemoryScope::MemoryScope(MemoryOwner* owner) : m_outer(std::exchange(t_owner, owner)) {}
MemoryScope::~MemoryScope() { t_owner = m_outer; }

MemoryReliever::MemoryReliever(Relieve relieve) : m_relieve(std::move(relieve)) {
  const std::unique_lock lock(g_relieversMutex);
  relievers().push_back(&m_relieve);
}

MemoryReliever::~MemoryReliever() {
  const std::unique_lock lock(g_relieversMutex);
  relievers().remove(&m_relieve);
}

void relieveMemory(weft_device_id device, uint64_t bytes) {
  if (t_relieving) return;
  struct Relieving {
    Relieving() { t_relieving = true; }
    ~Relieving() { t_relieving = false; }
  } const relieving;
  const uint64_t before = memoryUse(device).bytes;
  const auto missing = [&] {
    const MemoryUse now = memoryUse(device);
    const uint64_t room =
        now.budget > 0 ? now.budget - std::min(now.budget, now.bytes) : before - std::min(before, now.bytes);
    return bytes - std::min(bytes, room);
  };
  {
    const std::shared_lock lock(g_relieversMutex);
    for (const auto* relieve : relievers()) {
      if (const uint64_t wanted = missing(); wanted > 0) (*relieve)(device, wanted);
    }
  }
  moveObjectsOut(device, [&] { return missing() == 0; });
  if (device.type != WEFT_DEVICE_CPU) return;
  detail::trimShared();
  malloc_trim(0);
}

uint64_t memoryFloor() {
  detail::trimShared();
  malloc_trim(0);
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(std::fopen("/proc/self/statm", "re"), &std::fclose);
  unsigned long total = 0, resident = 0;
  if (!file || std::fscanf(file.get(), "%lu %lu", &total, &resident) != 2) return 0;
  const uint64_t held = uint64_t{resident} * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return held - std::min(held, memoryUse().bytes);
}

}  // namespace weft
