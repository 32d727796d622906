#include <weft/value/shared_arena.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <list>
#include <map>
#include <mutex>
#include <shared_mutex>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

namespace weft {
namespace {

// Since Linux 5.1; the C library's headers may be older.
constexpr int sealFutureWrite = 0x0010;
constexpr uint64_t mostBytes = uint64_t{1} << 46;

std::atomic<uint64_t> g_lastId{0};

struct Places {
  std::shared_mutex mutex;
  std::map<uintptr_t, SharedArena*> byAddress;
};
Places& places() {
  static auto& instance = *new Places;  // used by threads that outlive main()
  return instance;
}

// Held shared while they are called.
struct Watches {
  std::shared_mutex mutex;
  std::list<const SharedArenaWatch::Gone*> all;
};
Watches& watches() {
  static auto& instance = *new Watches;
  return instance;
}

// What isReadOnly() reads; further arenas than there are places go unnoticed there.
struct ReadOnlyPlace {
  std::atomic<uintptr_t> begin{0}, end{0};
};
constinit std::array<ReadOnlyPlace, 1024> g_readOnly{};

Error unusable(const std::string& why) {
  return makeError(ErrorCode::InvalidArgument, "shared memory that cannot be used: " + why);
}

Result<void> checkImport(int file, uint64_t bytes) {
  struct statfs system {};
  struct stat status {};
  if (::fstatfs(file, &system) != 0 || ::fstat(file, &status) != 0) return unusable(systemError(errno));
  // Of huge pages there may be none when they are touched.
  if (system.f_type != TMPFS_MAGIC || !S_ISREG(status.st_mode)) return unusable("it is no memory file");
  const int seals = ::fcntl(file, F_GET_SEALS);
  if (seals < 0 || !(seals & F_SEAL_SHRINK)) return unusable("it could become shorter");
  if (bytes == 0 || bytes > mostBytes || static_cast<uint64_t>(status.st_size) < bytes) {
    return unusable("it has " + std::to_string(status.st_size) + " bytes, not " + std::to_string(bytes));
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<SharedArena>> SharedArena::make(uint64_t bytes) {
  constexpr uint64_t page = 4096;
  if (bytes == 0 || bytes > mostBytes) return unusable("it would have " + std::to_string(bytes) + " bytes");
  bytes = (bytes + page - 1) / page * page;
  FileHandle file(::memfd_create("weft-arena", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.isOpen()) {
    const bool full = errno == EMFILE || errno == ENFILE || errno == ENOMEM;
    return makeError(full ? ErrorCode::OutOfMemory : ErrorCode::Unsupported, "no shared memory: " + systemError(errno));
  }
  if (::ftruncate(file.get(), static_cast<off_t>(bytes)) != 0) {
    return makeError(ErrorCode::OutOfMemory, "no shared memory: " + systemError(errno));
  }
  const int sealed = file.get();
  auto arena = map(std::move(file), bytes, false);
  // The mapping that is there keeps its right to write.
  if (arena && ::fcntl(sealed, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | sealFutureWrite | F_SEAL_SEAL) != 0) {
    return makeError(ErrorCode::Unsupported, "shared memory cannot be sealed: " + systemError(errno));
  }
  return arena;
}

Result<std::shared_ptr<SharedArena>> SharedArena::import(FileHandle file, uint64_t bytes) {
  if (auto checked = checkImport(file.get(), bytes); !checked) return checked.error();
  return map(std::move(file), bytes, true);
}

Result<std::shared_ptr<SharedArena>> SharedArena::map(FileHandle file, uint64_t bytes, bool readOnly) {
  void* data = ::mmap(nullptr, bytes, readOnly ? PROT_READ : PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (data == MAP_FAILED)
    return makeError(ErrorCode::OutOfMemory, "shared memory cannot be mapped: " + systemError(errno));
  std::shared_ptr<SharedArena> arena(new SharedArena(std::move(file), static_cast<std::byte*>(data), bytes, readOnly));
  const std::unique_lock lock(places().mutex);
  places().byAddress.emplace(reinterpret_cast<uintptr_t>(data), arena.get());
  return arena;
}

SharedArena::SharedArena(FileHandle file, std::byte* data, uint64_t bytes, bool readOnly)
    : m_file(std::move(file)), m_data(data), m_bytes(bytes), m_id(g_lastId.fetch_add(1) + 1) {
  if (!readOnly) return;
  const auto begin = reinterpret_cast<uintptr_t>(data);
  for (size_t i = 0; i < g_readOnly.size(); ++i) {
    uintptr_t free = 0;
    if (!g_readOnly[i].begin.compare_exchange_strong(free, begin)) continue;
    g_readOnly[i].end = begin + bytes;
    m_place = static_cast<int>(i);
    return;
  }
}

SharedArena::~SharedArena() {
  if (m_place >= 0) {
    ReadOnlyPlace& place = g_readOnly[static_cast<size_t>(m_place)];
    place.end = 0;
    place.begin = 0;
  }
  {
    const std::unique_lock lock(places().mutex);
    places().byAddress.erase(reinterpret_cast<uintptr_t>(m_data));
  }
  ::munmap(m_data, m_bytes);
  const std::shared_lock lock(watches().mutex);
  for (const auto* gone : watches().all) (*gone)(m_id);
}

std::shared_ptr<const SharedArena> SharedArena::holding(const void* first, uint64_t bytes) {
  const auto address = reinterpret_cast<uintptr_t>(first);
  const std::shared_lock lock(places().mutex);
  auto found = places().byAddress.upper_bound(address);
  if (found == places().byAddress.begin()) return nullptr;
  --found;
  const uint64_t offset = address - found->first;
  const uint64_t size = found->second->m_bytes;
  if (offset > size || bytes > size - offset) return nullptr;
  return found->second->weak_from_this().lock();  // nullptr: it is on its way out
}

bool SharedArena::isReadOnly(const void* address) noexcept {
  const auto wanted = reinterpret_cast<uintptr_t>(address);
  for (const ReadOnlyPlace& place : g_readOnly) {
    const uintptr_t begin = place.begin.load();
    if (begin != 0 && begin <= wanted && wanted < place.end.load()) return true;
  }
  return false;
}

SharedArenaWatch::SharedArenaWatch(Gone gone) : m_gone(std::move(gone)) {
  const std::unique_lock lock(watches().mutex);
  watches().all.push_back(&m_gone);
}

SharedArenaWatch::~SharedArenaWatch() {
  const std::unique_lock lock(watches().mutex);
  watches().all.remove(&m_gone);
}

}  // namespace weft
