#include "sidecar.h"

#include <filesystem>
#include <limits>

#include <weft/base/json_fields.h>
#include <weft/base/text.h>
#include <weft/host/describe.h>

#include "plugin_library.h"
#include "struct_reader.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

constexpr int64_t format = 1;  // counts up when an older Weft could misread a sidecar

#if defined(__x86_64__)
constexpr const char* platform = "linux-x86_64";
#elif defined(__aarch64__)
constexpr const char* platform = "linux-aarch64";
#else
constexpr const char* platform = "linux-other";
#endif

Result<void> expect(JsonFields& fields, std::string_view key, const std::string& wanted) {
  const std::string found = fields.text(key);
  if (fields.error()) return *fields.error();
  if (found == wanted) return {};
  return badDescription(std::string(key) + " is " + inQuotes(found) + "; it must be " + inQuotes(wanted));
}

Result<void> checkLibrary(const Json& json, LibraryFile& file) {
  if (!json.is_object()) return badDescription("library: expected an object");
  JsonFields fields(json);
  (void)fields.text("file");
  const int64_t bytes = fields.integer("bytes", -1, 0, std::numeric_limits<int64_t>::max());
  const std::string hash = fields.text("hash");
  if (auto finished = fields.finish(); !finished) return finished;
  if (static_cast<uint64_t>(bytes) == file.identity.size) fillHash(file);
  if (!file.hash.empty() && file.hash == hash) return {};
  return badDescription("it was written for another build of the library");
}

}  // namespace

std::string sidecarOf(const std::string& library) { return fs::path(library).replace_extension(".weft.json").string(); }

Json sidecarJson(const LibraryFile& file, const std::string& abi, const PluginRecord& record) {
  return {{"weft_plugin", format},
          {"abi", abi},
          {"platform", platform},
          {"library",
           {{"file", fs::path(file.path).filename().string()}, {"bytes", file.identity.size}, {"hash", file.hash}}},
          {"plugin", recordJson(record)}};
}

Result<PluginRecord> readSidecar(LibraryFile& file, const std::string& abi) {
  const fs::path path = sidecarOf(file.path);
  std::error_code unknown;
  if (!fs::exists(path, unknown)) return makeError(ErrorCode::NotFound, "there is none");
  const auto json = readJsonFile(path);
  if (!json) return json.error();
  if (!json->is_object()) return badDescription("expected an object");
  JsonFields fields(*json);
  if (fields.integer("weft_plugin", 0, 0, format) != format) {
    return badDescription("weft_plugin: this Weft reads " + std::to_string(format));
  }
  if (auto fits = expect(fields, "platform", platform); !fits) return fits.error();
  if (auto fits = expect(fields, "abi", abi); !fits) return fits.error();
  const Json &library = fields.any("library"), &plugin = fields.any("plugin");
  if (auto finished = fields.finish(); !finished) return finished.error();
  if (auto checked = checkLibrary(library, file); !checked) return checked.error();
  return readRecord(plugin);
}

Result<Json> describeLibrary(const std::string& path, double seconds) {
  const FileCheck check = checkFile(path);
  if (!check.refusal.empty()) return badDescription(check.refusal);
  std::error_code unknown;
  LibraryFile file{fs::absolute(path, unknown).lexically_normal().string(), {}, {}};
  file.identity = FileIdentity::of(file.path).value_or(FileIdentity{});
  fillHash(file);
  const ProbeResult probed = probePlugins({file.path}, seconds).front();
  if (!probed.record) return badDescription(probed.refusal);
  return sidecarJson(file, check.abi, *probed.record);
}

}  // namespace weft
