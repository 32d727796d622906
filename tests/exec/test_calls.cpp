// When nodes are called, where, with how many others, and in which order.
#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "exec/run_harness.h"

using namespace weft;
using namespace weft::test;
using namespace std::chrono_literals;

namespace {

class TestCalls : public QObject {
  Q_OBJECT

 private slots:
  void emptyPlan();
  void lazyInputsAreComputedWhenAskedFor();
  void lazyInputsThatFail();
  void askingForNothingIsAnError();
  void pendingNodesAreResumed();
  void pendingWithoutHopeFails();
  void cancelEndsPendingNodes();
  void reentrancy_data();
  void reentrancy();
  void serialNodesDoNotHoldUpOthers();
  void heavyNodesShareThreads();
  void threadsByLane();
  void priority();
};

void TestCalls::emptyPlan() {
  const Ran ran = runPlan(Plan());
  QCOMPARE(ran.result.status, RunResult::Status::Done);
  QCOMPARE(ran.events.back().status, std::string("done"));
}

// Chooses one of two lazy inputs; the other's branch is not computed.
struct Choice {
  PlanBuilder builder;
  int left, right, choose;

  explicit Choice(double which, Process leftProcess = constant(10)) {
    NodeType type = fakeType("test.run.Choose", {"which:number"}, {"value:number"}, [](NodeCall& call) -> Outcome {
      const size_t port = *call.input(0, 0)->asNumber() == 0 ? 1 : 2;
      if (call.inputCount(port) == 0) {
        call.wantInput(port);
        return CallOutcome::NeedInputs;
      }
      call.setOutput(0, *call.input(port, 0));
      return CallOutcome::Done;
    });
    for (const char* id : {"left", "right"}) type.inputs.push_back(fakePort(id, "number", WEFT_PORT_LAZY));
    const NodeType* one = builder.keep(fakeType("test.run.Left", {}, {"value:number"}, std::move(leftProcess)));
    const NodeType* other = builder.keep(fakeType("test.run.Right", {}, {"value:number"}, constant(20)));
    const NodeType* selector = builder.keep(fakeType("test.run.Which", {}, {"value:number"}, constant(which)));
    const NodeType* sum = builder.keep(fakeType("test.run.Sum", {"a:number"}, {"value:number"}, sumOf(1)));
    left = builder.add(sum, "left", {{builder.add(one, "leftSource")}});
    right = builder.add(sum, "right", {{builder.add(other, "rightSource")}});
    choose = builder.add(builder.keep(std::move(type)), "choose", {{builder.add(selector, "which")}, {left}, {right}});
    builder.output("value", choose);
  }
};

void TestCalls::lazyInputsAreComputedWhenAskedFor() {
  for (const bool right : {false, true}) {
    Choice choice(right ? 1 : 0);
    const Ran ran = runPlan(choice.builder.plan());
    QCOMPARE(numberOf(ran, "value"), right ? 20.0 : 10.0);
    QCOMPARE(ran.ranAgain("leftSource"), !right);
    QCOMPARE(ran.ranAgain("rightSource"), right);
    QVERIFY(ran.end(right ? "left" : "right")->cached);
    QCOMPARE(ran.result.executed, uint64_t(4));
    QCOMPARE(ran.result.cached, uint64_t(2));
    QCOMPARE(ran.nodes(Event::Kind::NodeStarted).size(), size_t(4));  // the chooser once, though called twice
  }
}

void TestCalls::lazyInputsThatFail() {
  Choice wanted(0, failing());
  Ran ran = runPlan(wanted.builder.plan());
  QCOMPARE(ran.result.failed, uint64_t(1));
  QCOMPARE(ran.result.skipped, uint64_t(2));
  QVERIFY(ran.end("choose")->skipped);
  QCOMPARE(ran.end("choose")->message, std::string("stopped, since \"leftSource\" failed"));

  Choice unwanted(1, failing());
  ran = runPlan(unwanted.builder.plan());
  QCOMPARE(ran.result.status, RunResult::Status::Done);
  QCOMPARE(numberOf(ran, "value"), 20.0);
}

void TestCalls::askingForNothingIsAnError() {
  for (const size_t port : {size_t(0), size_t(1), size_t(77)}) {
    PlanBuilder builder;
    NodeType type = fakeType("test.run.Greedy", {"a:number"}, {"value:number"}, [port](NodeCall& call) -> Outcome {
      call.wantInput(port);
      return CallOutcome::NeedInputs;
    });
    type.inputs.push_back(fakePort("lazy", "number", WEFT_PORT_LAZY | WEFT_PORT_OPTIONAL));
    builder.output("value", builder.add(builder.keep(std::move(type)), "greedy"));
    const Ran ran = runPlan(builder.plan());
    QCOMPARE(ran.result.failed, uint64_t(1));
    QVERIFY(ran.end("greedy")->message.find("asked for inputs") != std::string::npos);
  }
}

void TestCalls::pendingNodesAreResumed() {
  for (const bool early : {false, true}) {
    PlanBuilder builder;
    std::vector<std::thread> outside;
    std::atomic<int> calls{0};
    const NodeType* type = builder.keep(fakeType("test.run.Wait", {}, {"value:number"}, [&](NodeCall& call) -> Outcome {
      if (++calls == 2) {
        call.setOutput(0, Value::number(5));
        return CallOutcome::Done;
      }
      auto resume = call.suspend();
      if (early) {
        resume();
        resume();  // a second time does nothing
      } else {
        outside.emplace_back([resume = std::move(resume)] {
          std::this_thread::sleep_for(20ms);
          resume();
        });
      }
      return CallOutcome::Pending;
    }));
    builder.output("value", builder.add(type, "wait"));
    const Ran ran = runPlan(builder.plan());
    for (std::thread& thread : outside) thread.join();
    QCOMPARE(numberOf(ran, "value"), 5.0);
    QCOMPARE(calls.load(), 2);
  }
}

void TestCalls::pendingWithoutHopeFails() {
  for (const bool takesToken : {false, true}) {
    PlanBuilder builder;
    const NodeType* type = builder.keep(fakeType("test.run.Wait", {}, {"value:number"}, [&](NodeCall& call) -> Outcome {
      if (takesToken) call.suspend();
      return CallOutcome::Pending;
    }));
    builder.output("value", builder.add(type, "wait"));
    const Ran ran = runPlan(builder.plan());
    QCOMPARE(ran.result.failed, uint64_t(1));
    QVERIFY(ran.end("wait")->message.find("token") != std::string::npos);
  }
}

void TestCalls::cancelEndsPendingNodes() {
  PlanBuilder builder;
  std::function<void()> resume;
  std::promise<void> suspended;
  CancelToken cancel;
  const NodeType* type = builder.keep(fakeType("test.run.Wait", {}, {"value:number"}, [&](NodeCall& call) -> Outcome {
    resume = call.suspend();
    suspended.set_value();
    return CallOutcome::Pending;
  }));
  builder.output("value", builder.add(type, "wait"));
  std::thread outside([&] {
    suspended.get_future().wait();
    cancel.cancel();
  });
  Executor executor;
  const Ran ran = runPlan(executor, builder.plan(), {}, cancel);
  outside.join();
  QCOMPARE(ran.result.status, RunResult::Status::Cancelled);
  QCOMPARE(ran.end("wait")->message, std::string("cancelled"));
  resume();  // the run is over; nothing happens
}

void TestCalls::reentrancy_data() {
  QTest::addColumn<int>("declared");
  QTest::addColumn<bool>("oneType");
  QTest::addColumn<int>("most");
  QTest::newRow("parallel") << int(WEFT_REENTRANCY_PARALLEL) << true << 4;
  QTest::newRow("instance: other nodes may") << int(WEFT_REENTRANCY_INSTANCE) << true << 4;
  QTest::newRow("type") << int(WEFT_REENTRANCY_TYPE) << true << 1;
  QTest::newRow("type: of two types") << int(WEFT_REENTRANCY_TYPE) << false << 2;
  QTest::newRow("plugin: of two types") << int(WEFT_REENTRANCY_PLUGIN) << false << 1;
}

void TestCalls::reentrancy() {
  QFETCH(int, declared);
  QFETCH(bool, oneType);
  QFETCH(int, most);
  std::atomic<int> now{0}, peak{0};
  PlanBuilder builder;
  const NodeType* types[2];
  for (int i = 0; i < 2; ++i) {
    NodeType type = fakeType("test.run.Serial" + std::to_string(i), {}, {"value:number"}, [&](NodeCall& call) {
      const int running = ++now;
      for (int old = peak; old < running && !peak.compare_exchange_weak(old, running);) continue;
      std::this_thread::sleep_for(40ms);
      --now;
      return addInputs(call, 0, 1);
    });
    type.reentrancy = declared;
    types[i] = builder.keep(std::move(type));
  }
  for (int i = 0; i < 16; ++i)
    builder.output("o" + std::to_string(i), builder.add(types[oneType ? 0 : i % 2], "n" + std::to_string(i)));
  QCOMPARE(runPlan(builder.plan(), {.workers = 4}).result.executed, uint64_t(16));
  QCOMPARE(peak.load(), most);
}

// Nodes of another type get through while serial ones take their turns.
void TestCalls::serialNodesDoNotHoldUpOthers() {
  PlanBuilder builder;
  NodeType slow = fakeType("test.run.Slow", {}, {"value:number"}, [](NodeCall& call) {
    std::this_thread::sleep_for(100ms);
    return addInputs(call, 0, 1);
  });
  slow.reentrancy = WEFT_REENTRANCY_TYPE;
  const NodeType* serial = builder.keep(std::move(slow));
  const NodeType* quick = builder.keep(fakeType("test.run.Quick", {}, {"value:number"}, constant(1)));
  for (int i = 0; i < 5; ++i) builder.output("s" + std::to_string(i), builder.add(serial, "s" + std::to_string(i)));
  for (int i = 0; i < 50; ++i) builder.output("q" + std::to_string(i), builder.add(quick, "q" + std::to_string(i)));
  const Ran ran = runPlan(builder.plan(), {.workers = 2});
  for (int i = 0; i < 50; ++i) QVERIFY(ran.end("q" + std::to_string(i))->time < ran.end("s2")->time);
}

// Each has the threads that the plan gives it, whoever else runs, and all together never more than there are.
void TestCalls::heavyNodesShareThreads() {
  for (const uint64_t chaos : {0, 1, 2}) {
    std::atomic<int> busy{0}, peakBusy{0}, now{0}, peak{0};
    std::atomic<bool> wrong{false};
    PlanBuilder builder;
    NodeType type = fakeType("test.run.Heavy", {}, {"value:number"}, [&](NodeCall& call) {
      const auto raise = [](std::atomic<int>& most, int value) {
        for (int old = most; old < value && !most.compare_exchange_weak(old, value);) continue;
      };
      const int threads = static_cast<int>(call.threads());
      if (!call.node().starts_with("n" + std::to_string(threads) + "_")) wrong = true;
      raise(peakBusy, busy += threads);
      raise(peak, ++now);
      std::this_thread::sleep_for(5ms);
      --now;
      busy -= threads;
      return addInputs(call, 0, 1);
    });
    type.cost = WEFT_COST_HEAVY;
    const NodeType* heavy = builder.keep(std::move(type));
    for (int i = 0; i < 24; ++i) {
      const int peers = std::array{1, 2, 4, 9}[static_cast<size_t>(i % 4)];
      const std::string id = "n" + std::to_string(std::max(1, 4 / peers)) + "_" + std::to_string(i);
      builder.output(id, builder.add(heavy, id));
      builder.node(i).peers = peers;
    }
    const Ran ran = runPlan(builder.plan(), {.workers = 4, .threads = 4, .chaosSeed = chaos});
    QVERIFY(!wrong);
    QCOMPARE(peakBusy.load(), 4);
    QVERIFY(peak > 1);
    for (const Event& event : ran.events) {
      if (event.kind == Event::Kind::NodeCalled) QVERIFY2(event.lane.starts_with("heavy "), event.lane.c_str());
      // One that takes all threads always finds the first seat free.
      if (event.kind == Event::Kind::NodeCalled && event.node.starts_with("n4"))
        QCOMPARE(event.lane, std::string("heavy 0"));
    }
  }
}

void TestCalls::threadsByLane() {
  PlanBuilder builder;
  for (const auto& [id, cost] :
       {std::pair{"light", WEFT_COST_LIGHT}, {"heavy", WEFT_COST_HEAVY}, {"io", WEFT_COST_IO}}) {
    NodeType type = fakeType(std::string("test.run.") + id, {}, {"value:number"},
                             [](NodeCall& call) { return addInputs(call, 0, call.threads()); });
    type.cost = cost;
    builder.output(id, builder.add(builder.keep(std::move(type)), id));
  }
  NodeType gpu = fakeType("test.run.gpu", {}, {"value:number"}, [](NodeCall& call) {
    return addInputs(call, 0, call.device().type * 10 + call.device().index);
  });
  gpu.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA;
  const NodeType* both = builder.keep(gpu);
  gpu.devices = WEFT_DEVICES_CPU;
  const NodeType* cpu = builder.keep(gpu);
  for (const auto& [id, type] : {std::pair{"gpu", both}, {"cpu", cpu}}) {
    const int node = builder.add(type, id);
    builder.node(node).device = "cuda:1";
    builder.output(id, node);
  }
  const Ran ran = runPlan(builder.plan(), {.workers = 2, .threads = 3});
  QCOMPARE(numberOf(ran, "light"), 1.0);
  QCOMPARE(numberOf(ran, "heavy"), 3.0);
  QCOMPARE(numberOf(ran, "io"), 1.0);
  QCOMPARE(numberOf(ran, "gpu"), 21.0);
  QCOMPARE(numberOf(ran, "cpu"), 10.0);
  // One for each, so that sums are split in the same way whatever --threads says.
  for (const int threads : {1, 3}) {
    QCOMPARE(numberOf(runPlan(builder.plan(), {.threads = threads, .deterministic = true}), "heavy"), 1.0);
  }
}

// Wanted ones, then the longest way ahead, then the plan's order.
void TestCalls::priority() {
  PlanBuilder builder;
  const NodeType* one = builder.keep(fakeType("test.run.One", {}, {"value:number"}, constant(1)));
  const NodeType* sum = builder.keep(fakeType("test.run.Sum", {"a:number"}, {"value:number"}, sumOf(1)));
  const int near = builder.add(one, "near");
  const int far = builder.add(one, "far");
  const int end = builder.add(one, "end");
  const int middle = builder.add(sum, "middle", {{far}});
  builder.output("a", builder.add(sum, "a", {{near}}));
  builder.output("b", builder.add(sum, "b", {{middle}}));
  builder.output("end", end);
  const Ran ran = runPlan(builder.plan(), {.workers = 1});
  QCOMPARE(ran.nodes(Event::Kind::NodeStarted), (std::vector<std::string>{"end", "far", "near", "a", "middle", "b"}));
}

}  // namespace

QTEST_GUILESS_MAIN(TestCalls)
#include "test_calls.moc"
