// What becomes of a node's failures, values, events and loops.
#include <atomic>
#include <chrono>
#include <thread>

#include "exec/run_harness.h"

using namespace weft;
using namespace weft::test;
using namespace std::chrono_literals;

namespace {

class TestRun : public QObject {
  Q_OBJECT

 private slots:
  void failedBranchesLeaveOthersAlone();
  void exceptionsAreErrors();
  void deviceMemoryIsTriedAgainOnce();
  void valuesEndWithTheirLastReader();
  void lastReaderMayWrite();
  void cacheRunsOnlyDependents();
  void cacheForgets();
  void aliasesEndToo();
  void progressAndPreviews();
  void sinksAreCalledOneAtATime();
  void parallelLoops();
  void parallelLoopsStartNothingElse();
  void parallelErrors();
  void cancelReachesSlowNodes();
};

void TestRun::failedBranchesLeaveOthersAlone() {
  PlanBuilder builder;
  const NodeType* bad = builder.keep(fakeType("test.run.Bad", {}, {"value:number"}, failing(ErrorCode::BadFile)));
  const NodeType* good = builder.keep(fakeType("test.run.Good", {}, {"value:number"}, constant(3)));
  const NodeType* sum = builder.keep(fakeType("test.run.Sum", {"a:number", "b:number"}, {"value:number"}, sumOf(2)));
  const int bad1 = builder.add(bad, "bad1"), good1 = builder.add(good, "good1"), bad2 = builder.add(bad, "bad2");
  builder.output("both", builder.add(sum, "both", {{bad1}, {bad2}}));
  builder.output("half", builder.add(sum, "half", {{good1}, {bad2}}));
  builder.output("whole", builder.add(sum, "whole", {{good1}, {good1}}));
  const Ran ran = runPlan(builder.plan());
  QCOMPARE(ran.result.status, RunResult::Status::Failed);
  QCOMPARE(ran.events.back().status, std::string("failed"));
  QCOMPARE(ran.result.failures.size(), size_t(2));
  QCOMPARE(ran.result.failures[0].node, std::string("bad1"));
  QCOMPARE(ran.result.failures[1].node, std::string("bad2"));
  QCOMPARE(ran.result.failures[1].type, std::string("test.run.Bad"));
  QCOMPARE(ran.result.failures[1].error.code, ErrorCode::BadFile);
  QCOMPARE(numberOf(ran, "whole"), 6.0);
  QVERIFY(!ran.result.outputs.contains("half"));
  QCOMPARE(ran.result.skipped, uint64_t(2));
}

void TestRun::exceptionsAreErrors() {
  PlanBuilder builder;
  const auto add = [&](const std::string& id, Process process) {
    builder.output(id, builder.add(builder.keep(fakeType("test.run." + id, {}, {"value:number"}, process)), id));
  };
  add("standard", [](NodeCall&) -> Outcome { throw std::runtime_error("the reason"); });
  add("number", [](NodeCall&) -> Outcome { throw 5; });
  add("memory", [](NodeCall&) -> Outcome { throw std::bad_alloc(); });
  add("unset", [](NodeCall&) -> Outcome { return CallOutcome::Done; });
  NodeType broken = fakeType("test.run.broken", {}, {"value:number"}, constant(1));
  broken.create = []() -> Result<std::unique_ptr<NodeInstance>> { return makeError(ErrorCode::Unsupported, "no"); };
  builder.output("broken", builder.add(builder.keep(std::move(broken)), "broken"));
  const Ran ran = runPlan(builder.plan());
  QCOMPARE(ran.result.failed, uint64_t(5));
  QVERIFY(ran.end("standard")->message.find("the reason") != std::string::npos);
  QCOMPARE(ran.end("unset")->message, std::string("output \"value\" was not set"));
  QCOMPARE(ran.end("broken")->message, std::string("no"));
  QCOMPARE(ran.result.failures[2].error.code, ErrorCode::OutOfMemory);
}

void TestRun::deviceMemoryIsTriedAgainOnce() {
  for (const int failures : {1, 2}) {
    std::atomic<int> calls{0};
    PlanBuilder builder;
    builder.output("value", builder.add(builder.keep(fakeType("test.run.Full", {}, {"value:number"},
                                                              [&](NodeCall& call) -> Outcome {
                                                                if (++calls <= failures) {
                                                                  return makeError(ErrorCode::DeviceOutOfMemory,
                                                                                   "full");
                                                                }
                                                                return addInputs(call, 0, 1);
                                                              })),
                                        "full"));
    const Ran ran = runPlan(builder.plan());
    QCOMPARE(calls.load(), 2);
    QCOMPARE(ran.result.status, failures == 1 ? RunResult::Status::Done : RunResult::Status::Failed);
  }
}

// A long chain holds a value or two at a time, not all of them.
void TestRun::valuesEndWithTheirLastReader() {
  const int64_t before = liveValues();
  std::atomic<int64_t> peak{0};
  {
    PlanBuilder builder;
    const NodeType* sum = builder.keep(fakeType("test.run.Sum", {"a:number"}, {"value:number"}, [&](NodeCall& call) {
      peak = std::max(peak.load(), liveValues() - before);
      return addInputs(call, 1, 1);
    }));
    int last = builder.add(sum, "n0");
    for (int i = 1; i < 200; ++i) last = builder.add(sum, "n" + std::to_string(i), {{last}});
    builder.output("sum", last);
    QCOMPARE(numberOf(runPlan(builder.plan(), {.useCache = false}), "sum"), 200.0);
  }
  QVERIFY2(peak < 4, std::to_string(peak).c_str());
  QCOMPARE(liveValues(), before);
}

void TestRun::lastReaderMayWrite() {
  PlanBuilder builder;
  std::atomic<int> writable{0}, shared{0};
  const NodeType* one = builder.keep(fakeType("test.run.One", {}, {"value:number"}, constant(1)));
  NodeType consuming = fakeType("test.run.Eat", {"a:number"}, {"value:number"}, [&](NodeCall& call) {
    const Value taken = call.takeInput(0, 0);
    ++(taken.unique() ? writable : shared);
    return addInputs(call, 0, *taken.asNumber());
  });
  consuming.inputs[0].flags = WEFT_PORT_CONSUMES;
  const NodeType* eat = builder.keep(std::move(consuming));
  builder.output("value", builder.add(eat, "eat2", {{builder.add(eat, "eat1", {{builder.add(one, "one")}})}}));
  runPlan(builder.plan(), {.useCache = false});
  QCOMPARE(writable.load(), 2);
  builder.output("one", 0);  // the graph's own output is a reader too
  runPlan(builder.plan(), {.useCache = false});
  QCOMPARE(writable.load(), 3);
  QCOMPARE(shared.load(), 1);
}

void TestRun::cacheRunsOnlyDependents() {
  PlanBuilder builder;
  const NodeType* one = builder.keep(fakeType("test.run.One", {}, {"value:number"}, constant(1)));
  const NodeType* sum = builder.keep(fakeType("test.run.Sum", {"a:number"}, {"value:number"}, sumOf(1)));
  NodeType saving = fakeType("test.run.Save", {"a:number"}, {"value:number"}, sumOf(1));
  saving.flags = WEFT_NODE_SIDE_EFFECTS;
  const NodeType* save = builder.keep(std::move(saving));
  const int source = builder.add(one, "source");
  const int left = builder.add(sum, "left", {{source}}), right = builder.add(sum, "right", {{source}});
  const int end = builder.add(save, "save", {{right}}, true);
  builder.node(end).cacheable = false;
  builder.output("left", left);
  Executor executor;
  const CancelToken cancel;
  QCOMPARE(runPlan(executor, builder.plan(), {}, cancel).result.executed, uint64_t(4));

  // The same again: only what has side effects runs, and what only cached nodes need is not looked at.
  Ran ran = runPlan(executor, builder.plan(), {}, cancel);
  QCOMPARE(ran.nodes(Event::Kind::NodeStarted), (std::vector<std::string>{"save"}));
  QCOMPARE(ran.result.cached, uint64_t(3));
  QCOMPARE(numberOf(ran, "left"), 1.0);

  // One changed: it runs again, and its dependents.
  builder.node(right).key = {77, 7};
  ran = runPlan(executor, builder.plan(), {}, cancel);
  QCOMPARE(ran.nodes(Event::Kind::NodeStarted), (std::vector<std::string>{"right", "save"}));
  QVERIFY(ran.end("source")->cached);

  ran = runPlan(executor, builder.plan(), {.useCache = false}, cancel);
  QCOMPARE(ran.result.executed, uint64_t(4));
}

void TestRun::cacheForgets() {
  const int64_t before = liveValues();
  std::atomic<int> runs{0};
  PlanBuilder builder;
  const NodeType* one = builder.keep(fakeType("test.run.One", {}, {"value:number"}, [&](NodeCall& call) {
    ++runs;
    return addInputs(call, 0, 1);
  }));
  const int node = builder.add(one, "one");
  builder.output("value", node);
  Executor executor;
  const CancelToken cancel;
  for (const int expected : {1, 1}) {
    runPlan(executor, builder.plan(), {}, cancel);
    QCOMPARE(runs.load(), expected);
  }
  executor.clearCache();
  QCOMPARE(liveValues(), before);
  runPlan(executor, builder.plan(), {}, cancel);
  QCOMPARE(runs.load(), 2);
  // What is nondeterministic, or has side effects, is never taken from the cache, whatever the plan says.
  builder.node(node).cacheable = false;
  runPlan(executor, builder.plan(), {}, cancel);
  QCOMPARE(runs.load(), 3);
}

void TestRun::aliasesEndToo() {
  PlanBuilder builder;
  const NodeType* one = builder.keep(fakeType("test.run.One", {}, {"value:number"}, constant(1)));
  const NodeType* bad = builder.keep(fakeType("test.run.Bad", {}, {"value:number"}, failing()));
  const int node = builder.add(one, "one"), other = builder.add(bad, "bad");
  builder.node(node).aliases = {"same", "inner/same"};
  builder.node(other).aliases = {"worse"};
  builder.output("value", node);
  builder.output("bad", other);
  const Ran ran = runPlan(builder.plan());
  QCOMPARE(ran.result.executed, uint64_t(1));
  QCOMPARE(ran.result.cached, uint64_t(2));
  QCOMPARE(ran.result.failed, uint64_t(1));
  QCOMPARE(ran.result.skipped, uint64_t(1));
  QVERIFY(ran.end("inner/same")->cached);
  QCOMPARE(ran.end("worse")->kind, Event::Kind::NodeFailed);
}

void TestRun::progressAndPreviews() {
  for (const bool previews : {false, true}) {
    PlanBuilder builder;
    const NodeType* type = builder.keep(fakeType("test.run.Steps", {}, {"value:number"}, [](NodeCall& call) {
      for (uint64_t step = 1; step <= 3; ++step) {
        call.progress(step, 3, "step");
        if (call.wantsPreview()) call.preview(Value::number(static_cast<double>(step)));
      }
      call.saved("/out/a.png");
      return addInputs(call, 0, 1);
    }));
    builder.output("value", builder.add(type, "steps"));
    const Ran ran = runPlan(builder.plan(), {.previews = previews});
    std::vector<uint64_t> steps;
    int seen = 0;
    for (const Event& event : ran.events) {
      if (event.kind != Event::Kind::NodeProgress) continue;
      QCOMPARE(event.node, std::string("steps"));
      QCOMPARE(event.type, std::string("test.run.Steps"));
      QCOMPARE(event.total, uint64_t(3));
      if (event.preview) {
        QCOMPARE(event.preview.asNumber(), std::optional(static_cast<double>(event.step)));
        ++seen;
      } else {
        steps.push_back(event.step);
      }
    }
    QCOMPARE(steps, (std::vector<uint64_t>{1, 2, 3}));
    QCOMPARE(seen, previews ? 3 : 0);
    QCOMPARE(ran.nodes(Event::Kind::FileSaved).size(), size_t(1));
  }
}

void TestRun::sinksAreCalledOneAtATime() {
  PlanBuilder builder;
  const NodeType* type = builder.keep(fakeType("test.run.Chatty", {}, {"value:number"}, [](NodeCall& call) {
    for (uint64_t step = 0; step < 50; ++step) call.progress(step, 50, "");
    return addInputs(call, 0, 1);
  }));
  for (int i = 0; i < 32; ++i) builder.output("o" + std::to_string(i), builder.add(type, "n" + std::to_string(i)));
  std::atomic<int> inside{0}, seen{0};
  std::atomic<bool> overlapped{false};
  Executor executor;
  executor.run(builder.plan(), {.workers = 4}, CancelToken(), [&](const Event&) {
    if (++inside > 1) overlapped = true;
    ++seen;
    --inside;
  });
  QVERIFY(!overlapped);
  QCOMPARE(seen.load(), 2 + 32 * 53);
}

void TestRun::parallelLoops() {
  for (const int32_t cost : {WEFT_COST_LIGHT, WEFT_COST_HEAVY, WEFT_COST_IO}) {
    PlanBuilder builder;
    NodeType type = fakeType("test.run.Loop", {}, {"value:number"}, [](NodeCall& call) -> Outcome {
      constexpr size_t count = 10'000;
      std::vector<std::atomic<int>> visits(count);
      std::mutex mutex;
      std::set<std::pair<size_t, size_t>> parts;
      const auto looped = call.parallel(count, 100, [&](size_t begin, size_t end) -> Result<void> {
        if (end - begin > 100) return makeError(ErrorCode::Internal, "a part larger than the grain");
        for (size_t i = begin; i < end; ++i) ++visits[i];
        const std::lock_guard lock(mutex);
        parts.emplace(begin, end);
        return {};
      });
      if (!looped) return looped.error();
      if (auto none = call.parallel(0, 1, [](size_t, size_t) -> Result<void> { throw 1; }); !none) return none.error();
      size_t sum = 0;
      for (const auto& visit : visits) sum += visit == 1;
      if (sum != count) return makeError(ErrorCode::Internal, "not every item once");
      call.setOutput(0, Value::number(static_cast<double>(parts.size())));
      return CallOutcome::Done;
    });
    type.cost = cost;
    builder.output("parts", builder.add(builder.keep(std::move(type)), "loop"));
    // How the work is cut does not depend on how many take part.
    double parts = 0;
    for (const int workers : {1, 2, 8}) {
      const Ran ran = runPlan(builder.plan(), {.workers = workers, .threads = workers});
      QCOMPARE(ran.result.status, RunResult::Status::Done);
      if (parts == 0) parts = numberOf(ran, "parts");
      QCOMPARE(numberOf(ran, "parts"), parts);
    }
  }
}

// A thread that waits in a node's loop must not run another node inside it. Each probes how deep in nodes its thread
// is; parts of loops may be handed to other threads, nodes may not.
void TestRun::parallelLoopsStartNothingElse() {
  for (const int32_t cost : {WEFT_COST_LIGHT, WEFT_COST_HEAVY, WEFT_COST_IO}) {
    static thread_local int depth = 0;
    std::atomic<bool> nested{false};
    std::atomic<int> parts{0};
    PlanBuilder builder;
    NodeType type = fakeType("test.run.Loop", {}, {"value:number"}, [&](NodeCall& call) -> Outcome {
      if (depth++ > 0) nested = true;
      const auto inner = [&](size_t, size_t) -> Result<void> {
        std::this_thread::sleep_for(100us);
        ++parts;
        return {};
      };
      const auto looped = call.parallel(4, 1, [&](size_t, size_t) { return call.parallel(4, 1, inner); });
      --depth;
      if (!looped) return looped.error();
      return addInputs(call, 0, 1);
    });
    type.cost = cost;
    const NodeType* loop = builder.keep(std::move(type));
    for (int i = 0; i < 64; ++i) {
      builder.output("o" + std::to_string(i), builder.add(loop, "n" + std::to_string(i)));
      builder.node(i).peers = 2;
    }
    QCOMPARE(runPlan(builder.plan(), {.workers = 4, .threads = 4}).result.executed, uint64_t(64));
    QVERIFY(!nested);
    QCOMPARE(parts.load(), 64 * 16);
  }
}

void TestRun::parallelErrors() {
  PlanBuilder builder;
  const auto add = [&](const std::string& id, std::function<Result<void>(size_t, size_t)> body) {
    const Process process = [body](NodeCall& call) -> Outcome {
      const auto looped = call.parallel(1000, 1, body);
      if (!looped) return looped.error();
      return addInputs(call, 0, 1);
    };
    builder.output(id, builder.add(builder.keep(fakeType("test.run." + id, {}, {"value:number"}, process)), id));
  };
  add("good", [](size_t, size_t) -> Result<void> { return {}; });
  add("fails", [](size_t begin, size_t) -> Result<void> {
    if (begin == 500) return makeError(ErrorCode::Io, "part 500");
    return {};
  });
  add("throws", [](size_t, size_t) -> Result<void> { throw std::runtime_error("thrown"); });
  const Ran ran = runPlan(builder.plan(), {.workers = 4});
  QCOMPARE(ran.end("fails")->message, std::string("part 500"));
  QVERIFY(ran.end("throws")->message.find("thrown") != std::string::npos);
  QVERIFY(!ran.end("good")->cached && ran.end("good")->kind == Event::Kind::NodeFinished);
}

void TestRun::cancelReachesSlowNodes() {
  for (const int32_t cost : {WEFT_COST_LIGHT, WEFT_COST_HEAVY, WEFT_COST_IO}) {
    for (const bool inLoop : {false, true}) {
      PlanBuilder builder;
      NodeType type = fakeType("test.run.Endless", {}, {"value:number"}, [&](NodeCall& call) -> Outcome {
        while (!inLoop) {
          if (call.cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
          std::this_thread::sleep_for(1ms);
        }
        for (;;) {
          const auto looped = call.parallel(100, 1, [](size_t, size_t) -> Result<void> {
            std::this_thread::sleep_for(1ms);
            return {};
          });
          if (!looped) return looped.error();
        }
      });
      type.cost = cost;
      const NodeType* endless = builder.keep(std::move(type));
      const NodeType* sum = builder.keep(fakeType("test.run.Sum", {"a:number"}, {"value:number"}, sumOf(1)));
      builder.output("value", builder.add(sum, "after", {{builder.add(endless, "endless")}}));
      CancelToken cancel;
      std::thread outside([&] {
        std::this_thread::sleep_for(50ms);
        cancel.cancel();
      });
      const auto start = std::chrono::steady_clock::now();
      Executor executor;
      const Ran ran = runPlan(executor, builder.plan(), {.workers = 2, .threads = 2}, cancel);
      const auto took = std::chrono::steady_clock::now() - start;
      outside.join();
      QCOMPARE(ran.result.status, RunResult::Status::Cancelled);
      QCOMPARE(ran.events.back().status, std::string("cancelled"));
      QCOMPARE(ran.result.skipped, uint64_t(2));
      QVERIFY(took < 5s);
    }
  }
}

}  // namespace

QTEST_GUILESS_MAIN(TestRun)
#include "test_run.moc"
