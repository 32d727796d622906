// Which nodes that train are running: they write a checkpoint when they are asked to stop, and may take their time.
#pragma once

#include <atomic>
#include <set>
#include <string>

#include <weft/exec/events.h>
#include <weft/graph/node_type.h>

namespace weft::runner {

class TrainingNodes {
 public:
  explicit TrainingNodes(const NodeCatalog& catalog) : m_catalog(catalog) {}

  void event(const Event& event) {  // one call at a time
    const NodeType* type = m_catalog.find(event.type);
    if (!type || !type->category.starts_with("Training")) return;
    if (event.kind == Event::Kind::NodeStarted) m_running.insert(event.node);
    if (event.kind == Event::Kind::NodeFinished || event.kind == Event::Kind::NodeFailed) m_running.erase(event.node);
    m_any = !m_running.empty();
  }
  bool any() const { return m_any; }  // any thread

 private:
  const NodeCatalog& m_catalog;
  std::set<std::string> m_running;
  std::atomic<bool> m_any{false};
};

}  // namespace weft::runner
