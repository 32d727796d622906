#include "document_reader.h"

#include <weft/base/text.h>
#include <algorithm>

namespace weft {
namespace {

constexpr int64_t formatVersion = 1;
constexpr std::string_view graphPrefix = "graph:";

bool isTypeId(std::string_view text) {
  size_t parts = 0;
  for (;; ++parts) {
    const size_t dot = text.find('.');
    if (!isId(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  return parts >= 2;
}

// The first member of that name; nullptr: none.
const Json* find(const Json& json, std::string_view key) {
  for (const auto& [name, value] : json.get_ref<const Json::object_t&>()) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string expected(const char* what, const Json& found) {
  return std::string("expected ") + what + ", found " + describeJson(found);
}

std::string idRule(std::string_view what) {
  return std::string(what) + " begins with a letter or _ and goes on with letters, digits, _ and -";
}

}  // namespace

std::string Place::text() const {
  std::vector<std::string_view> keys;
  for (const Place* place = this; place; place = place->parent) {
    if (!place->key.empty()) keys.push_back(place->key);
  }
  std::string text;
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (!text.empty() && !key->starts_with('[')) text += '.';
    text += printable(*key, 80);
  }
  return text;
}

void DocumentReader::problem(const Place& place, std::string message) {
  m_problems.push_back({place.text(), std::move(message)});
}

const Json* DocumentReader::member(const Json& json, const Place& place, std::string_view key, Json::value_t type,
                                   const char* what) {
  const Json* found = find(json, key);
  if (!found || found->type() == type) return found;
  problem({&place, key}, expected(what, *found));
  return nullptr;
}

void DocumentReader::readVersion(const Json& json) {
  const Place root;
  const Json* found = find(json, "weft");
  if (!found) return problem({&root, "weft"}, "missing; a graph file says \"weft\": 1");
  const Result<int64_t> version = asInteger(*found);
  if (version && *version == formatVersion) return;
  problem({&root, "weft"},
          "expected 1, the version of the format that this program reads, found " + describeJson(*found));
}

void DocumentReader::readGraph(const Json& json, const Place& place, Graph& graph,
                               std::map<std::string, Graph, std::less<>>* subgraphs) {
  member(json, place, "name", Json::value_t::string, "a text");
  readInputs(json, place, graph);
  readOutputs(json, place, graph);
  if (const Json* graphs = find(json, "graphs")) {
    const Place below{&place, "graphs"};
    if (!subgraphs) {
      problem(below, "a subgraph holds none of its own; all stand in \"graphs\" at the top of the file");
    } else if (!graphs->is_object()) {
      problem(below, expected("an object of subgraphs", *graphs));
    } else {
      readSubgraphs(*graphs, below, *subgraphs);
    }
  }

  const Place below{&place, "nodes"};
  if (!find(json, "nodes")) return problem(below, "missing; \"nodes\" holds the nodes by their ids");
  const Json* nodes = member(json, place, "nodes", Json::value_t::object, "an object of nodes by their ids");
  if (!nodes) return;
  graph.nodes.reserve(nodes->size());
  for (const auto& [id, node] : nodes->get_ref<const Json::object_t&>()) {
    NodeEntry entry;
    if (!readNode(id, node, below, entry)) continue;
    graph.index.emplace(id, graph.nodes.size());
    graph.nodes.push_back(std::move(entry));
  }
}

bool DocumentReader::readNode(const std::string& id, const Json& json, const Place& place, NodeEntry& node) {
  const Place here{&place, id};
  if (!isId(id)) problem(here, idRule("a node's id"));
  if (!json.is_object()) {
    problem(here, expected("an object with \"type\"", json));
    return false;
  }
  node.id = id;
  readType(json, here, node);
  readSwitches(json, here, node);
  if (const Json* parameters = member(json, here, "params", Json::value_t::object, "an object of parameters")) {
    for (const auto& [name, value] : parameters->get_ref<const Json::object_t&>()) node.parameters.emplace(name, value);
  }
  readLinks(json, here, node);
  return true;
}

void DocumentReader::readSubgraphs(const Json& json, const Place& place,
                                   std::map<std::string, Graph, std::less<>>& subgraphs) {
  for (const auto& [name, graph] : json.get_ref<const Json::object_t&>()) {
    if (Graph entry; readSubgraph(name, graph, place, entry)) subgraphs[name] = std::move(entry);
  }
}

bool DocumentReader::readSubgraph(const std::string& name, const Json& json, const Place& place, Graph& graph) {
  const Place here{&place, name};
  if (!isId(name)) problem(here, idRule("a subgraph's name"));
  if (!json.is_object()) {
    problem(here, expected("an object with \"nodes\"", json));
    return false;
  }
  graph.name = name;
  readGraph(json, here, graph, nullptr);
  return true;
}

void DocumentReader::readType(const Json& json, const Place& place, NodeEntry& node) {
  const Place here{&place, "type"};
  if (!find(json, "type")) return problem(here, "missing; a node says its type, such as \"weft.math.Number\"");
  const Json* found = member(json, place, "type", Json::value_t::string, "a text");
  if (!found) return;
  node.type = found->get_ref<const std::string&>();
  const std::string_view type = node.type;
  if (type.starts_with(graphPrefix) ? isId(type.substr(graphPrefix.size())) : isTypeId(type)) return;
  problem(here, inQuotes(type) +
                    " is no node type; expected PACK.NAME with a pack of two or more parts, such as "
                    "\"weft.math.Number\", or \"graph:NAME\"");
}

void DocumentReader::readSwitches(const Json& json, const Place& place, NodeEntry& node) {
  if (const Json* found = member(json, place, "device", Json::value_t::string, "a text")) {
    node.device = found->get_ref<const std::string&>();
  }
  if (const Json* found = member(json, place, "dtype", Json::value_t::string, "a text")) {
    node.dtype = found->get_ref<const std::string&>();
  }
  const auto readFlag = [&](const char* key, bool& flag) {
    const Json* found = member(json, place, key, Json::value_t::boolean, "true or false");
    if (found) flag = found->get<bool>();
  };
  readFlag("bypass", node.bypass);
  readFlag("mute", node.mute);
  if (const Json* found = find(json, "behaviour")) {
    const Result<int64_t> version = asInteger(*found);
    if (version && *version >= 1 && *version <= UINT32_MAX) {
      node.behaviour = *version;
    } else {
      problem({&place, "behaviour"}, expected("a version of the node type, 1 or more", *found));
    }
  }
}

void DocumentReader::readLinks(const Json& json, const Place& place, NodeEntry& node) {
  const Json* inputs = member(json, place, "inputs", Json::value_t::object, "an object of links");
  if (!inputs) return;
  const Place below{&place, "inputs"};
  for (const auto& [port, link] : inputs->get_ref<const Json::object_t&>()) {
    const Place here{&below, port};
    std::vector<Endpoint>& endpoints = node.inputs[port];
    if (!link.is_array()) {
      if (Endpoint endpoint; readEndpoint(link, here, endpoint)) endpoints.push_back(std::move(endpoint));
      continue;
    }
    node.arrayInputs.emplace(port, true);
    for (size_t i = 0; i < link.size(); ++i) {
      const std::string index = "[" + std::to_string(i) + "]";
      if (Endpoint endpoint; readEndpoint(link[i], {&here, index}, endpoint)) endpoints.push_back(std::move(endpoint));
    }
  }
}

bool DocumentReader::readEndpoint(const Json& json, const Place& place, Endpoint& endpoint) {
  if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    const size_t dot = std::min(text.find('.'), text.size());
    endpoint.node = text.substr(0, dot);
    endpoint.port = text.substr(std::min(dot + 1, text.size()));
    if (isId(endpoint.node) && isId(endpoint.port)) return true;
  }
  problem(place, expected("\"node.port\"", json));
  return false;
}

void DocumentReader::readInputs(const Json& json, const Place& place, Graph& graph) {
  const Json* inputs = member(json, place, "inputs", Json::value_t::object, "an object of the graph's inputs");
  if (!inputs) return;
  const Place below{&place, "inputs"};
  for (const auto& [name, input] : inputs->get_ref<const Json::object_t&>()) {
    const Place here{&below, name};
    if (!isId(name)) problem(here, idRule("an input's name"));
    if (!input.is_object()) {
      problem(here, expected("an object with \"to\"", input));
      continue;
    }
    GraphInput& entry = graph.inputs.emplace_back();
    entry.name = name;
    entry.defaultValue = Json(Json::value_t::discarded);
    if (const Json* found = find(input, "default")) entry.defaultValue = *found;
    if (const Json* doc = member(input, here, "doc", Json::value_t::string, "a text")) {
      entry.doc = doc->get_ref<const std::string&>();
    }
    const Place targets{&here, "to"};
    if (!find(input, "to")) {
      problem(targets, "missing; it lists what the input feeds, such as [\"text.text\"]");
      continue;
    }
    const Json* to = member(input, here, "to", Json::value_t::array, "an array such as [\"text.text\"]");
    for (size_t i = 0; to && i < to->size(); ++i) {
      const std::string index = "[" + std::to_string(i) + "]";
      if (Endpoint endpoint; readEndpoint((*to)[i], {&targets, index}, endpoint)) entry.to.push_back(endpoint);
    }
  }
}

void DocumentReader::readOutputs(const Json& json, const Place& place, Graph& graph) {
  const Json* outputs = member(json, place, "outputs", Json::value_t::object, "an object of the graph's outputs");
  if (!outputs) return;
  const Place below{&place, "outputs"};
  for (const auto& [name, output] : outputs->get_ref<const Json::object_t&>()) {
    const Place here{&below, name};
    if (!isId(name)) problem(here, idRule("an output's name"));
    if (Endpoint endpoint; readEndpoint(output, here, endpoint)) graph.outputs.emplace_back(name, std::move(endpoint));
  }
}

}  // namespace weft
