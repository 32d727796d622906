// What edits are put together from: operations of weft/graph/edit_operations.h for one graph of a model.
#pragma once

#include <QHash>
#include <QSet>

#include "document/edit.h"
#include "document/graph_model.h"

namespace weft::editor {

using JsonPath = std::vector<std::string>;

// Keys from the file's root: {"nodes", "blend"} of the graph "two" is {"graphs", "two", "nodes", "blend"}.
JsonPath graphPath(const QString& graph, JsonPath keys);

// {"op": op, "graph": graph, …members}
Json operation(const char* op, const QString& graph, Json::object_t members);
Json putOperation(const JsonPath& path, Json value);
Json eraseOperation(const JsonPath& path);

// A whole link or target: "node.port".
std::string endpointText(const Endpoint& endpoint);
Json endpointsJson(const std::vector<Endpoint>& endpoints);  // an array of them

// Whether a literal may stand under "params" for this: a parameter, or what the body of a loop takes. Of types that are
// not in the catalogue anything may.
bool takesLiteral(const NodeType* type, const std::string& id);

// "node", "3 nodes": for the names of edits.
QString countOf(qsizetype count, const QString& one);

// Changes of the members of one object of a file, which become one operation however many they are: looking up members
// one by one would take the square of their number. A member that is set keeps its place; a new one comes last.
class MemberChanges {
 public:
  void set(const std::string& key, Json value) { m_values[key] = std::move(value); }
  void remove(const std::string& key) { m_values[key] = Json(Json::value_t::discarded); }
  void rename(const std::string& key, const std::string& to) { m_names[key] = to; }
  bool isEmpty() const { return m_values.empty() && m_names.empty(); }

  // Appended where anything differs from `object`, which stands at `path`; nullptr: nothing does.
  void appendTo(Json& operations, const JsonPath& path, const Json* object) const;

 private:
  std::map<std::string, Json> m_values;  // discarded: goes
  std::map<std::string, std::string> m_names;
};

}  // namespace weft::editor
