// A pack that runs in a process of its own, as the host has it: what its node types are bound to.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <weft/base/kernel_table.h>
#include <weft/graph/node_json.h>
#include <weft/graph/node_type.h>
#include <weft/value/device.h>

namespace weft {

struct IsolatedPackOptions {
  std::string id;       // of the plugin
  std::string library;  // its path
  std::string buildId;
  std::function<std::vector<std::string>()> devicePacks{};     // libraries that bring devices, for its nodes to use
  std::function<Result<Device>(weft_device_id)> openDevice{};  // of this process, for tensors that come and go
  KernelTable kernels;
  double nodeTimeout = 0;  // seconds that a call may take; 0: no limit
  // Why the pack may not run any more, to stand behind its name; empty: it may. Asked before a worker is started.
  std::function<std::string()> setAside{};
  // Its process died by what the pack did: "crashed: Segmentation fault (SIGSEGV)". From any thread.
  std::function<void(const std::string& how)> died{};
};

class IsolatedPack {
 public:
  // Costs nothing until something is called.
  static std::shared_ptr<IsolatedPack> make(IsolatedPackOptions options);
  virtual ~IsolatedPack() = default;  // ends the process

  // Gives the type, which was described by somebody else, its functions. They keep the pack alive.
  virtual void bind(NodeType& type, const NodeFunctions& functions) = 0;

  virtual int processId() const = 0;  // of the worker; 0: there is none just now
};

}  // namespace weft
