// The pictures and names that the embedded model is trained on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "weft/base/result.h"

namespace weft::training {

struct EmojiDataset {
  static constexpr int size = 64;  // pixels on a side
  static constexpr size_t pictureBytes = size_t{3} * size * size;

  std::vector<std::string> names;
  std::vector<uint8_t> pictures;  // [names, 3, size, size], RGB
  std::vector<int64_t> heldOut;   // indices, ascending: never trained on
  std::vector<int64_t> trained;   // the others
};

struct EmojiSources {
  std::filesystem::path names = "/usr/share/unicode/emoji/emoji-test.txt";
  std::filesystem::path font = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
};

// Draws every fully-qualified emoji of the list. `cancelled` is asked now and then.
Result<EmojiDataset> drawEmojiDataset(const EmojiSources& sources, const std::function<bool()>& cancelled = {});

// The trained emoji with those that have no skin tone three times: they are learned one by one, while the tones of a
// person teach each other.
std::vector<int64_t> balancedTraining(const EmojiDataset& dataset);

// As safetensors: "pictures" (U8) and "held_out" (I64); the names are in the metadata.
Result<void> saveEmojiDataset(const EmojiDataset& dataset, const std::filesystem::path& path);
Result<EmojiDataset> loadEmojiDataset(const std::filesystem::path& path);

}  // namespace weft::training
