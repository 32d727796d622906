#include <weft/graph/document_edit.h>

#include <algorithm>
#include <set>

#include <weft/base/text.h>

#include "splice_json.h"

namespace weft {
namespace {

using Path = std::vector<std::string>;

constexpr std::string_view graphPrefix = "graph:";

Path pathIn(const std::string& graph, std::initializer_list<std::string> keys) {
  Path path = graph.empty() ? Path() : Path{"graphs", graph};
  path.insert(path.end(), keys);
  return path;
}

Error notFound(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  return makeError(ErrorCode::NotFound, "no " + what + " " + inQuotes(name) + didYouMean(name, known));
}

std::string textOf(const Endpoint& endpoint) { return endpoint.node + "." + endpoint.port; }

}  // namespace

// Several splices that hold or fail together.
class DocumentEdit::Step {
 public:
  explicit Step(DocumentEdit& edit) : m_edit(edit), m_before(edit.m_undo.size()) {}
  ~Step() {
    if (!m_done) m_edit.takeBack(m_before);
  }
  Result<void> done() {
    m_done = true;
    return {};
  }

 private:
  DocumentEdit& m_edit;
  const size_t m_before;
  bool m_done = false;
};

DocumentEdit::~DocumentEdit() { takeBack(0); }

void DocumentEdit::takeBack(size_t count) {
  for (; m_undo.size() > count; m_undo.pop_back()) (void)m_document.splice(std::move(m_undo.back()));
}

std::vector<Splice> DocumentEdit::commit() {
  std::reverse(m_undo.begin(), m_undo.end());
  return std::exchange(m_undo, {});
}

Result<void> DocumentEdit::splice(Splice change) {
  Result<Splice> undo = m_document.splice(std::move(change));
  if (!undo) return undo.error();
  m_undo.push_back(*std::move(undo));
  return {};
}

Result<const Graph*> DocumentEdit::findGraph(const std::string& name) const {
  if (name.empty()) return &m_document.graph();
  const auto found = m_document.subgraphs().find(name);
  if (found != m_document.subgraphs().end()) return &found->second;
  std::vector<std::string> known;
  for (const auto& [id, graph] : m_document.subgraphs()) known.push_back(id);
  return notFound("subgraph", name, known);
}

Result<const NodeEntry*> DocumentEdit::findNode(const std::string& graph, const std::string& id) const {
  const Result<const Graph*> within = findGraph(graph);
  if (!within) return within.error();
  if (const NodeEntry* node = (*within)->find(id)) return node;
  std::vector<std::string> known;
  for (const NodeEntry& node : (*within)->nodes) known.push_back(node.id);
  return notFound("node", id, known);
}

Result<void> DocumentEdit::put(const Path& path, Json value) {
  if (path.empty()) return makeError(ErrorCode::InvalidArgument, "the path is empty; a path names a member");
  // The deepest object that is there takes the rest of the path as a value.
  const Json* object = &m_document.json();
  size_t depth = 0;
  size_t place = npos;
  for (; depth < path.size() && object->is_object(); ++depth) {
    place = m_document.placeOf(*object, path, depth, path[depth]);
    if (place == npos || depth + 1 == path.size()) break;
    object = &memberAt(*object, place);
  }
  const auto at = [&](size_t keys) { return path.begin() + static_cast<std::ptrdiff_t>(keys); };
  Splice change{{path.begin(), at(std::min(depth, path.size() - 1))}, {}, {}};
  for (size_t i = path.size() - 1; i > depth; --i) value = Json(Json::object_t{{path[i], std::move(value)}});
  const std::string& key = path[change.path.size()];
  if (place != npos) change.erase.push_back(key);
  change.insert.push_back({place == npos ? object->size() : place, key, std::move(value)});
  return splice(std::move(change));
}

Result<void> DocumentEdit::erase(const Path& path) {
  if (path.empty()) return makeError(ErrorCode::InvalidArgument, "the path is empty; a path names a member");
  return splice({{path.begin(), path.end() - 1}, {path.back()}, {}});
}

Result<void> DocumentEdit::rename(const Path& path, const std::string& to) {
  if (path.empty()) return makeError(ErrorCode::InvalidArgument, "the path is empty; a path names a member");
  const Json* object = &m_document.json();
  size_t place = npos;
  for (size_t i = 0; i < path.size(); ++i) {
    if (i > 0) object = &memberAt(*object, place);
    place = object->is_object() ? m_document.placeOf(*object, path, i, path[i]) : npos;
    if (place == npos) return makeError(ErrorCode::NotFound, "no " + inQuotes(path[i]));
  }
  if (to == path.back()) return {};
  return splice({{path.begin(), path.end() - 1}, {path.back()}, {{place, to, memberAt(*object, place)}}});
}

Result<void> DocumentEdit::addNode(const std::string& graph, const std::string& id, Json node,
                                   std::optional<size_t> at) {
  const Result<const Graph*> within = findGraph(graph);
  if (!within) return within.error();
  const size_t last = (*within)->nodes.size();
  return splice({pathIn(graph, {"nodes"}), {}, {{std::min(at.value_or(last), last), id, std::move(node)}}});
}

Result<void> DocumentEdit::setLinks(const std::string& graph, const Endpoint& to, const std::vector<Endpoint>& from,
                                    bool array) {
  if (from.empty()) return eraseFrom(graph, to.node, "inputs", to.port);
  Json value = array ? Json::array() : Json(textOf(from.front()));
  for (size_t i = 0; array && i < from.size(); ++i) value.push_back(textOf(from[i]));
  return putInNode(graph, to.node, {"inputs", to.port}, std::move(value));
}

Result<void> DocumentEdit::changeEndpoints(const std::string& graph,
                                           const std::function<Change(Endpoint& endpoint)>& change) {
  struct Links {
    Endpoint to;
    std::vector<Endpoint> from;
    bool array;
  };
  // Collected first: what is walked over here changes with the edits.
  const Graph& within = **findGraph(graph);
  std::vector<Links> links;
  std::vector<std::pair<std::string, std::vector<Endpoint>>> inputs;
  std::vector<std::pair<std::string, std::optional<Endpoint>>> outputs;
  const auto changed = [&](std::vector<Endpoint>& endpoints) {
    bool any = false;
    std::erase_if(endpoints, [&](Endpoint& endpoint) {
      const Change answer = change(endpoint);
      any |= answer != Change::None;
      return answer == Change::Gone;
    });
    return any;
  };
  for (const NodeEntry& node : within.nodes) {
    for (const auto& [port, from] : node.inputs) {
      if (std::vector<Endpoint> fresh = from; changed(fresh)) {
        links.push_back({{node.id, port}, std::move(fresh), node.arrayInputs.contains(port)});
      }
    }
  }
  for (const GraphInput& input : within.inputs) {
    if (std::vector<Endpoint> fresh = input.to; changed(fresh)) inputs.emplace_back(input.name, std::move(fresh));
  }
  for (const auto& [name, endpoint] : within.outputs) {
    Endpoint fresh = endpoint;
    const Change answer = change(fresh);
    if (answer == Change::Gone) outputs.emplace_back(name, std::nullopt);
    if (answer == Change::Other) outputs.emplace_back(name, std::move(fresh));
  }

  for (const Links& link : links) {
    if (auto done = setLinks(graph, link.to, link.from, link.array); !done) return done;
  }
  for (const auto& [name, to] : inputs) {
    Json targets = Json::array();
    for (const Endpoint& endpoint : to) targets.push_back(textOf(endpoint));
    if (auto done = put(pathIn(graph, {"inputs", name, "to"}), std::move(targets)); !done) return done;
  }
  for (const auto& [name, from] : outputs) {
    const Path path = pathIn(graph, {"outputs", name});
    if (auto done = from ? put(path, textOf(*from)) : erase(path); !done) return done;
  }
  return {};
}

Result<void> DocumentEdit::removeNodes(const std::string& graph, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    if (auto found = findNode(graph, id); !found) return found.error();
  }
  Step step(*this);
  const std::set<std::string_view> gone(ids.begin(), ids.end());
  if (auto done = splice({pathIn(graph, {"nodes"}), ids, {}}); !done) return done;
  const auto cut = [&](Endpoint& endpoint) { return gone.contains(endpoint.node) ? Change::Gone : Change::None; };
  if (auto done = changeEndpoints(graph, cut); !done) return done;
  return step.done();
}

