// For tests that use the SDK's values themselves, in place of a plugin that a host has loaded.
#pragma once

#include <weft/sdk/plugin.h>

namespace weft {
const weft_host& hostTable();  // of weft/host/host.h, whose values have the same name as the SDK's
}

namespace weft::test {

// To be called before the first value is made; any number of times.
inline void connectSdk() {
  static const weft_status connected = weft::detail::connect(&hostTable(), "");
  if (connected != WEFT_OK) throw Failure("the host's services are not complete");
}

}  // namespace weft::test
