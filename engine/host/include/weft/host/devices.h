// The devices that loaded packs bring: one of each in a process, opened when it is first asked for, and kept. Any
// thread; the first call for a device may load a driver.
#pragma once

#include <weft/value/device.h>

namespace weft {

// How many devices of a type there are, 1 or more. NotFound: no pack brings such devices. Another error says why there
// is none: no driver, for example.
Result<int> deviceCount(int32_t type);

// NotFound: no pack brings such devices. What has failed once fails again in the same words, without a new attempt.
Result<Device> openDevice(weft_device_id id);

}  // namespace weft
