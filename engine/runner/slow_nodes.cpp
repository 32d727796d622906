#include "slow_nodes.h"

#include <algorithm>

#include "output.h"

namespace weft::runner {
namespace {

std::chrono::steady_clock::duration durationOf(double seconds) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

SlowNodes::SlowNodes(const NodeCatalog& catalog, double timeoutSeconds, double intervalSeconds)
    : m_catalog(catalog),
      m_timeout(durationOf(timeoutSeconds)),
      m_interval(durationOf(intervalSeconds)),
      m_watcher([this] { watch(); }) {}

SlowNodes::~SlowNodes() {
  {
    const std::lock_guard lock(m_mutex);
    m_isOver = true;
  }
  m_changed.notify_all();
  m_watcher.join();
}

void SlowNodes::event(const Event& event) {
  if (event.kind == Event::Kind::NodeStarted) {
    const NodeType* type = m_catalog.find(event.type);
    if (!type || type->isolated) return;
    const auto now = Clock::now();
    const std::lock_guard lock(m_mutex);
    m_calls[event.node] = {now, now + std::max(m_timeout, m_interval)};
  } else if (event.kind == Event::Kind::NodeCalled || event.kind == Event::Kind::NodeFinished ||
             event.kind == Event::Kind::NodeFailed) {
    const std::lock_guard lock(m_mutex);
    m_calls.erase(event.node);
  }
}

void SlowNodes::watch() {
  std::unique_lock lock(m_mutex);
  while (!m_isOver) {
    const auto now = Clock::now();
    for (auto& [node, call] : m_calls) {
      if (now < call.nextReport) continue;
      call.nextReport = now + m_interval;
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - call.start).count();
      printNote("nodes." + node + " has been running for " + std::to_string(seconds) +
                " s; --node-timeout cannot end it, since its plugin runs in this process (see --isolate)");
    }
    m_changed.wait_for(lock, std::min(m_interval, durationOf(1)));
  }
}

}  // namespace weft::runner
