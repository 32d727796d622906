#include "cache_folder.h"

#include <filesystem>

#include <weft/host/host.h>

namespace weft::runner {

Result<std::string> resultsFolder(const std::string& option) {
  namespace fs = std::filesystem;
  if (option == "none") return std::string();
  const std::string folder = option.empty() ? defaultHostOptions({}).cacheFolder : option;
  if (folder.empty()) return folder;
  std::error_code failure;
  if (!option.empty() && fs::exists(folder, failure) && !fs::is_directory(folder, failure)) {
    return makeError(ErrorCode::InvalidArgument, "is no folder");
  }
  const fs::path absolute = fs::absolute(folder, failure);
  return ((failure ? fs::path(folder) : absolute) / "results").lexically_normal().string();
}

}  // namespace weft::runner