Result<void> DocumentEdit::renameNode(const std::string& graph, const std::string& id, const std::string& to) {
  if (auto found = findNode(graph, id); !found) return found.error();
  if (id == to) return {};
  Step step(*this);
  if (auto done = rename(pathIn(graph, {"nodes", id}), to); !done) return done;
  const auto follow = [&](Endpoint& endpoint) {
    if (endpoint.node != id) return Change::None;
    endpoint.node = to;
    return Change::Other;
  };
  if (auto done = changeEndpoints(graph, follow); !done) return done;
  return step.done();
}

Result<void> DocumentEdit::putInNode(const std::string& graph, const std::string& node,
                                     std::initializer_list<std::string> keys, Json value) {
  if (auto found = findNode(graph, node); !found) return found.error();
  Path path = pathIn(graph, {"nodes", node});
  path.insert(path.end(), keys);
  return put(path, std::move(value));
}

Result<void> DocumentEdit::eraseFrom(const std::string& graph, const std::string& node, const std::string& object,
                                     const std::string& key) {
  const Result<const NodeEntry*> found = findNode(graph, node);
  if (!found) return found.error();
  const bool inputs = object == "inputs";
  const size_t count = inputs ? (*found)->inputs.size() : (*found)->parameters.size();
  const bool isThere = inputs ? (*found)->inputs.contains(key) : (*found)->parameters.contains(key);
  if (!isThere) {
    return makeError(ErrorCode::NotFound,
                     inQuotes(node) + " has no " + (inputs ? "link into " : "value for ") + inQuotes(key));
  }
  Path path = pathIn(graph, {"nodes", node, object});
  if (count > 1) path.push_back(key);
  return erase(path);
}

