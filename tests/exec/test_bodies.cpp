// Nodes that run a body: pass after pass, side by side, nested; what is told of the body's nodes; how they fail and
// stop.
#include <atomic>
#include <chrono>
#include <thread>

#include "exec/loops.h"
#include "exec/run_harness.h"

using namespace weft;
using namespace weft::test;
using namespace std::chrono_literals;

namespace {

class TestBodies : public QObject {
  Q_OBJECT

 private slots:
  void repeats();
  void passesSideBySide();
  void heavyNodesInPassesSideBySide();
  void nested();
  void capturedValues();
  void outputsThatAreArguments();
  void carriedValuesMayBeWritten();
  void eventsOfBodies();
  void loopsInTheCache();
  void aFailingPass();
  void failuresAreInThePlansOrder();
  void failuresInNestedBodies();
  void anEndWithPassesUnderWay();
  void passesThatFitNoBody();
  void cancelReachesPasses();
  void lazyInputsInBodies();
  void turnsAcrossPasses();
};

const NodeType* adder(PlanBuilder& builder, Process process = sumOf(2)) {
  return builder.keep(fakeType("test.body.Add", {"a:number", "b:number"}, {"value:number"}, std::move(process)));
}

// value -> value + index + captured, `count` times; starts with `first`, captures `captured`.
struct Loop {
  PlanBuilder builder, inner;
  int loop;

