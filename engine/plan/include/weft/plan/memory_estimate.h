// How much memory a plan will need, by what is known before anything runs: from types, and from what nodes say of
// themselves (infer's set_output_bytes, estimate).
#pragma once

#include <weft/plan/plan.h>
#include <string>
#include <vector>

namespace weft {

struct DeviceEstimate {
  std::string device;                // "cpu", "cuda:0", "vulkan"
  uint64_t peak = 0;                 // bytes of what is known to be there at one time
  std::string node;                  // the first that computes at that time
  uint64_t weights = 0;              // how much of it objects keep
  std::vector<std::string> unknown;  // nodes of which something is not known: a size, or what they work with
};

// The plan's nodes one after the other in its order, each value gone with its last reader; a body counts with its own
// peak while its node runs. One entry per device that the plan uses, the CPU first.
std::vector<DeviceEstimate> estimateMemory(const Plan& plan);

}  // namespace weft
