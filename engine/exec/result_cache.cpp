#include "result_cache.h"

#include <algorithm>

#include <weft/base/text.h>
#include <weft/value/compare.h>

namespace weft {

ResultCache::ResultCache(const ExecutorOptions& options) : m_memory(options.sessionBytes) {
  if (!options.cacheFolder.empty() && options.cacheBytes > 0) m_disk.emplace(options.cacheFolder, options.cacheBytes);
}

std::optional<CachedResult> ResultCache::read(const Key& key, const std::string& type) {
  if (!m_disk) return std::nullopt;
  std::optional<CachedResult> result = m_disk->read(key, type);
  if (result) m_memory.store(key, *result);
  return result;
}

void ResultCache::forgetOnDisk(const Key& key) {
  if (m_disk) m_disk->forget(key);
}

std::optional<CachedResult> ResultCache::findAnywhere(const Key& key, const std::string& type) {
  if (auto found = find(key)) return found;
  return isOnDisk(key) ? read(key, type) : std::nullopt;
}

void ResultCache::store(const Key& key, const std::string& type, CachedResult result) {
  if (m_disk) m_disk->store(key, type, result);
  m_memory.store(key, std::move(result));
}

void ResultCache::finish(bool abandon) {
  if (m_disk) m_disk->finish(abandon);
}

Result<void> compareWithKept(const PlannedNode& node, const CachedResult& kept, const std::vector<Value>& outputs,
                             uint32_t threads, bool deterministic) {
  const double tolerance = threads == kept.threads || deterministic ? 0 : 1.0 / 255;
  for (size_t i = 0; i < std::min(outputs.size(), kept.outputs.size()); ++i) {
    // One that nobody read may have been left out.
    if (!outputs[i] || !kept.outputs[i] || haveSameContent(outputs[i], kept.outputs[i], tolerance)) continue;
    const std::string& port = node.outputs[i].id;
    return makeError(ErrorCode::Internal,
                     "undeclared dependency in " + node.type->id + ": computed again, output " + inQuotes(port) +
                         " differs from the cached one",
                     port);
  }
  return {};
}

}  // namespace weft
