#include "disk_cache.h"

#include <system_error>

#include <weft/base/log.h>

#include "result_file.h"

namespace weft {
namespace {

// What reading costs: opening, checking and closing a file, and its bytes through the checksum into memory.
constexpr double secondsToOpen = 0.002;
constexpr double bytesPerSecond = 1e9;
// Results that wait for the writer are memory; beyond this, further ones are not kept.
constexpr uint64_t mostWaitingBytes = uint64_t{256} << 20;

bool isWorthKeeping(double seconds, uint64_t bytes) {
  return seconds > secondsToOpen + static_cast<double>(bytes) / bytesPerSecond;
}

}  // namespace

DiskCache::DiskCache(std::string folder, uint64_t limitBytes) : m_folder(std::move(folder)), m_limit(limitBytes) {
  for (const Key& key : m_folder.keys()) m_keys.insert(key);
}

DiskCache::~DiskCache() {
  if (!m_writer.joinable()) return;
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_changed.notify_all();
  m_writer.join();
}

bool DiskCache::has(const Key& key) const {
  const std::lock_guard lock(m_mutex);
  return m_keys.contains(key);
}

void DiskCache::forget(const Key& key) {
  const std::lock_guard lock(m_mutex);
  m_keys.erase(key);
}

std::optional<CachedResult> DiskCache::read(const Key& key, const std::string& type) {
  Result<CachedResult> result = readResult(m_folder.pathOf(key), key, type);
  if (result) {
    m_folder.touch(key);
    return *std::move(result);
  }
  forget(key);
  const Error& error = result.error();
  if (error.code == ErrorCode::BadFile) {
    logWarning("cache", error.message + "; it is removed, and computed again");
    m_folder.remove(key);
  } else if (error.code != ErrorCode::NotFound) {
    logInfo("cache", error.message);
  }
  return std::nullopt;
}

bool DiskCache::mayKeep(double seconds) { return isWorthKeeping(seconds, 0); }

void DiskCache::store(const Key& key, const std::string& type, CachedResult result) {
  if (!mayKeep(result.seconds)) return;
  std::optional<EncodedValues> values = encodeValues(result.outputs);
  if (!values) return;
  const std::optional<uint64_t> bytes = resultFileBytes(type, *values);
  constexpr uint64_t largestShare = 8;  // of the limit: no single result drives out all others
  if (!bytes || *bytes > m_limit / largestShare || !isWorthKeeping(result.seconds, *bytes)) return;

  Job dropped;  // ends outside the lock
  Job job{key, type, std::move(result), *std::move(values), *bytes};
  const std::lock_guard lock(m_mutex);
  if (!m_usable || m_keys.contains(key) || m_waitingBytes + job.bytes > mostWaitingBytes) {
    dropped = std::move(job);
    return;
  }
  m_waitingBytes += job.bytes;
  m_jobs.push_back(std::move(job));
  if (!m_writer.joinable()) {
    try {
      m_writer = std::thread([this] { writeJobs(); });
    } catch (const std::system_error& error) {
      logInfo("cache", std::string("no thread to write results: ") + error.what());
      m_usable = false;
      m_waitingBytes = 0;
      dropped = std::move(m_jobs.back());
      m_jobs.pop_back();
      return;
    }
  }
  m_changed.notify_all();
}

void DiskCache::finish(bool abandon) {
  std::deque<Job> dropped;
  std::unique_lock lock(m_mutex);
  if (abandon) {
    while (m_jobs.size() > 1) {
      m_waitingBytes -= m_jobs.back().bytes;
      dropped.push_back(std::move(m_jobs.back()));
      m_jobs.pop_back();
    }
  }
  m_changed.wait(lock, [this] { return m_jobs.empty(); });
  lock.unlock();
}

void DiskCache::writeJobs() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_changed.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
    if (m_jobs.empty()) return;
    // It stays the first until its values have ended, and where it is while others come and go behind it.
    Job& job = m_jobs.front();
    const bool usable = m_usable;
    lock.unlock();
    const Result<bool> kept = usable ? write(job) : false;
    job.result = {};
    lock.lock();
    if (!kept) {
      logInfo("cache", kept.error().message + "; this process keeps no more results");
      m_usable = false;
    } else if (*kept) {
      m_keys.insert(job.key);
    }
    m_waitingBytes -= job.bytes;
    m_jobs.pop_front();
    m_changed.notify_all();
  }
}

Result<bool> DiskCache::write(const Job& job) {
  // What all processes together may place without looking stays below a tenth of the limit for 16 of them.
  const uint64_t unseenLimit = m_limit / 256;
  std::optional<ResultFolder::Place> place;
  if (job.bytes > unseenLimit || m_unseenBytes > unseenLimit - job.bytes) {
    auto made = m_folder.makeRoom(job.key, job.bytes, m_limit);
    if (!made) return made.error();
    if (!*made) return false;
    place = *std::move(made);
    m_unseenBytes = 0;
  } else {
    auto placed = m_folder.place(job.key, job.bytes);
    if (!placed) return placed.error();
    place = *std::move(placed);
    m_unseenBytes += job.bytes;
  }
  if (auto written = writeResult(place->file, job.key, job.type, job.result, job.values); !written) {
    return written.error();
  }
  if (auto named = place->file.replace(); !named) return named.error();
  return true;
}

}  // namespace weft
