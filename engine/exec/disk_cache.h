// Results that outlive the process: one file each in a folder that any number of processes share.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>

#include <weft/value/codec.h>

#include "cached_result.h"
#include "result_folder.h"

namespace weft {

// Any thread. A folder that cannot be written to, a full disk or a lock that is never free mean that less is kept, and
// nothing else.
class DiskCache {
 public:
  // Lists what is there, once. Result files are to take no more than `limitBytes` all together.
  DiskCache(std::string folder, uint64_t limitBytes);
  ~DiskCache();  // after finish()
  DiskCache(const DiskCache&) = delete;
  DiskCache& operator=(const DiskCache&) = delete;

  // Whether to try and read it; never touches the disk.
  bool has(const Key& key) const;
  // Reads all of it. A file that is broken, or the result of another type of node, is removed with a warning, and does
  // not come back.
  std::optional<CachedResult> read(const Key& key, const std::string& type);
  void forget(const Key& key);  // the file stays until another takes its place

  // Whether store() could write what took so long, however small it is.
  static bool mayKeep(double seconds);
  // Written later, by a thread of its own, if it can be (no object, sequence or tensor on a device in it), and if it
  // took longer to compute than it would take to read: more than 2 ms, and a second for each GB.
  void store(const Key& key, const std::string& type, CachedResult result);
  // Returns when everything has been written; with `abandon`, when what is being written has.
  void finish(bool abandon);

 private:
  struct Job {
    Key key{};
    std::string type;
    CachedResult result;
    EncodedValues values;
    uint64_t bytes = 0;
  };
  void writeJobs();
  Result<bool> write(const Job& job);  // false: the folder was busy

  const ResultFolder m_folder;
  const uint64_t m_limit;
  mutable std::mutex m_mutex;
  std::condition_variable m_changed;
  std::unordered_set<Key, KeyHash> m_keys;
  std::deque<Job> m_jobs;  // the first one is being written
  uint64_t m_waitingBytes = 0;
  bool m_stopping = false, m_usable = true;
  std::thread m_writer;  // begins with the first job
  // The writer's: what was placed since room was made. Small results go without looking at the folder each time.
  uint64_t m_unseenBytes = UINT64_MAX;
};

}  // namespace weft
