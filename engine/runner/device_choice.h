// Which device --device means on this machine.
#pragma once

#include <string>

#include <weft/base/result.h>

namespace weft::runner {

// "cpu", "cuda:0", …; what is not there, or not in this version, is an error.
Result<std::string> chooseDevice(const std::string& device);

}  // namespace weft::runner
