// The words that a model knows, and text as numbers of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "weft/base/result.h"

namespace weft::text {

// Text as a model of words sees it.
struct Tokens {
  std::vector<int64_t> ids;          // exactly as many as were asked for, filled up with Vocabulary::padding
  std::vector<std::string> unknown;  // words left out because the model does not know them, each once; all of a text
                                     // of symbols alone ("🍎")
  std::vector<std::string> cutOff;   // words left out because there were too many
};

class Vocabulary {
 public:
  static constexpr int64_t padding = 0;  // no word here
  static constexpr int64_t nothing = 1;  // stands alone for "no text": what unconditional predictions are made with
  static constexpr int64_t firstWord = 2;

  // The words in the order of their numbers. Refuses empty and repeated words.
  static Result<Vocabulary> create(std::vector<std::string> words);
  // Every word of the texts, sorted.
  static Vocabulary fromTexts(const std::vector<std::string>& texts);

  // The rows that an embedding table needs.
  int64_t size() const { return firstWord + int64_t(m_words.size()); }
  const std::vector<std::string>& words() const { return m_words; }

  // The words' numbers; text without any known word is `nothing`.
  Tokens tokenize(std::string_view text, int64_t length) const;

 private:
  std::vector<std::string> m_words;
  std::unordered_map<std::string, int64_t> m_ids;
};

}  // namespace weft::text
