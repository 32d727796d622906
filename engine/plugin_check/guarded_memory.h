// Tensors whose memory lies so that a plugin which does not keep to it is caught at once.
#pragma once

#include <span>
#include <string>

#include <weft/value/value.h>

namespace weft {

enum class MemoryGuard {
  ReadOnly,  // a write crashes
  AtEnd,     // an access behind the last byte crashes
  AtStart,   // one before the first
};

// A tensor for a value of one's own. The elements are copied from `source`, compact. `name` says in the explanation of
// a crash whose memory it was.
Result<Value> guardedTensor(weft_dtype dtype, std::span<const int64_t> shape, const void* source, uint64_t bytes,
                            MemoryGuard guard, const std::string& name);

// Compact and uninitialised, 64-byte aligned, for a plugin to write into; nullptr: there is no memory. An access behind
// the last byte crashes, or shows in overruns() when it is given back.
weft_managed_tensor* guardedOutput(weft_dtype dtype, std::span<const int64_t> shape);
uint64_t overruns();

class Activity;

// From now on a crash within such memory is explained to `activity`. Once in a process.
void explainGuardedMemory(Activity& activity);

}  // namespace weft
