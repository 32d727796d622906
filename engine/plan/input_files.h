// Files that PATH parameters name: found below the roots, and what is in them as part of keys.
#pragma once

#include <weft/base/hash.h>
#include <weft/plan/plan.h>
#include <string>

namespace weft {

// The canonical path of the file (or folder, where `folders`) that a graph names. Never outside the roots' `search`
// and `allowed` folders, also not by ".." or symbolic links; never a device or a pipe.
Result<std::string> findInputFile(const FileRoots& roots, const std::string& name, bool folders);

// The same for a path given by --set: relative to `folder` (the current one where empty), anywhere; what is not there
// is looked for below the roots.
Result<std::string> findSetFile(const FileRoots& roots, const std::string& folder, const std::string& name,
                                bool folders);

// What is in the file, or in the regular files directly in the folder. Remembered for the process by device, inode,
// size and times. Of files beyond 64 MB size, time and both ends count. Any thread.
Result<Hash128> fingerprintOf(const std::string& path);

}  // namespace weft
