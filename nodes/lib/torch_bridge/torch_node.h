// The base of nodes that compute with LibTorch. Free of LibTorch itself, so that a pack's descriptors are too.
#pragma once

#include <weft/sdk/node.h>

#include <cstdint>
#include <functional>

namespace weft {
namespace torch_bridge {

// The one place where Weft's code meets LibTorch's settings and errors: runs `body` with this many intra-op threads
// and without gradients, and turns LibTorch's exceptions into a Failure of one line.
void run(uint32_t threads, const std::function<void()>& body);

}  // namespace torch_bridge

inline namespace sdk {

template <class Self>
struct TorchNode : Node<Self> {
  template <class Function>
  static void around(Call& call, Function&& function) {
    torch_bridge::run(call.threads(), std::forward<Function>(function));
  }
};

}  // namespace sdk
}  // namespace weft
