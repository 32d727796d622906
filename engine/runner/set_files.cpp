#include "set_files.h"

#include <algorithm>
#include <filesystem>

#include <weft/base/files.h>
#include <weft/base/text.h>

namespace weft::runner {

namespace fs = std::filesystem;

namespace {

enum class Content { Picture, Tensors, Unknown };

// By what the file begins with; its name says nothing.
Result<Content> contentOf(const std::string& path) {
  auto file = openRegularFile(path);
  if (!file) return file.error();
  char start[12] = {};
  const size_t bytes = std::min<uint64_t>(file->size, sizeof start);
  if (auto read = readAt(file->handle.get(), 0, start, bytes, path); !read) return read.error();
  const std::string_view text(start, bytes);
  if (text.starts_with("\x89PNG") || text.starts_with("\xff\xd8\xff")) return Content::Picture;
  if (text.starts_with("RIFF") && text.substr(std::min<size_t>(8, bytes)) == "WEBP") return Content::Picture;
  // safetensors: eight bytes of length, then a JSON object.
  if (bytes > 8 && text[8] == '{') return Content::Tensors;
  return Content::Unknown;
}

// What a setting's name stands for; empty where the plan will say that there is no such thing.
std::vector<Endpoint> targetsOf(const Graph& graph, const std::string& name) {
  const size_t dot = name.rfind('.');
  if (dot != std::string::npos) return {{name.substr(0, dot), name.substr(dot + 1)}};
  for (const GraphInput& input : graph.inputs) {
    if (input.name == name) return input.to;
  }
  return {};
}

struct Target {
  bool isParameter = false;
  bool isMask = false;
};

// Follows a subgraph's inputs to the node behind them.
Target describe(const Document& document, const NodeCatalog& catalog, Endpoint endpoint) {
  const Graph* graph = &document.graph();
  for (;;) {
    const NodeEntry* entry = graph->find(endpoint.node);
    if (!entry) return {};
    const std::string_view instance = "graph:";
    if (!entry->type.starts_with(instance)) {
      const NodeType* type = catalog.find(entry->type);
      if (!type) return {};
      const int port = type->inputIndex(endpoint.port);
      if (port < 0) return {.isParameter = type->parameterIndex(endpoint.port) >= 0, .isMask = false};
      return {.isParameter = false, .isMask = type->inputs[static_cast<size_t>(port)].type.text().starts_with("mask")};
    }
    const auto inner = document.subgraphs().find(entry->type.substr(instance.size()));
    if (inner == document.subgraphs().end()) return {};
    const std::vector<Endpoint> next = targetsOf(inner->second, endpoint.port);
    if (next.empty() || endpoint.port.find('.') != std::string::npos) return {};
    graph = &inner->second;
    endpoint = next.front();
  }
}

std::string freeId(const Json& nodes, const std::string& name) {
  std::string id = "set-" + name;
  std::replace_if(
      id.begin(), id.end(), [](char c) { return c == '.' || c == '/'; }, '-');
  while (nodes.contains(id)) id += '-';
  return id;
}

// A link takes the place of what the graph's inputs would give.
void unlinkInputs(Json& json, const std::string& target) {
  if (!json.contains("inputs")) return;
  std::vector<std::string> unused;
  for (auto& [name, input] : json["inputs"].items()) {
    if (!input.contains("to")) continue;
    Json& to = input["to"];
    if (to.is_array()) {
      to.erase(std::remove(to.begin(), to.end(), Json(target)), to.end());
    }
    if (to == Json(target) || to == Json::array()) unused.push_back(name);
  }
  for (const std::string& name : unused) json["inputs"].erase(name);
}

}  // namespace

std::optional<Document> loadSetFiles(const Document& document, const NodeCatalog& catalog,
                                     std::map<std::string, std::string>& settings, FileRoots& roots,
                                     Problems& problems) {
  Json json = document.json();
  bool changed = false;
  for (auto setting = settings.begin(); setting != settings.end();) {
    const auto here = setting++;
    const auto& [name, value] = *here;
    const std::vector<Endpoint> targets = targetsOf(document.graph(), name);
    if (!value.starts_with('@') || targets.empty()) continue;
    const Target target = describe(document, catalog, targets.front());
    if (target.isParameter) continue;

    const auto refuse = [&](const std::string& why) { problems.push_back({"--set " + printable(name), why}); };
    std::error_code failure;
    const fs::path path = fs::canonical(value.substr(1), failure);
    const Result<Content> content =
        failure ? Result<Content>(makeError(ErrorCode::NotFound, inQuotes(value.substr(1)) + ": " + failure.message()))
                : contentOf(path.string());
    const bool known = std::all_of(targets.begin(), targets.end(),
                                   [&](const Endpoint& endpoint) { return document.graph().find(endpoint.node); });
    if (!content) {
      refuse(content.error().message);
    } else if (*content == Content::Unknown) {
      refuse(inQuotes(value.substr(1)) + " is neither a picture (PNG, JPEG, WebP) nor a safetensors file");
    } else if (!known) {
      if (name.find('/') == std::string::npos) continue;  // the plan names the node that is missing
      refuse("a file can be given to nodes of the graph itself, not to one within a subgraph; make it a graph input");
    } else {
      const bool picture = *content == Content::Picture;
      const std::string id = freeId(json["nodes"], name);
      json["nodes"][id]["type"] = picture ? "weft.io.LoadImage" : "weft.io.LoadTensor";
      json["nodes"][id]["params"]["path"] = path.string();
      for (const Endpoint& endpoint : targets) {
        unlinkInputs(json, endpoint.node + "." + endpoint.port);
        json["nodes"][endpoint.node]["inputs"][endpoint.port] =
            id + (picture ? (target.isMask ? ".mask" : ".image") : ".tensor");
      }
      roots.allowed.push_back(path.string());
      changed = true;
    }
    settings.erase(here);
  }
  if (!changed) return std::nullopt;
  Problems found;
  Result<Document> edited = Document::parse(dumpJson(json), document.fileName(), found);
  problems.insert(problems.end(), found.begin(), found.end());
  if (!edited) return std::nullopt;
  return *std::move(edited);
}

}  // namespace weft::runner
