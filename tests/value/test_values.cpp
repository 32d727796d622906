#include <weft/value/value.h>
#include <QtTest>
#include <cmath>
#include <limits>
#include <thread>

using namespace weft;

namespace {

// A tensor whose memory and destruction are watched.
struct Probe {
  weft_managed_tensor managed{};
  std::vector<int64_t> shape, strides;
  std::vector<float> data;
  int deleted = 0;

  explicit Probe(std::vector<int64_t> sizes, size_t elements = 16) : shape(std::move(sizes)), data(elements) {
    managed.version = {1, 0};
    managed.manager = this;
    managed.deleter = [](weft_managed_tensor* self) { ++static_cast<Probe*>(self->manager)->deleted; };
    managed.tensor.data = data.data();
    managed.tensor.device = {WEFT_DEVICE_CPU, 0};
    managed.tensor.dimensions = static_cast<int32_t>(shape.size());
    managed.tensor.dtype = {WEFT_TYPE_FLOAT, 32, 1};
    managed.tensor.shape = shape.data();
  }
  void setStrides(std::vector<int64_t> values) {
    strides = std::move(values);
    managed.tensor.strides = strides.data();
  }
};

const void* noInterface(void*, const char*) { return nullptr; }

}  // namespace

class TestValues : public QObject {
  Q_OBJECT

  int64_t m_before = 0;

 private slots:
  void init() { m_before = liveValues(); }
  void cleanup() { QCOMPARE(liveValues(), m_before); }

  void scalarsReadBack() {
    QCOMPARE(Value::number(0.1).asNumber(), std::optional(0.1));
    QCOMPARE(Value::integer(-7).asInteger(), std::optional<int64_t>(-7));
    QCOMPARE(Value::boolean(true).asBoolean(), std::optional(true));
    QCOMPARE(*Value::string(std::string("a\0b", 3)).asString(), std::string("a\0b", 3));
    QVERIFY(!Value().asNumber());
    QVERIFY(Value().kind() == Kind::None);
    QVERIFY(!Value::boolean(true).asInteger());
    QVERIFY(!Value::string("7").asInteger());
  }

  void numbersConvertOnlyWithoutLoss_data() {
    QTest::addColumn<double>("number");
    QTest::addColumn<bool>("whole");
    QTest::newRow("zero") << 0.0 << true;
    QTest::newRow("fraction") << 0.5 << false;
    QTest::newRow("minus 2^63") << -0x1p63 << true;
    QTest::newRow("2^63") << 0x1p63 << false;
    QTest::newRow("below 2^63") << std::nextafter(0x1p63, 0) << true;
    QTest::newRow("1e30") << 1e30 << false;
    QTest::newRow("infinity") << std::numeric_limits<double>::infinity() << false;
    QTest::newRow("nan") << std::numeric_limits<double>::quiet_NaN() << false;
  }
  void numbersConvertOnlyWithoutLoss() {
    QFETCH(double, number);
    QFETCH(bool, whole);
    const auto integer = Value::number(number).asInteger();
    QCOMPARE(integer.has_value(), whole);
    if (whole) QCOMPARE(static_cast<double>(*integer), number);
  }

  void integersConvertOnlyWithoutLoss() {
    QCOMPARE(Value::integer(int64_t{1} << 53).asNumber(), std::optional(0x1p53));
    QVERIFY(!Value::integer((int64_t{1} << 53) + 1).asNumber());
    QVERIFY(!Value::integer(INT64_MAX).asNumber());
    QCOMPARE(Value::integer(INT64_MIN).asNumber(), std::optional(-0x1p63));
  }

  void copiesShareAndTheLastOneFrees() {
    Probe probe({2, 3});
    {
      Value value = *Value::tensor(&probe.managed);
      QVERIFY(value.unique());
      const Value copy = value;
      QVERIFY(!value.unique());
      QCOMPARE(copy.asTensor(), value.asTensor());
      value = Value();
      QVERIFY(copy.unique());
      QCOMPARE(probe.deleted, 0);
    }
    QCOMPARE(probe.deleted, 1);
  }

