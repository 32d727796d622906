// What probing found out about libraries, kept between processes. A library that was written anew is not known.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "probe.h"

namespace weft {

class ProbeCache {
 public:
  // `folder` may be empty: then nothing is kept. A missing or damaged file is an empty cache.
  explicit ProbeCache(std::string folder);

  std::optional<ProbeResult> find(const std::string& path) const;
  void remember(const std::string& path, const ProbeResult& result);
  // Writes what was remembered; failing is no error, for the next start probes again.
  void save() const;

 private:
  struct Identity {
    uint64_t size = 0, inode = 0, device = 0;
    int64_t seconds = 0, nanoseconds = 0;  // of the last modification
    bool operator==(const Identity&) const = default;
  };
  struct Entry {
    Identity identity;
    ProbeResult result;
  };
  static std::optional<Identity> identify(const std::string& path);
  void read();

  std::string m_folder;
  std::map<std::string, Entry> m_entries;
  bool m_changed = false;
};

}  // namespace weft
