// What resume tokens hold on to: they may be used, or forgotten, after the run has ended.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

namespace weft {

class Scheduler;

class ResumeGate : public std::enable_shared_from_this<ResumeGate> {
 public:
  explicit ResumeGate(Scheduler& scheduler) : m_scheduler(&scheduler) {}

  // For the `visit`th call of process() of `node`. Called once, it resumes; destroyed without, the node fails, since
  // nobody is left who could.
  std::function<void()> token(int node, uint64_t visit);
  // Returns when no token is at work in the scheduler any more; later ones do nothing.
  void close();

 private:
  struct Token;
  void resume(int node, uint64_t visit, bool forgotten);

  std::mutex m_mutex;
  Scheduler* m_scheduler;
};

}  // namespace weft
