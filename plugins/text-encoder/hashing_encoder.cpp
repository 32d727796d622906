// A text encoder from outside: it knows every word and has learned nothing.
//
// Feature hashing (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009): a word is the set of
// its trigrams, "^cats$" of ^ca, cat, ats, ts$, and itself; each is hashed to a place of the vector and a sign. So
// words that are spelt alike lie near each other, and all others are nearly orthogonal.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/sdk.h>

namespace {

struct Size {
  int64_t tokens, width;
};

// FNV-1a, 64 bits: the same on every machine, which std::hash does not promise.
uint64_t hashOf(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash ^ (hash >> 32);
}

// Letters are those of ASCII, in lower case, digits, and all that stands outside ASCII.
std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (letter && !inside) words.emplace_back();
    if (letter) words.back().push_back(static_cast<char>(upper ? c - 'A' + 'a' : c));
    inside = letter;
  }
  return words;
}

void normalise(std::span<float> vector) {
  double squares = 0;
  for (const float value : vector) squares += double{value} * value;
  if (squares == 0) return;
  for (float& value : vector) value = static_cast<float>(value / std::sqrt(squares));
}

// Of length 1, but for the rare word whose features cancel each other.
void embed(const std::string& word, std::span<float> vector) {
  const auto add = [&](std::string_view feature) {
    const uint64_t hash = hashOf(feature);
    vector[(hash >> 1) % vector.size()] += (hash & 1) ? 1.0F : -1.0F;
  };
  const std::string framed = "^" + word + "$";
  add(framed);
  for (size_t i = 0; i + 3 <= framed.size(); ++i) add(std::string_view(framed).substr(i, 3));
  normalise(vector);
}

class HashingObject : public weft::TextEncoderObject {
 public:
  explicit HashingObject(const Size& size) : m_size(size) {}

  weft::Value encode(const std::string& text) override {
    const std::vector<std::string> words = wordsOf(text);
    const auto room = static_cast<size_t>(m_size.tokens), width = static_cast<size_t>(m_size.width);
    const size_t tokens = std::min(words.size(), room);

    auto states = weft::MutableTensor::make<float>({1, m_size.tokens, m_size.width});
    auto pooled = weft::MutableTensor::make<float>({1, m_size.width});
    auto mask = weft::MutableTensor::make<float>({1, m_size.tokens});
    const std::span<float> rows = states.data<float>(), sum = pooled.data<float>(), stands = mask.data<float>();
    std::ranges::fill(rows, 0.0F);
    std::ranges::fill(sum, 0.0F);
    for (size_t i = 0; i < room; ++i) stands[i] = i < tokens ? 1.0F : 0.0F;
    for (size_t i = 0; i < tokens; ++i) {
      const std::span<float> row = rows.subspan(i * width, width);
      embed(words[i], row);
      for (size_t k = 0; k < width; ++k) sum[k] += row[k];
    }
    normalise(sum);

    std::vector<weft::Value> cutOff;  // EncodeText warns of them
    for (size_t i = tokens; i < words.size(); ++i) cutOff.push_back(weft::Value::string(words[i]));
    return weft::Value::record({{"states", std::move(states).publish()},
                                {"pooled", std::move(pooled).publish()},
                                {"mask", std::move(mask).publish()},
                                {"text", weft::Value::string(text)},
                                {"cut_off", weft::Value::list(cutOff)}});
  }

 private:
  Size m_size;
};

}  // namespace

struct HashingEncoder : weft::Node<HashingEncoder> {
  static constexpr weft::About about{
      "Hashing text encoder", "Text",
      "A text encoder without weights: each word becomes a vector by feature hashing (Weinberger et al. 2009), so that "
      "words spelt alike are alike. Knows every word of every language, and the meaning of none.",
      "hash embedding words conditioning"};
  static constexpr weft::Traits traits{.reentrancy = WEFT_REENTRANCY_PARALLEL};
  static constexpr auto tokens = weft::param("tokens", 32, weft::range(1, 4096), weft::slider(1, 128),
                                             weft::unit("words"), "How many words there is room for");
  static constexpr auto width = weft::param("width", 64, weft::range(1, 16384), weft::slider(16, 1024),
                                            "How long a word's vector is: the longer, the fewer collisions");
  static constexpr auto encoder = weft::output<weft::TextEncoder>(
      "encoder", "Answers with states [1, tokens, width], pooled [1, width], mask [1, tokens] and the text");
  static constexpr auto ports = weft::ports(tokens, width, encoder);

  static void infer(weft::Infer& question) {
    if (question.knows(tokens) && question.knows(width))
      question.setType(encoder, weft::typeText("text_encoder", {question[tokens], question[width]}));
    question.setBytes(encoder, 0);
  }
  void process(weft::Call& call) {
    call.set(encoder,
             weft::makeObject("text_encoder", std::make_unique<HashingObject>(Size{call[tokens], call[width]})));
  }
};

WEFT_PLUGIN("org.example.text-encoder", "1.0.0", HashingEncoder)
