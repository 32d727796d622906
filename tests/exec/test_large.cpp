// Graphs of sizes at which anything that recurses or is quadratic shows: also on a stack of 256 KiB.
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exec/loops.h"
#include "exec/run_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

class TestLarge : public QObject {
  Q_OBJECT

 private slots:
  void chain();
  void chainThatFails();
  void fan();
  void nodesThatTakeTurns();
  void loopOfManyPasses();
  void manyPassesAtOnce();
  void deeplyNestedBodies();
  void onASmallStack();
};

int addChain(PlanBuilder& builder, const NodeType* type, int length) {
  int last = builder.add(type, "n0");
  for (int i = 1; i < length; ++i) last = builder.add(type, "n" + std::to_string(i), {{last}});
  return last;
}

const NodeType* increment(PlanBuilder& builder, const char* id = "test.large.Add") {
  return builder.keep(
      fakeType(id, {"a:number"}, {"value:number"}, [](NodeCall& call) { return addInputs(call, 1, 1); }));
}

void TestLarge::chain() {
  constexpr int length = 100'000;
  PlanBuilder builder;
  builder.output("sum", addChain(builder, increment(builder), length));
  Executor executor;
  const CancelToken cancel;
  QCOMPARE(numberOf(runPlan(executor, builder.plan(), {}, cancel), "sum"), double(length));
  const Ran again = runPlan(executor, builder.plan(), {}, cancel);
  QCOMPARE(numberOf(again, "sum"), double(length));
  QCOMPARE(again.result.cached, uint64_t(length));
}

void TestLarge::chainThatFails() {
  constexpr int length = 100'000;
  PlanBuilder builder;
  builder.output("sum", addChain(builder, increment(builder), length));
  builder.node(0).type = builder.keep(fakeType("test.large.Bad", {}, {"value:number"}, failing()));
  const Ran ran = runPlan(builder.plan());
  QCOMPARE(ran.result.failed, uint64_t(1));
  QCOMPARE(ran.result.skipped, uint64_t(length - 1));
}

void TestLarge::fan() {
  constexpr int width = 50'000;
  PlanBuilder builder;
  NodeType type =
      fakeType("test.fan.Add", {"a:number"}, {"value:number"}, [](NodeCall& call) { return addInputs(call, 1, 1); });
  type.inputs[0].flags = WEFT_PORT_VARIADIC;
  const NodeType* add = builder.keep(std::move(type));
  const int source = builder.add(add, "source");
  std::vector<int> all;
  for (int i = 0; i < width; ++i) all.push_back(builder.add(add, "n" + std::to_string(i), {{source}}));
  builder.output("sum", builder.add(add, "sum", {all}));
  QCOMPARE(numberOf(runPlan(builder.plan(), {.workers = 4}), "sum"), 2.0 * width + 1);
}

// All of them are ready at once, and one goes at a time; then one fails them all.
void TestLarge::nodesThatTakeTurns() {
  constexpr int width = 50'000;
  PlanBuilder builder;
  NodeType type = fakeType("test.large.Serial", {"a:number"}, {"value:number"},
                           [](NodeCall& call) { return addInputs(call, 1, 1); });
  type.reentrancy = WEFT_REENTRANCY_TYPE;
  const NodeType* serial = builder.keep(std::move(type));
  const int source = builder.add(increment(builder), "source");
  for (int i = 0; i < width; ++i) builder.add(serial, "n" + std::to_string(i), {{source}}, true);
  QCOMPARE(runPlan(builder.plan(), {.workers = 4}).result.executed, uint64_t(width + 1));
  builder.node(0).type = builder.keep(fakeType("test.large.Bad", {}, {"value:number"}, failing()));
  QCOMPARE(runPlan(builder.plan(), {.workers = 4, .useCache = false}).result.skipped, uint64_t(width));
}

size_t heapBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void TestLarge::loopOfManyPasses() {
  constexpr int count = 100'000;
  const int64_t before = liveValues();
  int64_t peak = 0;
  size_t early = 0, late = 0;
  PlanBuilder builder, inner;
  const NodeType* add = inner.keep(
      fakeType("test.large.Count", {"a:number", "b:number"}, {"value:number"}, [&](NodeCall& call) -> Outcome {
        peak = std::max(peak, liveValues() - before);
        const double index = *call.input(1, 0)->asNumber();
        if (index == 1000) early = heapBytes();
        if (index == count - 1000) late = heapBytes();
        return addInputs(call, 1, 1);
      }));
  inner.output("value", inner.add(add, "loop/add", {{PlanBuilder::argument(0)}, {PlanBuilder::argument(1)}}));
  const NodeType* zero = builder.keep(fakeType("test.large.Zero", {}, {"value:number"}, constant(0)));
  const int loop = builder.add(builder.keep(repeatType(count)), "loop", {{builder.add(zero, "zero")}});
  builder.body(loop, {"value", "index"}, {}, inner);
  builder.output("value", loop);
  uint64_t calls = 0;
  Executor executor;
  const RunResult result = executor.run(builder.plan(), {.useCache = false}, CancelToken(), [&](const Event& event) {
    if (event.kind == Event::Kind::NodeCalled) ++calls;
  });
  QCOMPARE(result.outputs.at("value").asNumber(), std::optional<double>(count));
  QCOMPARE(calls, uint64_t(1 + count + 1 + count));
  QVERIFY2(peak < 20, std::to_string(peak).c_str());
  // What was kept of each pass would be more than events that wait to be told, on a busy machine.
  QVERIFY2(late < early + (4 << 20), (std::to_string(early) + " bytes grew to " + std::to_string(late)).c_str());
}

