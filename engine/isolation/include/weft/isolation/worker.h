// The worker's side: the process that a pack runs in.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <weft/base/kernel_table.h>
#include <weft/graph/node_type.h>
#include <weft/value/device.h>

namespace weft {

// What a worker needs of whoever loads plugins.
struct WorkerHooks {
  // Called with each signal of a crash before it ends the process, if that can be arranged, with the address that was
  // touched and may not be, if any.
  std::function<void(void (*mark)(const void* address))> markCrashes;
  std::function<void(const KernelTable& kernels)> useKernels;
  // The libraries that bring devices; to be loaded when one is asked for.
  std::function<void(std::vector<std::string> libraries)> useDevicePacks;
  std::function<Result<Device>(weft_device_id)> openDevice;
  std::function<Result<std::vector<NodeType>>(const std::string& library, const std::string& buildId)> load;
};

// Whether this process was started as a worker.
bool isWorker(int argc, char** argv);

// What it does, until its host has gone.
[[noreturn]] void runWorker(const WorkerHooks& hooks);

}  // namespace weft
