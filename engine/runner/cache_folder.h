// Where results of nodes are kept for later runs.
#pragma once

#include <string>

#include <weft/base/result.h>

namespace weft::runner {

// `option` is what --cache was given: a folder, "none", or nothing, which means WEFT_CACHE, or weft in the user's cache
// folder. The results lie in their own folder below it. Empty: nowhere. The error fits behind "--cache X: ".
Result<std::string> resultsFolder(const std::string& option);

}  // namespace weft::runner