void TestLarge::manyPassesAtOnce() {
  constexpr int count = 20'000;
  for (const bool cancelled : {false, true}) {
    CancelToken cancel;
    std::atomic<int> calls{0};
    PlanBuilder builder, inner;
    const NodeType* add = inner.keep(fakeType("test.large.Add", {"a:number"}, {"value:number"}, [&](NodeCall& call) {
      if (++calls == count / 2 && cancelled) cancel.cancel();
      return addInputs(call, 1, 1);
    }));
    inner.output("value", inner.add(add, "loop/add", {{PlanBuilder::argument(0)}}));
    const NodeType* zero = builder.keep(fakeType("test.large.Zero", {}, {"value:number"}, constant(0)));
    const int loop = builder.add(builder.keep(mapType(count, count)), "loop", {{builder.add(zero, "zero")}});
    builder.body(loop, {"value", "index"}, {}, inner);
    builder.output("value", loop);
    Executor executor;
    const Ran ran = runPlan(executor, builder.plan(), {.workers = 4}, cancel);
    QCOMPARE(ran.result.status, cancelled ? RunResult::Status::Cancelled : RunResult::Status::Done);
    if (!cancelled) QCOMPARE(numberOf(ran, "value"), double(count));
  }
}

// A thousand loops in each other; the innermost node counts, or fails.
void TestLarge::deeplyNestedBodies() {
  constexpr int depth = 1000;
  for (const bool fails : {false, true}) {
    std::deque<PlanBuilder> plans(1);
    std::vector<std::string> ids{"n"};
    for (int i = 0; i < depth; ++i) ids.push_back(ids.back() + "/n");
    const NodeType* add = fails ? plans[0].keep(fakeType("test.large.Bad", {"a:number"}, {"value:number"}, failing()))
                                : increment(plans[0]);
    plans[0].output("value", plans[0].add(add, ids[depth], {{PlanBuilder::argument(0)}}));
    for (int i = depth - 1; i >= 0; --i) {
      PlanBuilder& inner = plans.back();
      PlanBuilder& outer = plans.emplace_back();
      const int source =
          i > 0 ? PlanBuilder::argument(0)
                : outer.add(outer.keep(fakeType("test.large.Zero", {}, {"value:number"}, constant(0))), "zero");
      const int loop = outer.add(outer.keep(repeatType(1)), ids[static_cast<size_t>(i)], {{source}});
      outer.body(loop, {"value", "index"}, {}, inner);
      outer.output("value", loop);
    }
    const Ran ran = runPlan(plans.back().plan());
    QCOMPARE(ran.result.failed, uint64_t(fails ? 1 : 0));
    if (!fails) QCOMPARE(numberOf(ran, "value"), 1.0);
    if (fails) QCOMPARE(ran.result.failures[0].node, ids[depth]);
  }
}

// All of the above in a process whose threads have 256 KiB each.
void TestLarge::onASmallStack() {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  QSKIP("sanitizers need a stack of their own");
#endif
  const pid_t child = fork();
  QVERIFY(child >= 0);
  if (child == 0) {
    const rlimit small{256 << 10, 256 << 10};
    if (setrlimit(RLIMIT_STACK, &small) != 0) _exit(101);
    const char* arguments[] = {"test_exec_large",
                               "-silent",
                               "chain",
                               "chainThatFails",
                               "fan",
                               "nodesThatTakeTurns",
                               "loopOfManyPasses",
                               "manyPassesAtOnce",
                               "deeplyNestedBodies",
                               nullptr};
    execv("/proc/self/exe", const_cast<char**>(arguments));
    _exit(102);
  }
  int status = 0;
  QCOMPARE(waitpid(child, &status, 0), child);
  QVERIFY2(WIFEXITED(status) && WEXITSTATUS(status) == 0, ("ended with " + std::to_string(status)).c_str());
}

}  // namespace

QTEST_GUILESS_MAIN(TestLarge)
#include "test_large.moc"
