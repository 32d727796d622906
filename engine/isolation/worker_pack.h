// The pack in its worker: its node types, the nodes that live, and what answers for them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <weft/graph/node_instance.h>
#include <weft/graph/node_type.h>
#include <weft/value/memory.h>

#include "call_wire.h"
#include "link.h"

namespace weft {

class WorkerPack {
 public:
  void setTypes(std::vector<NodeType> types);  // before anything is asked
  Link::Services services();

  // Where the nodes that were called so far write their files.
  std::vector<std::string> outputFolders() const;

 private:
  struct Node {
    explicit Node(std::string id) : name(std::move(id)), memory(name) {}
    const std::string name;
    MemoryOwner memory;
    std::unique_ptr<NodeInstance> instance;
  };

  const NodeType* findType(Served& served, const std::string& id) const;
  Result<std::shared_ptr<Node>> nodeFor(const CallHead& head, const NodeType& type);
  Result<void> process(Served& served);
  Result<void> destroy(Served& served);

  std::map<std::string, NodeType> m_types;
  mutable std::mutex m_mutex;
  std::map<uint64_t, std::shared_ptr<Node>> m_nodes;
  std::vector<std::string> m_outputFolders;
};

// What answers questions about the types.
using FindType = std::function<const NodeType*(Served& served, const std::string& id)>;
void addQuestionServices(Link::Services& services, const FindType& findType);

}  // namespace weft
