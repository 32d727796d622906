#include "commands/operations.h"

#include <set>

namespace weft::editor {

JsonPath graphPath(const QString& graph, JsonPath keys) {
  JsonPath path;
  if (!graph.isEmpty()) path = {"graphs", graph.toStdString()};
  path.insert(path.end(), std::make_move_iterator(keys.begin()), std::make_move_iterator(keys.end()));
  return path;
}

Json operation(const char* op, const QString& graph, Json::object_t members) {
  Json json = Json::object();
  json["op"] = op;
  if (!graph.isEmpty()) json["graph"] = graph.toStdString();
  for (auto& [key, value] : members) json[key] = std::move(value);
  return json;
}

Json putOperation(const JsonPath& path, Json value) {
  return {{"op", "put"}, {"path", path}, {"value", std::move(value)}};
}

Json eraseOperation(const JsonPath& path) { return {{"op", "erase"}, {"path", path}}; }

std::string endpointText(const Endpoint& endpoint) { return endpoint.node + "." + endpoint.port; }

Json endpointsJson(const std::vector<Endpoint>& endpoints) {
  Json array = Json::array();
  for (const Endpoint& endpoint : endpoints) array.push_back(endpointText(endpoint));
  return array;
}

bool takesLiteral(const NodeType* type, const std::string& id) {
  if (!type || type->parameterIndex(id) >= 0) return true;
  const bool runsBody = std::any_of(type->parameters.begin(), type->parameters.end(),
                                    [](const ParameterType& one) { return one.kind == WEFT_PARAMETER_GRAPH; });
  return runsBody && type->inputIndex(id) < 0;
}

QString countOf(qsizetype count, const QString& one) {
  return count == 1 ? one : QString("%1 %2s").arg(count).arg(one);
}

void MemberChanges::appendTo(Json& operations, const JsonPath& path, const Json* object) const {
  Json erased = Json::array(), inserted = Json::array();
  size_t place = 0;
  const auto insert = [&](const std::string& key, const Json& value) {
    inserted.push_back({{"at", place++}, {"key", key}, {"value", value}});
  };
  std::map<std::string, Json> fresh = m_values;
  std::set<std::string> taken;  // by a member with another name now; whatever else has that name goes
  for (const auto& [key, to] : m_names) taken.insert(to);
  if (object && object->is_object()) {
    for (const auto& [key, value] : object->get_ref<const Json::object_t&>()) {
      const auto changed = fresh.find(key);
      const auto renamed = m_names.find(key);
      const bool replaced = renamed == m_names.end() && taken.contains(key);
      if (changed == fresh.end() && renamed == m_names.end() && !replaced) {
        ++place;
        continue;
      }
      const Json now = changed == fresh.end() ? value : std::move(changed->second);
      if (changed != fresh.end()) fresh.erase(changed);
      if (renamed == m_names.end() && !replaced && now == value) {
        ++place;
        continue;
      }
      erased.push_back(key);
      if (!replaced && !now.is_discarded()) insert(renamed == m_names.end() ? key : renamed->second, now);
    }
  }
  for (const auto& [key, value] : fresh) {
    if (!value.is_discarded()) insert(key, value);
  }
  if (erased.empty() && inserted.empty()) return;
  if (object && object->is_object()) {
    if (place == 0) {
      operations.push_back(eraseOperation(path));
    } else {
      operations.push_back({{"op", "splice"}, {"path", path}, {"erase", erased}, {"insert", inserted}});
    }
    return;
  }
  Json::object_t whole;
  for (const Json& member : inserted) whole.push_back({member["key"].get<std::string>(), member["value"]});
  operations.push_back(putOperation(path, std::move(whole)));
}

}  // namespace weft::editor
