#include "build_id.h"

#include <filesystem>
#include <utility>

#include "elf_file.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

// Without the linker's build id, size and time stand for a library's contents.
std::string fileStamp(const fs::path& path) {
  std::error_code failure;
  const auto size = fs::file_size(path, failure);
  const auto time = fs::last_write_time(path, failure).time_since_epoch().count();
  return std::to_string(size) + '@' + std::to_string(time);
}

std::string idOf(const fs::path& path) {
  const Result<std::string> id = readBuildId(path.string());
  return id && !id->empty() ? *id : fileStamp(path);
}

// Where the loader will find LibTorch for a library that needs it; empty: not needed, or elsewhere.
fs::path libtorchFor(const fs::path& library) {
  const auto dependencies = readDependencies(library.string());
  if (!dependencies) return {};
  for (const std::string& name : dependencies->needed) {
    if (!name.starts_with("libtorch_cpu.")) continue;
    for (std::string folder : dependencies->searched) {
      constexpr std::string_view origin = "$ORIGIN";
      if (folder.starts_with(origin)) folder.replace(0, origin.size(), library.parent_path().string());
      std::error_code unknown;
      if (!folder.empty() && fs::exists(fs::path(folder) / name, unknown)) return fs::path(folder) / name;
    }
  }
  return {};
}

}  // namespace

std::string buildIdOf(const FoundLibrary& library, const std::string& own) {
  std::string id = own.empty() ? fileStamp(library.path) : own;
  if (!library.builtIn) return id;
  const fs::path path(library.path);
  for (const auto& [folder, shared] :
       {std::pair("torch", "libweft_nodes.so"), std::pair("vulkan", "libweft_vulkan.so")}) {
    const fs::path companion = path.parent_path() / folder / path.filename();
    std::error_code unknown;
    // A pack without such a part shares nothing with the others.
    if (!fs::exists(companion, unknown)) continue;
    id += '+' + idOf(companion) + '+' + idOf(path.parent_path() / folder / shared);
    if (const fs::path libtorch = libtorchFor(companion); !libtorch.empty()) id += '+' + idOf(libtorch);
  }
  return id;
}

}  // namespace weft
