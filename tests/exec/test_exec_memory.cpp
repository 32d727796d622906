// Memory while plans run: who holds what, how long values live, budgets, and what happens when memory runs out.
#include <atomic>
#include <cstring>
#include <thread>

#include <weft/value/memory.h>
#include <weft/value/shared_arena.h>

#include "run_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr uint64_t MiB = 1 << 20;

// A tensor of bytes from the engine's memory; throws std::bad_alloc's like where there is none.
Result<Value> bytesTensor(uint64_t bytes) {
  struct Owned {
    weft_managed_tensor managed{};
    int64_t shape[1];
  };
  auto block = allocateMemory(bytes);
  if (!block) return block.error();
  auto* owned = new Owned;
  owned->shape[0] = static_cast<int64_t>(bytes);
  owned->managed.version = {WEFT_DLPACK_MAJOR, WEFT_DLPACK_MINOR};
  owned->managed.manager = owned;
  owned->managed.deleter = [](weft_managed_tensor* self) {
    releaseMemory(self->tensor.data);
    delete static_cast<Owned*>(self->manager);
  };
  owned->managed.tensor = {*block, cpuDevice, 1, {WEFT_TYPE_UINT, 8, 1}, owned->shape, nullptr, 0};
  return Value::tensor(&owned->managed);
}

// Makes a tensor of so many bytes, with so many more while it works.
Process makes(uint64_t bytes, uint64_t workspace = 0) {
  return [bytes, workspace](NodeCall& call) -> Outcome {
    auto work = workspace > 0 ? bytesTensor(workspace) : Result<Value>(Value());
    if (!work) return work.error();
    auto made = bytesTensor(bytes);
    if (!made) return made.error();
    call.setOutput(0, *std::move(made));
    return CallOutcome::Done;
  };
}

NodeType maker(std::string id, uint64_t bytes, uint64_t workspace = 0, bool reads = false) {
  NodeType type = fakeType(std::move(id), reads ? std::vector<std::string>{"in:tensor"} : std::vector<std::string>{},
                           {"out:tensor"}, makes(bytes, workspace));
  type.reentrancy = WEFT_REENTRANCY_PARALLEL;
  return type;
}

}  // namespace

class TestExecMemory : public QObject {
  Q_OBJECT

  int64_t m_live = 0;

 private slots:
  void init() { m_live = liveValues(); }
  void cleanup() {
    limitMemory(0, 0);
    refuseMemoryRequest(0);
    QCOMPARE(memoryUse().bytes, uint64_t{0});
    QCOMPARE(liveValues(), m_live);
  }

  // A value goes with its last reader: a chain of any length holds two at a time.
  void chainHoldsTwo() {
    PlanBuilder builder;
    int last = builder.add(builder.keep(maker("test.First", 4 * MiB)), "n0");
    const NodeType* next = builder.keep(maker("test.Next", 4 * MiB, 0, true));
    for (int i = 1; i < 20; ++i) last = builder.add(next, "n" + std::to_string(i), {{last}});
    const NodeType* end = builder.keep(fakeType("test.End", {"in:tensor"}, {"out:number"}, constant(1)));
    builder.output("end", builder.add(end, "end", {{last}}));
    limitMemory(8 * MiB, 0);
    RunOptions options;
    options.useCache = false;
    const Ran ran = runPlan(builder.plan(), options);
    QCOMPARE(ran.result.status, RunResult::Status::Done);
    for (const Event& event : ran.events) QVERIFY(event.memory <= 8 * MiB);
  }

  void eventsSayWhatANodeHeld() {
    PlanBuilder builder;
    const int first = builder.add(builder.keep(maker("test.First", 2 * MiB, 3 * MiB)), "first");
    const int second = builder.add(builder.keep(maker("test.Second", MiB, 0, true)), "second", {{first}});
    builder.output("out", second);
    const Ran ran = runPlan(builder.plan());
    QCOMPARE(ran.end("first")->peakBytes, 5 * MiB);
    QCOMPARE(ran.end("second")->peakBytes, MiB);
    for (const Event& event : ran.events) {
      if (event.kind != Event::Kind::NodeCalled) continue;
      QCOMPARE(event.peakBytes, event.node == "first" ? 5 * MiB : MiB);
      QCOMPARE(event.memory, event.node == "first" ? 2 * MiB : 3 * MiB);
    }
  }

  // Also what the parts of its parallel loops allocate.
  void whatCrossesIsMadeInSharedMemory() {
    std::atomic<int> shared{0}, local{0};
    const auto look = [&](const void* data) { ++(SharedArena::holding(data, MiB) ? shared : local); };
    NodeType type = fakeType("test.Parts", {}, {"out:tensor"}, [look](NodeCall& call) -> Outcome {
      auto parts = call.parallel(4, 1, [look](size_t, size_t) -> Result<void> {
        auto part = bytesTensor(MiB);
        if (part) look(part->asTensor()->data);
        return part ? Result<void>() : Result<void>(part.error());
      });
      if (!parts) return parts.error();
      auto made = bytesTensor(MiB);
      if (!made) return made.error();
      look(made->asTensor()->data);
      call.setOutput(0, *std::move(made));
      return CallOutcome::Done;
    });
    for (const bool crosses : {false, true}) {
      PlanBuilder builder;
      const int node = builder.add(builder.keep(type), "parts");
      builder.node(node).crosses = crosses;
      builder.output("out", node);
      RunOptions options;
      options.useCache = false;
      QCOMPARE(runPlan(builder.plan(), options).result.status, RunResult::Status::Done);
      QCOMPARE(shared.load(), crosses ? 5 : 0);
      QCOMPARE(local.load(), 5);
    }
  }

