// What is known of libraries without loading them, kept between processes. A library that was written anew is not
// known; one that was only touched is recognised by its content.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "file_identity.h"
#include "probe.h"

namespace weft {

// A library's file at a moment, for which something is found out.
struct LibraryFile {
  std::string path;
  FileIdentity identity;
  std::string hash;  // of its content; empty: not needed so far, or not readable
};

void fillHash(LibraryFile& file);

struct KnownLibrary {
  ProbeResult result;
  bool tried = true;  // probed; false: a sidecar file says so
};

class ProbeCache {
 public:
  // `folder` may be empty: then nothing is kept. A missing or damaged file is an empty cache, a damaged entry none.
  explicit ProbeCache(std::string folder);

  // Fills in `file.hash` where size and time do not settle it.
  std::optional<KnownLibrary> find(LibraryFile& file);
  // `file` as it was before it was probed, so that what is written meanwhile is not known. What will not last is left
  // out.
  void remember(const LibraryFile& file, const KnownLibrary& library);
  // Writes what was remembered; failing is no error, for the next start probes again.
  void save() const;

 private:
  struct Entry {
    FileIdentity identity;
    std::string hash, refusal;
    bool tried = true;
    Json plugin;  // recordJson(); null when refused
  };
  static std::optional<Entry> readEntry(const Json& json);
  void read();

  std::string m_folder;
  std::map<std::string, Entry> m_entries;  // by path
  bool m_changed = false;
};

}  // namespace weft
