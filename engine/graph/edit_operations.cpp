#include <weft/graph/edit_operations.h>

#include <array>
#include <limits>

#include <weft/base/json_fields.h>
#include <weft/base/text.h>
#include <weft/graph/document_edit.h>

namespace weft {
namespace {

// What an operation is made of.
struct Operation {
  DocumentEdit& edit;
  JsonFields& fields;
  const std::string graph;

  std::vector<std::string> path(std::initializer_list<std::string> keys) const {
    std::vector<std::string> path =
        graph.empty() ? std::vector<std::string>() : std::vector<std::string>{"graphs", graph};
    path.insert(path.end(), keys);
    return path;
  }
  Endpoint endpoint(std::string_view key) const {
    const std::string text = fields.text(key);
    const size_t dot = text.find('.');
    if (dot != std::string::npos && isId(text.substr(0, dot)) && isId(text.substr(dot + 1))) {
      return {text.substr(0, dot), text.substr(dot + 1)};
    }
    fields.fail(key, "expected \"node.port\", found " + inQuotes(text));
    return {};
  }
};

constexpr int64_t lastPlace = std::numeric_limits<int64_t>::max();

Result<void> addNode(Operation& op) {
  const std::string node = op.fields.text("node");
  const Json value = op.fields.any("value");
  const std::optional<int64_t> at = op.fields.integer("at", 0, lastPlace);
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.addNode(op.graph, node, value, at ? std::optional(static_cast<size_t>(*at)) : std::nullopt);
}

Result<void> removeNodes(Operation& op) {
  const std::vector<std::string> nodes = op.fields.texts("nodes");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.removeNodes(op.graph, nodes);
}

Result<void> renameNode(Operation& op) {
  const std::string node = op.fields.text("node"), to = op.fields.text("to");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.renameNode(op.graph, node, to);
}

std::string fieldKey(Operation& op) {
  const std::string key = op.fields.text("key");
  if (key == "params") op.fields.fail("key", "parameters are set by set-parameter");
  if (key == "inputs") op.fields.fail("key", "links are set by link");
  return key;
}

Result<void> setField(Operation& op) {
  const std::string node = op.fields.text("node"), key = fieldKey(op);
  const Json value = op.fields.any("value");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.setField(op.graph, node, key, value);
}

Result<void> clearField(Operation& op) {
  const std::string node = op.fields.text("node"), key = fieldKey(op);
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.clearField(op.graph, node, key);
}

Result<void> setParameter(Operation& op) {
  const std::string node = op.fields.text("node"), parameter = op.fields.text("parameter");
  const Json value = op.fields.any("value");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.setParameter(op.graph, node, parameter, value);
}

Result<void> clearParameter(Operation& op) {
  const std::string node = op.fields.text("node"), parameter = op.fields.text("parameter");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.clearParameter(op.graph, node, parameter);
}

Result<void> link(Operation& op) {
  const Endpoint to = op.endpoint("to"), from = op.endpoint("from");
  const bool append = op.fields.boolean("append", false);
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.link(op.graph, to, from, append);
}

Result<void> unlink(Operation& op) {
  const Endpoint to = op.endpoint("to");
  const std::optional<Endpoint> from = op.fields.find("from") ? std::optional(op.endpoint("from")) : std::nullopt;
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.unlink(op.graph, to, from);
}

// Members of "inputs", "outputs" and "graphs" by their names.
Result<void> setMember(Operation& op, const char* part, const char* valueKey) {
  const std::string name = op.fields.text("name");
  const Json value = op.fields.any(valueKey);
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.put(op.path({part, name}), value);
}

Result<void> removeMember(Operation& op, const char* part) {
  const std::string name = op.fields.text("name");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.erase(op.path({part, name}));
}

Result<void> renameMember(Operation& op, const char* part) {
  const std::string name = op.fields.text("name"), to = op.fields.text("to");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.rename(op.path({part, name}), to);
}

Result<void> renameGraph(Operation& op) {
  const std::string name = op.fields.text("name"), to = op.fields.text("to");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.renameGraph(name, to);
}

Result<void> put(Operation& op) {
  const std::vector<std::string> path = op.fields.texts("path");
  const Json value = op.fields.any("value");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.put(path, value);
}

Result<void> erase(Operation& op) {
  const std::vector<std::string> path = op.fields.texts("path");
  if (auto read = op.fields.finish(); !read) return read;
  return op.edit.erase(path);
}

Result<void> splice(Operation& op) {
  Splice change{op.fields.texts("path"), op.fields.texts("erase", {}), {}};
  const Json* insert = op.fields.find("insert");
  if (auto read = op.fields.finish(); !read) return read;
  if (insert && !insert->is_array()) {
    return makeError(ErrorCode::InvalidArgument,
                     "insert: expected an array of members, found " + describeJson(*insert));
  }
  for (size_t i = 0; insert && i < insert->size(); ++i) {
    const Json& json = (*insert)[i];
    if (!json.is_object())
      return makeError(ErrorCode::InvalidArgument, "insert: expected {\"at\", \"key\", \"value\"}");
    JsonFields member(json);
    const auto at = static_cast<size_t>(member.integer("at", 0, 0, lastPlace));
    change.insert.push_back({at, member.text("key"), member.any("value")});
    if (auto read = member.finish(); !read)
      return makeError(ErrorCode::InvalidArgument, "insert: " + read.error().message);
  }
  return op.edit.splice(std::move(change));
}

struct Kind {
  const char* name;
  Result<void> (*apply)(Operation& op);
};

constexpr std::array kinds{
    Kind{"add-node", addNode},
    Kind{"remove-nodes", removeNodes},
    Kind{"rename-node", renameNode},
    Kind{"set", setField},
    Kind{"clear", clearField},
    Kind{"set-parameter", setParameter},
    Kind{"clear-parameter", clearParameter},
    Kind{"link", link},
    Kind{"unlink", unlink},
    Kind{"set-input", [](Operation& op) { return setMember(op, "inputs", "value"); }},
    Kind{"remove-input", [](Operation& op) { return removeMember(op, "inputs"); }},
    Kind{"rename-input", [](Operation& op) { return renameMember(op, "inputs"); }},
    Kind{"set-output", [](Operation& op) { return setMember(op, "outputs", "from"); }},
    Kind{"remove-output", [](Operation& op) { return removeMember(op, "outputs"); }},
    Kind{"rename-output", [](Operation& op) { return renameMember(op, "outputs"); }},
    Kind{"add-graph", [](Operation& op) { return setMember(op, "graphs", "value"); }},
    Kind{"remove-graph", [](Operation& op) { return removeMember(op, "graphs"); }},
    Kind{"rename-graph", renameGraph},
    Kind{"put", put},
    Kind{"erase", erase},
    Kind{"splice", splice},
};

Result<void> apply(DocumentEdit& edit, const Json& json, std::string& name) {
  if (!json.is_object()) {
    return makeError(ErrorCode::InvalidArgument, "expected an object with \"op\", found " + describeJson(json));
  }
  JsonFields fields(json);
  name = fields.text("op");
  if (name.empty()) return fields.finish();
  for (const Kind& kind : kinds) {
    if (name != kind.name) continue;
    Operation operation{edit, fields, fields.text("graph", "")};
    return kind.apply(operation);
  }
  std::vector<std::string> known;
  known.reserve(std::size(kinds));
  for (const Kind& kind : kinds) known.emplace_back(kind.name);
  const std::string unknown = std::exchange(name, {});
  return makeError(ErrorCode::InvalidArgument, "no operation " + inQuotes(unknown) + didYouMean(unknown, known));
}

}  // namespace

Result<Json> editDocument(Document& document, const Json& operations) {
  if (!operations.is_array()) {
    return makeError(ErrorCode::InvalidArgument, "expected an array of operations, found " + describeJson(operations));
  }
  DocumentEdit edit(document);
  for (size_t i = 0; i < operations.size(); ++i) {
    std::string name;
    const Result<void> done = apply(edit, operations[i], name);
    if (done) continue;
    const std::string where = "[" + std::to_string(i) + "]" + (name.empty() ? "" : " " + name);
    return makeError(done.error().code, where + ": " + done.error().message, done.error().path);
  }
  Json inverse = Json::array();
  for (const Splice& splice : edit.commit()) inverse.push_back(toJson(splice));
  return inverse;
}

}  // namespace weft