Result<void> DocumentEdit::setField(const std::string& graph, const std::string& node, const std::string& key,
                                    Json value) {
  return putInNode(graph, node, {key}, std::move(value));
}

Result<void> DocumentEdit::clearField(const std::string& graph, const std::string& node, const std::string& key) {
  if (auto found = findNode(graph, node); !found) return found.error();
  return erase(pathIn(graph, {"nodes", node, key}));
}

Result<void> DocumentEdit::setParameter(const std::string& graph, const std::string& node, const std::string& parameter,
                                        Json value) {
  return putInNode(graph, node, {"params", parameter}, std::move(value));
}

Result<void> DocumentEdit::clearParameter(const std::string& graph, const std::string& node,
                                          const std::string& parameter) {
  return eraseFrom(graph, node, "params", parameter);
}

Result<void> DocumentEdit::link(const std::string& graph, const Endpoint& to, const Endpoint& from, bool append) {
  const Result<const NodeEntry*> node = findNode(graph, to.node);
  if (!node) return node.error();
  if (auto source = findNode(graph, from.node); !source) return source.error();
  std::vector<Endpoint> links;
  if (const auto found = (*node)->inputs.find(to.port); append && found != (*node)->inputs.end()) links = found->second;
  links.push_back(from);
  return setLinks(graph, to, links, append);
}

Result<void> DocumentEdit::unlink(const std::string& graph, const Endpoint& to, const std::optional<Endpoint>& from) {
  const Result<const NodeEntry*> node = findNode(graph, to.node);
  if (!node) return node.error();
  if (!from) return eraseFrom(graph, to.node, "inputs", to.port);
  const auto found = (*node)->inputs.find(to.port);
  std::vector<Endpoint> links = found == (*node)->inputs.end() ? std::vector<Endpoint>() : found->second;
  if (std::erase(links, *from) == 0) {
    return makeError(ErrorCode::NotFound, "no link from " + inQuotes(textOf(*from)) + " into " + inQuotes(textOf(to)));
  }
  return setLinks(graph, to, links, (*node)->arrayInputs.contains(to.port));
}

Result<void> DocumentEdit::renameGraph(const std::string& name, const std::string& to) {
  if (auto found = findGraph(name); !found || name.empty()) {
    return name.empty() ? makeError(ErrorCode::InvalidArgument, "the graph itself has no name to change")
                        : found.error();
  }
  if (name == to) return {};
  Step step(*this);
  if (auto done = rename({"graphs", name}, to); !done) return done;
  std::vector<std::pair<std::string, std::string>> instances;  // graph and node
  const std::string type = std::string(graphPrefix) + name;
  const auto collect = [&](const Graph& graph) {
    for (const NodeEntry& node : graph.nodes) {
      if (node.type == type) instances.emplace_back(graph.name, node.id);
    }
  };
  collect(m_document.graph());
  for (const auto& [id, graph] : m_document.subgraphs()) collect(graph);
  for (const auto& [graph, node] : instances) {
    if (auto done = setField(graph, node, "type", std::string(graphPrefix) + to); !done) return done;
  }
  return step.done();
}

}  // namespace weft
