// Devices as the engine uses them, and copies that are kept with a tensor.
#include <QtTest>

#include <thread>

#include <weft/value/memory.h>
#include <weft/value/tensor_copies.h>

#include "support/fake_device.h"
#include "support/leak_watch.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr weft_device_id gpu = {WEFT_DEVICE_VULKAN, 1};
constexpr weft_dtype float32 = {WEFT_TYPE_FLOAT, 32, 1};

// A view of a tensor's memory in other steps; the tensor outlives it.
weft_tensor view(const Value& value, std::vector<int64_t>& shape, std::vector<int64_t>& strides, uint64_t offset) {
  weft_tensor tensor = *value.asTensor();
  tensor.dimensions = static_cast<int32_t>(shape.size());
  tensor.shape = shape.data();
  tensor.strides = strides.data();
  tensor.byte_offset = offset * sizeof(float);
  return tensor;
}

}  // namespace

class TestDevices : public QObject {
  Q_OBJECT

  LeakWatch m_leaks;

 private slots:
  void init() { m_leaks.begin(); }
  void cleanup() { m_leaks.check(gpu); }

  void whatIsNoDeviceIsRefused() {
    QCOMPARE(Device::of(Value::number(1)).error().message, std::string("a device is an object, not a number 1"));
    const auto object = [](auto getInterface) {
      return *Value::object({sizeof(weft_object), "thing", nullptr, getInterface, [](void*) {}, nullptr});
    };
    const Value other = object([](void*, const char*) -> const void* { return nullptr; });
    QCOMPARE(Device::of(other).error().message, std::string("object thing has no interface \"weft.device/0\""));
    // A table of an older form, without what came later.
    const Value older = object([](void*, const char*) -> const void* {
      static weft_device table{};
      table.struct_size = 16;
      table.id = [](void*) { return gpu; };
      table.name = [](void*) { return "beyond its size"; };
      return &table;
    });
    QCOMPARE(Device::of(older).error().message, std::string("object thing: \"name\" of \"weft.device/0\" is missing"));
  }

  void numbersGoThereAndBack() {
    FakeDevice fake(gpu);
    const Device device = fake.device();
    QCOMPARE(device.name(), std::string("fake device"));
    const Value host = floatTensor({2, 3}, {1, 2, 3, 4, 5, 6});
    Value copy = *device.copyIn(*host.asTensor());
    QCOMPARE(copy.describe(), std::string("tensor float32 [2, 3] on vulkan:1"));
    QCOMPARE(memoryUse(gpu).bytes, uint64_t{24});
    QCOMPARE(device.memory()->used, uint64_t{24});
    const Value back = *device.copyOut(*copy.asTensor());
    QCOMPARE(back.asTensor()->device.type, int32_t{WEFT_DEVICE_CPU});
    QCOMPARE(floatsOf(back), floatsOf(host));
    copy = {};
    QCOMPARE(memoryUse(gpu).bytes, uint64_t{0});
    QCOMPARE(fake.counts().freed, 1);
  }

  void stepsAreFollowedBothWays_data() {
    QTest::addColumn<QList<int>>("shape");
    QTest::addColumn<QList<int>>("strides");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QList<float>>("expected");
    QTest::newRow("transposed") << QList<int>{3, 2} << QList<int>{1, 3} << 0 << QList<float>{1, 4, 2, 5, 3, 6};
    QTest::newRow("every other") << QList<int>{3} << QList<int>{2} << 1 << QList<float>{2, 4, 6};
    QTest::newRow("backwards") << QList<int>{2, 3} << QList<int>{-3, -1} << 5 << QList<float>{6, 5, 4, 3, 2, 1};
    QTest::newRow("repeated") << QList<int>{2, 2} << QList<int>{0, 1} << 2 << QList<float>{3, 4, 3, 4};
    QTest::newRow("part") << QList<int>{2} << QList<int>{1} << 3 << QList<float>{4, 5};
    QTest::newRow("scalar") << QList<int>{} << QList<int>{} << 2 << QList<float>{3};
  }
  void stepsAreFollowedBothWays() {
    QFETCH(QList<int>, shape);
    QFETCH(QList<int>, strides);
    QFETCH(int, offset);
    QFETCH(QList<float>, expected);
    std::vector<int64_t> sides(shape.begin(), shape.end()), steps(strides.begin(), strides.end());
    const std::vector<float> wanted(expected.begin(), expected.end());
    FakeDevice fake(gpu);
    const Device device = fake.device();
    const Value host = floatTensor({2, 3}, {1, 2, 3, 4, 5, 6});
    const Value in = *device.copyIn(view(host, sides, steps, static_cast<uint64_t>(offset)));
    QVERIFY(!in.asTensor()->strides);
    QCOMPARE(floatsOf(*device.copyOut(*in.asTensor())), wanted);
    const Value whole = *device.copyIn(*host.asTensor());
    QCOMPARE(floatsOf(*device.copyOut(view(whole, sides, steps, static_cast<uint64_t>(offset)))), wanted);
    QCOMPARE(fake.counts().copiesOut, 2);  // in one go each
  }

