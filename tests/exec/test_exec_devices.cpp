// Values go to where nodes are placed, once each, and come back for the CPU.
#include <QtTest>

#include "devices.h"
#include "run_harness.h"
#include "support/fake_device.h"
#include "support/leak_watch.h"

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

// Adds 1 to each number of its tensor, wherever it is placed, and fails where the tensor is not.
NodeType incrementType(Machine& machine) {
  NodeType type = fakeType("t.d.Increment", {"x:tensor"}, {"x:tensor"}, [&machine](NodeCall& call) -> Outcome {
    const weft_tensor& from = *call.input(0, 0)->asTensor();
    if (from.device.type != call.device().type || from.device.index != call.device().index) {
      return makeError(ErrorCode::Internal, "the tensor lies on " + deviceName(from.device));
    }
    const std::span shape(from.shape, static_cast<size_t>(from.dimensions));
    const bool onCpu = from.device.type == WEFT_DEVICE_CPU;
    FakeDevice& fake = from.device.index == 0 ? machine.first : machine.second;
    auto made = onCpu ? makeTensor(from.dtype, shape) : fake.device().makeTensor(from.dtype, shape);
    if (!made) return made.error();
    const auto memory = [&](const weft_tensor& tensor) {
      return static_cast<float*>(onCpu ? tensor.data : fake.memoryAt(tensor.data));
    };
    const float* source = memory(from);
    float* target = memory((*made)->tensor);
    for (int64_t i = 0; i < from.shape[0]; ++i) target[i] = source[i] + 1;
    call.setOutput(0, *Value::tensor(*made));
    return CallOutcome::Done;
  });
  type.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_VULKAN;
  return type;
}

NodeType sourceType(const std::string& id, std::vector<float> numbers) {
  return fakeType(id, {}, {"x:tensor"}, [numbers](NodeCall& call) -> Outcome {
    call.setOutput(0, floatTensor({static_cast<int64_t>(numbers.size())}, numbers));
    return CallOutcome::Done;
  });
}

Ran runOn(Machine& machine, const Plan& plan) {
  ExecutorOptions options;
  options.openDevice = machine.open();
  options.sessionBytes = 0;
  Executor executor(options);
  return runPlan(executor, plan, {}, CancelToken());
}

std::string placeOf(const Value& value) { return deviceName(value.asTensor()->device); }

}  // namespace

class TestExecDevices : public QObject {
  Q_OBJECT

  LeakWatch m_leaks;

 private slots:
  void init() { m_leaks.begin(); }
  void cleanup() { m_leaks.check(gpu); }

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

  void aChainNeverTouchesTheHost() {
    Machine machine;
    PlanBuilder builder;
    const NodeType* increment = builder.keep(incrementType(machine));
    int last = builder.add(builder.keep(sourceType("t.d.Source", {1, 2})), "source");
    for (const char* id : {"a", "b", "c"}) {
      last = builder.add(increment, id, {{last}});
      builder.node(last).device = "vulkan:0";
    }
    builder.output("x", last);
    const Ran ran = runOn(machine, builder.plan());
    QCOMPARE(floatsOf(ran.result.outputs.at("x")), (std::vector<float>{4, 5}));
    QCOMPARE(ran.result.copiesIn, uint64_t{1});
    QCOMPARE(ran.result.copiesOut, uint64_t{1});
    QCOMPARE(machine.first.counts().copiesIn + machine.first.counts().copiesOut, 2);
    QCOMPARE(machine.first.counts().bytes, uint64_t{0});
    int onDevice = 0;
    for (const Event& event : ran.events) onDevice += event.kind == Event::Kind::NodeCalled && event.lane == "vulkan:0";
    QCOMPARE(onDevice, 3);
  }

  void readersShareACopy() {
    Machine machine;
    PlanBuilder builder;
    const NodeType* increment = builder.keep(incrementType(machine));
    const int source = builder.add(builder.keep(sourceType("t.d.Source", {1})), "source");
    const auto reader = [&](const std::string& id, int from, const char* device) {
      const int node = builder.add(increment, id, {{from}});
      builder.node(node).device = device;
      builder.output(id, node);
      return node;
    };
    const int there = reader("a", source, "vulkan");
    for (const char* id : {"b", "c"}) reader(id, source, "vulkan");
    reader("second", source, "vulkan:1");
    reader("host", source, "cpu");
    for (const char* id : {"back 1", "back 2"}) reader(id, there, "cpu");
    const Ran ran = runOn(machine, builder.plan());
    for (const char* id : {"a", "b", "c", "second", "host"}) {
      QCOMPARE(floatsOf(ran.result.outputs.at(id)), (std::vector<float>{2}));
    }
    QCOMPARE(floatsOf(ran.result.outputs.at("back 1")), (std::vector<float>{3}));
    QCOMPARE(machine.first.counts().copiesIn, 1);
    QCOMPARE(machine.second.counts().copiesIn, 1);
    QCOMPARE(machine.first.counts().copiesOut, 3);  // a, b and c; a for three readers at once
  }

