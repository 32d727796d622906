// What stands for a tensor on other devices: made for its first reader there, found by the others, gone with the tensor
// itself or when it is dropped. All functions may be called from any thread.
#pragma once

#include <functional>

#include <weft/value/value.h>

namespace weft {

// The copy of `tensor` on `device`, which `make` makes where none is kept. Two threads that ask for one at a time get
// the same: the second waits for the first one's transfer, which depends on no other node.
Result<Value> copyOn(const Value& tensor, weft_device_id device, const std::function<Result<Value>()>& make);

// Lets go of all copies that are kept in the process; who reads one has a reference of its own. May be called where
// memory is short, from within an allocation.
void dropCopies();

}  // namespace weft
