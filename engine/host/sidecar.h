// The sidecar file of a plugin: NAME.weft.json beside NAME.so, which says what the library is, so that nobody has to
// load it to know. It counts only for exactly the library that it was written for.
#pragma once

#include <string>

#include <weft/base/json.h>

#include "probe_cache.h"

namespace weft {

std::string sidecarOf(const std::string& library);  // its path

// {"weft_plugin": 1, "abi", "platform", "library": {"file", "bytes", "hash"}, "plugin": recordJson()}
Json sidecarJson(const LibraryFile& file, const std::string& abi, const PluginRecord& record);

// The error says why the sidecar does not count: NotFound, or what is wrong with it. `abi` is what the library's own
// entry says. Fills in file.hash when all else fits.
Result<PluginRecord> readSidecar(LibraryFile& file, const std::string& abi);

}  // namespace weft