  void emptyTensorsNeedNoCopy() {
    FakeDevice fake(gpu);
    const Value copy = *fake.device().copyIn(*floatTensor({0, 3}, {}).asTensor());
    QCOMPARE(fake.device().copyOut(*copy.asTensor())->describe(), std::string("tensor float32 [0, 3]"));
    QCOMPARE(fake.counts().copiesIn + fake.counts().copiesOut, 0);
  }

  void refusals() {
    FakeDevice small(gpu, 100);
    const std::vector<int64_t> negative = {2, -1}, large = {int64_t{1} << 40, 1 << 20}, some = {26};
    QCOMPARE(small.device().makeTensor(float32, negative).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(small.device().makeTensor({9, 7, 1}, some).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(small.device().makeTensor(float32, large).error().code, ErrorCode::OutOfMemory);
    QCOMPARE(small.device().makeTensor(float32, some).error().code, ErrorCode::DeviceOutOfMemory);
    FakeDevice gone(gpu);
    const Value there = *gone.device().copyIn(*floatTensor({1}, {1}).asTensor());
    gone.lose();
    QCOMPARE(gone.device().copyOut(*there.asTensor()).error().message, std::string("the fake device was lost"));
  }

  void budgetsAreKept() {
    FakeDevice fake(gpu);
    const std::vector<int64_t> shape = {200};
    limitMemory(0, 1000);
    const Value first = *Value::tensor(*fake.device().makeTensor(float32, shape));
    const auto second = fake.device().makeTensor(float32, shape);
    limitMemory(0, 0);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::DeviceOutOfMemory);
    QCOMPARE(fake.counts().allocated, 1);
  }

  void oneCopyForAllReaders() {
    FakeDevice fake(gpu);
    const Device device = fake.device();
    Value host = floatTensor({4}, {1, 2, 3, 4});
    const auto copied = [&] { return *copyOn(host, gpu, [&] { return device.copyIn(*host.asTensor()); }); };
    std::vector<Value> copies(8);
    std::vector<std::thread> readers;
    for (Value& copy : copies) readers.emplace_back([&] { copy = copied(); });
    for (std::thread& reader : readers) reader.join();
    for (const Value& copy : copies) QVERIFY(copy.get() == copies[0].get());
    QCOMPARE(fake.counts().copiesIn, 1);
    copies.clear();
    QCOMPARE(fake.counts().freed, 0);
    host = {};
    QCOMPARE(fake.counts().freed, 1);  // with the tensor
  }

  void copiesAreDroppedAtOnce() {
    FakeDevice fake(gpu);
    const Device device = fake.device();
    const Value a = floatTensor({1}, {1}), b = floatTensor({1}, {2});
    const auto copied = [&](const Value& host) {
      return *copyOn(host, gpu, [&] { return device.copyIn(*host.asTensor()); });
    };
    copied(a);
    Value held = copied(b);
    copyOn(held, {WEFT_DEVICE_CPU, 0}, [&] { return device.copyOut(*held.asTensor()); }).value();  // a copy's copy
    QCOMPARE(fake.counts().bytes, uint64_t{8});
    dropCopies();
    QCOMPARE(fake.counts().bytes, uint64_t{4});  // what is read stays
    held = {};
    QCOMPARE(fake.counts().bytes, uint64_t{0});
    copied(a);
    QCOMPARE(fake.counts().copiesIn, 3);
    dropCopies();
    dropCopies();
  }

  void aFailedCopyIsNotKept() {
    const Value host = floatTensor({1}, {1});
    int calls = 0;
    const auto failing = [&]() -> Result<Value> {
      ++calls;
      return makeError(ErrorCode::DeviceOutOfMemory, "full");
    };
    QCOMPARE(copyOn(host, gpu, failing).error().message, std::string("full"));
    QCOMPARE(copyOn(host, gpu, failing).error().code, ErrorCode::DeviceOutOfMemory);
    QCOMPARE(calls, 2);
    QCOMPARE(copyOn(Value::number(1), gpu, failing).error().code, ErrorCode::TypeMismatch);
    QCOMPARE(calls, 2);
  }
};

QTEST_GUILESS_MAIN(TestDevices)
#include "test_devices.moc"
