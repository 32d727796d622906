// The text encoder that hashes words: what is alike, what is not, and the record that it answers with.
#include <QtTest>

#include <cmath>
#include <numeric>

#include "object_tables.h"

using namespace weft;
using namespace weft::test;

namespace {

struct Encoded {
  std::vector<std::vector<float>> states;  // a row each token
  std::vector<float> pooled, mask;
  std::string text;
  std::vector<std::string> cutOff;
};

Value encoderOf(int64_t tokens, int64_t width) {
  NodeRun node("org.example.text-encoder.HashingEncoder");
  node.set("tokens", Value::integer(tokens)).set("width", Value::integer(width));
  return outputOf(node, "encoder");
}

Encoded encode(const std::string& text, int64_t tokens = 8, int64_t width = 256) {
  const Value encoder = encoderOf(tokens, width);
  const weft_value* out = nullptr;
  const Answer answer = Answer::of(
      tableOf<weft_text_encoder>(encoder, WEFT_TEXT_ENCODER).encode(selfOf(encoder), text.c_str(), &out), out);
  if (!answer.error.empty()) throw std::runtime_error(answer.error);
  const auto& record = *answer.value.asRecord();
  if (shapeOf(record.at("states")) != std::vector<int64_t>{1, tokens, width} ||
      shapeOf(record.at("pooled")) != std::vector<int64_t>{1, width} ||
      shapeOf(record.at("mask")) != std::vector<int64_t>{1, tokens})
    throw std::runtime_error("the shapes are not those of the interface");
  Encoded encoded;
  const auto states = elementsOf<float>(record.at("states"));
  for (size_t i = 0; i < states.size(); i += size_t(width))
    encoded.states.emplace_back(states.begin() + int64_t(i), states.begin() + int64_t(i) + width);
  encoded.pooled = elementsOf<float>(record.at("pooled"));
  encoded.mask = elementsOf<float>(record.at("mask"));
  encoded.text = *record.at("text").asString();
  for (const Value& word : *record.at("cut_off").asList()) encoded.cutOff.emplace_back(*word.asString());
  return encoded;
}

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

class TestExampleText : public QObject {
  Q_OBJECT

 private slots:
  void wordsBecomeUnitVectors();
  void aWordIsTheSameEverywhere();
  void spelledAlikeIsAlike();
  void hashesAreThoseOfFnv();
  void wordsWithoutRoomAreNamed();
  void nothingIsZero();
  void typeSaysTheSize();
};

void TestExampleText::wordsBecomeUnitVectors() {
  const Encoded encoded = encode("a red apple");
  QCOMPARE(encoded.text, std::string("a red apple"));
  QCOMPARE(encoded.mask, (std::vector<float>{1, 1, 1, 0, 0, 0, 0, 0}));
  std::vector<float> sum(256, 0.0F);
  for (size_t token = 0; token < 8; ++token) {
    const auto& row = encoded.states[token];
    QVERIFY(std::abs(dot(row, row) - (token < 3 ? 1.0 : 0.0)) < 1e-6);
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += row[i];
  }
  QVERIFY(std::abs(dot(encoded.pooled, encoded.pooled) - 1) < 1e-6);
  QVERIFY(std::abs(dot(encoded.pooled, sum) - std::sqrt(dot(sum, sum))) < 1e-5);  // the same direction
  QVERIFY(encoded.cutOff.empty());
}

void TestExampleText::aWordIsTheSameEverywhere() {
  const Encoded one = encode("APPLE, red\n"), other = encode("  red--Apple");
  QCOMPARE(one.states[0], other.states[1]);
  QCOMPARE(one.states[1], other.states[0]);
  QVERIFY(std::abs(dot(one.pooled, other.pooled) - 1) < 1e-6);
  const Encoded umlaut = encode("\xc3\x84pfel \xe6\x97\xa5\xe6\x9c\xac");
  QCOMPARE(umlaut.mask, (std::vector<float>{1, 1, 0, 0, 0, 0, 0, 0}));
}

void TestExampleText::spelledAlikeIsAlike() {
  const Encoded words = encode("strawberry strawberries blueberry violin");
  QVERIFY(dot(words.states[0], words.states[1]) > 0.6);
  QVERIFY(dot(words.states[0], words.states[2]) > 0.25);
  QVERIFY(std::abs(dot(words.states[0], words.states[3])) < 0.25);
}

// FNV-1a of "^a$", with its halves folded: one feature twice, since the only trigram is the whole.
void TestExampleText::hashesAreThoseOfFnv() {
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : {'^', 'a', '$'}) hash = (hash ^ uint64_t(c)) * 1099511628211ULL;
  hash ^= hash >> 32;
  const auto row = encode("a").states[0];
  for (size_t i = 0; i < row.size(); ++i) QCOMPARE(row[i], i == (hash >> 1) % 256 ? (hash & 1 ? 1.0F : -1.0F) : 0.0F);
}

void TestExampleText::wordsWithoutRoomAreNamed() {
  const Encoded encoded = encode("one two three four", 2);
  QCOMPARE(encoded.mask, (std::vector<float>{1, 1}));
  QCOMPARE(encoded.cutOff, (std::vector<std::string>{"three", "four"}));
  QCOMPARE(encoded.states, encode("one two", 2).states);
}

void TestExampleText::nothingIsZero() {
  for (const char* text : {"", " ,.!  "}) {
    const Encoded encoded = encode(text, 2, 4);
    QCOMPARE(encoded.mask, (std::vector<float>{0, 0}));
    QCOMPARE(encoded.pooled, std::vector<float>(4, 0.0F));
    QCOMPARE(encoded.states, (std::vector<std::vector<float>>(2, std::vector<float>(4, 0.0F))));
  }
}

void TestExampleText::typeSaysTheSize() {
  NodeRun node("org.example.text-encoder.HashingEncoder");
  node.set("tokens", Value::integer(77)).set("width", Value::integer(768));
  QCOMPARE(node.inferred("encoder"), std::string("text_encoder[77, 768]"));
}

QTEST_GUILESS_MAIN(TestExampleText)
#include "test_example_text.moc"
