// --stats: what a run took, node by node, type by type, lane by lane.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <weft/exec/events.h>

namespace weft::runner {

class RunStats {
 public:
  RunStats();  // before the run: measures what the process takes without it
  void event(const Event& event);
  std::string text() const;  // once the run has finished: tables of lines

 private:
  struct Sum {
    double seconds = 0;
    uint64_t calls = 0, peakBytes = 0, bytes = 0;
    uint64_t nodes = 0, cached = 0, failed = 0, skipped = 0;
    void add(const Sum& other);
  };
  struct Node {
    std::string id, type;
    Sum sum;
  };

  std::vector<Node> m_nodes;                    // in the order in which they ended
  std::map<std::string, double> m_laneSeconds;  // in calls
  Event m_finished;
  uint64_t m_residentBefore;
};

}  // namespace weft::runner
