// Values in messages.
#pragma once

#include <weft/base/result.h>
#include <weft/value/value.h>

#include "message.h"

namespace weft {

// An empty handle is a value too. Errors: the value is of a kind that cannot cross, or memory is short.
Result<void> putValue(MessageWriter& message, const Value& value);

// An error where the message makes no sense (message.ok() is false then), or memory is short.
Result<Value> getValue(MessageReader& message);

}  // namespace weft
