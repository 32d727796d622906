// What the caches keep of a node that has run.
#pragma once

#include <cstdint>
#include <vector>

#include <weft/plan/plan.h>
#include <weft/value/value.h>

namespace weft {

struct CachedResult {
  std::vector<Value> outputs;  // one per output port; empty handles where none was set
  double seconds = 0;          // that computing them took
  uint32_t threads = 1;        // that the node might keep busy then
};

struct KeyHash {
  size_t operator()(const Key& key) const { return static_cast<size_t>(key[0]); }
};

}  // namespace weft
