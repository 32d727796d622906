// Nodes whose code needs LibTorch: the pack's library holds their descriptors, and the library of the same name in the
// folder torch/ beside it holds the code, loaded when the first such node is created. That library is a plugin of the
// same form (WEFT_PLUGIN with the same nodes), so there is one way to declare a node.
//
//   WEFT_PLUGIN("weft.schedulers", "0.1.0", FlowSigmas, weft::Deferred<Sample>)     schedulers.cpp, no LibTorch
//   WEFT_PLUGIN("weft.schedulers", "0.1.0", Sample)                                 torch/schedulers.cpp
#pragma once

#include <dlfcn.h>

#include <cstring>
#include <mutex>
#include <string>

#include <weft/sdk/plugin.h>

namespace weft {

template <class T>
struct Deferred {};

namespace detail {

// The implementing library, loaded once; throws Failure where it cannot be.
inline const weft_node_factory& implementation() {
  static const weft_node_factory* factory = [] {
    Dl_info self{};
    dladdr(&weft_plugin_entry, &self);
    const std::string path = self.dli_fname;
    const size_t slash = path.rfind('/');
    const std::string library = path.substr(0, slash) + "/torch" + path.substr(slash);
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) throw Failure(std::string("cannot load ") + dlerror(), WEFT_ERROR_UNSUPPORTED);
    const auto* entry = static_cast<const weft_plugin*>(dlsym(handle, WEFT_PLUGIN_SYMBOL));
    if (!entry) throw Failure(library + " is not a pack", WEFT_ERROR_INTERNAL);
    check(entry->init(services().host, library.substr(0, library.rfind('/')).c_str()));
    return static_cast<const weft_node_factory*>(entry->get_factory(WEFT_NODE_FACTORY));
  }();
  return *factory;
}

inline const weft_node_class& implementationOf(const weft_node_class& declared) {
  const weft_node_factory& factory = implementation();
  for (size_t i = 0; i < factory.count; ++i)
    if (std::strcmp(factory.classes[i]->descriptor->id, declared.descriptor->id) == 0) return *factory.classes[i];
  throw Failure(std::string(declared.descriptor->id) + " is missing in the pack's library", WEFT_ERROR_INTERNAL);
}

}  // namespace detail

inline namespace sdk {

template <class T>
struct ClassOf<Deferred<T>> {
  using NodeType = T;
  static void fill(weft_node_class& nodeClass) {
    nodeClass.create = [](const weft_node_class* self, void** node) -> weft_status {
      weft_status status = WEFT_OK;
      const weft_status loaded = detail::guard([&] {
        const weft_node_class& real = weft::detail::implementationOf(*self);
        status = real.create(&real, node);
      });
      return loaded < 0 ? loaded : status;
    };
    nodeClass.destroy = [](const weft_node_class* self, void* node) {
      const weft_node_class& real = weft::detail::implementationOf(*self);
      real.destroy(&real, node);
    };
    nodeClass.process = [](const weft_node_class* self, void* node, weft_call* call) {
      const weft_node_class& real = weft::detail::implementationOf(*self);
      return real.process(&real, node, call);
    };
  }
};

}  // namespace sdk
}  // namespace weft
