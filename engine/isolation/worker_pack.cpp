#include "worker_pack.h"

#include <algorithm>

#include "worker_call.h"

namespace weft {

void WorkerPack::setTypes(std::vector<NodeType> types) {
  for (NodeType& type : types) {
    std::string id = type.id;
    m_types.emplace(std::move(id), std::move(type));
  }
}

Link::Services WorkerPack::services() {
  Link::Services services;
  services[MessageKind::Process] = [this](Served& served) { return process(served); };
  services[MessageKind::DestroyNode] = [this](Served& served) { return destroy(served); };
  addQuestionServices(services, [this](Served& served, const std::string& id) { return findType(served, id); });
  return services;
}

std::vector<std::string> WorkerPack::outputFolders() const {
  const std::lock_guard lock(m_mutex);
  return m_outputFolders;
}

const NodeType* WorkerPack::findType(Served& served, const std::string& id) const {
  setThreadSlot(served.slot);
  const auto found = m_types.find(id);
  return found == m_types.end() ? nullptr : &found->second;
}

Result<std::shared_ptr<WorkerPack::Node>> WorkerPack::nodeFor(const CallHead& head, const NodeType& type) {
  {
    const std::lock_guard lock(m_mutex);
    if (std::find(m_outputFolders.begin(), m_outputFolders.end(), head.outputFolder) == m_outputFolders.end()) {
      m_outputFolders.push_back(head.outputFolder);
    }
    if (const auto found = m_nodes.find(head.instance); found != m_nodes.end()) return found->second;
  }
  auto node = std::make_shared<Node>(head.node);
  const MemoryScope memory(&node->memory);
  auto instance = type.create();
  if (!instance) return instance.error();
  node->instance = *std::move(instance);
  const std::lock_guard lock(m_mutex);
  m_nodes.emplace(head.instance, node);
  return node;
}

Result<void> WorkerPack::process(Served& served) {
  CallHead head = getHead(served.request);
  const NodeType* type = findType(served, head.type);
  if (!type) return makeError(ErrorCode::NotFound, "the library has no node type " + head.type + " any more");
  auto node = nodeFor(head, *type);
  if (!node) return node.error();
  const MemoryScope memory(&(*node)->memory);
  auto call = WorkerCall::read(served, *type, std::move(head));
  if (!call) return call.error();
  const auto outcome = (*node)->instance->process(**call);
  if (!outcome) return outcome.error();
  return (*call)->putAnswer(served.answer, *outcome);
}

Result<void> WorkerPack::destroy(Served& served) {
  setThreadSlot(served.slot);
  const auto instance = served.request.get<uint64_t>();
  if (auto whole = served.request.finish(); !whole) return whole;
  std::shared_ptr<Node> node;
  {
    const std::lock_guard lock(m_mutex);
    const auto found = m_nodes.find(instance);
    // Its creation has failed.
    if (found == m_nodes.end()) return {};
    node = std::move(found->second);
    m_nodes.erase(found);
  }
  return {};
}

}  // namespace weft
