// From a Result of the shared code to what a node throws.
#pragma once

#include <utility>

#include <weft/sdk/host.h>

#include "weft/base/result.h"

namespace weft {

inline Failure failureOf(const Error& error) { return Failure(error.message, -static_cast<weft_status>(error.code)); }

// The value, or the error as a Failure of the same code.
template <class T>
T require(Result<T> result) {
  if (!result) throw failureOf(result.error());
  return std::move(*result);
}
inline void require(Result<void> result) {
  if (!result) throw failureOf(result.error());
}

}  // namespace weft
