#include "document/json_at.h"

namespace weft::editor {

const Json* memberOf(const Json* json, const std::string& key) {
  if (!json || !json->is_object()) return nullptr;
  const auto found = json->find(key);
  return found == json->end() ? nullptr : &*found;
}

const Json* jsonAt(const Json& root, const std::vector<std::string>& keys) {
  const Json* json = &root;
  for (const std::string& key : keys) json = memberOf(json, key);
  return json;
}

}  // namespace weft::editor
