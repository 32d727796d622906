// Whether a node may start, as far as memory goes: by what the plan knows of it, then by what it was measured to need.
// Bookkeeping alone; the caller sees to it that one thread at a time is here.
//
// Without a budget every node is admitted and nothing is measured. With one, a node starts when what it will need fits
// beside what is held and what those that are running will still need; one of which nothing is known starts alone, and
// nothing beside it. When nothing is running, the next one starts whatever it needs: then it is the allocator that
// refuses.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weft/plan/plan.h>
#include <weft/value/memory.h>

namespace weft {

// What nodes were measured to need, of a type and of inputs of about the same size. Kept between runs.
class MemoryPeaks {
 public:
  void learn(const std::string& type, uint64_t inputBytes, uint64_t peak);
  std::optional<uint64_t> find(const std::string& type, uint64_t inputBytes) const;

 private:
  std::map<std::pair<std::string, int>, uint64_t> m_peaks;  // by type, and the power of two of the inputs' bytes
};

struct MemoryNeed {
  uint64_t bytes = 0;  // beside its inputs, its outputs included
  bool known = false;
  uint64_t inputBytes = 0;  // of which size it was asked
};

class Admission {
 public:
  Admission(MemoryPeaks& peaks, weft_device_id device = cpuDevice) : m_peaks(peaks), m_device(device) {}

  bool isLimited() const { return memoryUse(m_device).budget > 0; }
  MemoryNeed needOf(const PlannedNode& node, uint64_t inputBytes) const;
  bool admits(const MemoryNeed& need) const;
  // How much would have to be free for it, if nothing else ends; what relieveMemory() is asked for.
  uint64_t wanted(const MemoryNeed& need) const;

  void began(const MemoryOwner& owner, const MemoryNeed& need);
  bool ended(const MemoryOwner& owner);  // whether another one ran beside it meanwhile
  bool idle() const { return m_running.empty(); }

 private:
  struct Running {
    const MemoryOwner* owner;
    MemoryNeed need;
    bool hadCompany;
  };
  uint64_t promised() const;

  MemoryPeaks& m_peaks;
  const weft_device_id m_device;
  std::vector<Running> m_running;  // as many as there are threads at most
};

}  // namespace weft
