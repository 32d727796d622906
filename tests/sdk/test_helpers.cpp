// The SDK's helpers, through a pack that uses them (helpers.cpp) and the host that runs it.
#include <QtTest>

#include <cmath>
#include <limits>

#include "../nodes/node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

const Host& host() {
  static const Host instance([] {
    HostOptions options;
    options.folders = {(fs::path(WEFT_BUILD_DIR) / "tests/plugins/sdk_helpers").string()};
    return options;
  }());
  return instance;
}

const NodeType& typeOf(const std::string& name) {
  const NodeType* type = host().catalog().find("org.example.helpers." + name);
  if (!type) throw std::out_of_range("no node " + name + ": " + host().plugins().front().refusal);
  return *type;
}

Value text(const char* characters) { return Value::string(characters); }

constexpr weft_dtype half{WEFT_TYPE_FLOAT, 16, 1}, brain{WEFT_TYPE_BFLOAT, 16, 1}, truth{WEFT_TYPE_BOOL, 8, 1};

// The bits of what one element becomes when it is multiplied with a gain, in its own type.
template <class T>
T multiplied(T element, double gain, weft_dtype dtype = dtypeFor<T>()) {
  NodeRun node(typeOf("Gain"));
  node.link("tensor", tensorOf<T>({1}, {element}, {}, dtype)).set("gain", Value::number(gain));
  if (auto ran = node.run(); !ran) throw std::runtime_error(ran.error().message);
  return elementsOf<T>(node.output("tensor")).front();
}

}  // namespace

class TestHelpers : public QObject {
  Q_OBJECT

 private slots:
  void anyElementsAndStrides();
  void conversionsRoundAndSaturate();
  void sixteenBitFloatsRoundTrip();
  void visitNamesTheType();
  void takesOrCopies();
  void optionalVariadicAndChoices();
  void objectsOfOnesOwn();
  void randomNumbersFollowFromTheirPlace();
  void sequences();
  void namesOfARecord();
  void parametersMigrate();
  void waitsForTheOutside();
  void makerIsShown();
};

void TestHelpers::anyElementsAndStrides() {
  NodeRun node(typeOf("Gain"));
  // A column of a 2 x 3 matrix, backwards in the rows: strides of any sign.
  const std::vector<int16_t> matrix = {1, 2, 3, 4, 5, 6};
  node.link("tensor", tensorOf<int16_t>({3, 2}, matrix, {1, 3}));
  QVERIFY(node.run().ok());
  QCOMPARE(elementsOf<int16_t>(node.output("tensor")), (std::vector<int16_t>{2, 8, 4, 10, 6, 12}));
  QCOMPARE(shapeOf(node.output("tensor")), (std::vector<int64_t>{3, 2}));

  NodeRun empty(typeOf("Gain"));
  empty.link("tensor", tensorOf<double>({2, 0, 3}, {}, {1, 1, 1}));
  QVERIFY(empty.run().ok());
  QCOMPARE(shapeOf(empty.output("tensor")), (std::vector<int64_t>{2, 0, 3}));

  NodeRun scalar(typeOf("Gain"));
  scalar.link("tensor", tensorOf<float>({}, {1.5F}));
  QVERIFY(scalar.run().ok());
  QCOMPARE(elementsOf<float>(scalar.output("tensor")), std::vector<float>{3.0F});
}

void TestHelpers::conversionsRoundAndSaturate() {
  QCOMPARE(multiplied<uint8_t>(200, 2), uint8_t{255});
  QCOMPARE(multiplied<uint8_t>(200, -1), uint8_t{0});
  QCOMPARE(multiplied<uint8_t>(5, 0.5), uint8_t{2});  // 2.5: ties to even
  QCOMPARE(multiplied<uint8_t>(7, 0.5), uint8_t{4});
  QCOMPARE(multiplied<int8_t>(-100, 3), int8_t{-128});
  QCOMPARE(multiplied<int32_t>(-7, 1), -7);
  QCOMPARE(multiplied<int64_t>(1, 1e300), std::numeric_limits<int64_t>::max());
  QCOMPARE(multiplied<uint64_t>(3, 1e19), std::numeric_limits<uint64_t>::max());
  QCOMPARE(multiplied<int64_t>(std::numeric_limits<int64_t>::min(), 1), std::numeric_limits<int64_t>::min());
  QCOMPARE(multiplied<int32_t>(1, 0.4), 0);
  QCOMPARE(multiplied<uint8_t>(1, 0.4, truth), uint8_t{1});  // bool: not 0
  QCOMPARE(multiplied<uint8_t>(0, 5, truth), uint8_t{0});
  QCOMPARE(multiplied<double>(0.1, 3), 0.1 * 3);
}

