#include "dataset_node.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "dataset_value.h"
#include "pack/require.h"
#include "weft/base/atomic_file.h"
#include "weft/base/files.h"
#include "weft/base/hash.h"

namespace weft::training::node {
namespace {

namespace fs = std::filesystem;

constexpr int drawing = 1;  // counts up when the same files are drawn differently

std::optional<fs::path> cacheFolder() {
  const auto variable = [](const char* name) -> std::optional<fs::path> {
    const char* text = std::getenv(name);
    return text && *text ? std::optional<fs::path>(text) : std::nullopt;
  };
  if (const auto folder = variable("WEFT_CACHE")) return *folder;
  if (const auto folder = variable("XDG_CACHE_HOME")) return *folder / "weft";
  if (const auto home = variable("HOME")) return *home / ".cache" / "weft";
  return std::nullopt;
}

// A name that changes with either source.
std::string cacheName(const EmojiSources& sources) {
  Hasher hasher;
  hasher.add(int64_t(drawing));
  hasher.add(require(readFile(sources.names)));
  hasher.add(require(readFile(sources.font)));
  return "emoji-" + hasher.finish().hex() + ".safetensors";
}

// A cache that cannot be written is no failure of the node.
void keep(const training::EmojiDataset& dataset, const fs::path& folder, const std::string& name) {
  auto output = OutputFolder::open(folder);
  if (!output) return;
  auto file = AtomicFile::create(*output, name);
  if (!file || !saveEmojiDataset(dataset, file->path())) return;
  (void)file->replace();
}

}  // namespace

void EmojiDataset::process(Call& call) {
  EmojiSources sources;
  if (!call[names].empty()) sources.names = std::string(call[names]);
  if (!call[font].empty()) sources.font = std::string(call[font]);
  for (const auto& [file, package] :
       {std::pair{sources.names, "unicode-data"}, std::pair{sources.font, "fonts-noto-color-emoji"}}) {
    if (!fs::exists(file))
      throw Failure(file.string() + " is missing; it comes with the package " + package, WEFT_ERROR_BAD_FILE);
  }
  const auto folder = call[cached] ? cacheFolder() : std::nullopt;
  const std::string name = folder ? cacheName(sources) : "";
  if (folder && fs::exists(*folder / name)) {
    if (auto known = loadEmojiDataset(*folder / name)) return call.set(dataset, toValue(std::move(*known)));
  }
  call.progress(0, 1, "drawing emoji");
  auto drawn = drawEmojiDataset(sources, [&] { return services().calls->cancelled(call.get()) != 0; });
  call.checkCancelled();
  const auto result = require(std::move(drawn));
  if (folder) keep(result, *folder, name);
  call.progress(1, 1, "drawing emoji");
  call.set(dataset, toValue(result));
}

}  // namespace weft::training::node
