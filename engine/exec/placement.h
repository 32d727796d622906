// Where a node runs, from what its type declares and the plan chose.
#pragma once

#include <compare>

#include <weft/plan/plan.h>

namespace weft {

enum class LaneKind { Light, Heavy, Io, Gpu };

struct LaneId {
  LaneKind kind = LaneKind::Light;
  int device = 0;  // Gpu: which one
  auto operator<=>(const LaneId&) const = default;
};

struct Placement {
  LaneId lane;
  weft_device_id device{WEFT_DEVICE_CPU, 0};
  weft_dtype dtype{};  // lanes 0: automatic
};

// A node whose type does not know the chosen device runs on the CPU.
Placement placementOf(const PlannedNode& node);

}  // namespace weft
