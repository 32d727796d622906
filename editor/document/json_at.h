// Looking into JSON of which nothing is sure: what is not there, or no object on the way, is nullptr.
#pragma once

#include <string>
#include <vector>

#include <weft/base/json.h>

namespace weft::editor {

const Json* memberOf(const Json* json, const std::string& key);
const Json* jsonAt(const Json& root, const std::vector<std::string>& keys);

}  // namespace weft::editor
