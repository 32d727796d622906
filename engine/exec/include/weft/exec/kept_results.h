// The results that runs have left on disk (ExecutorOptions::cacheFolder), for who looks after them. All of it works
// while other processes use the folder; what they take away meanwhile is passed over. Files that are not the cache's
// own are never touched.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <weft/base/result.h>

namespace weft {

struct KeptResult {
  std::string name;    // of its file: the key, 32 hexadecimal digits
  std::string type;    // of the node that it is the result of
  uint64_t bytes = 0;  // of its file
  double seconds = 0;  // that computing it took
  std::chrono::system_clock::time_point lastUse;
};

// By the time of their last use, the latest first. A folder that is missing is empty. Files whose header is broken are
// left out.
std::vector<KeptResult> listKeptResults(const std::string& folder);

struct ClearedResults {
  uint64_t count = 0, bytes = 0;
  Result<void> problem;  // the first file that could not be removed
};
ClearedResults clearKeptResults(const std::string& folder);

struct VerifiedResults {
  uint64_t good = 0, bytes = 0;     // of the good ones
  std::vector<std::string> broken;  // one line each, with the path; they have been removed
};
// Reads everything.
VerifiedResults verifyKeptResults(const std::string& folder);

}  // namespace weft
