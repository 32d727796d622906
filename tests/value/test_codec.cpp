#include <weft/value/codec.h>
#include <weft/value/compare.h>
#include <QtTest>
#include <cmath>
#include <random>

#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace {

std::string blocksOf(const EncodedValues& encoded) {
  std::string bytes;
  for (const auto& block : encoded.blocks) bytes.append(static_cast<const char*>(block.data), block.bytes);
  return bytes;
}

Result<std::vector<Value>> decode(std::string_view structure, std::string_view blocks) {
  const uint64_t blockBytes = blocks.size();
  return decodeValues(structure, blockBytes, [&](void* destination, uint64_t bytes) -> Result<void> {
    if (bytes > blocks.size()) return makeError(ErrorCode::BadFile, "read past the end");
    std::memcpy(destination, blocks.data(), bytes);
    blocks.remove_prefix(bytes);
    return {};
  });
}

std::vector<Value> roundTrip(const std::vector<Value>& values) {
  const auto encoded = encodeValues(values);
  if (!encoded) return {};
  auto decoded = decode(encoded->structure, blocksOf(*encoded));
  return decoded ? *std::move(decoded) : std::vector<Value>();
}

}  // namespace

class TestCodec : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_before = liveValues(); }
  void cleanup() { QCOMPARE(liveValues(), m_before); }

  void everyKindReadsBack() {
    const std::vector<Value> values = sampleValues();
    const std::vector<Value> back = roundTrip(values);
    QCOMPARE(back.size(), values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      QVERIFY2(haveSameContent(values[i], back[i]), values[i].describe().c_str());
      if (const auto* tensor = back[i].asTensor()) QCOMPARE(reinterpret_cast<uintptr_t>(tensor->data) % 64, 0u);
    }
    QVERIFY(std::signbit(*back[1].asNumber()));
  }

  void whatIsHeldTwiceIsWrittenOnce() {
    const Value tensor = floats({1000}, {1});
    const auto encoded = encodeValues(std::vector{tensor, Value::list({tensor, tensor})});
    QVERIFY(encoded);
    QCOMPARE(encoded->blockBytes, 4000u);
    const std::vector<Value> back = roundTrip({tensor, Value::list({tensor, tensor})});
    QCOMPARE(back[0].get(), back[1].asList()->at(0).get());
    QCOMPARE(back[0].get(), back[1].asList()->at(1).get());
  }

  void deepAndSharedValuesNeedNoStack() {
    constexpr int depth = 100'000;
    Value deep = Value::integer(1), doubled = Value::integer(1);
    for (int i = 0; i < depth; ++i) deep = Value::list({deep});
    for (int i = 0; i < 64; ++i) doubled = Value::list({doubled, doubled});
    const auto encoded = encodeValues(std::vector{deep, doubled});
    QVERIFY(encoded);
    QVERIFY(encoded->structure.size() < depth * 12);
    const std::vector<Value> back = roundTrip({deep, doubled});
    QVERIFY(haveSameContent(back[0], deep));
    QVERIFY(haveSameContent(back[1], doubled));
  }

  void whatCannotBeWrittenIsRefusedWhereverItIs() {
    QVERIFY(!encodeValues(std::vector{sampleObject()}));
    QVERIFY(!encodeValues(std::vector{Value::integer(1), Value::list({Value::record({{"model", sampleObject()}})})}));
    const Value transposed = SampleTensor::make(float32, {2, 3}, nullptr, 0, {1, 2});
    QVERIFY(!encodeValues(std::vector{transposed}));
    QVERIFY(encodeValues(std::vector{SampleTensor::make(float32, {2, 3}, nullptr, 0, {3, 1})}));
  }

  void aStructureThatWasCutIsRefused() {
    const std::vector<Value> values = sampleValues();
    const auto encoded = encodeValues(values);
    const std::string blocks = blocksOf(*encoded);
    for (size_t length = 0; length < encoded->structure.size(); ++length) {
      const auto decoded = decode(std::string_view(encoded->structure).substr(0, length), blocks);
      QVERIFY(!decoded);
      QCOMPARE(decoded.error().code, ErrorCode::BadFile);
    }
    QVERIFY(!decode(encoded->structure + '\0', blocks));
    QVERIFY(!decode(encoded->structure, blocks + '\0'));
    QVERIFY(!decode(encoded->structure, std::string_view(blocks).substr(1)));
  }

  // Whatever a structure says: values or an error, and no more memory than there are blocks.
  void aStructureThatLiesDoesNoHarm() {
    const std::vector<Value> values = sampleValues();
    const auto encoded = encodeValues(values);
    const std::string blocks = blocksOf(*encoded);
    const uint64_t before = memoryUse().bytes;
    limitMemory(before + blocks.size(), 0);
    std::mt19937_64 random(1);
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
      std::string structure = encoded->structure;
      for (int changes = 1 + static_cast<int>(random() % 3); changes > 0; --changes) {
        structure[random() % structure.size()] = static_cast<char>(random() % 3 ? random() : 0xff);
      }
      const auto decoded = decode(structure, blocks);
      if (decoded) continue;
      ++refused;
      QCOMPARE(decoded.error().code, ErrorCode::BadFile);
    }
    limitMemory(0, 0);
    QVERIFY(refused > 5'000);
    QCOMPARE(memoryUse().bytes, before);
  }

  void aTensorLargerThanTheFileIsRefusedBeforeItsMemoryIsAskedFor() {
    const std::vector values{floats({4}, {1, 2, 3, 4})};  // whose memory the blocks are
    const auto encoded = encodeValues(values);
    const size_t shapeAt = 4 + 1 + 3;
    for (const int64_t size : {int64_t{5}, int64_t{1} << 38, int64_t{1} << 62, std::numeric_limits<int64_t>::max(),
                               int64_t{-1}, std::numeric_limits<int64_t>::min()}) {
      std::string structure = encoded->structure;
      std::memcpy(structure.data() + shapeAt, &size, sizeof size);
      limitMemory(memoryUse().bytes + 16, 0);
      const auto decoded = decode(structure, blocksOf(*encoded));
      limitMemory(0, 0);
      QVERIFY(!decoded);
      QCOMPARE(decoded.error().code, ErrorCode::BadFile);
    }
  }

  void noMemoryIsAnErrorOfItsOwn() {
    const std::vector values{floats({4}, {1, 2, 3, 4})};  // whose memory the blocks are
    const auto encoded = encodeValues(values);
    refuseMemoryRequest(1);
    const auto decoded = decode(encoded->structure, blocksOf(*encoded));
    refuseMemoryRequest(0);
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().code, ErrorCode::OutOfMemory);
  }

  void contentIsComparedExactly() {
    const Value number = Value::number(1);
    QVERIFY(!haveSameContent(number, Value::integer(1)));
    QVERIFY(!haveSameContent(Value::number(0.0), Value::number(-0.0)));
    QVERIFY(!haveSameContent(number, Value()));
    QVERIFY(!haveSameContent(Value::list({number}), Value::list({number, number})));
    QVERIFY(!haveSameContent(Value::record({{"a", number}}), Value::record({{"b", number}})));
    QVERIFY(!haveSameContent(Value::record({{"a", number}}), Value::record({{"a", Value::number(2)}})));
    QVERIFY(!haveSameContent(floats({2}, {1, 2}), floats({1, 2}, {1, 2})));
    QVERIFY(!haveSameContent(floats({2}, {1, 2}), floats({2}, {1, 3})));
    QVERIFY(haveSameContent(floats({2}, {1, NAN}), floats({2}, {1, NAN})));
    QVERIFY(haveSameContent(sampleObject(), sampleObject()));
  }

  void aToleranceHoldsForFloatsAlone() {
    constexpr double tolerance = 1.0 / 255;
    QVERIFY(!haveSameContent(floats({2}, {1, 0.5f}), floats({2}, {1, 0.501f})));
    QVERIFY(haveSameContent(floats({2}, {1, 0.5f}), floats({2}, {1, 0.501f}), tolerance));
    QVERIFY(!haveSameContent(floats({2}, {1, 0.5f}), floats({2}, {1, 0.51f}), tolerance));
    QVERIFY(!haveSameContent(floats({1}, {1}), floats({1}, {NAN}), tolerance));
    QVERIFY(haveSameContent(Value::number(1), Value::number(1.001), tolerance));
    QVERIFY(!haveSameContent(Value::integer(1), Value::integer(2), 5));
    const weft_dtype bytes{WEFT_TYPE_UINT, 8, 1};
    QVERIFY(!haveSameContent(SampleTensor::make(bytes, {1}, "a", 1), SampleTensor::make(bytes, {1}, "b", 1), 5));
  }

  void storagesCountOnceHoweverManyValuesShareThem() {
    const Value tensor = floats({1000}, {1});
    weft_managed_tensor* view = tensor.toDlpack();
    std::vector<int64_t> shape{10, 100};
    view->tensor.shape = shape.data();
    view->tensor.dimensions = 2;
    const Value reshaped = *Value::tensor(view);
    const auto bytes = [](const std::vector<Value>& values) {
      uint64_t total = 0;
      for (const Storage& storage : storagesOf(values)) total += storage.bytes;
      return total;
    };
    QCOMPARE(bytes({tensor}), tensor.bytes());
    QCOMPARE(bytes({tensor, reshaped, tensor}), tensor.bytes());
    QVERIFY(Value::list({tensor, reshaped}).bytes() < 2 * tensor.bytes());
    QVERIFY(bytes({tensor, floats({1000}, {1})}) >= 8000);
  }

 private:
  int64_t m_before = 0;
};

QTEST_GUILESS_MAIN(TestCodec)
#include "test_codec.moc"
