#include "models/model_description.h"

#include <algorithm>
#include <cmath>

#include "weft/base/paths.h"
#include "weft/base/text.h"

namespace weft::models {
namespace {

namespace fs = std::filesystem;

Error bad(const fs::path& file, const std::string& where, const std::string& what) {
  return makeError(ErrorCode::BadFile, file.string() + ": " + where + " " + what);
}

Result<std::string> textField(const fs::path& file, const Json& object, const std::string& prefix, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return bad(file, prefix + key, "is missing");
  auto text = asString(*found);
  if (!text || text->empty()) return bad(file, prefix + key, "is " + describeJson(*found) + "; wanted a text");
  return text;
}

bool isPlainWord(const std::string& text) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto isSign = [&](char c) { return isLetter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= 64 && isLetter(text.front()) && std::all_of(text.begin(), text.end(), isSign);
}

Result<void> readPart(const fs::path& file, const Json& json, const char* name, std::optional<ModelPart>& part) {
  const auto found = json.find(name);
  if (found == json.end()) return {};
  if (!found->is_object()) return bad(file, name, "is " + describeJson(*found) + "; wanted an object");
  const std::string prefix = std::string(name) + ".";
  auto kind = textField(file, *found, prefix, "kind");
  if (!kind) return std::move(kind).error();
  auto weights = textField(file, *found, prefix, "file");
  if (!weights) return std::move(weights).error();
  auto path = resolveBelow(file.parent_path(), *weights);
  if (!path) return bad(file, prefix + "file", "names no file of this folder: " + path.error().message);
  part = ModelPart{name, std::move(*kind), std::move(*path), *found};
  return {};
}

}  // namespace

Result<ModelDescription> readModelDescription(const fs::path& path) {
  std::error_code ignored;
  const fs::path file = fs::is_directory(path, ignored) ? path / "model.json" : path;
  if (!fs::exists(file, ignored)) {
    return makeError(ErrorCode::BadFile, path.string() + " is no model: it has no file model.json");
  }
  auto json = readJsonFile(file);
  if (!json) return std::move(json).error();
  if (!json->is_object()) return bad(file, "the file", "holds " + describeJson(*json) + "; wanted an object");
  const auto version = json->find("weft-model");
  if (version == json->end()) return bad(file, "weft-model", "is missing; a model's description says 1 there");
  if (auto number = asInteger(*version); !number || *number != 1) {
    return bad(file, "weft-model", "is " + describeJson(*version) + "; this version of Weft reads 1");
  }
  ModelDescription model;
  model.path = file;
  auto name = textField(file, *json, "", "name");
  if (!name) return std::move(name).error();
  auto space = textField(file, *json, "", "space");
  if (!space) return std::move(space).error();
  if (!isPlainWord(*space)) return bad(file, "space", "is " + inQuotes(*space) + "; wanted a plain word");
  model.name = std::move(*name);
  model.space = std::move(*space);
  for (auto [key, part] : {std::pair{"autoencoder", &model.autoencoder}, std::pair{"text_encoder", &model.textEncoder},
                           std::pair{"denoiser", &model.denoiser}}) {
    if (auto read = readPart(file, *json, key, *part); !read) return std::move(read).error();
  }
  if (!model.autoencoder && !model.textEncoder && !model.denoiser) {
    return bad(file, "the model", "has no part; wanted autoencoder, text_encoder or denoiser");
  }
  return model;
}

SettingsReader::SettingsReader(const ModelDescription& model, const ModelPart& part)
    : m_where(model.path.string() + ": " + part.name + "."), m_settings(part.settings) {}

const Json* SettingsReader::find(const char* key) {
  const auto found = m_settings.find(key);
  if (found != m_settings.end()) return &*found;
  refuse(key, "is missing");
  return nullptr;
}

int64_t SettingsReader::integer(const char* key, int64_t minimum, int64_t maximum) {
  const Json* json = find(key);
  if (!json) return minimum;
  const auto number = asInteger(*json);
  if (number && *number >= minimum && *number <= maximum) return *number;
  refuse(key, "is " + describeJson(*json) + "; wanted an integer of " + std::to_string(minimum) + " to " +
                  std::to_string(maximum));
  return minimum;
}

std::vector<double> SettingsReader::numbers(const char* key, size_t count) {
  std::vector<double> out;
  const Json* json = find(key);
  if (json && json->is_array() && json->size() == count) {
    for (const auto& item : *json) {
      const auto number = asNumber(item);
      if (number && std::isfinite(*number)) out.push_back(*number);
    }
  }
  if (json && out.size() != count) refuse(key, "must be a list of " + std::to_string(count) + " numbers");
  out.resize(count);
  return out;
}

std::vector<std::string> SettingsReader::texts(const char* key) {
  std::vector<std::string> out;
  const Json* json = find(key);
  if (!json) return out;
  for (const auto& item : *json) {
    auto text = asString(item);
    if (text) out.push_back(std::move(*text));
  }
  if (!json->is_array() || out.size() != json->size()) refuse(key, "must be a list of texts");
  return out;
}

void SettingsReader::refuse(const char* key, const std::string& what) {
  if (!m_error) m_error = makeError(ErrorCode::BadFile, m_where + key + " " + what);
}

Result<void> SettingsReader::finish() const {
  if (m_error) return *m_error;
  return {};
}

}  // namespace weft::models
