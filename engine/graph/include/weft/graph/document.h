// A graph file as a document: nodes, links, parameters, subgraphs, and everything else the file holds, kept as it
// stands. Reading checks the form (contract: "A graph file"); whether node types exist and fit is the plan's to say, so
// that a file with missing packs still opens and saves without loss.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <weft/base/json.h>
#include <weft/base/result.h>
#include <weft/graph/splice.h>

namespace weft {

// Something wrong at a place of the file: "nodes.sample.inputs.denoiser".
struct Problem {
  std::string path;
  std::string message;
};
using Problems = std::vector<Problem>;

// "node.port"
struct Endpoint {
  std::string node, port;
  bool operator==(const Endpoint&) const = default;
};

struct NodeEntry {
  std::string id, type;
  std::map<std::string, Json> parameters;               // by id
  std::map<std::string, std::vector<Endpoint>> inputs;  // one element unless the file gives an array
  std::map<std::string, bool> arrayInputs;              // true where the file gives an array
  std::string device, dtype;                            // empty: the run's
  int64_t behaviour = 0;                                // 0: today's
  bool bypass = false, mute = false;
};

struct GraphInput {
  std::string name, doc;
  std::vector<Endpoint> to;  // node.param or node.port
  Json defaultValue;         // discarded() where there is none
};

struct Graph {
  std::string name;  // "" for the top one
  std::vector<GraphInput> inputs;
  std::vector<std::pair<std::string, Endpoint>> outputs;
  std::vector<NodeEntry> nodes;                   // in the file's order
  std::unordered_map<std::string, size_t> index;  // of `nodes`, by id
  const NodeEntry* find(std::string_view id) const;
};

// [A-Za-z_][A-Za-z0-9_-]*: what ids of nodes and names of graphs, inputs and outputs look like.
bool isId(std::string_view text);

class Document {
 public:
  // Every problem of form at once; on failure there is at least one, and the error is the first of them. Paths are
  // empty for what concerns the whole file, as an error of syntax does (its message has line and column). `fileName` is
  // for messages and for the folder that relative paths start from.
  static Result<Document> parse(std::string_view text, const std::string& fileName, Problems& problems);
  static Result<Document> load(const std::filesystem::path& file, Problems& problems);

  const Graph& graph() const { return m_graph; }
  const std::map<std::string, Graph, std::less<>>& subgraphs() const { return m_subgraphs; }
  const std::string& fileName() const { return m_fileName; }
  const Json& json() const { return m_json; }  // all of it, unknown keys too
  std::string text() const;                    // what saving writes

  // The one way in which a document changes; document_edit.h says it in the words of graphs. Returns what undoes it. On
  // failure, which also means that the result could not be read as a graph file, nothing has changed.
  Result<Splice> splice(Splice change);

  // Whether the node's type has the parameter is not asked.
  Result<void> setParameter(std::string_view node, std::string_view parameter, const Json& value);
  Result<void> setInputDefault(std::string_view input, const Json& value);

 private:
  friend class DocumentSplicer;
  friend class DocumentEdit;

  // The place of `key` in `object`, to which the first `length` keys of `path` lead; npos (-1): it is not there. A
  // graph's nodes are found by their index.
  size_t placeOf(const Json& object, const std::vector<std::string>& path, size_t length, const std::string& key) const;

  Json m_json;
  std::string m_fileName;
  Graph m_graph;
  std::map<std::string, Graph, std::less<>> m_subgraphs;
};

}  // namespace weft
