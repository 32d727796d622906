// Results of earlier runs, by content key: those that this process still has in memory, and those that lie on disk.
#pragma once

#include <optional>
#include <string>

#include <weft/exec/executor.h>

#include "disk_cache.h"
#include "session_cache.h"

namespace weft {

// Any thread.
class ResultCache {
 public:
  explicit ResultCache(const ExecutorOptions& options);

  SessionCache& memory() { return m_memory; }

  // At once, from memory.
  std::optional<CachedResult> find(const Key& key) { return m_memory.find(key); }
  // Whether read() is worth while; never touches the disk.
  bool isOnDisk(const Key& key) const { return m_disk && m_disk->has(key); }
  // nullopt: the file was not what it should be, and will not be tried again.
  std::optional<CachedResult> read(const Key& key, const std::string& type);
  // It turned out not to be enough: it is computed again, and written anew.
  void forgetOnDisk(const Key& key);
  // Either, for who can wait.
  std::optional<CachedResult> findAnywhere(const Key& key, const std::string& type);

  // Whether store() could keep what took so long.
  bool mayKeep(double seconds) const { return m_memory.budget() > 0 || (m_disk && DiskCache::mayKeep(seconds)); }
  void store(const Key& key, const std::string& type, CachedResult result);
  // Returns when what was stored is on disk; with `abandon`, when what is being written is.
  void finish(bool abandon);

 private:
  SessionCache m_memory;
  std::optional<DiskCache> m_disk;
};

// Whether a node that was computed though its result was kept gives the same. Other numbers of threads may round sums
// in other ways: then, unless the run is deterministic, floating point may differ by 1/255.
Result<void> compareWithKept(const PlannedNode& node, const CachedResult& kept, const std::vector<Value>& outputs,
                             uint32_t threads, bool deterministic);

}  // namespace weft
