// What a plugin's sidecar file holds (NAME.weft.json beside NAME.so), made from the library.
#pragma once

#include <string>

#include <weft/base/json.h>
#include <weft/base/result.h>

namespace weft {

// Tries the library in a child process, so main() must have called runChild(). The error is why it is refused, in
// plain words that do not name the file.
Result<Json> describeLibrary(const std::string& path, double seconds);

}  // namespace weft
