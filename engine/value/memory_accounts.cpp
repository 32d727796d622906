#include "memory_accounts.h"

#include <algorithm>
#include <map>
#include <vector>

#include <weft/base/byte_size.h>
#include <weft/base/text.h>

namespace weft {
namespace detail {
namespace {

constexpr size_t mostShown = 6;

// The CPU's is the first. A process with more devices counts the further ones together.
constinit std::array<MemoryPool, 16> g_pools{};
constinit std::atomic<int64_t> g_refuseAfter{0};

std::mutex g_mutex;  // of the list of accounts
MemoryAccount* g_accounts = nullptr;

uint64_t packed(weft_device_id device) {
  return (uint64_t{1} << 63) | (uint64_t{static_cast<uint32_t>(device.type)} << 32) |
         static_cast<uint32_t>(device.index);
}

void raise(std::atomic<uint64_t>& peak, uint64_t now) {
  uint64_t known = peak.load(std::memory_order_relaxed);
  while (now > known && !peak.compare_exchange_weak(known, now, std::memory_order_relaxed)) {
  }
}

bool takeRoom(MemoryPool& pool, uint64_t bytes) {
  const uint64_t budget = pool.budget.load(std::memory_order_relaxed);
  if (budget == 0) {
    pool.bytes.fetch_add(bytes, std::memory_order_relaxed);
    return true;
  }
  uint64_t before = pool.bytes.load(std::memory_order_relaxed);
  do {
    if (bytes > budget || before > budget - bytes) return false;
  } while (!pool.bytes.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
  return true;
}

}  // namespace

MemoryPool& poolOf(weft_device_id device) {
  if (device.type == WEFT_DEVICE_CPU) return g_pools[0];
  const uint64_t wanted = packed(device);
  for (size_t i = 1; i < g_pools.size(); ++i) {
    uint64_t found = g_pools[i].device.load(std::memory_order_relaxed);
    if (found == 0 && g_pools[i].device.compare_exchange_strong(found, wanted)) return g_pools[i];
    if (found == wanted) return g_pools[i];
  }
  return g_pools.back();
}

bool isCpu(const MemoryPool& pool) { return &pool == g_pools.data(); }

MemoryAccount* openAccount(std::string_view name) {
  auto* account = new MemoryAccount(name);
  const std::lock_guard lock(g_mutex);
  account->next = g_accounts;
  if (g_accounts) g_accounts->previous = account;
  g_accounts = account;
  return account;
}

void releaseAccount(MemoryAccount* account) noexcept {
  if (account->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  {
    const std::lock_guard lock(g_mutex);
    if (account->next) account->next->previous = account->previous;
    (account->previous ? account->previous->next : g_accounts) = account->next;
  }
  delete account;
}

void ownerLeaves(MemoryAccount* account) noexcept {
  {
    const std::lock_guard lock(g_mutex);
    account->ownerGone = true;
  }
  releaseAccount(account);
}

bool count(MemoryPool& pool, MemoryAccount* account, uint64_t bytes) noexcept {
  if (!takeRoom(pool, bytes)) return false;
  if (!account) return true;
  account->references.fetch_add(1, std::memory_order_relaxed);
  account->held[isCpu(pool) ? 0 : 1].fetch_add(bytes, std::memory_order_relaxed);
  account->bytes.fetch_add(bytes, std::memory_order_relaxed);
  return true;
}

void notePeak(MemoryPool& pool, MemoryAccount* account) noexcept {
  raise(pool.peak, pool.bytes.load(std::memory_order_relaxed));
  if (account) raise(account->peak, account->bytes.load(std::memory_order_relaxed));
}

// The account first, so that at no time less is known to be in use or still to come than there is.
void uncount(MemoryPool& pool, MemoryAccount* account, uint64_t bytes) noexcept {
  if (account) {
    account->held[isCpu(pool) ? 0 : 1].fetch_sub(bytes, std::memory_order_relaxed);
    account->bytes.fetch_sub(bytes, std::memory_order_release);
  }
  pool.bytes.fetch_sub(bytes, std::memory_order_release);
  if (account) releaseAccount(account);
}

bool isRefusedForTest() noexcept {
  if (g_refuseAfter.load(std::memory_order_relaxed) <= 0) [[likely]]
    return false;
  return g_refuseAfter.fetch_sub(1, std::memory_order_relaxed) == 1;
}

std::string tableOf(const MemoryPool& pool) {
  const uint64_t total = pool.bytes.load(std::memory_order_relaxed);
  const uint64_t budget = pool.budget.load(std::memory_order_relaxed);
  std::map<std::string, uint64_t> byName;
  uint64_t named = 0;
  {
    const std::lock_guard lock(g_mutex);
    for (const MemoryAccount* account = g_accounts; account; account = account->next) {
      const uint64_t bytes = account->held[isCpu(pool) ? 0 : 1].load(std::memory_order_relaxed);
      if (bytes == 0) continue;
      byName[account->retired ? "earlier runs" : printable(account->name, 80)] += bytes;
      named += bytes;
    }
  }
  // The counts move on while they are read.
  if (total > named) byName["no node"] += total - named;
  std::vector<std::pair<std::string, uint64_t>> rows(byName.begin(), byName.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (rows.size() > mostShown) {
    uint64_t rest = 0;
    for (size_t i = mostShown - 1; i < rows.size(); ++i) rest += rows[i].second;
    const size_t others = rows.size() - (mostShown - 1);
    rows.resize(mostShown - 1);
    rows.emplace_back(std::to_string(others) + " others", rest);
  }

  std::string text = formatBytes(total) + (budget > 0 ? " of " + formatBytes(budget) : "") + " in use";
  for (size_t i = 0; i < rows.size(); ++i)
    text += (i ? ", " : ": ") + rows[i].first + ' ' + formatBytes(rows[i].second);
  return text;
}

}  // namespace detail

MemoryUse memoryUse(weft_device_id device) {
  const detail::MemoryPool& pool = detail::poolOf(device);
  return {pool.bytes.load(std::memory_order_relaxed), pool.peak.load(std::memory_order_relaxed),
          pool.budget.load(std::memory_order_relaxed)};
}

void limitMemory(uint64_t host, uint64_t eachDevice) {
  detail::g_pools[0].budget = host;
  for (size_t i = 1; i < detail::g_pools.size(); ++i) detail::g_pools[i].budget = eachDevice;
}

void retireMemoryOwners() {
  const std::lock_guard lock(detail::g_mutex);
  for (detail::MemoryAccount* account = detail::g_accounts; account; account = account->next) {
    account->retired = account->retired || account->ownerGone;
  }
}

std::string memoryTable(weft_device_id device) { return detail::tableOf(detail::poolOf(device)); }

void refuseMemoryRequest(uint64_t nth) { detail::g_refuseAfter = static_cast<int64_t>(nth); }

}  // namespace weft
