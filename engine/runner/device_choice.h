// Which device --device means on this machine, and what happens to nodes whose device is not there.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <weft/abi/tensor.h>
#include <weft/base/result.h>
#include <weft/graph/node_type.h>

namespace weft::runner {

// "cpu", "cuda:0", "vulkan:0", …; a CUDA device that is not there is an error.
Result<std::string> chooseDevice(const std::string& device);

// Nodes for a Vulkan device that is not there run on the CPU, and one line for each such device says so.
class DeviceFinder {
 public:
  bool has(const std::string& device, const NodeType& type);  // PlanOptions::hasDevice, once a Host has been made
  std::vector<std::string> takeNotes();  // "no Vulkan driver (why): weft.upscalers.Resample runs on the CPU"

 private:
  std::map<std::string, std::set<std::string>> m_missing;  // what is not there -> types of nodes
};
// Those that this machine has and this build can use, the CPU first. Looked for once, which may load a driver.
const std::vector<weft_device_id>& knownDevices();

}  // namespace weft::runner
