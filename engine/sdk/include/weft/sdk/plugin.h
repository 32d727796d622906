// WEFT_PLUGIN("org.example.blend", "1.0.0", Blend, …): the entry symbol of a plugin with these nodes. Type ids are the
// plugin's id, a dot, and the struct's name. Once in a plugin, in a source file that includes all its nodes. Among the
// nodes may stand what brings devices (device.h), and a struct that says who made the plugin, shown in listings:
//   struct Maker {
//     static constexpr const char* vendor = "Example Ltd";
//     static constexpr const char* url = "https://example.org/blend";
//   };
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weft/sdk/device.h>
#include <weft/sdk/node.h>

namespace weft {
inline namespace sdk {
namespace detail {

inline weft_status connect(const weft_host* host, const char* folder) {
  Services& s = services();
  s.host = host;
  s.folder = folder ? folder : "";
  const auto get = [&](auto& table, const char* id) {
    table = static_cast<std::remove_reference_t<decltype(table)>>(host->get_service(id));
  };
  get(s.values, WEFT_VALUES);
  get(s.calls, WEFT_CALLS);
  s.inference.connect(*host, WEFT_INFERENCE);
  get(s.errors, WEFT_ERRORS);
  get(s.log, WEFT_LOG);
  s.allocator.connect(*host, WEFT_ALLOCATOR);
  s.random.connect(*host, WEFT_RANDOM);
  s.parallel.connect(*host, WEFT_PARALLEL);
  s.files.connect(*host, WEFT_FILES);
  s.document.connect(*host, WEFT_DOCUMENT);
  s.kernels.connect(*host, WEFT_KERNELS);
  s.body.connect(*host, WEFT_BODY);
  s.devices.connect(*host, WEFT_DEVICES);
  return s.values && s.calls && s.errors && s.log ? WEFT_OK : WEFT_ERROR_MISSING_SERVICE;
}

template <class T>
concept MakerOfPlugin = requires {
  T::vendor;
  T::url;
};

constexpr bool isPluginId(std::string_view id) {
  size_t parts = 0;
  for (size_t begin = 0; begin <= id.size(); ++parts) {
    const size_t end = std::min(id.find('.', begin), id.size());
    for (size_t i = begin; i < end; ++i) {
      const char c = id[i];
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == begin || ((c < '0' || c > '9') && c != '-'))) return false;
    }
    if (begin == end) return false;
    begin = end + 1;
  }
  return parts >= 2;
}

template <Text Id, Text Version, class... Nodes>
class Plugin {
  static_assert(
      isPluginId(Id.chars),
      "the id of a plugin has two or more parts of letters, digits, _ and -, with dots between: org.example.blend");
  static_assert(sizeof(Version.chars) > 1, "the version of a plugin is a text such as 1.0.0");
  static_assert(sizeof...(Nodes) > 0,
                "WEFT_PLUGIN lists the plugin's nodes: WEFT_PLUGIN(\"org.example.blend\", \"1.0.0\", Blend)");

 public:
  static consteval weft_plugin entry() {
    return {sizeof(weft_plugin), WEFT_MAGIC, WEFT_ABI_VERSION, &init, &deinit, &getFactory};
  }

 private:
  struct Factory {
    std::vector<std::shared_ptr<const void>> descriptions;
    std::vector<weft_node_class> classes;
    std::vector<const weft_node_class*> pointers;
    weft_node_factory factory{};
    const weft_device_factory* devices = nullptr;
    const char* vendor = nullptr;
    const char* url = nullptr;

    Factory() {
      classes.reserve(sizeof...(Nodes));
      (add<Nodes>(), ...);
      for (const weft_node_class& nodeClass : classes) pointers.push_back(&nodeClass);
      factory = {sizeof(weft_node_factory), Id.chars, Version.chars, vendor, url, pointers.size(), pointers.data()};
    }
    template <DeviceSource T>
    void add() {
      devices = &DevicesOf<T>::factory;
    }
    template <MakerOfPlugin T>
    void add() {
      vendor = T::vendor;
      url = T::url;
    }
    template <class T>
    void add() {
      using NodeType = typename ClassOf<T>::NodeType;
      const auto description = std::make_shared<const Description<NodeType>>(Id.chars);
      descriptions.push_back(description);
      weft_node_class nodeClass{};
      nodeClass.struct_size = sizeof(weft_node_class);
      nodeClass.descriptor = &description->get();
      ClassOf<T>::fill(nodeClass);
      addQuestions<NodeType>(nodeClass);
      classes.push_back(nodeClass);
    }
  };
  static Factory& factory() {
    static Factory* instance = new Factory();  // never destroyed: descriptors outlive every use
    return *instance;
  }

  static weft_status WEFT_CALL init(const weft_host* host, const char* folder) {
    if (const weft_status status = connect(host, folder); status != WEFT_OK) return status;
    return guard([] {
      factory();
      size_t unlisted = 0;
      for (const Declaration* d = declarations; d; d = d->next) unlisted += !d->listed;
      if (unlisted)
        throw Failure(std::to_string(unlisted) +
                      (unlisted == 1 ? " port or parameter is" : " ports or parameters are") +
                      " declared with weft::input, weft::output or weft::param but not listed in its node's ports");
    });
  }
  static void WEFT_CALL deinit() {}
  static const void* WEFT_CALL getFactory(const char* id) {
    if (std::strcmp(id, WEFT_NODE_FACTORY) == 0) return &factory().factory;
    return std::strcmp(id, WEFT_DEVICE_FACTORY) == 0 ? factory().devices : nullptr;
  }
};

}  // namespace detail
}  // namespace sdk
}  // namespace weft

#define WEFT_PLUGIN(id, version, ...)                                    \
  extern "C" WEFT_EXPORT constinit const weft_plugin weft_plugin_entry = \
      ::weft::detail::Plugin<::weft::Text{id}, ::weft::Text{version} __VA_OPT__(, ) __VA_ARGS__>::entry();
