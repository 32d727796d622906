#include "training/emoji_names.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "weft/base/files.h"
#include "weft/base/text.h"

namespace weft::training {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

bool parseCodePoints(std::string_view text, std::vector<uint32_t>& codePoints) {
  for (text = trim(text); !text.empty(); text = trim(text)) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || value > 0x10FFFF) return false;
    codePoints.push_back(value);
    text.remove_prefix(size_t(end - text.data()));
    if (!text.empty() && text.front() != ' ') return false;
  }
  return !codePoints.empty();
}

// ASCII and the few accented capitals that occur; what splitWords makes of the rest does not depend on case.
std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  }
  for (size_t i = 0; i + 1 < lower.size(); ++i) {
    const auto next = uint8_t(lower[i + 1]);  // U+00C0 ... U+00DE are C3 80 ... C3 9E, their small letters 0x20 further
    if (uint8_t(lower[i]) == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97) lower[i + 1] = char(next + 0x20);
  }
  return lower;
}

uint64_t fnv1a(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ uint8_t(c)) * 0x100000001b3u;
  return hash;
}

// "1F600 ; fully-qualified # 😀 E1.0 grinning face" -> one emoji; nothing for comments and the other states.
Result<bool> parseLine(std::string_view line, EmojiName& emoji) {
  const auto bad = [](const char* what) { return makeError(ErrorCode::BadFile, what); };
  line = trim(line);
  if (line.empty() || line.front() == '#') return false;
  const auto semicolon = line.find(';');
  const auto hash = line.find('#', semicolon == std::string_view::npos ? 0 : semicolon);
  if (semicolon == std::string_view::npos || hash == std::string_view::npos) {
    return bad("expected CODE POINTS ; STATUS # EMOJI VERSION NAME");
  }
  if (trim(line.substr(semicolon + 1, hash - semicolon - 1)) != "fully-qualified") return false;
  if (!parseCodePoints(line.substr(0, semicolon), emoji.codePoints)) return bad("the code points are not hexadecimal");

  auto comment = trim(line.substr(hash + 1));
  for (int field = 0; field < 2; ++field) {  // the emoji itself, and the version that brought it
    const auto space = comment.find(' ');
    if (space == std::string_view::npos) return bad("there is no name after the emoji and its version");
    comment = trim(comment.substr(space));
  }
  emoji.name = lowerCase(comment);
  return true;
}

}  // namespace

Result<std::vector<EmojiName>> readEmojiNames(const std::filesystem::path& emojiTest) {
  auto text = readFile(emojiTest, size_t{16} << 20);
  if (!text) return std::move(text).error();
  if (!isValidUtf8(*text)) return makeError(ErrorCode::BadFile, emojiTest.string() + ": not UTF-8");
  std::vector<EmojiName> emoji;
  std::set<std::string> seen;
  size_t lineNumber = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    ++lineNumber;
    const auto end = std::min(rest.find('\n'), rest.size());
    EmojiName entry;
    auto taken = parseLine(rest.substr(0, end), entry);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto where = emojiTest.string() + ": line " + std::to_string(lineNumber) + ": ";
    if (!taken) return makeError(ErrorCode::BadFile, where + taken.error().message);
    if (!*taken) continue;
    if (!seen.insert(entry.name).second) {
      return makeError(ErrorCode::BadFile, where + "the name " + inQuotes(entry.name) + " is there twice");
    }
    emoji.push_back(std::move(entry));
  }
  if (emoji.empty()) return makeError(ErrorCode::BadFile, emojiTest.string() + ": no fully-qualified emoji in it");
  return emoji;
}

NameHalves splitName(std::string_view name) {
  NameHalves halves;
  const auto colon = name.find(": ");
  if (colon == std::string_view::npos) return {std::string(name), {}};
  halves.person = name.substr(0, colon);
  for (auto rest = name.substr(colon + 2); !rest.empty();) {
    const auto end = std::min(rest.find(", "), rest.size());
    const auto part = rest.substr(0, end);
    auto& half = part.ends_with("skin tone") ? halves.tone : halves.person;
    if (!half.empty()) half += ", ";
    half += part;
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  if (halves.tone.empty()) return {std::string(name), {}};
  return halves;
}

std::vector<int64_t> heldOutEmoji(const std::vector<EmojiName>& emoji, size_t count) {
  struct Candidate {
    uint64_t order;
    int64_t index;
    NameHalves halves;
  };
  std::vector<Candidate> candidates;
  std::map<std::string, int> personLeft, toneLeft;  // how often each half occurs in what stays in training
  for (size_t i = 0; i < emoji.size(); ++i) {
    auto halves = splitName(emoji[i].name);
    if (halves.tone.empty()) continue;
    ++personLeft[halves.person];
    ++toneLeft[halves.tone];
    candidates.push_back({fnv1a(emoji[i].name), int64_t(i), std::move(halves)});
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const auto& a, const auto& b) { return std::tie(a.order, a.index) < std::tie(b.order, b.index); });

  std::vector<int64_t> heldOut;
  std::set<std::string> persons;
  for (const auto& candidate : candidates) {
    if (heldOut.size() == count) break;
    int& person = personLeft[candidate.halves.person];
    int& tone = toneLeft[candidate.halves.tone];
    if (person < 2 || tone < 2 || !persons.insert(candidate.halves.person).second) continue;
    --person;
    --tone;
    heldOut.push_back(candidate.index);
  }
  std::sort(heldOut.begin(), heldOut.end());
  return heldOut;
}

}  // namespace weft::training
