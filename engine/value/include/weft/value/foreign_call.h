// Calls of functions that lie behind the C ABI: exceptions end here, and status codes become errors.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <weft/abi/base.h>
#include <weft/base/result.h>

namespace weft {

// The message of weft_errors, one per thread.
void setThreadError(std::string_view message);
const std::string& threadError();

// The error for an exception that is being handled; only within a catch block.
Error currentException(std::string_view function);

ErrorCode errorCode(weft_status status);  // of a negative status; unknown ones are Internal
weft_status errorStatus(ErrorCode code);
// `message`, or what the plugin left in weft_errors, or what the status itself says.
Error statusError(std::string_view function, weft_status status, const std::string& message = {});

// Calls a plugin's function that returns a status. Every negative one, every exception and every status that `function`
// may not return is an error.
template <typename Call>
Result<weft_status> callPlugin(std::string_view function, Call&& call) {
  setThreadError({});
  try {
    return static_cast<weft_status>(call());
  } catch (...) {
    return currentException(function);
  }
}

// For functions that answer WEFT_OK or an error.
template <typename Call>
Result<void> callChecked(std::string_view function, Call&& call) {
  auto status = callPlugin(function, std::forward<Call>(call));
  if (!status) return status.error();
  if (*status != WEFT_OK) return statusError(function, *status);
  return {};
}

}  // namespace weft