void TestHelpers::sixteenBitFloatsRoundTrip() {
  for (uint32_t bits = 0; bits < 0x10000; bits += 7) {
    const auto element = static_cast<uint16_t>(bits);
    const bool halfNan = (bits & 0x7c00) == 0x7c00 && (bits & 0x3ff),
               brainNan = (bits & 0x7f80) == 0x7f80 && (bits & 0x7f);
    if (bits % 91 == 0) {  // each of these runs a node; the rest would only repeat them
      if (!halfNan) QCOMPARE(multiplied<uint16_t>(element, 1, half), element);
      if (!brainNan) QCOMPARE(multiplied<uint16_t>(element, 1, brain), element);
    }
  }
  QCOMPARE(multiplied<uint16_t>(0x3c00, 65504, half), uint16_t{0x7bff});    // the largest
  QCOMPARE(multiplied<uint16_t>(0x3c00, 65519.9, half), uint16_t{0x7bff});  // rounds down to it
  QCOMPARE(multiplied<uint16_t>(0x3c00, 65520, half), uint16_t{0x7c00});    // to infinity
  QCOMPARE(multiplied<uint16_t>(0x3c00, 1e9, half), uint16_t{0x7c00});
  QCOMPARE(multiplied<uint16_t>(0x3c00, 0x1p-24, half), uint16_t{0x0001});  // the smallest
  QCOMPARE(multiplied<uint16_t>(0x3c00, 0x1p-25, half), uint16_t{0x0000});  // ties to even
  QCOMPARE(multiplied<uint16_t>(0x3c00, 0x1.8p-25, half), uint16_t{0x0001});
  QCOMPARE(multiplied<uint16_t>(0x3c00, 1 + 0x1p-11, half), uint16_t{0x3c00});
  QCOMPARE(multiplied<uint16_t>(0x3c00, 1 + 3 * 0x1p-11, half), uint16_t{0x3c02});
  QCOMPARE(multiplied<uint16_t>(0xbc00, 2, half), uint16_t{0xc000});
  QCOMPARE(multiplied<uint16_t>(0x7e01, 2, half) & 0x7e00, 0x7e00);  // NaN stays one
  QCOMPARE(multiplied<uint16_t>(0x3f80, 1 + 0x1p-8, brain), uint16_t{0x3f80});
  QCOMPARE(multiplied<uint16_t>(0x3f80, 1 + 3 * 0x1p-8, brain), uint16_t{0x3f82});
  QCOMPARE(multiplied<uint16_t>(0x7fc0, 2, brain) & 0x7fc0, 0x7fc0);
}

void TestHelpers::visitNamesTheType() {
  NodeRun node(typeOf("Largest"));
  node.link("tensor", tensorOf<uint8_t>({3}, {0, 1, 0}, {}, truth));
  QVERIFY(node.run().ok());
  QCOMPARE(*node.output("value").asNumber(), 1.0);
  QCOMPARE(*node.output("type").asString(), std::string("bool"));
}

void TestHelpers::takesOrCopies() {
  Value shared = tensorOf<float>({2}, {1, 2});
  NodeRun copying(typeOf("Increment"));
  copying.link("tensor", shared);
  QVERIFY(copying.run().ok());
  QCOMPARE(elementsOf<float>(shared), (std::vector<float>{1, 2}));
  QCOMPARE(elementsOf<float>(copying.output("tensor")), (std::vector<float>{2, 3}));

  const void* place = shared.asTensor()->data;
  NodeRun taking(typeOf("Increment"));
  taking.link("tensor", std::move(shared));
  QVERIFY(taking.run().ok());
  QCOMPARE(taking.output("tensor").asTensor()->data, place);
  QCOMPARE(elementsOf<float>(taking.output("tensor")), (std::vector<float>{2, 3}));

  NodeRun strided(typeOf("Increment"));
  strided.link("tensor", tensorOf<float>({2, 2}, {1, 2}, {0, 1}));  // two elements that stand for four
  QVERIFY(strided.run().ok());
  QCOMPARE(elementsOf<float>(strided.output("tensor")), (std::vector<float>{2, 3, 2, 3}));

  NodeRun wrong(typeOf("Increment"));
  wrong.link("tensor", tensorOf<double>({1}, {1}));
  QCOMPARE(wrong.failure(), std::string("expected a tensor of float32, not of float64"));
}

void TestHelpers::optionalVariadicAndChoices() {
  NodeRun node(typeOf("Join"));
  QVERIFY(node.run().ok());
  QCOMPARE(*node.output("text").asString(), std::string());
  node.link("texts", text("a")).link("texts", text("b")).link("last", text("c")).set("between", text("space"));
  QVERIFY(node.run().ok());
  QCOMPARE(*node.output("text").asString(), std::string("a b c"));
  QCOMPARE(*node.output("count").asInteger(), int64_t{3});
  QCOMPARE(node.output("parts").asList()->size(), size_t{3});
}

