// Values in messages, of any kind. Small tensors cross inline; larger ones stay where they are in a shared arena (what
// lies elsewhere is copied into one), and the receiver reads them there. Objects and sequences stay in their process,
// where proxies call them (remote_object.h). What comes home is the value that went. A tensor on a device is fetched,
// and arrives on the same device of the other side.
#pragma once

#include <weft/base/result.h>
#include <weft/value/value.h>

#include "message.h"

namespace weft {

// An empty handle is a value too. Errors: a tensor whose device cannot be read, or memory is short.
Result<void> putValue(MessageWriter& message, const Value& value);

// What it takes of memory is counted here too, in the name of the node that this thread works for. An error where the
// message makes no sense (message.ok() is false then), or memory is short.
Result<Value> getValue(MessageReader& message);

}  // namespace weft
