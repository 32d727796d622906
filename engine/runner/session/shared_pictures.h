// Pictures in shared memory, for a program at the other end of a pipe. Each lies in a memory file of its own, which
// another process of the same user opens by its path (/proc/PID/fd/N) to map it. It is sealed, so that it neither
// changes nor shrinks under a reader, and takes nothing of what /dev/shm is limited to. It lives until it is released,
// and a path is never given to another picture before; with the session, however that ends, all of them go.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include <weft/base/files.h>
#include <weft/base/json.h>

#include "value_picture.h"

namespace weft::runner {

// Any thread.
class SharedPictures {
 public:
  static constexpr size_t mostPictures = 256;
  static constexpr uint64_t mostBytes = uint64_t{1} << 30;

  // {"path", "width", "height", "stride", "bytes", "format": "rgba8", "full": [width, height]}. Too many that were not
  // released, or no memory: an error.
  Result<Json> share(const Picture& picture);
  bool release(const std::string& path);  // false: there is none

  size_t count() const;
  uint64_t bytes() const;

 private:
  struct Shared {
    FileHandle file;
    uint64_t bytes = 0;
  };
  mutable std::mutex m_mutex;
  std::map<std::string, Shared> m_pictures;  // by path
  uint64_t m_bytes = 0;
};

}  // namespace weft::runner
