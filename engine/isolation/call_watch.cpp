#include "call_watch.h"

#include <weft/base/text.h>
#include <weft/graph/node_instance.h>

#include <weft/isolation/current_call.h>

namespace weft {
namespace {

// For what no node waits for: destructors, questions.
constexpr double idleSeconds = 60;

}  // namespace

CallWatch::CallWatch(Link& link, CallContext& context) : m_link(link), m_context(context) {}

bool CallWatch::isCancelled() const {
  if (m_context.node) return m_context.node->cancelled();
  const NodeCall* current = CurrentCall::get();
  return current && current->cancelled();
}

Result<void> CallWatch::giveUp(Error error) {
  m_link.condemn(error, m_context.slot, false);
  return error;
}

Result<void> CallWatch::check() {
  if (auto end = m_link.end()) return end->error;
  if (m_link.isWorker()) return {};  // the host is the judge
  const auto now = Clock::now();
  if (!m_cancelled && isCancelled()) {
    m_cancelled = now;
    m_link.page().words().cancelled[m_context.slot] = 1;
  }
  const auto secondsSince = [now](Clock::time_point then) { return std::chrono::duration<double>(now - then).count(); };
  if (m_cancelled && secondsSince(*m_cancelled) > m_context.cancelSeconds) {
    return giveUp(makeError(ErrorCode::Cancelled, "cancelled; " + m_link.name() + " did not stop within " +
                                                      formatNumber(m_context.cancelSeconds) +
                                                      " s, and its process was ended"));
  }
  const bool isForNode = m_context.node || CurrentCall::get();
  const double limit = m_context.timeoutSeconds > 0 ? m_context.timeoutSeconds : isForNode ? 0 : idleSeconds;
  if (limit > 0 && secondsSince(m_start) > limit) {
    const std::string option = m_context.timeoutSeconds > 0 ? " (--node-timeout)" : "";
    return giveUp(makeError(ErrorCode::Internal, m_link.name() + " did not answer within " + formatNumber(limit) +
                                                     " s" + option + ", and its process was ended"));
  }
  return {};
}

}  // namespace weft
