#include "weft/base/json_fields.h"

#include <algorithm>

#include "weft/base/text.h"

namespace weft {
namespace {

template <typename T, typename Read>
Result<std::vector<T>> readArray(const Json& json, const char* what, const Read& read) {
  if (!json.is_array()) {
    return makeError(ErrorCode::InvalidArgument, std::string("expected ") + what + ", found " + describeJson(json));
  }
  std::vector<T> items;
  for (const Json& item : json) {
    Result<T> value = read(item);
    if (!value) return value.error();
    items.push_back(*std::move(value));
  }
  return items;
}

Result<std::vector<std::string>> readTexts(const Json& json) {
  return readArray<std::string>(json, "an array of texts", asString);
}

Result<std::vector<int64_t>> readIntegers(const Json& json) {
  return readArray<int64_t>(json, "an array of integers", asInteger);
}

}  // namespace

JsonFields::JsonFields(const Json& object) : m_object(object) {}

void JsonFields::fail(std::string_view key, std::string message) {
  if (!m_error) m_error = makeError(ErrorCode::InvalidArgument, printable(key) + ": " + message, std::string(key));
}

const Json* JsonFields::member(std::string_view key, bool required) {
  m_asked.emplace_back(key);
  for (const auto& [name, value] : m_object.get_ref<const Json::object_t&>()) {
    if (name == key) return &value;
  }
  if (required) fail(key, "missing");
  return nullptr;
}

template <typename T, typename Read>
T JsonFields::read(std::string_view key, bool required, T fallback, const Read& readValue) {
  const Json* json = member(key, required);
  if (!json) return fallback;
  Result<T> value = readValue(*json);
  if (value) return *std::move(value);
  fail(key, value.error().message);
  return fallback;
}

std::string JsonFields::text(std::string_view key) { return read(key, true, std::string(), asString); }

std::string JsonFields::text(std::string_view key, std::string fallback) {
  return read(key, false, std::move(fallback), asString);
}

std::vector<std::string> JsonFields::texts(std::string_view key) {
  return read(key, true, std::vector<std::string>(), readTexts);
}

std::vector<std::string> JsonFields::texts(std::string_view key, std::vector<std::string> fallback) {
  return read(key, false, std::move(fallback), readTexts);
}

const Json& JsonFields::any(std::string_view key) {
  static const Json nothing;
  const Json* json = member(key, true);
  return json ? *json : nothing;
}

bool JsonFields::boolean(std::string_view key, bool fallback) { return read(key, false, fallback, asBool); }

std::optional<int64_t> JsonFields::integer(std::string_view key, int64_t least, int64_t most) {
  const auto within = [&](const Json& json) -> Result<std::optional<int64_t>> {
    const Result<int64_t> value = asInteger(json);
    if (!value) return value.error();
    if (*value >= least && *value <= most) return std::optional(*value);
    return makeError(ErrorCode::InvalidArgument, "expected an integer from " + std::to_string(least) + " to " +
                                                     std::to_string(most) + ", found " + std::to_string(*value));
  };
  return read(key, false, std::optional<int64_t>(), within);
}

int64_t JsonFields::integer(std::string_view key, int64_t fallback, int64_t least, int64_t most) {
  return integer(key, least, most).value_or(fallback);
}

std::vector<int64_t> JsonFields::integers(std::string_view key, std::vector<int64_t> fallback) {
  return read(key, false, std::move(fallback), readIntegers);
}

const Json* JsonFields::find(std::string_view key) { return member(key, false); }

Result<void> JsonFields::finish() const {
  if (m_error) return *m_error;
  for (const auto& [name, value] : m_object.get_ref<const Json::object_t&>()) {
    if (std::find(m_asked.begin(), m_asked.end(), name) != m_asked.end()) continue;
    return makeError(ErrorCode::InvalidArgument, printable(name) + ": unknown" + didYouMean(name, m_asked), name);
  }
  return {};
}

}  // namespace weft
