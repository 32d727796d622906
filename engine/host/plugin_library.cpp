#include "plugin_library.h"

#include <dlfcn.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include <weft/abi/plugin.h>
#include <weft/base/text.h>
#include <weft/graph/node_instance.h>
#include <weft/host/host.h>

#include "elf_file.h"
#include "file_identity.h"
#include "guard.h"
#include "load_failure.h"
#include "struct_reader.h"

namespace weft {
namespace {

std::string versionText(const weft_version& version) {
  return std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' + std::to_string(version.patch);
}

// 0.x: the same minor. From 1.0 on: the same major.
std::string checkVersion(const weft_version& found) {
  const bool fits = found.major == WEFT_ABI_MAJOR && (found.major > 0 || found.minor == WEFT_ABI_MINOR);
  if (fits) return {};
  const std::string wanted =
      WEFT_ABI_MAJOR > 0 ? std::to_string(WEFT_ABI_MAJOR) + ".x" : "0." + std::to_string(WEFT_ABI_MINOR) + ".x";
  return "was built for version " + versionText(found) + " of the plugin ABI; this Weft has " +
         versionText(WEFT_ABI_VERSION) + " and takes " + wanted;
}

std::string checkHead(uint32_t structSize, uint32_t magic, const weft_version& abi) {
  constexpr uint32_t needed = WEFT_UP_TO(weft_plugin, get_factory);
  if (magic != WEFT_MAGIC) return "is no Weft plugin: the magic number of " WEFT_PLUGIN_SYMBOL " is wrong";
  if (auto wrong = checkVersion(abi); !wrong.empty()) return wrong;
  if (structSize < needed || structSize > mostStructBytes) {
    return "its " WEFT_PLUGIN_SYMBOL " has struct_size " + std::to_string(structSize) + "; it must be at least " +
           std::to_string(needed);
  }
  return {};
}

const char* const noEntry =
    "is a shared library, but no Weft plugin: it does not export the data symbol " WEFT_PLUGIN_SYMBOL;

struct Loaded {
  std::string folder;  // handed to init(), which may keep it
  Result<const weft_node_factory*> factory = makeError(ErrorCode::Internal, "not loaded");
  const weft_device_factory* devices = nullptr;
  void(WEFT_CALL* deinit)(void) = nullptr;
  bool lasting = true;
};

class Loader {
 public:
  Loader(const std::string& path, const std::function<void(LoadStage)>& stage) : m_path(path), m_stage(stage) {}

  void load(Loaded& loaded) {
    loaded.folder = std::filesystem::path(m_path).parent_path().string();
    loaded.factory = enter(loaded);
  }

 private:
  void tell(LoadStage stage) const {
    if (m_stage) m_stage(stage);
  }

  Result<const weft_node_factory*> enter(Loaded& loaded) const {
    tell(LoadStage::Loading);
    auto opened = openPlugin(m_path);
    loaded.lasting = opened.lasting;
    if (!opened.entry) return opened.entry.error();
    return start(**opened.entry, loaded);
  }

  static std::string said(const Error& error, const char* function) {
    const std::string start = std::string(function) + " failed: ";
    return error.message.rfind(function, 0) == 0 ? error.message : start + error.message;
  }

  Result<const weft_node_factory*> start(const weft_plugin& entry, Loaded& loaded) const {
    tell(LoadStage::Initialising);
    auto started = callChecked("init()", [&] { return entry.init(&hostTable(), loaded.folder.c_str()); });
    if (!started) {
      loaded.lasting = false;
      return badDescription(said(started.error(), "init()"));
    }
    loaded.deinit = entry.deinit;
    tell(LoadStage::Describing);
    const void* factory = nullptr;
    auto asked = callChecked("get_factory()", [&] {
      factory = entry.get_factory(WEFT_NODE_FACTORY);
      // One that answers every question with its nodes has no devices.
      const void* devices = entry.get_factory(WEFT_DEVICE_FACTORY);
      if (devices != factory) loaded.devices = static_cast<const weft_device_factory*>(devices);
      return WEFT_OK;
    });
    if (!asked) return badDescription(said(asked.error(), "get_factory()"));
    if (!factory) return badDescription("get_factory() has no \"" WEFT_NODE_FACTORY "\"");
    return static_cast<const weft_node_factory*>(factory);
  }

  const std::string& m_path;
  const std::function<void(LoadStage)>& m_stage;
};

// Libraries of this process by path; entries are never removed, since plugins keep pointers into them.
struct Libraries {
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<Loaded>> loaded;
};

Libraries& libraries() {
  static auto& all = *new Libraries;
  return all;
}

}  // namespace

FileCheck checkFile(const std::string& path) {
  FileCheck check;
  check.refusal = whyUnreadable(path);
  if (!check.refusal.empty()) return check;
  auto elf = readElf(path);
  if (!elf) {
    check.refusal = elf.error().message;
    return check;
  }
  check.buildId = elf->buildId;
  if (elf->entry && elf->entry->magic == WEFT_MAGIC) check.abi = versionText(elf->entry->abi);
  if (!elf->symbolsKnown) return check;
  if (!elf->hasEntry)
    check.refusal = noEntry;
  else if (!elf->entryIsData)
    check.refusal = "is no Weft plugin: " WEFT_PLUGIN_SYMBOL " is not data";
  else if (elf->entryBytes < sizeof(EntryHead))
    check.refusal = "is no Weft plugin: " WEFT_PLUGIN_SYMBOL " is too small";
  else if (elf->entry)
    check.refusal = checkHead(elf->entry->structSize, elf->entry->magic, elf->entry->abi);
  if (check.refusal.empty() && elf->entry && elf->entry->structSize > elf->entryBytes) {
    check.refusal = "its " WEFT_PLUGIN_SYMBOL " has struct_size " + std::to_string(elf->entry->structSize) +
                    " but only " + std::to_string(elf->entryBytes) + " bytes";
  }
  return check;
}

OpenedPlugin openPlugin(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char* text = ::dlerror();
    return {badDescription(loadFailure(text ? text : "no reason is known", path)), false};
  }
  const void* symbol = ::dlsym(library, WEFT_PLUGIN_SYMBOL);
  if (!symbol) return {badDescription(noEntry)};
  const auto* entry = static_cast<const weft_plugin*>(symbol);
  if (auto wrong = checkHead(entry->struct_size, entry->magic, entry->abi); !wrong.empty()) {
    return {badDescription(wrong)};
  }
  if (!entry->init || !entry->get_factory) {
    return {badDescription("its " WEFT_PLUGIN_SYMBOL " has a null pointer for init or get_factory")};
  }
  return {entry};
}

LoadedPlugin loadPlugin(const std::string& path, const std::string& buildId,
                        const std::function<void(LoadStage)>& stage) {
  const std::lock_guard lock(libraries().mutex);
  auto& slot = libraries().loaded[path];
  const PluginScope scope({path.c_str(), nullptr, nullptr});
  if (!slot) {
    slot = std::make_unique<Loaded>();
    Loader(path, stage).load(*slot);
  }
  if (!slot->factory) return {slot->factory.error(), slot->lasting};
  auto contents = readFactory(*slot->factory, path, buildId, slot->devices);
  if (!contents && slot->deinit) {
    (void)callPlugin("deinit()", [&] {
      slot->deinit();
      return WEFT_OK;
    });
    slot->deinit = nullptr;
    slot->factory = contents.error();
  }
  return {std::move(contents), true};
}

}  // namespace weft
