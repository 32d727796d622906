#include <weft/base/kernel_table.h>

#include <cstdlib>

#include <weft/base/hash.h>
#include <weft/base/json.h>
#include <weft/base/state_file.h>
#include <weft/base/text.h>

namespace weft {

namespace fs = std::filesystem;

namespace {

constexpr const char* versionKey = "weft-kernels";
constexpr int64_t version = 1;

Error bad(const fs::path& file, const std::string& where, const Json& found, const std::string& wanted) {
  return makeError(ErrorCode::BadFile,
                   file.string() + ": " + where + " is " + describeJson(found) + "; wanted " + wanted);
}

// The object of tables by kind of processor; an empty one where there is no file.
Result<Json> readTables(const fs::path& file) {
  std::error_code ignored;
  if (file.empty() || !fs::exists(file, ignored)) return Json::object();
  auto json = readJsonFile(file);
  if (!json) return std::move(json).error();
  if (!json->is_object()) return bad(file, "the file", *json, "an object");
  const Json found = json->value(versionKey, Json());
  if (const auto number = asInteger(found); !number || *number != version) {
    return bad(file, versionKey, found, std::to_string(version));
  }
  Json tables = json->value("tables", Json());
  if (!tables.is_object()) return bad(file, "tables", tables, "an object");
  return tables;
}

}  // namespace

std::string KernelTable::id() const {
  Hasher hasher;
  hasher.add(processor);
  for (const auto& [operation, kernel] : choices) hasher.add(operation).add(kernel);
  return hasher.finish().hex();
}

fs::path kernelTableFile() {
  const auto environment = [](const char* name) {
    const char* value = std::getenv(name);
    return fs::path(value ? value : "");
  };
  if (const fs::path named = environment("WEFT_KERNELS"); !named.empty()) return named;
  if (const fs::path config = environment("XDG_CONFIG_HOME"); config.is_absolute()) return config / "weft/kernels.json";
  const fs::path home = environment("HOME");
  return home.empty() ? fs::path() : home / ".config/weft/kernels.json";
}

Result<KernelTable> readKernelTable(const fs::path& file) {
  auto tables = readTables(file);
  if (!tables) return std::move(tables).error();
  KernelTable table;
  const auto found = tables->find(table.processor);
  if (found == tables->end()) return table;
  const std::string where = "tables." + inQuotes(table.processor);
  if (!found->is_object()) return bad(file, where, *found, "an object");
  for (const auto& [operation, kernel] : found->items()) {
    if (!kernel.is_string()) return bad(file, where + "." + operation, kernel, "the name of a kernel");
    table.choices.emplace(operation, kernel.get<std::string>());
  }
  return table;
}

Result<void> writeKernelTable(const fs::path& file, const KernelTable& table) {
  auto tables = readTables(file);
  if (!tables) return std::move(tables).error();
  tables->erase(table.processor);
  if (!table.choices.empty()) (*tables)[table.processor] = table.choices;
  if (tables->empty()) {
    std::error_code failure;
    fs::remove(file, failure);
    if (failure) return makeError(ErrorCode::Io, file.string() + ": " + failure.message());
    return {};
  }
  return writeStateFile(file, dumpJson({{versionKey, version}, {"tables", *tables}}) + "\n");
}

}  // namespace weft
