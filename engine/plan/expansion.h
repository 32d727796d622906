// Subgraph instances laid out flat: which node of which graph stands where, and where links across borders lead.
#pragma once

#include <weft/plan/parameters.h>
#include <weft/plan/plan.h>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "problem_list.h"

namespace weft {

inline constexpr size_t maximumNodes = 1'000'000;
inline constexpr size_t maximumNesting = 64;
inline constexpr std::string_view graphPrefix = "graph:";

// One graph of the file, with what is looked up in it by name.
struct GraphInfo {
  const Graph* graph = nullptr;
  std::string path;                             // "" or "graphs.NAME."
  std::unordered_map<std::string, int> inputs;  // the graph's inputs by name
  std::unordered_map<std::string, int> feeds;   // "node.port" -> the input that feeds it
  std::unordered_map<std::string, int> outputs;
  int firstScope = -1;  // -1: no instance
};

// One instance of a graph; the first is the whole file.
struct Scope {
  GraphInfo* info = nullptr;
  int parent = -1;
  const NodeEntry* instance = nullptr;  // in the parent; of a body, the node that runs it
  std::string prefix;                   // of the ids: "outer/"
  std::string device, dtype;            // given on the instance, or around it; empty: the run's
  size_t depth = 0;
  size_t firstSlot = 0;
  int body = -1;               // the innermost body that it lies in, or is; -1: none
  std::vector<int> arguments;  // of a body, by the graph's input: which argument of a pass it is; -1: none
  bool open = false;           // of a body whose node is not understood: its inputs may be anything
  bool checkOnly = false;      // an unused subgraph: its nodes are checked, never run, and its inputs may be anything
};

// A subgraph that a node runs (a WEFT_PARAMETER_GRAPH): a scope below the node, and a plan of its own.
struct BodyScope {
  int node = -1;  // the placed node that names it
  size_t parameter = 0;
  int scope = -1;
  int parent = -1;  // the body that the node lies in; -1: none
  int depth = 1;    // of bodies, this one included
};

enum class NodeState {
  Live,
  Bypassed,
  Muted,    // left out, and not looked at further
  Unknown,  // its type does not exist: whatever is linked to it may be right
};

// A node as it stands after expansion, before anything is known of it.
struct Placed {
  int scope = 0;
  const NodeEntry* entry = nullptr;
  NodeState state = NodeState::Live;
  GraphInfo* inner = nullptr;  // a bypassed instance
  int body = -1;               // in Expansion::bodies: the one that it runs
};

// Where a port or a parameter gets its value from.
struct InputSource {
  enum class Kind { Nothing, Open, Links, Literal, Bound, Argument } kind = Kind::Nothing;
  int scope = 0;  // of the links
  const std::vector<Endpoint>* links = nullptr;
  const Json* literal = nullptr;
  LiteralOrigin origin = LiteralOrigin::File;
  const Value* bound = nullptr;
  int body = -1, argument = -1;        // Argument: what each pass of this body is given
  std::string setName;                 // for --set; with links: the setting that they override
  const std::string* unfed = nullptr;  // Nothing: the input of the whole graph that gives none

  // Where it stands, or should, as an error says it: a JSON path, or "--set NAME". Written out only when asked for.
  enum class Place { NodeInput, NodeParameter, GraphInput, GraphDefault, Setting } place = Place::NodeInput;
  const GraphInfo* graph = nullptr;
  const NodeEntry* entry = nullptr;
  const std::string* name = nullptr;
  std::string where() const;
};

// The text of a place, made when there is something to say about it.
using Where = std::function<std::string()>;

class Expansion {
 public:
  Expansion(const Document& document, const NodeCatalog& catalog, const PlanOptions& options, ProblemList& problems);

  // False when the graph is too large to go on.
  bool expand();

  std::vector<Placed> nodes;  // in the file's order, instances in their place
  std::vector<Scope> scopes;
  std::vector<BodyScope> bodies;  // an outer one before those in it

  std::string idOf(size_t node) const;
  std::string pathOf(size_t node) const;  // "graphs.NAME.nodes.x"
  int bodyOf(int node) const;             // the body that a node lies in; -1: none
  int lift(int node, int body) const;     // the node itself, or the one in `body` that it lies below
  Scope& scopeOf(int body) { return scopes[static_cast<size_t>(bodies[static_cast<size_t>(body)].scope)]; }
  const GraphInfo& bodyGraph(int body) const {
    return *scopes[static_cast<size_t>(bodies[static_cast<size_t>(body)].scope)].info;
  }
  int depthOf(int body) const { return body < 0 ? 0 : bodies[static_cast<size_t>(body)].depth; }
  const std::vector<std::unique_ptr<GraphInfo>>& graphs() const { return m_graphs; }
  // The entry of an id such as "outer/inner": its node, or the scope that it is an instance of.
  struct Found {
    int node = -1, scope = -1;
  };
  Found findId(std::string_view id) const;
  Found findIn(int scope, std::string_view id) const;

  InputSource inputSource(int scope, const NodeEntry& entry, const std::string& name) const;
  // The node and port that "node.port" in a scope leads to, down through instances; -1, after a problem, when there is
  // none.
  struct Target {
    int node = -1;
    std::string_view port;
    // The last link on the way: an output of a subgraph; nullptr: the one that was asked about.
    const GraphInfo* graph = nullptr;
    const std::string* output = nullptr;
  };
  Target resolve(int scope, const Endpoint& endpoint, const Where& where, size_t order);
  static std::string whereOf(const Target& target, const Where& where);

 private:
  void addGraph(const Graph& graph, std::string path);
  void indexInputs(GraphInfo& info);
  bool expandFrom(GraphInfo& info, bool checkOnly);
  bool enter(GraphInfo& info, int parent, const NodeEntry* instance, bool checkOnly, int body);
  bool enterBody(size_t node, size_t parameter);
  bool lieInside(int scope, const GraphInfo& info) const;
  void place(int scope, size_t slot, Placed placed);
  bool placeEntry(int scope, size_t index);
  void checkInstance(const Scope& scope, const NodeEntry& entry, const GraphInfo& inner);
  std::string describeMissing(const GraphInfo& info, const std::string& node);

  const Document& m_document;
  const NodeCatalog& m_catalog;
  const PlanOptions& m_options;
  ProblemList& m_problems;
  std::vector<std::unique_ptr<GraphInfo>> m_graphs;
  std::unordered_map<std::string_view, GraphInfo*> m_byName;
  std::vector<int> m_slots;                    // per entry of each scope: a node, or -1 - scope
  std::vector<std::pair<int, size_t>> m_open;  // scopes being laid out, with their next entry
  size_t m_idBytes = 0;
  std::unordered_map<std::string_view, size_t> m_loops;  // types with a body, and the parameter that names it
  bool m_setsNodes = false;                              // some --set names "node.param"
};

}  // namespace weft
