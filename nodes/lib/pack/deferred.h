// Nodes whose code needs LibTorch: the pack's library holds their descriptors, and the library of the same name in the
// folder torch/ beside it holds the code, loaded when the first such node is created. That library is a plugin of the
// same form (WEFT_PLUGIN with the same nodes), so there is one way to declare a node.
//
//   WEFT_PLUGIN("weft.io", "0.1.0", SaveTensor, weft::Deferred<LoadModel>)     io.cpp, no LibTorch
//   WEFT_PLUGIN("weft.io", "0.1.0", LoadModel)                                 torch/io.cpp
#pragma once

#include "pack/part.h"

namespace weft {

template <class T>
struct Deferred {};

inline namespace sdk {

template <class T>
struct ClassOf<Deferred<T>> {
  using NodeType = T;
  static void fill(weft_node_class& nodeClass) {
    nodeClass.create = [](const weft_node_class* self, void** node) -> weft_status {
      weft_status status = WEFT_OK;
      const weft_status loaded = detail::guard([&] {
        const weft_node_class& real = weft::detail::classInPart<"torch">(*self);
        status = real.create(&real, node);
      });
      return loaded < 0 ? loaded : status;
    };
    nodeClass.destroy = [](const weft_node_class* self, void* node) {
      const weft_node_class& real = weft::detail::classInPart<"torch">(*self);
      real.destroy(&real, node);
    };
    nodeClass.process = [](const weft_node_class* self, void* node, weft_call* call) {
      const weft_node_class& real = weft::detail::classInPart<"torch">(*self);
      return real.process(&real, node, call);
    };
  }
};

}  // namespace sdk
}  // namespace weft