  void partsOfALoopAreTheNodes() {
    PlanBuilder builder;
    NodeType type = fakeType("test.Loop", {}, {"out:number"}, [](NodeCall& call) -> Outcome {
      std::atomic<bool> others = false;
      auto done = call.parallel(64, 1, [&](size_t, size_t) -> Result<void> {
        if (!MemoryOwner::current()) others = true;
        auto part = bytesTensor(MiB);
        return part ? Result<void>() : Result<void>(part.error());
      });
      if (!done) return done.error();
      call.setOutput(0, Value::number(others ? 0 : 1));
      return CallOutcome::Done;
    });
    builder.output("out", builder.add(builder.keep(std::move(type)), "loop"));
    const Ran ran = runPlan(builder.plan());
    QCOMPARE(numberOf(ran, "out"), 1.0);
    QVERIFY(ran.end("loop")->peakBytes >= MiB);
  }

  void theErrorSaysWhoHoldsWhat() {
    PlanBuilder builder;
    const int model = builder.add(builder.keep(maker("test.Model", 9 * MiB)), "model");
    const int sample = builder.add(builder.keep(maker("test.Sample", 5 * MiB, MiB, true)), "sample", {{model}});
    builder.output("out", sample);
    limitMemory(12 * MiB, 0);
    Executor executor;
    const Ran ran = runPlan(executor, builder.plan(), {}, CancelToken());
    QCOMPARE(ran.result.failures.size(), size_t{1});
    QCOMPARE(ran.result.failures[0].error.code, ErrorCode::OutOfMemory);
    QCOMPARE(
        ran.result.failures[0].error.message,
        std::string("out of memory: node sample asked for 5 MiB, 10 MiB of 12 MiB in use: model 9 MiB, sample 1 MiB"));

    // The same executor goes on.
    limitMemory(16 * MiB, 0);
    QCOMPARE(runPlan(executor, builder.plan(), {}, CancelToken()).result.status, RunResult::Status::Done);
  }

  void theCacheMakesRoom() {
    PlanBuilder first, second;
    first.output("out", first.add(first.keep(maker("test.A", 3 * MiB)), "a"));
    second.add(second.keep(maker("test.Pad", 1)), "pad");
    second.output("out", second.add(second.keep(maker("test.B", 3 * MiB)), "b"));
    limitMemory(4 * MiB, 0);
    Executor executor;
    QCOMPARE(runPlan(executor, first.plan(), {}, CancelToken()).result.status, RunResult::Status::Done);
    QCOMPARE(memoryUse().bytes, 3 * MiB);
    QCOMPARE(memoryTable(), std::string("3 MiB of 4 MiB in use: earlier runs 3 MiB"));
    QCOMPARE(runPlan(executor, second.plan(), {}, CancelToken()).result.status, RunResult::Status::Done);
    QCOMPARE(memoryUse().bytes, 3 * MiB);
  }

  // Side by side they would not fit; no thread waits for another, and all are done.
  void nodesAreSetAside_data() {
    QTest::addColumn<bool>("known");
    QTest::newRow("by estimate") << true;
    QTest::newRow("measured") << false;
  }
  void nodesAreSetAside() {
    QFETCH(bool, known);
    constexpr int count = 200;
    PlanBuilder builder;
    std::atomic<int> beside = 0, most = 0;
    NodeType type = fakeType("test.Big", {}, {"out:number"}, [&](NodeCall& call) -> Outcome {
      const int now = ++beside;
      for (int known = most; now > known && !most.compare_exchange_weak(known, now);) {
      }
      {
        auto work = bytesTensor(3 * MiB);
        if (!work) return work.error();
        std::this_thread::sleep_for(std::chrono::microseconds(200));
      }
      --beside;
      call.setOutput(0, Value::number(1));
      return CallOutcome::Done;
    });
    type.reentrancy = WEFT_REENTRANCY_PARALLEL;
    const NodeType* big = builder.keep(std::move(type));
    std::vector<int> all;
    for (int i = 0; i < count; ++i) {
      all.push_back(builder.add(big, "b" + std::to_string(i)));
      if (!known) continue;
      builder.node(all.back()).workspace = 3 * MiB;
      builder.node(all.back()).outputBytes = 0;
    }
    builder.output(
        "sum", builder.add(builder.keep(fakeType("test.Sum", {"in:number"}, {"out:number"}, sumOf(1))), "sum", {all}));
    limitMemory(7 * MiB, 0);
    RunOptions options;
    options.workers = 4;
    const Ran ran = runPlan(builder.plan(), options);
    QCOMPARE(ran.result.status, RunResult::Status::Done);
    QCOMPARE(numberOf(ran, "sum"), double(count));
    QVERIFY2(most == 2, qPrintable(QString::number(most)));
  }

