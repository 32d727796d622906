#include "probe_cache.h"

#include <filesystem>

#include <weft/abi/plugin.h>
#include <weft/base/json_fields.h>
#include <weft/base/log.h>
#include <weft/base/state_file.h>
#include <weft/base/text.h>

namespace weft {
namespace {

constexpr const char* fileName = "plugins.json";
// Counts up when plugins are judged by other rules than before, or described in another form.
constexpr int64_t rules = 2;

std::string hostVersion() {
  return std::to_string(WEFT_ABI_MAJOR) + '.' + std::to_string(WEFT_ABI_MINOR) + '.' + std::to_string(WEFT_ABI_PATCH) +
         '/' + std::to_string(rules);
}

}  // namespace

void fillHash(LibraryFile& file) {
  if (!file.hash.empty()) return;
  if (auto hash = hashOfFile(file.path)) file.hash = *std::move(hash);
}

ProbeCache::ProbeCache(std::string folder) : m_folder(std::move(folder)) { read(); }

std::optional<ProbeCache::Entry> ProbeCache::readEntry(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  JsonFields fields(json);
  const auto identity = FileIdentity::fromJson(fields.any("file"));
  Entry entry;
  entry.hash = fields.text("hash");
  entry.tried = fields.boolean("tried", true);
  entry.refusal = fields.text("refusal", "");
  if (const Json* plugin = fields.find("plugin")) entry.plugin = *plugin;
  if (!identity || !fields.finish() || entry.refusal.empty() != entry.plugin.is_object()) return std::nullopt;
  entry.identity = *identity;
  return entry;
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
    if (auto entry = readEntry(fields)) m_entries.emplace(library, *std::move(entry));
  }
}

std::optional<KnownLibrary> ProbeCache::find(LibraryFile& file) {
  const auto found = m_entries.find(file.path);
  if (found == m_entries.end()) return std::nullopt;
  Entry& entry = found->second;
  if (!(entry.identity == file.identity)) {
    if (entry.identity.size != file.identity.size) return std::nullopt;
    fillHash(file);
    if (file.hash != entry.hash) return std::nullopt;
    entry.identity = file.identity;
    m_changed = true;
  }
  file.hash = entry.hash;
  if (!entry.refusal.empty()) return KnownLibrary{{entry.refusal, nullptr, true}, entry.tried};
  auto record = readRecord(entry.plugin);
  if (!record) {
    logDebug("host", "plugins.json: " + file.path + ": " + record.error().message);
    return std::nullopt;
  }
  return KnownLibrary{{{}, std::make_shared<const PluginRecord>(*std::move(record)), true}, entry.tried};
}

void ProbeCache::remember(const LibraryFile& file, const KnownLibrary& library) {
  if (!library.result.lasting || file.hash.empty()) return;
  Entry& entry = m_entries[file.path];
  entry = {file.identity, file.hash, library.result.refusal, library.tried, {}};
  if (library.result.record) entry.plugin = recordJson(*library.result.record);
  m_changed = true;
}

void ProbeCache::save() const {
  if (m_folder.empty() || !m_changed) return;
  Json::object_t plugins;
  for (const auto& [path, entry] : m_entries) {
    const auto now = FileIdentity::of(path);
    if (!now || !(*now == entry.identity) || !isValidUtf8(path)) continue;  // gone, or another file by now
    Json json{{"file", entry.identity.json()}, {"hash", entry.hash}};
    if (!entry.tried) json["tried"] = false;
    if (entry.plugin.is_object())
      json["plugin"] = entry.plugin;
    else
      json["refusal"] = entry.refusal;
    plugins.push_back({path, std::move(json)});
  }
  Json json = Json::object();
  json["host"] = hostVersion();
  json["plugins"] = std::move(plugins);
  // Without spaces, which take a third of the time to read.
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto written = writeStateFile(std::filesystem::path(m_folder) / fileName, text);
  if (!written) logDebug("host", "plugins.json is not kept: " + written.error().message);
}

}  // namespace weft
