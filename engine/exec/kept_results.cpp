#include <weft/exec/kept_results.h>

#include <algorithm>

#include <weft/base/text.h>

#include "result_file.h"
#include "result_folder.h"

namespace weft {

std::vector<KeptResult> listKeptResults(const std::string& path) {
  const ResultFolder folder(path);
  std::vector<KeptResult> results;
  for (const ResultFolder::File& file : folder.files()) {
    const auto header = readResultHeader(folder.pathOf(file.key), file.key);
    if (!header) continue;
    results.push_back({resultFileName(file.key), header->type, file.bytes, header->seconds, file.lastUse});
  }
  std::sort(results.begin(), results.end(), [](const KeptResult& left, const KeptResult& right) {
    return std::tie(right.lastUse, left.name) < std::tie(left.lastUse, right.name);
  });
  return results;
}

ClearedResults clearKeptResults(const std::string& path) {
  const ResultFolder folder(path);
  ClearedResults cleared;
  for (const ResultFolder::File& file : folder.files()) {
    if (folder.remove(file.key)) {
      ++cleared.count;
      cleared.bytes += file.bytes;
    } else if (cleared.problem) {
      cleared.problem = makeError(ErrorCode::Io, folder.pathOf(file.key).string() + ": cannot be removed");
    }
  }
  folder.removeAbandoned();
  return cleared;
}

VerifiedResults verifyKeptResults(const std::string& path) {
  const ResultFolder folder(path);
  VerifiedResults verified;
  for (const ResultFolder::File& file : folder.files()) {
    const auto result = readResult(folder.pathOf(file.key), file.key, {});
    if (result) {
      ++verified.good;
      verified.bytes += file.bytes;
    } else if (result.error().code != ErrorCode::NotFound) {
      verified.broken.push_back(printable(result.error().message, 400));
      folder.remove(file.key);
    }
  }
  return verified;
}

}  // namespace weft