void TestHelpers::objectsOfOnesOwn() {
  NodeRun maker(typeOf("MakeRamp"));
  maker.set("count", Value::integer(5));
  QVERIFY(maker.run().ok());
  const Value ramp = maker.output("ramp");
  QCOMPARE(ramp.asObject()->bytes(ramp.asObject()->self), uint64_t{5 * sizeof(double)});
  NodeRun snap(typeOf("Snap"));
  snap.link("ramp", ramp);
  QVERIFY(snap.run().ok());
  QCOMPARE(*snap.output("level").asNumber(), 0.25);

  // One that only says that it is of this type is not taken for it.
  weft_object forged = *ramp.asObject();
  forged.destroy = [](void*) {};
  NodeRun wrong(typeOf("Snap"));
  wrong.link("ramp", *Value::object(forged));
  QCOMPARE(wrong.failure(), std::string("expected a org.example.helpers.ramp of this plugin, not a "
                                        "org.example.helpers.ramp"));
}

void TestHelpers::randomNumbersFollowFromTheirPlace() {
  const auto drawn = [](int64_t seed, int64_t offset, int64_t count) {
    NodeRun node(typeOf("Grain"));
    node.set("seed", Value::integer(seed)).set("offset", Value::integer(offset)).set("count", Value::integer(count));
    if (!node.run()) throw std::runtime_error("the node failed");
    return elementsOf<float>(node.output("tensor"));
  };
  const auto all = drawn(7, 0, 100);
  QCOMPARE(drawn(7, 0, 100), all);
  QCOMPARE(drawn(7, 33, 20), std::vector<float>(all.begin() + 33, all.begin() + 53));
  QVERIFY(drawn(8, 0, 100) != all);
}

void TestHelpers::sequences() {
  for (const int64_t count : {-1, 0, 4}) {
    NodeRun frames(typeOf("Frames"));
    frames.set("count", Value::integer(count));
    QVERIFY(frames.run().ok());
    QCOMPARE(frames.output("squares").asSequence()->length, count);
    NodeRun total(typeOf("Total"));
    total.link("items", frames.output("squares"));
    QVERIFY(total.run().ok());
    QCOMPARE(*total.output("sum").asInteger(), int64_t{count < 0 ? 30 : count == 0 ? 0 : 14});
  }
  // It said 6, and ends after 5.
  NodeRun frames(typeOf("Frames"));
  frames.set("count", Value::integer(6));
  QVERIFY(frames.run().ok());
  NodeRun total(typeOf("Total"));
  total.link("items", frames.output("squares"));
  QCOMPARE(total.failure(), std::string("the sequence has ended"));
}

void TestHelpers::namesOfARecord() {
  NodeRun node(typeOf("Fields"));
  node.link("record", Value::record({{"b", Value::integer(1)}, {"a", Value::integer(2)}}));
  QVERIFY(node.run().ok());
  QCOMPARE(*node.output("names").asList()->front().asString(), std::string("a"));
  QCOMPARE(node.output("names").asList()->size(), size_t{2});
}

void TestHelpers::parametersMigrate() {
  const auto migrated = [](uint32_t version, const char* json) {
    auto result = typeOf("Renamed").migrate(version, *parseJson(json, "test"));
    return result ? result->dump() : "error " + result.error().message;
  };
  QCOMPARE(migrated(1, R"({"amount": 25})"), std::string(R"({"share":0.25})"));
  QCOMPARE(migrated(2, R"({"share": 25, "unused": [1, {"x": "]"}]})"), std::string(R"({"share":0.25})"));
  QCOMPARE(migrated(3, R"({"share": 0.25})"), std::string(R"({"share":0.25})"));
  QCOMPARE(migrated(1, "{}"), std::string("{}"));
  // Quotes, backslashes, control characters and words of other alphabets come through.
  QCOMPARE(migrated(3, "{\"note\": \"a \\\"b\\\" \\\\ \\n \\u0001 \\u00fc {[\"}"),
           std::string("{\"note\":\"was: a \\\"b\\\" \\\\ \\n \\u0001 \xc3\xbc {[\"}"));
  QCOMPARE(migrated(1, "{\"amount\": 5e1, \"note\": \"\"}"), std::string("{\"share\":0.5,\"note\":\"was: \"}"));
}

void TestHelpers::waitsForTheOutside() {
  NodeRun node(typeOf("Doorbell"));
  auto first = node.run();
  QVERIFY(first.ok());
  QCOMPARE(*first, CallOutcome::Pending);
  auto second = node.run();
  QVERIFY(second.ok());
  QCOMPARE(*second, CallOutcome::Done);
  QCOMPARE(*node.output("rang").asBoolean(), true);
}

void TestHelpers::makerIsShown() {
  QCOMPARE(host().plugins().size(), size_t{1});
  QCOMPARE(host().plugins().front().vendor, std::string("Example Ltd"));
  QCOMPARE(host().plugins().front().url, std::string("https://example.org"));
}

QTEST_GUILESS_MAIN(TestHelpers)
#include "test_helpers.moc"
