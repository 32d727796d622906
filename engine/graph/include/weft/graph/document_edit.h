// Edits of a document in the words of graphs: several that hold or fail together, with what undoes them. Every edit
// leaves a document that reads as a graph file; whether node types, ports and parameters exist is the plan's to say.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include <weft/graph/document.h>

namespace weft {

// `graph` is the name of a subgraph, or empty for the top one. An edit that fails changes nothing, and the others of
// the same DocumentEdit stay until it ends. One thread at a time.
class DocumentEdit {
 public:
  explicit DocumentEdit(Document& document) : m_document(document) {}
  ~DocumentEdit();  // takes everything back unless commit() was called
  DocumentEdit(const DocumentEdit&) = delete;
  DocumentEdit& operator=(const DocumentEdit&) = delete;

  // Edits stay. What undoes them, to be done in the order given.
  std::vector<Splice> commit();

  // Sets any member, in the place where it stood, or as the last; objects on the way are made where they are missing.
  Result<void> put(const std::vector<std::string>& path, Json value);
  Result<void> erase(const std::vector<std::string>& path);
  Result<void> rename(const std::vector<std::string>& path, const std::string& to);  // the last key; its place stays
  Result<void> splice(Splice change);

  // `at`: the place among the nodes; nullopt: the last.
  Result<void> addNode(const std::string& graph, const std::string& id, Json node, std::optional<size_t> at = {});
  // With the links that read them, and as targets and sources of the graph's inputs and outputs.
  Result<void> removeNodes(const std::string& graph, const std::vector<std::string>& ids);
  // Links, and the graph's inputs and outputs, follow.
  Result<void> renameNode(const std::string& graph, const std::string& id, const std::string& to);
  // A member of the node that is not "params" or "inputs": type, device, mute, or one that only the editor knows.
  Result<void> setField(const std::string& graph, const std::string& node, const std::string& key, Json value);
  Result<void> clearField(const std::string& graph, const std::string& node, const std::string& key);
  Result<void> setParameter(const std::string& graph, const std::string& node, const std::string& parameter,
                            Json value);
  Result<void> clearParameter(const std::string& graph, const std::string& node, const std::string& parameter);

  // Takes the place of what was linked; with `append` it is added to the port's array.
  Result<void> link(const std::string& graph, const Endpoint& to, const Endpoint& from, bool append = false);
  // All links of the port, or the ones from `from`.
  Result<void> unlink(const std::string& graph, const Endpoint& to, const std::optional<Endpoint>& from = {});

  // Nodes that instantiate the subgraph follow. A parameter that names it (the body of a loop) does not: only the
  // node's type knows that it does.
  Result<void> renameGraph(const std::string& name, const std::string& to);

 private:
  class Step;
  enum class Change { None, Other, Gone };

  void takeBack(size_t count);  // all edits but the first `count` splices
  Result<const Graph*> findGraph(const std::string& name) const;
  Result<const NodeEntry*> findNode(const std::string& graph, const std::string& id) const;
  Result<void> putInNode(const std::string& graph, const std::string& node, std::initializer_list<std::string> keys,
                         Json value);
  // A member of the node's "params" or "inputs"; the last one takes the object with it.
  Result<void> eraseFrom(const std::string& graph, const std::string& node, const std::string& object,
                         const std::string& key);
  Result<void> setLinks(const std::string& graph, const Endpoint& to, const std::vector<Endpoint>& from, bool array);
  // Every place of the graph that names a node's port: links, inputs' targets, outputs' sources.
  Result<void> changeEndpoints(const std::string& graph, const std::function<Change(Endpoint&)>& change);

  Document& m_document;
  std::vector<Splice> m_undo;  // in the order of the edits
};

}  // namespace weft
