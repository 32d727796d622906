// The folder where processes share results: what lies there, and room for more within a limit.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/atomic_file.h>
#include <weft/base/files.h>

#include "cached_result.h"

namespace weft {

// Any thread, any number of processes. Results appear whole, by renaming. Only who makes room holds a lock, which ends
// with its process; temporary files are locked too while they are written, so that those of a process that was killed
// can be told from others.
class ResultFolder {
 public:
  explicit ResultFolder(std::string path) : m_path(std::move(path)) {}

  std::filesystem::path pathOf(const Key& key) const;

  struct File {
    Key key{};
    uint64_t bytes = 0;
    std::chrono::system_clock::time_point lastUse;
  };
  // By their names; a folder that is missing is empty. `keys` asks nothing about the files.
  std::vector<Key> keys() const;
  std::vector<File> files() const;

  // A use: the file will go later.
  void touch(const Key& key) const;
  // False: it is still there.
  bool remove(const Key& key) const;
  // Temporary files of processes that are no more.
  void removeAbandoned() const;

  struct Place {
    AtomicFile file;
    FileHandle lock;  // to be held until the file has its name
  };
  // A place for `bytes` more. Nothing is looked at: a few of these may go before the next makeRoom().
  Result<Place> place(const Key& key, uint64_t bytes) const;
  // The same after removing what saves the fewest seconds per byte and has not been used for longest, where the folder
  // would exceed `limit` or take more than half of what is free on the disk. The place counts from then on, so that
  // processes that do this at a time keep the limit together. nullopt: the others did not let go of the lock in time.
  Result<std::optional<Place>> makeRoom(const Key& key, uint64_t bytes, uint64_t limit) const;

 private:
  Result<OutputFolder> open() const;
  std::optional<FileHandle> lock() const;

  const std::string m_path;
};

}  // namespace weft
