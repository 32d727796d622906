// Where plugins' device factories are kept.
#pragma once

#include <string>
#include <vector>

#include <weft/abi/interface/device.h>
#include <weft/base/result.h>
#include <weft/value/device.h>

namespace weft {

Result<void> checkDeviceType(int32_t type);  // one that packs may bring

// A checked copy of what a plugin brings.
Result<weft_device_factory> readDeviceFactory(const weft_device_factory* factory);

// Checks what the plugin in `library` brings, and takes it in; of two factories for a type the first stays.
Result<void> addDeviceFactory(const weft_device_factory* factory, const std::string& library);

// Libraries that bring devices, loaded when the first device is asked for.
void setDevicePacks(std::vector<std::string> libraries);
// The libraries whose devices this process has.
std::vector<std::string> devicePacks();

// openDevice() as nodes ask for it: a device that nobody brings is one that is not supported.
Result<Device> openForNode(weft_device_id id);

}  // namespace weft
