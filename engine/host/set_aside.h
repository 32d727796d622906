// Libraries whose process died too often: not used until their file changes. Kept beside the probe cache, for every
// process that uses this folder; where nothing can be kept it is counted in memory, for this one.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "file_identity.h"

namespace weft {

class SetAside {
 public:
  static constexpr size_t mostDeaths = 3;

  explicit SetAside(std::string folder);  // empty: nothing is kept; read when it is first asked

  // One more death of the process that ran the library, with how in words, such as "Segmentation fault (SIGSEGV) in
  // process() of node "blend"". Answers how many there have been of this file, in all processes. [any thread]
  size_t countDeath(const std::string& library, const std::string& how);

  // Why the library is not to be used, to stand behind its path: "is set aside until its file changes: ..."; empty: it
  // may be used. [any thread]
  std::string reason(const std::string& library) const;

 private:
  struct Entry {
    FileIdentity identity;
    std::vector<std::string> deaths;  // how, in order
  };
  using Entries = std::map<std::string, Entry>;  // by path
  Entries read() const;
  Entries& entries() const;
  void write(const Entries& entries) const;

  const std::string m_folder;
  mutable std::mutex m_mutex;
  mutable std::optional<Entries> m_entries;  // as last known
};

}  // namespace weft
