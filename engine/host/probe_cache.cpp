#include "probe_cache.h"

#include <sys/stat.h>

#include <filesystem>

#include <weft/abi/plugin.h>
#include <weft/base/atomic_file.h>
#include <weft/base/json.h>
#include <weft/base/log.h>

namespace weft {
namespace {

constexpr const char* fileName = "plugins.json";
// Counts up when plugins are judged by other rules than before.
constexpr int64_t rules = 1;

std::string hostVersion() {
  return std::to_string(WEFT_ABI_MAJOR) + '.' + std::to_string(WEFT_ABI_MINOR) + '.' + std::to_string(WEFT_ABI_PATCH) +
         '/' + std::to_string(rules);
}

}  // namespace

ProbeCache::ProbeCache(std::string folder) : m_folder(std::move(folder)) { read(); }

std::optional<ProbeCache::Identity> ProbeCache::identify(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return Identity{static_cast<uint64_t>(status.st_size), status.st_ino, status.st_dev, status.st_mtim.tv_sec,
                  status.st_mtim.tv_nsec};
}

void ProbeCache::read() {
  const std::filesystem::path path = std::filesystem::path(m_folder) / fileName;
  std::error_code ignored;
  if (m_folder.empty() || !std::filesystem::exists(path, ignored)) return;
  const auto json = readJsonFile(path);
  if (!json || !json->is_object() || json->value("host", Json()) != Json(hostVersion())) return;
  const auto plugins = json->find("plugins");
  if (plugins == json->end() || !plugins->is_object()) return;
  for (const auto& [library, fields] : plugins->items()) {
    if (!fields.is_array() || fields.size() != 7) continue;
    int64_t numbers[5] = {};
    bool whole = fields[5].is_string() && fields[6].is_string();
    for (size_t i = 0; whole && i < 5; ++i) {
      const auto number = asInteger(fields[i]);
      whole = number.ok();
      if (whole) numbers[i] = *number;
    }
    if (!whole) continue;
    m_entries[library] = {{static_cast<uint64_t>(numbers[0]), static_cast<uint64_t>(numbers[1]),
                           static_cast<uint64_t>(numbers[2]), numbers[3], numbers[4]},
                          {fields[5].get<std::string>(), fields[6].get<std::string>(), true}};
  }
}

std::optional<ProbeResult> ProbeCache::find(const std::string& path) const {
  const auto found = m_entries.find(path);
  if (found == m_entries.end()) return std::nullopt;
  const auto now = identify(path);
  if (!now || !(*now == found->second.identity)) return std::nullopt;
  return found->second.result;
}

void ProbeCache::remember(const std::string& path, const ProbeResult& result) {
  const auto identity = identify(path);
  if (!identity || !result.lasting) return;
  m_entries[path] = {*identity, result};
  m_changed = true;
}

void ProbeCache::save() const {
  if (m_folder.empty() || !m_changed) return;
  Json plugins = Json::object();
  for (const auto& [path, entry] : m_entries) {
    const auto now = identify(path);
    if (!now || !(*now == entry.identity)) continue;  // gone, or another file by now
    const Identity& id = entry.identity;
    plugins[path] =
        Json::array({static_cast<int64_t>(id.size), static_cast<int64_t>(id.inode), static_cast<int64_t>(id.device),
                     id.seconds, id.nanoseconds, entry.result.refusal, entry.result.id});
  }
  Json json = Json::object();
  json["host"] = hostVersion();
  json["plugins"] = std::move(plugins);
  const auto write = [&]() -> Result<void> {
    auto folder = OutputFolder::open(m_folder);
    if (!folder) return folder.error();
    auto file = AtomicFile::create(*folder, fileName);
    if (!file) return file.error();
    if (auto written = file->write(dumpJson(json)); !written) return written.error();
    if (auto placed = file->replace(); !placed) return placed.error();
    return {};
  };
  if (auto written = write(); !written) logDebug("host", "plugins.json is not kept: " + written.error().message);
}

}  // namespace weft
