// Where a node runs and on how many threads, from what its type declares and the plan chose: never from timing.
#pragma once

#include <compare>

#include <weft/plan/plan.h>

namespace weft {

enum class LaneKind { Light, Heavy, Io, Gpu };

struct LaneId {
  LaneKind kind = LaneKind::Light;
  int32_t deviceType = 0, device = 0;  // Gpu: which one, as in weft_device_id
  auto operator<=>(const LaneId&) const = default;
};

struct Placement {
  LaneId lane;
  uint32_t threads = 1;  // that the node may keep busy
  weft_device_id device{WEFT_DEVICE_CPU, 0};
  weft_dtype dtype{};  // lanes 0: automatic
};

// `threads`: how many a run may keep busy in heavy nodes; they are shared among the node's peers, and in passes that
// run side by side each node has one. A node whose type does not know the chosen device runs on the CPU.
Placement placementOf(const PlannedNode& node, int threads, bool sideBySide);

}  // namespace weft
