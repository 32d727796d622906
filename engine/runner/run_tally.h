// What a run has told of its nodes so far, so that the rest can be told for it when it is ended by force.
#pragma once

#include <chrono>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <weft/exec/events.h>
#include <weft/plan/plan.h>

namespace weft::runner {

class RunTally {
 public:
  explicit RunTally(const Plan& plan);  // which outlives this

  void event(const Event& event);
  // The ends that are still to come: of each node, as cut short, and of the run, as cancelled. Empty where there is no
  // run, or no more.
  std::vector<Event> missing() const;

 private:
  const Plan& m_plan;
  bool m_running = false;
  std::chrono::steady_clock::time_point m_start;
  double m_time = 0;                            // of the latest event
  std::unordered_set<std::string_view> m_open;  // ids of the plan
  uint64_t m_executed = 0, m_cached = 0, m_failed = 0, m_skipped = 0;
};

}  // namespace weft::runner
