#include "resume_gate.h"

#include <atomic>

#include "scheduler.h"

namespace weft {

struct ResumeGate::Token {
  Token(std::shared_ptr<ResumeGate> ownGate, int ownNode, uint64_t ownVisit)
      : gate(std::move(ownGate)), node(ownNode), visit(ownVisit) {}
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  ~Token() {
    if (!used) gate->resume(node, visit, true);
  }

  const std::shared_ptr<ResumeGate> gate;
  const int node;
  const uint64_t visit;
  std::atomic<bool> used{false};
};

std::function<void()> ResumeGate::token(int node, uint64_t visit) {
  return [token = std::make_shared<Token>(shared_from_this(), node, visit)] {
    if (!token->used.exchange(true)) token->gate->resume(token->node, token->visit, false);
  };
}

void ResumeGate::resume(int node, uint64_t visit, bool forgotten) {
  const std::lock_guard lock(m_mutex);
  if (m_scheduler) m_scheduler->resume(node, visit, forgotten);
}

void ResumeGate::close() {
  const std::lock_guard lock(m_mutex);
  m_scheduler = nullptr;
}

}  // namespace weft
