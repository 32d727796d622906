// The emoji of Unicode's emoji-test.txt: their code points and names, and which of them training never sees.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "weft/base/result.h"

namespace weft::training {

struct EmojiName {
  std::vector<uint32_t> codePoints;
  std::string name;  // lower case, such as "woman running: dark skin tone"
};

// The fully-qualified emoji, in the file's order. Errors name the line.
Result<std::vector<EmojiName>> readEmojiNames(const std::filesystem::path& emojiTest);

// A name of the form PERSON: TONE, or with several tones and features, in its two halves: "woman: dark skin tone, curly
// hair" is "woman, curly hair" and "dark skin tone". Without a tone: the whole name and an empty string.
struct NameHalves {
  std::string person;
  std::string tone;
};
NameHalves splitName(std::string_view name);

// The indices, ascending, of the emoji held out from training. The rule: go through the names that have a tone in the
// order of their 64-bit FNV-1a hash; take one unless another of the same person is already taken; stop at `count`. One
// is only taken while both of its halves occur in another emoji that stays in training.
std::vector<int64_t> heldOutEmoji(const std::vector<EmojiName>& emoji, size_t count = 150);

}  // namespace weft::training