  explicit Loop(int count, Process process = sumOf(2), int width = 1) {
    const NodeType* add = adder(inner, std::move(process));
    const int sum = inner.add(add, "loop/sum", {{PlanBuilder::argument(0)}, {PlanBuilder::argument(1)}});
    inner.output("value", inner.add(add, "loop/more", {{sum}, {PlanBuilder::argument(2)}}));
    const NodeType* first = builder.keep(fakeType("test.body.First", {}, {"value:number"}, constant(1)));
    const NodeType* captured = builder.keep(fakeType("test.body.Captured", {}, {"value:number"}, constant(100)));
    const int start = builder.add(first, "first"), other = builder.add(captured, "captured");
    loop = builder.add(builder.keep(width == 1 ? repeatType(count) : mapType(count, width)), "loop", {{start}});
    builder.body(loop, {"value", "index"}, {other}, inner);
    builder.output("value", loop);
  }
};

void TestBodies::repeats() {
  const int64_t before = liveValues();
  for (const int count : {0, 1, 5, 1000}) {
    for (const int workers : {1, 4}) {
      Loop loop(count);
      const Ran ran = runPlan(loop.builder.plan(), {.workers = workers, .useCache = false});
      QCOMPARE(numberOf(ran, "value"), 1.0 + count * (count - 1) / 2.0 + 100.0 * count);
      QCOMPARE(ran.end("loop/sum")->calls, uint64_t(count));
      QCOMPARE(ran.end("loop/sum")->cached, count == 0);  // nobody needed it
      QCOMPARE(ran.result.executed, uint64_t(count == 0 ? 3 : 5));
      QCOMPARE(ran.events.front().nodes, uint64_t(5));
    }
  }
  QCOMPARE(liveValues(), before);
}

// Passes overlap, and their results keep their places.
void TestBodies::passesSideBySide() {
  std::atomic<int> now{0}, peak{0};
  Loop loop(
      20,
      [&](NodeCall& call) {
        const int running = ++now;
        for (int old = peak; old < running && !peak.compare_exchange_weak(old, running);) continue;
        std::this_thread::sleep_for(5ms);
        --now;
        return addInputs(call, 2, 0);
      },
      4);
  const Ran ran = runPlan(loop.builder.plan(), {.workers = 4});
  QCOMPARE(numberOf(ran, "value"), 20 * 101.0 + 190);
  QVERIFY(peak > 1);
  QVERIFY(peak <= 4);
}

// There, each heavy node has one thread; in passes one after the other, what the plan gives it.
void TestBodies::heavyNodesInPassesSideBySide() {
  for (const bool sideBySide : {false, true}) {
    PlanBuilder builder, middle, inner;
    NodeType type = fakeType("test.body.Heavy", {"a:number"}, {"value:number"},
                             [](NodeCall& call) { return addInputs(call, 0, call.threads()); });
    type.cost = WEFT_COST_HEAVY;
    inner.output("value", inner.add(inner.keep(std::move(type)), "map/loop/heavy", {{PlanBuilder::argument(0)}}));
    const int loop = middle.add(middle.keep(repeatType(1)), "map/loop", {{PlanBuilder::argument(0)}});
    middle.body(loop, {"value", "index"}, {}, inner);
    middle.output("value", loop);
    const NodeType* one = builder.keep(fakeType("test.body.One", {}, {"value:number"}, constant(1)));
    NodeType map = mapType(4, 4);
    if (sideBySide) map.parameters[0].flags = WEFT_PARAMETER_SIDE_BY_SIDE;
    const int top = builder.add(builder.keep(std::move(map)), "map", {{builder.add(one, "one")}});
    builder.body(top, {"value", "index"}, {}, middle);
    builder.output("value", top);
    QCOMPARE(numberOf(runPlan(builder.plan(), {.workers = 2, .threads = 3}), "value"), sideBySide ? 4.0 : 12.0);
  }
}

// A loop in a loop in a loop, each of 4 passes that add one at the innermost.
void TestBodies::nested() {
  for (const bool map : {false, true}) {
    PlanBuilder outer, middle, inner, innermost;
    innermost.output("value",
                     innermost.add(innermost.keep(fakeType("test.body.One", {"a:number"}, {"value:number"},
                                                           [](NodeCall& call) { return addInputs(call, 1, 1); })),
                                   "a/b/c/one", {{PlanBuilder::argument(0)}}));
    PlanBuilder* bodies[] = {&innermost, &inner, &middle, &outer};
    const std::string ids[] = {"", "a/b/c", "a/b", "a"};
    for (int i = 1; i < 4; ++i) {
      PlanBuilder& builder = *bodies[i];
      const int start =
          i == 3 ? builder.add(builder.keep(fakeType("test.body.Zero", {}, {"value:number"}, constant(0))), "zero")
                 : PlanBuilder::argument(0);
      const int loop = builder.add(builder.keep(map ? mapType(4, 3) : repeatType(4)), ids[i], {{start}});
      builder.body(loop, {"value", "index"}, {}, *bodies[i - 1]);
      builder.output("value", loop);
    }
    const Ran ran = runPlan(outer.plan(), {.workers = 2});
    QCOMPARE(numberOf(ran, "value"), 64.0);
    QCOMPARE(ran.end("a/b/c/one")->calls, uint64_t(64));
    QVERIFY(ran.end("a/b/c")->calls >= 32);
    QCOMPARE(ran.result.executed, uint64_t(5));
  }
}

// What a body captures counts as read by its node: there from the first pass to the last, and dropped when it ends.
void TestBodies::capturedValues() {
  const int64_t before = liveValues();
  {
    Loop loop(3);
    loop.builder.node(1).type = loop.builder.keep(fakeType("test.body.Bad", {}, {"value:number"}, failing()));
    const Ran ran = runPlan(loop.builder.plan());
    QCOMPARE(ran.result.failed, uint64_t(1));
    QCOMPARE(ran.result.skipped, uint64_t(3));
    QCOMPARE(ran.end("loop/sum")->message, std::string("not run, since \"captured\" failed"));
  }
  QCOMPARE(liveValues(), before);
}

void TestBodies::outputsThatAreArguments() {
  PlanBuilder builder, inner;
  inner.output("value", PlanBuilder::argument(2));
  const NodeType* seven = builder.keep(fakeType("test.body.Seven", {}, {"value:number"}, constant(7)));
  const int source = builder.add(seven, "seven");
  const int loop = builder.add(builder.keep(repeatType(3)), "loop", {{source}});
  builder.body(loop, {"value", "index"}, {source}, inner);
  builder.output("value", loop);
  QCOMPARE(numberOf(runPlan(builder.plan()), "value"), 7.0);
}

void TestBodies::carriedValuesMayBeWritten() {
  std::atomic<int> writable{0}, shared{0};
  PlanBuilder builder, inner;
  NodeType type = fakeType("test.body.Eat", {"a:number"}, {"value:number"}, [&](NodeCall& call) {
    const Value taken = call.takeInput(0, 0);
    ++(taken.unique() ? writable : shared);
    return addInputs(call, 0, *taken.asNumber() + 1);
  });
  const NodeType* eat = inner.keep(std::move(type));
  inner.output("value", inner.add(eat, "loop/eat", {{PlanBuilder::argument(0)}}));
  const NodeType* one = builder.keep(fakeType("test.body.One", {}, {"value:number"}, constant(1)));
  const int loop = builder.add(builder.keep(repeatType(50)), "loop", {{builder.add(one, "one")}});
  builder.body(loop, {"value", "index"}, {}, inner);
  builder.output("value", loop);
  QCOMPARE(numberOf(runPlan(builder.plan(), {.workers = 2, .useCache = false}), "value"), 51.0);
  QCOMPARE(writable.load(), 50);
  QCOMPARE(shared.load(), 0);
}

void TestBodies::eventsOfBodies() {
  Loop loop(10);
  loop.inner.node(0).aliases = {"loop/same"};
  loop.builder.node(loop.loop).bodies.clear();
  loop.builder.body(loop.loop, {"value", "index"}, {1}, loop.inner);
  const Ran ran = runPlan(loop.builder.plan());
  QCOMPARE(ran.events.front().nodes, uint64_t(6));
  QCOMPARE(ran.end("loop/sum")->calls, uint64_t(10));
  QVERIFY(ran.end("loop/sum")->seconds > 0);
  QVERIFY(ran.end("loop/same")->cached);
  QCOMPARE(ran.nodes(Event::Kind::NodeStarted).size(), size_t(5));
  // The body's nodes end with their loop.
  size_t loopEnds = 0;
  for (size_t i = 0; i < ran.events.size(); ++i) {
    if (&ran.events[i] == ran.end("loop")) loopEnds = i;
  }
  QVERIFY(ran.end("loop/sum") > &ran.events[loopEnds]);
  for (const Event& event : ran.events) {
    if (event.kind == Event::Kind::NodeCalled) QVERIFY2(event.lane.starts_with("light "), event.lane.c_str());
  }
}

void TestBodies::loopsInTheCache() {
  Loop loop(10);
  Executor executor;
  const CancelToken cancel;
  runPlan(executor, loop.builder.plan(), {}, cancel);
  const Ran ran = runPlan(executor, loop.builder.plan(), {}, cancel);
  QCOMPARE(ran.result.executed, uint64_t(0));
  QCOMPARE(ran.result.cached, uint64_t(5));
  QVERIFY(ran.end("loop/more")->cached);
}

// Fails when `which` of the calls is at hand.
Process failingAt(std::atomic<int>& calls, int which) {
  return [&calls, which](NodeCall& call) -> Outcome {
    if (++calls == which) return makeError(ErrorCode::BadFile, "injected");
    return addInputs(call, 2, 0);
  };
}

void TestBodies::aFailingPass() {
  const int64_t before = liveValues();
  for (const int width : {1, 4}) {
    std::atomic<int> calls{0};
    Loop loop(10, failingAt(calls, 5), width);
    const NodeType* after = adder(loop.builder);
    const int end = loop.builder.add(after, "after", {{loop.loop}});
    loop.builder.output("after", end);
    const Ran ran = runPlan(loop.builder.plan(), {.workers = width});
    QCOMPARE(ran.result.status, RunResult::Status::Failed);
    QCOMPARE(ran.result.failures.size(), size_t(1));
    const std::string& bad = ran.result.failures[0].node;
    QVERIFY(bad.starts_with("loop/"));
    QCOMPARE(ran.result.failures[0].error.code, ErrorCode::BadFile);
    QCOMPARE(ran.end(bad)->message, std::string("injected"));
    QVERIFY(ran.end("loop")->skipped);
    QCOMPARE(ran.end("loop")->message, "stopped, since \"" + bad + "\" failed");
    QCOMPARE(ran.end("after")->message, "not run, since \"" + bad + "\" failed");
    QVERIFY(calls < 20);
    if (width == 1) QCOMPARE(calls.load(), 5);
  }
  QCOMPARE(liveValues(), before);
}

void TestBodies::failuresAreInThePlansOrder() {
  PlanBuilder builder;
  const NodeType* bad = builder.keep(fakeType("test.body.Bad", {"a:number", "b:number"}, {"value:number"}, failing()));
  const NodeType* one = builder.keep(fakeType("test.body.One", {}, {"value:number"}, constant(1)));
  const int source = builder.add(one, "one");
  PlanBuilder inner[2];
  std::vector<std::string> expected;
  for (int i = 0; i < 2; ++i) {
    const std::string id = "loop" + std::to_string(i);
    const int first = inner[i].add(bad, id + "/x", {{PlanBuilder::argument(0)}});
    const int second = inner[i].add(bad, id + "/y", {{PlanBuilder::argument(0)}});
    inner[i].output("value", first);
    inner[i].output("other", second);
    const int loop = builder.add(builder.keep(repeatType(3)), id, {{source}});
    builder.body(loop, {"value", "index"}, {}, inner[i]);
    builder.output(id, loop);
    builder.output("bad" + std::to_string(i), builder.add(bad, "bad" + std::to_string(i), {{source}}));
    expected.insert(expected.end(), {id + "/x", id + "/y", "bad" + std::to_string(i)});
  }
  for (const uint64_t chaos : {0, 3, 4}) {
    const Ran ran = runPlan(builder.plan(), {.workers = 4, .chaosSeed = chaos});
    std::vector<std::string> failures;
    for (const NodeFailure& failure : ran.result.failures) failures.push_back(failure.node);
    QCOMPARE(failures, expected);
    QCOMPARE(ran.end("loop1")->message, std::string("stopped, since \"loop1/x\" failed"));
  }
}

void TestBodies::failuresInNestedBodies() {
  std::atomic<int> calls{0};
  PlanBuilder outer, middle, inner;
  inner.output("value", inner.add(adder(inner, failingAt(calls, 7)), "a/b/add", {{PlanBuilder::argument(0)}}));
  const int loop = middle.add(middle.keep(repeatType(4)), "a/b", {{PlanBuilder::argument(0)}});
  middle.body(loop, {"value", "index"}, {}, inner);
  middle.output("value", middle.add(adder(middle), "a/after", {{loop}}));
  const NodeType* one = outer.keep(fakeType("test.body.One", {}, {"value:number"}, constant(1)));
  const int top = outer.add(outer.keep(repeatType(4)), "a", {{outer.add(one, "one")}});
  outer.body(top, {"value", "index"}, {}, middle);
  outer.output("value", top);
  const Ran ran = runPlan(outer.plan());
  QCOMPARE(calls.load(), 7);
  QCOMPARE(ran.result.failures.size(), size_t(1));
  QCOMPARE(ran.result.failures[0].node, std::string("a/b/add"));
  QCOMPARE(ran.end("a")->message, std::string("stopped, since \"a/b/add\" failed"));
  QCOMPARE(ran.end("a/after")->message, std::string("stopped, since \"a/b/add\" failed"));
  QCOMPARE(ran.result.skipped, uint64_t(3));
}

// A node may be done before its passes are: those stop, and nothing is said against their nodes.
void TestBodies::anEndWithPassesUnderWay() {
  std::atomic<bool> stopped{false};
  PlanBuilder builder, inner;
  const NodeType* slow =
      inner.keep(fakeType("test.body.Slow", {"a:number"}, {"value:number"}, [&](NodeCall& call) -> Outcome {
        if (*call.input(0, 0)->asNumber() == 0) return addInputs(call, 1, 5);
        while (!call.cancelled()) std::this_thread::sleep_for(1ms);
        stopped = true;
        return makeError(ErrorCode::Cancelled, "cancelled");
      }));
  inner.output("value", inner.add(slow, "race/slow", {{PlanBuilder::argument(0)}}));
  NodeType type = fakeType("test.body.Race", {}, {"value:number"}, [](NodeCall& call) -> Outcome {
    if (const auto pass = call.takePass()) {
      call.setOutput(0, pass->outputs.at("value"));
      return CallOutcome::Done;
    }
    for (uint64_t tag = 0; tag < 2; ++tag) {
      auto started = call.startPass(0, tag, {{"value", Value::number(static_cast<double>(tag))}});
      if (!started) return std::move(started).error();
    }
    return CallOutcome::Pending;
  });
  type.parameters.push_back(fakeParameter("body", WEFT_PARAMETER_GRAPH, Value::string("body")));
  const int race = builder.add(builder.keep(std::move(type)), "race");
  builder.body(race, {"value"}, {}, inner);
  builder.output("value", race);
  const Ran ran = runPlan(builder.plan(), {.workers = 2});
  QCOMPARE(ran.result.status, RunResult::Status::Done);
  QCOMPARE(numberOf(ran, "value"), 5.0);
  QVERIFY(!ran.end("race/slow")->skipped);
  QVERIFY(ran.end("race/slow")->kind == Event::Kind::NodeFinished);
}

void TestBodies::passesThatFitNoBody() {
  const std::tuple<size_t, std::map<std::string, Value>, std::string> cases[] = {
      {7, {}, "parameter 7 names no body"},
      {0, {}, "the body has an input \"value\", for which a pass was given nothing"},
      {0, {{"value", Value::number(1)}, {"valeu", Value::number(1)}}, "the body has no input \"valeu\""},
  };
  for (const auto& [parameter, inputs, message] : cases) {
    PlanBuilder builder, inner;
    inner.output("value", PlanBuilder::argument(0));
    NodeType type = fakeType("test.body.Wrong", {}, {"value:number"}, [&](NodeCall& call) -> Outcome {
      auto started = call.startPass(parameter, 0, inputs);
      if (!started) return std::move(started).error();
      return CallOutcome::Pending;
    });
    type.parameters.push_back(fakeParameter("body", WEFT_PARAMETER_GRAPH, Value::string("body")));
    const int wrong = builder.add(builder.keep(std::move(type)), "wrong");
    builder.body(wrong, {"value"}, {}, inner);
    builder.output("value", wrong);
    const Ran ran = runPlan(builder.plan());
    QCOMPARE(ran.result.failed, uint64_t(1));
    QVERIFY2(ran.end("wrong")->message.starts_with(message), ran.end("wrong")->message.c_str());
  }
}

void TestBodies::cancelReachesPasses() {
  const int64_t before = liveValues();
  for (const int width : {1, 3}) {
    for (const bool endless : {false, true}) {
      CancelToken cancel;
      std::atomic<int> calls{0};
      Loop loop(
          1000,
          [&](NodeCall& call) -> Outcome {
            if (++calls == 50) cancel.cancel();
            while (endless && calls >= 50) {
              if (call.cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
              std::this_thread::sleep_for(1ms);
            }
            return addInputs(call, 2, 0);
          },
          width);
      Executor executor;
      const Ran ran = runPlan(executor, loop.builder.plan(), {.workers = 4, .useCache = false}, cancel);
      QCOMPARE(ran.result.status, RunResult::Status::Cancelled);
      QVERIFY(calls < 1900);
      QVERIFY(ran.end("loop")->skipped);
      QCOMPARE(ran.end("loop")->message, std::string("cancelled"));
    }
  }
  QCOMPARE(liveValues(), before);
}

// The branch that a pass does not take is not run in it.
void TestBodies::lazyInputsInBodies() {
  std::atomic<int> even{0}, odd{0};
  const auto counting = [](std::atomic<int>& count, double bias) {
    return [&count, bias](NodeCall& call) {
      ++count;
      return addInputs(call, 1, bias);
    };
  };
  PlanBuilder builder, inner;
  const int left = inner.add(inner.keep(fakeType("test.body.Even", {"a:number"}, {"value:number"}, counting(even, 1))),
                             "loop/even", {{PlanBuilder::argument(0)}});
  const int right = inner.add(inner.keep(fakeType("test.body.Odd", {"a:number"}, {"value:number"}, counting(odd, 10))),
                              "loop/odd", {{PlanBuilder::argument(0)}});
  NodeType choose = fakeType("test.body.Choose", {"index:number"}, {"value:number"}, [](NodeCall& call) -> Outcome {
    const size_t port = 1 + static_cast<size_t>(*call.input(0, 0)->asInteger() % 2);
    if (call.inputCount(port) == 0) {
      call.wantInput(port);
      return CallOutcome::NeedInputs;
    }
    call.setOutput(0, *call.input(port, 0));
    return CallOutcome::Done;
  });
  for (const char* id : {"even", "odd"}) choose.inputs.push_back(fakePort(id, "number", WEFT_PORT_LAZY));
  inner.output("value",
               inner.add(inner.keep(std::move(choose)), "loop/choose", {{PlanBuilder::argument(1)}, {left}, {right}}));
  const NodeType* zero = builder.keep(fakeType("test.body.Zero", {}, {"value:number"}, constant(0)));
  const int loop = builder.add(builder.keep(repeatType(9)), "loop", {{builder.add(zero, "zero")}});
  builder.body(loop, {"value", "index"}, {}, inner);
  builder.output("value", loop);
  const Ran ran = runPlan(builder.plan(), {.workers = 2});
  QCOMPARE(numberOf(ran, "value"), 5 * 1 + 4 * 10.0);
  QCOMPARE(even.load(), 5);
  QCOMPARE(odd.load(), 4);
}

// Nodes that take turns do so across passes, and stopped ones do not keep their turn.
void TestBodies::turnsAcrossPasses() {
  for (const bool fails : {false, true}) {
    std::atomic<int> now{0}, peak{0}, calls{0};
    PlanBuilder builder, inner;
    NodeType serial = fakeType("test.body.Serial", {"a:number"}, {"value:number"}, [&](NodeCall& call) -> Outcome {
      peak = std::max(peak.load(), ++now);
      std::this_thread::sleep_for(200us);
      --now;
      if (++calls == 10 && fails) return makeError(ErrorCode::Internal, "injected");
      return addInputs(call, 1, 1);
    });
    serial.reentrancy = WEFT_REENTRANCY_TYPE;
    const NodeType* type = builder.keep(std::move(serial));
    inner.output("value", inner.add(type, "loop/serial", {{PlanBuilder::argument(0)}}));
    const NodeType* zero = builder.keep(fakeType("test.body.Zero", {}, {"value:number"}, constant(0)));
    const int source = builder.add(zero, "zero");
    const int loop = builder.add(builder.keep(mapType(40, 8)), "loop", {{source}});
    builder.body(loop, {"value", "index"}, {}, inner);
    builder.output("value", loop);
    for (int i = 0; i < 20; ++i) {
      builder.output("o" + std::to_string(i), builder.add(type, "n" + std::to_string(i), {{source}}));
    }
    const Ran ran = runPlan(builder.plan(), {.workers = 4});
    QCOMPARE(peak.load(), 1);
    QCOMPARE(ran.result.failures.size(), size_t(fails ? 1 : 0));
    if (!fails) QCOMPARE(calls.load(), 60);
  }
}

}  // namespace

QTEST_GUILESS_MAIN(TestBodies)
#include "test_bodies.moc"