  // What was estimated too low fails beside others, and is tried once more when it is alone.
  void oneAtATimeIsTheLastResort() {
    PlanBuilder builder;
    NodeType type = fakeType("test.Liar", {}, {"out:number"}, [&](NodeCall& call) -> Outcome {
      auto work = bytesTensor(3 * MiB);
      if (!work) return work.error();
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      call.setOutput(0, Value::number(1));
      return CallOutcome::Done;
    });
    type.reentrancy = WEFT_REENTRANCY_PARALLEL;
    const NodeType* liar = builder.keep(std::move(type));
    std::vector<int> all;
    for (int i = 0; i < 12; ++i) {
      all.push_back(builder.add(liar, "l" + std::to_string(i)));
      builder.node(all.back()).workspace = builder.node(all.back()).outputBytes = 0;
    }
    builder.output(
        "sum", builder.add(builder.keep(fakeType("test.Sum", {"in:number"}, {"out:number"}, sumOf(1))), "sum", {all}));
    limitMemory(4 * MiB, 0);
    RunOptions options;
    options.workers = 4;
    const Ran ran = runPlan(builder.plan(), options);
    QCOMPARE(ran.result.status, RunResult::Status::Done);
    QCOMPARE(numberOf(ran, "sum"), 12.0);
  }

  void cancellingForgetsWhatWasSetAside() {
    PlanBuilder builder;
    CancelToken cancel;
    std::atomic<int> calls = 0;
    NodeType type = fakeType("test.Big", {}, {"out:number"}, [&](NodeCall& call) -> Outcome {
      if (++calls == 3) cancel.cancel();
      while (calls >= 3 && !call.cancelled()) std::this_thread::yield();
      auto work = bytesTensor(3 * MiB);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      call.setOutput(0, Value::number(1));
      return CallOutcome::Done;
    });
    type.reentrancy = WEFT_REENTRANCY_TYPE;
    const NodeType* big = builder.keep(std::move(type));
    for (int i = 0; i < 40; ++i) builder.add(big, "b" + std::to_string(i), {}, true);
    limitMemory(4 * MiB, 0);
    RunOptions options;
    options.workers = 4;
    Executor executor;
    QCOMPARE(runPlan(executor, builder.plan(), options, cancel).result.status, RunResult::Status::Cancelled);
  }

  // The Nth request for memory fails, for every N: the node says so, nothing leaks, and the next run works.
  void everyRequestMayFail() {
    PlanBuilder builder;
    const NodeType* first = builder.keep(maker("test.First", MiB, MiB));
    const NodeType* next = builder.keep(maker("test.Next", MiB, MiB, true));
    const int a = builder.add(first, "a");
    const int b = builder.add(next, "b", {{a}}), c = builder.add(next, "c", {{a}});
    const int d = builder.add(next, "d", {{b}});
    builder.output("d", d);
    builder.output("c", c);
    Executor executor;
    const auto run = [&](uint64_t refused) {
      executor.clearCache();
      refuseMemoryRequest(refused);
      const Ran ran = runPlan(executor, builder.plan(), {}, CancelToken());
      refuseMemoryRequest(0);
      return ran.result;
    };
    uint64_t n = 1;
    for (; n < 100; ++n) {
      const RunResult result = run(n);
      if (result.status == RunResult::Status::Done) break;
      QCOMPARE(result.failures.size(), size_t{1});
      QCOMPARE(result.failures[0].error.code, ErrorCode::OutOfMemory);
      QVERIFY(result.failures[0].error.message.starts_with("out of memory: node "));
    }
    QCOMPARE(n, uint64_t{9});  // four nodes, two requests each
    QCOMPARE(run(0).status, RunResult::Status::Done);
  }

  // A port that may consume is handed the last reference, and no other.
  void theLastReaderMayWrite() {
    PlanBuilder builder;
    const int source = builder.add(builder.keep(maker("test.Source", MiB)), "source");
    NodeType type = fakeType("test.Consume", {}, {"out:number"}, [](NodeCall& call) -> Outcome {
      const Value taken = call.takeInput(0, 0);
      call.setOutput(0, Value::number(taken.unique() ? 1 : 0));
      return CallOutcome::Done;
    });
    type.inputs = fakePorts({"in:tensor"}, WEFT_PORT_CONSUMES);
    const NodeType* consume = builder.keep(std::move(type));
    const int one = builder.add(consume, "one", {{source}});
    const int other = builder.add(consume, "other", {{source}});
    builder.output("sum", builder.add(builder.keep(fakeType("test.Sum", {"in:number"}, {"out:number"}, sumOf(1))),
                                      "sum", {{one, other}}));
    RunOptions options;
    options.workers = 1;
    options.useCache = false;
    QCOMPARE(numberOf(runPlan(builder.plan(), options), "sum"), 1.0);  // the second one's
  }
};

QTEST_GUILESS_MAIN(TestExecMemory)
#include "test_exec_memory.moc"
