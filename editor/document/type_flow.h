// What flows from node to node, as far as type expressions tell: worked out backwards from what is asked for, each node
// once, across the borders of subgraphs. Without recursion over the graph: a chain of 100,000 nodes is one like others.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "document/graph_model.h"

namespace weft::editor {

class TypeFlow {
 public:
  // Of a graph as it stands; used up when the model changes.
  TypeFlow(const GraphModel& model, const Graph& graph);

  // A port of a node in the graph, or within one of the instances in it: scope 0 is the graph itself.
  struct Port {
    int scope = 0;
    std::string node, port;
    auto operator<=>(const Port&) const = default;
  };

  // Of an output of the graph asked about. The graph's own inputs carry what the first of their targets wants.
  Type typeOf(const Endpoint& output);
  // Of an input or parameter, with what the node's other links bind: the expression, and what it comes to.
  struct Wanted {
    Type declared = Type::any();
    TypeBindings bindings;
  };
  Wanted wantedBy(const Port& input);

  // The ports of nodes that an input leads to: itself, or, of an instance, what stands behind its border.
  std::vector<Port> targetsOf(const Port& input);

  // A link that does not fit, were `from` linked to `to`: there, or further on, where a variable hands the type down.
  struct Misfit {
    Port at;
    Type given, wanted;
  };
  std::optional<Misfit> tryLink(const Endpoint& from, const Endpoint& to);

 private:
  struct Sides;
  struct Scope {
    const Graph* graph = nullptr;
    int parent = -1;
    std::string instance;  // in the parent
    std::map<std::string, int> inner;
  };
  struct Known {
    bool done = false;
    std::map<std::string, Type> outputs;
  };
  using NodeKey = std::pair<int, const NodeEntry*>;
  struct Declared {
    Type type = Type::any();
    bool isParameter = false, isVariadic = false;
  };
  struct Reading {  // a link into a node
    std::string port;
    Declared declared;
    Port source;
  };

  const Sides& sidesOf(const Graph& graph);
  int scopeOf(int parent, const NodeEntry& instance);
  const Graph* innerGraph(const NodeEntry& node) const;
  Declared declared(const Port& port) const;
  std::vector<PortType> outputsOf(const Port& node) const;

  std::optional<Port> followOutput(Port output);
  std::vector<Port> sourcesOf(Port input);
  std::vector<Reading> readingsOf(const NodeKey& node);
  std::vector<Port> readersOf(const Port& output);

  void work(const Port& output);
  Known conclude(const NodeKey& node, const std::vector<Reading>& readings);
  enum class Trial { With, Without };
  Type given(const Port& source, Trial trial = Trial::With);
  Type demanded(const std::string& input);

  const GraphModel& m_model;
  std::deque<Scope> m_scopes;
  std::map<NodeKey, Known> m_known;
  std::map<NodeKey, Known> m_trial;  // as it would be; comes before what is known
  std::unordered_map<const Graph*, std::shared_ptr<Sides>> m_sides;
};

}  // namespace weft::editor