  void onlyTheLastReferenceMayWriteAndNotWhereMemoryIsReadOnly() {
    Probe probe({2, 3});
    {
      const Value value = *Value::tensor(&probe.managed);
      QVERIFY(value.writable());
      const Value copy = value;
      QVERIFY(!value.writable());
    }
    Probe readOnly({2, 3});
    readOnly.managed.flags = WEFT_TENSOR_READ_ONLY;
    const Value value = *Value::tensor(&readOnly.managed);
    QVERIFY(value.unique() && !value.writable());
    QVERIFY(Value::list({value}).writable());
    QVERIFY(!Value().writable());
  }

  void exportedTensorsKeepTheValueAlive() {
    Probe probe({2, 3});
    Value value = *Value::tensor(&probe.managed);
    weft_managed_tensor* exported = value.toDlpack();
    value = Value();
    QCOMPARE(probe.deleted, 0);
    QCOMPARE(exported->flags, uint64_t{WEFT_TENSOR_READ_ONLY});
    QCOMPARE(exported->tensor.shape[1], int64_t{3});
    exported->deleter(exported);
    QCOMPARE(probe.deleted, 1);
    QVERIFY(!Value::number(1).toDlpack());
  }

  void badTensorsAreRefusedAndFreed_data() {
    QTest::addColumn<std::function<void(Probe&)>>("spoil");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, std::function<void(Probe&)> spoil, const char* message) {
      QTest::newRow(name) << spoil << QString(message);
    };
    row(
        "version", [](Probe& p) { p.managed.version.major = 2; }, "DLPack version 2; expected 1");
    row(
        "device", [](Probe& p) { p.managed.tensor.device.type = 99; }, "device type 99");
    row(
        "device index", [](Probe& p) { p.managed.tensor.device.index = -1; }, "device index -1");
    row(
        "lanes", [](Probe& p) { p.managed.tensor.dtype.lanes = 4; }, "4 lanes; expected 1");
    row(
        "code", [](Probe& p) { p.managed.tensor.dtype.code = 5; }, "elements of code 5");
    row(
        "bits", [](Probe& p) { p.managed.tensor.dtype.bits = 12; }, "with 12 bits");
    row(
        "no bits", [](Probe& p) { p.managed.tensor.dtype.bits = 0; }, "with 0 bits");
    row(
        "dimensions", [](Probe& p) { p.managed.tensor.dimensions = -1; }, "-1 dimensions");
    row(
        "many dimensions", [](Probe& p) { p.managed.tensor.dimensions = 65; }, "65 dimensions; expected 0 to 64");
    row(
        "no shape", [](Probe& p) { p.managed.tensor.shape = nullptr; }, "no shape");
    row(
        "negative", [](Probe& p) { p.shape[1] = -1; }, "dimension 1 is -1");
    row(
        "overflow",
        [](Probe& p) {
          p.shape = {INT64_MAX, 4};
          p.managed.tensor.shape = p.shape.data();
        },
        "more elements than 64 bits");
    row(
        "overflow to zero",
        [](Probe& p) {
          p.shape[0] = int64_t{1} << 32;
          p.shape[1] = int64_t{1} << 32;
        },
        "more elements than 64 bits");
    row(
        "overflow beside zero",
        [](Probe& p) {
          p.managed.tensor.dimensions = 3;
          p.shape = {0, INT64_MAX, 4};
          p.managed.tensor.shape = p.shape.data();
        },
        "more elements than 64 bits");
    row(
        "bytes overflow",
        [](Probe& p) {
          p.shape[0] = int64_t{1} << 61;
          p.shape[1] = 1;
        },
        "more bytes than 64 bits");
    row(
        "strides overflow",
        [](Probe& p) {
          p.setStrides({INT64_MAX, INT64_MAX});
        },
        "strides leave the address space");
    row(
        "least stride",
        [](Probe& p) {
          p.setStrides({INT64_MIN, 1});
        },
        "strides leave the address space");
    row(
        "no data", [](Probe& p) { p.managed.tensor.data = nullptr; }, "no data");
    row(
        "offset", [](Probe& p) { p.managed.tensor.byte_offset = UINT64_MAX; }, "byte offset leaves");
  }
  void badTensorsAreRefusedAndFreed() {
    QFETCH(std::function<void(Probe&)>, spoil);
    QFETCH(QString, message);
    Probe probe({2, 3});
    spoil(probe);
    const Result<Value> value = Value::tensor(&probe.managed);
    QVERIFY(!value);
    QVERIFY2(QString::fromStdString(value.error().message).contains(message), value.error().message.c_str());
    QCOMPARE(probe.deleted, 1);
  }

  void unusualTensorsAreTaken() {
    Probe scalar({});
    QCOMPARE(Value::tensor(&scalar.managed)->describe(), std::string("tensor float32 []"));
    Probe empty({0, 5});
    empty.managed.tensor.data = nullptr;
    QVERIFY(Value::tensor(&empty.managed).ok());
    Probe broadcast({1000, 1000});
    broadcast.setStrides({0, 0});
    const Value value = *Value::tensor(&broadcast.managed);
    QVERIFY(value.bytes() < 1000);
    Probe backwards({4, 4});
    backwards.setStrides({-4, -1});
    QVERIFY(Value::tensor(&backwards.managed).ok());
    QVERIFY(!Value::tensor(nullptr));
  }

  void objectsWithoutFunctionsAreRefusedAndFreed() {
    int destroyed = 0;
    weft_object object{
        sizeof(weft_object), "thing", &destroyed, noInterface, [](void* self) { ++*static_cast<int*>(self); }, nullptr};
    {
      const Value value = *Value::object(object);
      QCOMPARE(value.describe(), std::string("object thing"));
    }
    QCOMPARE(destroyed, 1);
    object.get_interface = nullptr;
    QCOMPARE(Value::object(object).error().message, std::string("bad object: \"get_interface\" is missing"));
    QCOMPARE(destroyed, 2);
    // A struct from an older plugin: what lies behind its size is not read.
    object.get_interface = noInterface;
    object.struct_size = offsetof(weft_object, bytes);
    object.bytes = reinterpret_cast<uint64_t (*)(void*)>(8);
    QVERIFY(Value::object(object)->bytes() > 0);
    QCOMPARE(destroyed, 3);
    QVERIFY(!Value::sequence(weft_sequence{sizeof(weft_sequence), nullptr, -2, nullptr, nullptr}));
  }

  void listsAndRecordsHoldTheirItems() {
    const Value list = Value::list({Value::number(1), Value::string("two")});
    QCOMPARE(list.asList()->size(), size_t{2});
    QCOMPARE(*(*list.asList())[1].asString(), std::string("two"));
    const Value record = Value::record({{"b", Value::integer(1)}, {"a", list}});
    QCOMPARE(record.describe(), std::string("record {a, b}"));
    QVERIFY(record.asRecord()->at("a").asList() == list.asList());
  }

  void depthDoesNotMatter() {
    constexpr int depth = 100'000;
    Value value = Value::number(1);
    for (int i = 0; i < depth; ++i) {
      std::vector<Value> items;
      items.push_back(std::move(value));
      value = Value::list(std::move(items));
    }
    QVERIFY(value.bytes() > depth * sizeof(void*));
    QCOMPARE(liveValues(), m_before + depth + 1);
  }

  // Each object holds the next: destroying one releases it from inside destroy().
  void chainsOfObjectsDoNotRecurse() {
    weft_object object{sizeof(weft_object),
                       "link",
                       nullptr,
                       noInterface,
                       [](void* self) { delete static_cast<Value*>(self); },
                       nullptr};
    Value value = Value::number(1);
    for (int i = 0; i < 100'000; ++i) {
      object.self = new Value(std::move(value));
      value = *Value::object(object);
    }
    value = Value();
    QCOMPARE(liveValues(), m_before);
  }

  void sharedItemsAreCountedOnce() {
    Value value = Value::string(std::string(1000, 'x'));
    for (int i = 0; i < 64; ++i) value = Value::list({value, value});
    QVERIFY(value.bytes() < 100'000);
  }

  void handlesAreSharedBetweenThreads() {
    const Value value = Value::list({Value::number(1)});
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10'000; ++i) {
          const Value copy = value;
          const Value item = (*copy.asList())[0];
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    QVERIFY(value.unique());
  }

  void descriptionsFitOneLine() {
    Probe probe({1, 16, 8, 8}, 1024);
    QCOMPARE(Value::tensor(&probe.managed)->describe(), std::string("tensor float32 [1, 16, 8, 8]"));
    QCOMPARE(Value::string("a\nb").describe(), std::string("string \"a\\u000ab\""));
    QCOMPARE(Value().describe(), std::string("nothing"));
    QCOMPARE(Value::number(0.5).describe(), std::string("number 0.5"));
  }
};

QTEST_APPLESS_MAIN(TestValues)
#include "test_values.moc"
