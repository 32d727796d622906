#include "text/vocabulary.h"

#include <algorithm>
#include <set>

#include "text/words.h"
#include "weft/base/text.h"

namespace weft::text {

Result<Vocabulary> Vocabulary::create(std::vector<std::string> words) {
  Vocabulary vocabulary;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].empty()) return makeError(ErrorCode::BadFile, "word " + std::to_string(i) + " is empty");
    if (!vocabulary.m_ids.emplace(words[i], firstWord + int64_t(i)).second) {
      return makeError(ErrorCode::BadFile, "the word " + inQuotes(words[i]) + " is there twice");
    }
  }
  vocabulary.m_words = std::move(words);
  return vocabulary;
}

Vocabulary Vocabulary::fromTexts(const std::vector<std::string>& texts) {
  std::set<std::string> words;
  for (const auto& text : texts) {
    for (auto& word : splitWords(text)) words.insert(std::move(word));
  }
  return *create({words.begin(), words.end()});
}

Tokens Vocabulary::tokenize(std::string_view text, int64_t length) const {
  Tokens tokens;
  const auto note = [](std::vector<std::string>& list, const std::string& word) {
    if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
  };
  const auto words = splitWords(text);
  const bool symbols = std::any_of(text.begin(), text.end(), [](char byte) { return uint8_t(byte) >= 0x80; });
  if (words.empty() && symbols) tokens.unknown.push_back(printable(text));
  for (const auto& word : words) {
    const auto found = m_ids.find(word);
    if (found == m_ids.end()) {
      note(tokens.unknown, word);
    } else if (int64_t(tokens.ids.size()) == length) {
      note(tokens.cutOff, word);
    } else {
      tokens.ids.push_back(found->second);
    }
  }
  if (tokens.ids.empty() && length > 0) tokens.ids.push_back(nothing);
  tokens.ids.resize(size_t(length), padding);
  return tokens;
}

}  // namespace weft::text
