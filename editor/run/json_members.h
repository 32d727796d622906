// Members of what the session says, read leniently: what is missing or of another kind counts as nothing.
#pragma once

#include <QString>

#include <weft/base/json.h>

namespace weft::editor {

inline const Json& memberOf(const Json& object, const char* key, Json::value_t kind) {
  static const Json nothing, emptyObject = Json::object(), emptyArray = Json::array();
  if (object.is_object()) {
    if (const auto found = object.find(key); found != object.end() && found->type() == kind) return *found;
  }
  return kind == Json::value_t::object ? emptyObject : kind == Json::value_t::array ? emptyArray : nothing;
}
inline const Json& objectIn(const Json& object, const char* key) {
  return memberOf(object, key, Json::value_t::object);
}
inline const Json& arrayIn(const Json& object, const char* key) { return memberOf(object, key, Json::value_t::array); }

inline std::string stringIn(const Json& object, const char* key) {
  const Json& text = memberOf(object, key, Json::value_t::string);
  return text.is_string() ? text.get<std::string>() : std::string();
}
inline QString textIn(const Json& object, const char* key) { return QString::fromStdString(stringIn(object, key)); }

inline bool flagIn(const Json& object, const char* key) {
  const Json& flag = memberOf(object, key, Json::value_t::boolean);
  return flag.is_boolean() && flag.get<bool>();
}
inline bool isOk(const Json& reply) { return flagIn(reply, "ok"); }

template <typename Number>
Number numberIn(const Json& object, const char* key, Number otherwise = {}) {
  if (!object.is_object()) return otherwise;
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->template get<Number>() : otherwise;
}

}  // namespace weft::editor
