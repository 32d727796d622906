#include "set_aside.h"

#include <filesystem>
#include <optional>
#include <utility>

#include <weft/base/atomic_file.h>
#include <weft/base/json_fields.h>
#include <weft/base/log.h>
#include <weft/base/state_file.h>
#include <weft/base/text.h>

namespace weft {
namespace {

namespace fs = std::filesystem;

constexpr const char* fileName = "deaths.json";
constexpr const char* lockName = ".deaths.lock";
constexpr const char* librariesKey = "libraries";
constexpr size_t longestReason = 400;

}  // namespace

SetAside::SetAside(std::string folder) : m_folder(std::move(folder)) {}

// With the lock held.
SetAside::Entries& SetAside::entries() const {
  if (!m_entries) m_entries = read();
  return *m_entries;
}

SetAside::Entries SetAside::read() const {
  Entries entries;
  const fs::path path = fs::path(m_folder) / fileName;
  std::error_code ignored;
  if (m_folder.empty() || !fs::exists(path, ignored)) return entries;
  const auto json = readJsonFile(path);
  if (!json || !json->is_object()) return entries;
  const auto libraries = json->find(librariesKey);
  if (libraries == json->end() || !libraries->is_object()) return entries;
  for (const auto& [library, value] : libraries->items()) {
    if (!value.is_object()) continue;
    JsonFields fields(value);
    const auto identity = FileIdentity::fromJson(fields.any("file"));
    std::vector<std::string> deaths = fields.texts("deaths");
    if (identity && fields.finish()) entries[library] = {*identity, std::move(deaths)};
  }
  return entries;
}

void SetAside::write(const Entries& entries) const {
  Json::object_t libraries;
  for (const auto& [path, entry] : entries) {
    if (FileIdentity::of(path) != entry.identity || !isValidUtf8(path)) continue;  // gone, or another file by now
    libraries.push_back({path, {{"file", entry.identity.json()}, {"deaths", entry.deaths}}});
  }
  const auto written = writeStateFile(fs::path(m_folder) / fileName, dumpJson({{librariesKey, std::move(libraries)}}));
  if (!written) logDebug("host", std::string(fileName) + " is not kept: " + written.error().message);
}

size_t SetAside::countDeath(const std::string& library, const std::string& how) {
  const std::lock_guard guard(m_mutex);
  const auto identity = FileIdentity::of(library);
  if (!identity) return 0;
  // Without the lock another process's death may go uncounted; nothing is worth waiting long for it.
  std::optional<FileHandle> lock;
  if (!m_folder.empty() && OutputFolder::open(m_folder)) {
    lock = lockFile(fs::path(m_folder) / lockName, std::chrono::milliseconds(200));
  }
  if (!m_entries) m_entries.emplace();
  Entries& known = *m_entries;
  for (auto& [path, entry] : read()) {
    if (FileIdentity::of(path) != entry.identity) continue;
    Entry& mine = known[path];
    // What could not be written counts on, as long as the file is the same.
    if (!(mine.identity == entry.identity) || mine.deaths.size() < entry.deaths.size()) mine = std::move(entry);
  }
  Entry& entry = known[library];
  if (!(entry.identity == *identity)) entry = {*identity, {}};
  if (entry.deaths.size() < mostDeaths) entry.deaths.push_back(printable(how, longestReason));
  if (!m_folder.empty()) write(known);
  return entry.deaths.size();
}

std::string SetAside::reason(const std::string& library) const {
  const std::lock_guard guard(m_mutex);
  const auto found = entries().find(library);
  if (found == entries().end() || found->second.deaths.size() < mostDeaths) return {};
  if (FileIdentity::of(library) != found->second.identity) return {};
  return "is set aside until its file changes: its process died " + std::to_string(mostDeaths) +
         " times; the last time: " + printable(found->second.deaths.back(), longestReason);
}

}  // namespace weft
