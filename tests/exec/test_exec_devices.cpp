// Values go to where nodes are placed, once each, and come back for the CPU.
#include <QtTest>

#include "devices.h"
#include "run_harness.h"
#include "support/fake_device.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr weft_device_id gpu = {WEFT_DEVICE_VULKAN, 0}, other = {WEFT_DEVICE_VULKAN, 1}, cuda = {WEFT_DEVICE_CUDA, 0};

// Two Vulkan devices; the third cannot be opened; nobody brings others.
struct Machine {
  FakeDevice first{gpu}, second{other};

  std::function<Result<Device>(weft_device_id)> open() {
    return [this](weft_device_id id) -> Result<Device> {
      if (id.type != WEFT_DEVICE_VULKAN) return makeError(ErrorCode::NotFound, "no pack brings such devices");
      if (id.index == 0) return first.device();
      if (id.index == 1) return second.device();
      return makeError(ErrorCode::UnsupportedDevice, "it is out of order");
    };
  }
};

std::string placeOf(const Value& value) { return deviceName(value.asTensor()->device); }

}  // namespace

class TestExecDevices : public QObject {
  Q_OBJECT

  int64_t m_before = 0;

 private slots:
  void init() { m_before = liveValues(); }
  void cleanup() {
    QCOMPARE(liveValues(), m_before);
    QCOMPARE(memoryUse(gpu).bytes, uint64_t{0});
  }

  void tensorsMoveOnce() {
    Machine machine;
    Devices devices(machine.open());
    const Value host = floatTensor({2}, {3, 4});
    QVERIFY(devices.prepare(gpu).ok());
    const Value there = *devices.moved(host, gpu);
    QCOMPARE(placeOf(there), std::string("vulkan:0"));
    QVERIFY(devices.moved(host, gpu)->get() == there.get());
    QVERIFY(devices.moved(there, gpu)->get() == there.get());
    QCOMPARE(floatsOf(*devices.moved(there, cpuDevice)), (std::vector<float>{3, 4}));
    QVERIFY(devices.moved(there, cpuDevice)->get() == devices.moved(there, cpuDevice)->get());
    const Devices::Copies copies = devices.copies();
    QCOMPARE(copies.in, uint64_t{1});
    QCOMPARE(copies.out, uint64_t{1});
    QCOMPARE(copies.bytes, uint64_t{16});
    devices.startRun();
    QCOMPARE(devices.copies().bytes, uint64_t{0});
  }

  void betweenDevicesByWayOfTheHost() {
    Machine machine;
    Devices devices(machine.open());
    QVERIFY(devices.prepare(gpu).ok());
    const Value host = floatTensor({1}, {5});
    const Value second = *devices.moved(*devices.moved(host, gpu), other);
    QCOMPARE(placeOf(second), std::string("vulkan:1"));
    QCOMPARE(floatsOf(*devices.moved(second, cpuDevice)), (std::vector<float>{5}));
  }

  void whatHoldsTensorsIsRebuilt() {
    Machine machine;
    Devices devices(machine.open());
    QVERIFY(devices.prepare(gpu).ok());
    const Value tensor = floatTensor({1}, {7});
    const Value plain = Value::list({Value::number(1), Value::string("x")});
    Value nested =
        Value::record({{"again", tensor}, {"list", Value::list({tensor, plain})}, {"text", Value::string("a")}});
    const Value there = *devices.moved(nested, gpu);
    QVERIFY(there.get() != nested.get());
    const Value& again = there.asRecord()->at("again");
    const Value& list = there.asRecord()->at("list");
    QCOMPARE(placeOf(again), std::string("vulkan:0"));
    QVERIFY(list.asList()->at(0).get() == again.get());
    QVERIFY(list.asList()->at(1).get() == plain.get());  // nothing in it moved
    QCOMPARE(devices.copies().in, uint64_t{1});
    QVERIFY(devices.moved(plain, gpu)->get() == plain.get());

    Value deep = tensor;
    for (int i = 0; i < 200'000; ++i) deep = Value::list({deep});
    QVERIFY(devices.moved(deep, gpu).ok());
    Value wide = tensor;  // 2^64 ways to the tensor
    for (int i = 0; i < 64; ++i) wide = Value::list({wide, wide});
    QVERIFY(devices.moved(wide, gpu).ok());
    QCOMPARE(devices.copies().in, uint64_t{1});
  }

  void theLastReaderHasItAlone() {
    Machine machine;
    Devices devices(machine.open());
    QVERIFY(devices.prepare(gpu).ok());
    Value value = floatTensor({1}, {1});
    value = *devices.moved(value, gpu);
    QVERIFY(value.unique());
  }

  void copiesEndWithTheRun() {
    Machine machine;
    Devices devices(machine.open());
    QVERIFY(devices.prepare(gpu).ok());
    const Value kept = floatTensor({1}, {1});
    QVERIFY(devices.moved(kept, gpu).ok());
    QCOMPARE(machine.first.counts().bytes, uint64_t{4});
    devices.finishRun();
    QCOMPARE(machine.first.counts().bytes, uint64_t{0});
  }

  void copiesMakeRoomUnderABudget() {
    Machine machine;
    Devices devices(machine.open());
    QVERIFY(devices.prepare(gpu).ok());
    const Value a = floatTensor({200}, std::vector<float>(200, 1)), b = floatTensor({200}, std::vector<float>(200, 2));
    QVERIFY(devices.moved(a, gpu).ok());
    limitMemory(0, 1000);
    const auto second = devices.moved(b, gpu);
    limitMemory(0, 0);
    QVERIFY(second.ok());
    QCOMPARE(machine.first.counts().bytes, uint64_t{800});
  }

  void whatCannotBeOpened() {
    Machine machine;
    Devices devices(machine.open());
    QCOMPARE(devices.prepare({WEFT_DEVICE_VULKAN, 2}).error().message,
             std::string("cannot use vulkan:2: it is out of order"));
    // A device that nobody brings: its nodes move their tensors themselves.
    QVERIFY(devices.prepare(cuda).ok());
    const Value host = floatTensor({1}, {1});
    QVERIFY(devices.moved(host, cuda)->get() == host.get());
    Devices none({});
    QVERIFY(none.prepare(gpu).ok());
    QVERIFY(none.moved(host, gpu)->get() == host.get());
  }
};

QTEST_GUILESS_MAIN(TestExecDevices)
#include "test_exec_devices.moc"
