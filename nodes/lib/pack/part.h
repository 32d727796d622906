// A pack's code that needs large libraries lies in a library of its own, of the same name, in a folder beside the
// pack's: torch/ or vulkan/. It is a plugin of the same form and is loaded with the first node or device that needs it.
#pragma once

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include <weft/sdk/plugin.h>

namespace weft::detail {

struct FolderName {
  template <size_t N>
  consteval FolderName(const char (&text)[N]) {  // NOLINT(google-explicit-constructor): a literal is one
    static_assert(N <= sizeof(chars));
    std::copy_n(text, N, chars);
  }
  char chars[16] = {};
};

// Loaded once; throws Failure where it cannot be.
template <FolderName folder>
const weft_plugin& packPart() {
  static const weft_plugin* part = [] {
    Dl_info self{};
    dladdr(&weft_plugin_entry, &self);
    const std::string path = self.dli_fname;
    const size_t slash = path.rfind('/');
    const std::string library = path.substr(0, slash) + "/" + folder.chars + path.substr(slash);
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) throw Failure(std::string("cannot load ") + dlerror(), WEFT_ERROR_UNSUPPORTED);
    const auto* entry = static_cast<const weft_plugin*>(dlsym(handle, WEFT_PLUGIN_SYMBOL));
    if (!entry) throw Failure(library + " is not a pack", WEFT_ERROR_INTERNAL);
    check(entry->init(services().host, library.substr(0, library.rfind('/')).c_str()));
    return entry;
  }();
  return *part;
}

// The class in that part which has the descriptor's id.
template <FolderName folder>
const weft_node_class& classInPart(const weft_node_class& declared) {
  const auto& factory = *static_cast<const weft_node_factory*>(packPart<folder>().get_factory(WEFT_NODE_FACTORY));
  for (size_t i = 0; i < factory.count; ++i)
    if (std::strcmp(factory.classes[i]->descriptor->id, declared.descriptor->id) == 0) return *factory.classes[i];
  throw Failure(std::string(declared.descriptor->id) + " is missing in the pack's library", WEFT_ERROR_INTERNAL);
}

}  // namespace weft::detail
