// Requests about the document: load, text, save, edit, set, check.
#include <filesystem>

#include <weft/base/atomic_file.h>
#include <weft/base/text.h>
#include <weft/graph/document_edit.h>
#include <weft/graph/edit_operations.h>
#include <weft/graph/node_json.h>
#include <weft/plan/memory_estimate.h>

#include "../device_choice.h"
#include "../graph_source.h"
#include "../set_files.h"
#include "session.h"

namespace weft::runner {

namespace fs = std::filesystem;

namespace {

constexpr int mostAttempts = 16;

// As a text: many JSON libraries do not keep the order of members, which undoing brings back.
Json inverseOf(const Json& operations) {
  return {{"inverse", operations.dump(-1, ' ', false, Json::error_handler_t::replace)}};
}

// Per node of the plan, merged ones too: what its ports carry, where it computes.
Json nodesJson(const Plan& plan) {
  Json json = Json::object();
  auto& members = json.get_ref<Json::object_t&>();
  for (const PlannedNode& node : plan.nodes) {
    Json outputs = Json::object();
    for (size_t port = 0; port < node.outputs.size(); ++port) {
      const bool inferred = port < node.outputTypes.size();
      outputs[node.outputs[port].id] = (inferred ? node.outputTypes[port] : node.outputs[port].type).text();
    }
    Json entry{{"type", node.type->id}, {"outputs", std::move(outputs)}, {"device", node.device}};
    if (node.outputBytes) entry["bytes"] = *node.outputBytes;
    // Appended: ids are distinct, and looking one up in an ordered object is linear.
    members.emplace_back(node.id, entry);
    for (const std::string& alias : node.aliases) members.emplace_back(alias, entry);
  }
  return json;
}

Json memoryJson(const Plan& plan) {
  Json json = Json::array();
  for (const DeviceEstimate& estimate : estimateMemory(plan)) {
    json.push_back({{"device", estimate.device},
                    {"peak", estimate.peak},
                    {"node", estimate.node},
                    {"weights", estimate.weights},
                    {"unknown", estimate.unknown}});
  }
  return json;
}

// Mutes the nodes that the problems name, so that the rest of the graph can be looked at. False: none of them names
// one, or all are muted already.
bool muteBroken(Document& document, const Problems& problems) {
  bool any = false;
  for (const Problem& problem : problems) {
    std::string_view path = problem.path;
    std::string graph;
    if (path.starts_with("graphs.")) {
      path.remove_prefix(7);
      graph = path.substr(0, path.find('.'));
      path.remove_prefix(std::min(path.size(), graph.size() + 1));
    }
    if (!path.starts_with("nodes.")) continue;
    path.remove_prefix(6);
    const std::string node(path.substr(0, path.find('.')));
    const auto within = document.subgraphs().find(graph);
    const Graph& current = within == document.subgraphs().end() ? document.graph() : within->second;
    const NodeEntry* entry = current.find(node);
    if (!entry || entry->mute) continue;
    DocumentEdit edit(document);
    any |= edit.setField(graph, node, "mute", true).ok();
    edit.commit();
  }
  return any;
}

}  // namespace

Result<Document*> Session::document() {
  if (m_document) return &*m_document;
  return makeError(ErrorCode::InvalidArgument, "there is no graph; load brings one");
}

Options Session::optionsHere() const {
  Options options = m_options;
  options.graph = m_path.empty() ? "-" : m_path;
  return options;
}

Result<Plan> Session::makePlanOf(const Document& graph, const Options& options, const Json* settings,
                                 Problems& problems, Json* extraPorts) {
  Problems found;
  PlanOptions plan = planOptions(options, found);
  if (extraPorts) {
    plan.extraPorts = [extraPorts](const std::string& graphName, const std::string& node,
                                   const std::vector<PortType>& inputs, const std::vector<PortType>& outputs) {
      (*extraPorts)[graphName][node] = {{"inputs", portsJson(inputs)}, {"outputs", portsJson(outputs)}};
    };
  }
  std::map<std::string, std::string> texts;
  if (settings) {
    for (const auto& [name, value] : settings->get_ref<const Json::object_t&>()) {
      if (value.is_string()) {
        texts.emplace(name, value.get_ref<const std::string&>());
      } else {
        plan.set.emplace(name, value);
      }
    }
  }
  const std::optional<Document> loaded = loadSetFiles(graph, m_host.catalog(), texts, plan.roots, found);
  for (const auto& [name, value] : texts) plan.set[name] = value;
  DeviceFinder devices;
  plan.hasDevice = [&devices](const std::string& device, const NodeType& type) { return devices.has(device, type); };
  Result<Plan> made = makePlan(loaded ? *loaded : graph, m_host.catalog(), plan, found);
  if (made && !found.empty()) made = makeError(ErrorCode::InvalidArgument, found[0].path + ": " + found[0].message);
  problems.insert(problems.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  return made;
}

Result<Json> Session::load(JsonFields& fields, Problems& problems) {
  const std::string path = fields.text("path", "");
  const Json* text = fields.find("text");
  if (text && !text->is_string()) fields.fail("text", "expected a text, found " + describeJson(*text));
  if (!text && path.empty()) fields.fail("text", "missing; the graph comes as \"text\", or from the file \"path\"");
  if (auto read = fields.finish(); !read) return read.error();

  const std::string name = path.empty() ? "graph" : path;
  Result<Document> document =
      text ? Document::parse(text->get_ref<const std::string&>(), name, problems) : Document::load(path, problems);
  if (!document) return document.error();
  m_document = *std::move(document);
  m_path = path;
  m_results.clear();
  m_nodePictures.clear();
  // What is wrong with it is told, and no reason to refuse it.
  (void)makePlanOf(*m_document, optionsHere(), nullptr, problems);
  return Json{{"nodes", m_document->graph().nodes.size()}, {"problems", nullptr}};
}

Result<Json> Session::text(JsonFields& fields, Problems&) {
  if (auto read = fields.finish(); !read) return read.error();
  const Result<Document*> graph = document();
  if (!graph) return graph.error();
  return Json{{"text", (*graph)->text()}};
}

Result<Json> Session::save(JsonFields& fields, Problems&) {
  const std::string path = fields.text("path", m_path);
  if (path.empty()) fields.fail("path", "missing; the graph did not come from a file");
  if (auto read = fields.finish(); !read) return read.error();
  const Result<Document*> graph = document();
  if (!graph) return graph.error();
  std::error_code failure;
  const fs::path target = fs::weakly_canonical(path, failure);
  const auto saved = [&]() -> Result<fs::path> {
    const Result<OutputFolder> folder = OutputFolder::open(target.parent_path());
    if (!folder) return folder.error();
    Result<AtomicFile> file = AtomicFile::create(*folder, target.filename().string());
    if (!file) return file.error();
    if (auto written = file->write((*graph)->text()); !written) return written.error();
    return file->replace();
  }();
  if (!saved) return makeError(saved.error().code, printable(path) + ": " + saved.error().message);
  m_path = path;
  return Json{{"path", saved->string()}};
}

Result<Json> Session::edit(JsonFields& fields, Problems&) {
  const Json& given = fields.any("operations");
  if (auto read = fields.finish(); !read) return read.error();
  const Result<Document*> graph = document();
  if (!graph) return graph.error();
  const Result<Json> operations =
      given.is_string() ? parseJson(given.get_ref<const std::string&>(), "operations") : Result<Json>(given);
  if (!operations) return operations.error();
  const Result<Json> inverse = editDocument(**graph, *operations);
  if (!inverse) return makeError(inverse.error().code, "operations" + inverse.error().message);
  return inverseOf(*inverse);
}

Result<Json> Session::set(JsonFields& fields, Problems&) {
  const Json& values = fields.any("values");
  if (!values.is_object()) fields.fail("values", "expected an object of values by name");
  if (auto read = fields.finish(); !read) return read.error();
  const Result<Document*> graph = document();
  if (!graph) return graph.error();
  Json operations = Json::array();
  std::vector<std::string> inputs;
  for (const GraphInput& input : (*graph)->graph().inputs) inputs.push_back(input.name);
  for (const auto& [name, value] : values.get_ref<const Json::object_t&>()) {
    const size_t dot = name.find('.');
    if (name.find('/') != std::string::npos) {
      return makeError(ErrorCode::InvalidArgument,
                       inQuotes(name) + " lies in a subgraph, which others may use too; edit changes it for all");
    }
    if (dot != std::string::npos) {
      operations.push_back({{"op", "set-parameter"},
                            {"node", name.substr(0, dot)},
                            {"parameter", name.substr(dot + 1)},
                            {"value", value}});
    } else if (std::find(inputs.begin(), inputs.end(), name) != inputs.end()) {
      operations.push_back({{"op", "put"}, {"path", {"inputs", name, "default"}}, {"value", value}});
    } else {
      return makeError(ErrorCode::NotFound, "no graph input " + inQuotes(name) + didYouMean(name, inputs));
    }
  }
  const Result<Json> inverse = editDocument(**graph, operations);
  if (!inverse) return inverse.error();
  return inverseOf(*inverse);
}

Result<Json> Session::check(JsonFields& fields, Problems& problems) {
  const bool types = fields.boolean("types", true);
  if (auto read = fields.finish(); !read) return read.error();
  const Result<Document*> graph = document();
  if (!graph) return graph.error();
  Options options = optionsHere();
  Json extraPorts = Json::object();
  const Result<Plan> plan = makePlanOf(**graph, options, nullptr, problems, &extraPorts);
  Json json{{"valid", plan.ok()}, {"problems", nullptr}};
  if (plan) json["memory"] = memoryJson(*plan);
  if (!types) return json;
  json["extra_ports"] = std::move(extraPorts);

  // All nodes, also those that no run would need; without those that are wrong, and what needs them.
  Document rest = **graph;
  json["nodes"] = Json::object();
  for (int attempt = 0; attempt < mostAttempts; ++attempt) {
    options.only.clear();
    for (const NodeEntry& node : rest.graph().nodes) {
      if (!node.mute) options.only.push_back(node.id);
    }
    if (options.only.empty()) break;
    Problems found;
    if (const Result<Plan> all = makePlanOf(rest, options, nullptr, found)) {
      json["nodes"] = nodesJson(*all);
      break;
    }
    if (!muteBroken(rest, found)) break;
  }
  return json;
}

}  // namespace weft::runner