  void aNodeThatDoesNotKnowTheDeviceRunsOnTheCpu() {
    Machine machine;
    PlanBuilder builder;
    NodeType plain = incrementType(machine);
    plain.devices = WEFT_DEVICES_CPU;
    const int source = builder.add(builder.keep(sourceType("t.d.Source", {1})), "source");
    const int node = builder.add(builder.keep(plain), "a", {{source}});
    builder.node(node).device = "vulkan";
    builder.output("x", node);
    const Ran ran = runOn(machine, builder.plan());
    QCOMPARE(floatsOf(ran.result.outputs.at("x")), (std::vector<float>{2}));
    QCOMPARE(machine.first.counts().allocated, 0);
  }

  void aFullDeviceIsEmptiedAndTriedAgain() {
    // Room for three such tensors; what stands for the first one there is kept for its reader on the CPU, and must go.
    FakeDevice small(gpu, 3 * 400);
    PlanBuilder builder;
    const NodeType* source = builder.keep(sourceType("t.d.Source", std::vector<float>(100, 1)));
    NodeType hold = fakeType("t.d.Hold", {"x:tensor"}, {"done:number"}, [](NodeCall& call) -> Outcome {
      call.setOutput(0, Value::number(1));
      return CallOutcome::Done;
    });
    hold.devices |= WEFT_DEVICES_VULKAN;
    NodeType fill = fakeType("t.d.Fill", {"x:tensor", "done:number"}, {"size:number"}, [&](NodeCall& call) -> Outcome {
      const std::vector<int64_t> shape = {200};
      auto made = small.device().makeTensor({WEFT_TYPE_FLOAT, 32, 1}, shape);
      if (!made) return made.error();
      (*made)->deleter(*made);
      call.setOutput(0, Value::number(call.input(0, 0)->asTensor()->device.type));
      return CallOutcome::Done;
    });
    fill.devices |= WEFT_DEVICES_VULKAN;
    const int a = builder.add(source, "a"), b = builder.add(source, "b");
    const int held = builder.add(builder.keep(hold), "held", {{a}});
    const int filled = builder.add(builder.keep(fill), "filled", {{b}, {held}});
    builder.node(held).device = builder.node(filled).device = "vulkan";
    // Reads the first tensor after all of that, so that it lives on.
    const int last = builder.add(builder.keep(fakeType("t.d.Last", {"x:tensor", "size:number"}, {"size:number"},
                                                       [](NodeCall& call) -> Outcome {
                                                         call.setOutput(0, *call.input(1, 0));
                                                         return CallOutcome::Done;
                                                       })),
                                 "last", {{a}, {filled}});
    builder.output("size", last);
    ExecutorOptions options;
    options.sessionBytes = 0;
    options.openDevice = [&](weft_device_id) -> Result<Device> { return small.device(); };
    Executor executor(options);
    const Ran ran = runPlan(executor, builder.plan(), {}, CancelToken());
    QVERIFY(ran.result.status == RunResult::Status::Done);
    QCOMPARE(numberOf(ran, "size"), double{WEFT_DEVICE_VULKAN});
    QCOMPARE(small.counts().bytes, uint64_t{0});
  }

  void aLostDeviceIsAnErrorOfItsNode() {
    Machine machine;
    PlanBuilder builder;
    const int source = builder.add(builder.keep(sourceType("t.d.Source", {1})), "source");
    const int node = builder.add(builder.keep(incrementType(machine)), "a", {{source}});
    builder.node(node).device = "vulkan";
    builder.output("x", node);
    machine.first.lose();
    const Ran ran = runOn(machine, builder.plan());
    QVERIFY(ran.result.status == RunResult::Status::Failed);
    QCOMPARE(ran.result.failures.at(0).node, std::string("a"));
    QCOMPARE(ran.result.failures.at(0).error.message, std::string("copying to vulkan:0: the fake device was lost"));
    QCOMPARE(ran.result.failures.at(0).error.path, std::string("x"));
  }

  void aDeviceThatCannotBeOpenedIsAnErrorOfItsNode() {
    Machine machine;
    PlanBuilder builder;
    const int source = builder.add(builder.keep(sourceType("t.d.Source", {1})), "source");
    const int node = builder.add(builder.keep(incrementType(machine)), "a", {{source}});
    builder.node(node).device = "vulkan:2";
    builder.output("x", node);
    const Ran ran = runOn(machine, builder.plan());
    QCOMPARE(ran.result.failures.at(0).error.message, std::string("cannot use vulkan:2: it is out of order"));
  }

  void theLastReaderMayWrite() {
    Machine machine;
    PlanBuilder builder;
    std::atomic<int> unique{0};
    NodeType taker = fakeType("t.d.Take", {"x:tensor"}, {"x:tensor"}, [&](NodeCall& call) -> Outcome {
      Value taken = call.takeInput(0, 0);
      unique += taken.unique();
      call.setOutput(0, std::move(taken));
      return CallOutcome::Done;
    });
    taker.inputs[0].flags = WEFT_PORT_CONSUMES;
    taker.devices |= WEFT_DEVICES_VULKAN;
    const NodeType* type = builder.keep(std::move(taker));
    int last = builder.add(builder.keep(sourceType("t.d.Source", {1})), "source");
    for (const char* id : {"a", "b"}) {
      last = builder.add(type, id, {{last}});
      builder.node(last).device = "vulkan";
    }
    builder.output("x", last);
    const Ran ran = runOn(machine, builder.plan());
    QVERIFY(ran.result.status == RunResult::Status::Done);
    QCOMPARE(unique.load(), 2);
  }
};

QTEST_GUILESS_MAIN(TestExecDevices)
#include "test_exec_devices.moc"
