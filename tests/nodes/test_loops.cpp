// Graphs with loops, from the file to their outputs: host, plan and executor together, against the same computed here.
#include <QtTest>

#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>

#include <weft/exec/executor.h>
#include <weft/plan/plan.h>

#include "node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

struct Ran {
  std::string problems;  // of the plan; the rest is empty then
  RunResult result;
  std::map<std::string, int> starts, ends;
  std::map<std::string, uint64_t> calls;
  std::string failure;  // "node: message" of the first
  uint64_t lastStep = 0;

  double number(const std::string& output) const {
    const auto found = result.outputs.find(output);
    return found == result.outputs.end() ? std::nan("") : found->second.asNumber().value_or(std::nan(""));
  }
  std::vector<double> numbers(const std::string& output) const {
    std::vector<double> list;
    const auto found = result.outputs.find(output);
    if (found == result.outputs.end() || !found->second.asList()) return {std::nan("")};
    for (const Value& item : *found->second.asList()) list.push_back(item.asNumber().value_or(std::nan("")));
    return list;
  }
};

struct How {
  std::map<std::string, Json> set{};
  uint64_t chaosSeed = 0;
  CancelToken* cancel = nullptr;
  EventSink also{};
};

// `text` is what stands in the file beside "weft".
Ran run(const std::string& text, const How& how = {}) {
  Ran ran;
  Problems problems;
  const auto document = Document::parse(R"({"weft": 1, )" + text + "}", "g.json", problems);
  PlanOptions options;
  options.set = how.set;
  Result<Plan> plan =
      document ? makePlan(*document, builtCatalog(), options, problems) : Result<Plan>(document.error());
  for (const Problem& problem : problems) ran.problems += problem.path + ": " + problem.message + "\n";
  if (!plan) return ran;
  Executor executor;
  RunOptions runOptions;
  runOptions.workers = 4;
  runOptions.chaosSeed = how.chaosSeed;
  const CancelToken none;
  ran.result = executor.run(*plan, runOptions, how.cancel ? *how.cancel : none, [&](const Event& event) {
    if (event.kind == Event::Kind::NodeStarted) ++ran.starts[event.node];
    if (event.kind == Event::Kind::NodeProgress) ran.lastStep = event.step;
    if (event.kind == Event::Kind::NodeFinished || event.kind == Event::Kind::NodeFailed) {
      ++ran.ends[event.node];
      ran.calls[event.node] = event.calls;
    }
    if (how.also) how.also(event);
  });
  if (!ran.result.failures.empty()) {
    const NodeFailure& first = ran.result.failures.front();
    ran.failure = first.node + ": " + first.error.message;
  }
  return ran;
}

// x -> a * x + b * index + c, and how often the body's constant part is computed is to be seen in its node "k".
const std::string affine = R"("affine": {
  "inputs": {"x": {"to": ["ax.b"]}, "index": {"to": ["bi.b"]}, "a": {"to": ["ax.a"], "default": 0.5},
             "b": {"to": ["bi.a"], "default": 1}, "c": {"to": ["k.a"], "default": 3}},
  "outputs": {"x": "sum.value", "last": "bi.value"},
  "nodes": {
    "ax": {"type": "weft.math.Multiply"}, "bi": {"type": "weft.math.Multiply"},
    "k": {"type": "weft.math.Add", "params": {"b": 0.25}},
    "first": {"type": "weft.math.Add", "inputs": {"a": "ax.value", "b": "bi.value"}},
    "sum": {"type": "weft.math.Add", "inputs": {"a": "first.value", "b": "k.value"}}}})";

double affineTwin(double x, int count, double a, double b, double c) {
  for (int i = 0; i < count; ++i) x = a * x + b * i + (c + 0.25);
  return x;
}

std::string repeatAffine(const std::string& parameters) {
  return R"("graphs": {)" + affine + R"(}, "outputs": {"x": "loop.x", "last": "loop.last"}, "nodes": {
    "loop": {"type": "weft.flow.Repeat", "params": {"body": "affine", "x": 2, )" +
         parameters + "}}}";
}

// Newton's iteration for the root of `square`, until two guesses lie close together.
const std::string newton = R"("newton": {
  "inputs": {"x": {"to": ["quotient.b", "sum.a", "difference.a"], "default": 1}, "square": {"to": ["quotient.a"]}},
  "outputs": {"x": "half.value", "close": "close.value"},
  "nodes": {
    "quotient": {"type": "weft.math.Divide"},
    "sum": {"type": "weft.math.Add", "inputs": {"b": "quotient.value"}},
    "half": {"type": "weft.math.Multiply", "params": {"a": 0.5}, "inputs": {"b": "sum.value"}},
    "difference": {"type": "weft.math.Subtract", "inputs": {"b": "half.value"}},
    "squared": {"type": "weft.math.Power", "params": {"b": 2}, "inputs": {"a": "difference.value"}},
    "close": {"type": "weft.math.Compare", "params": {"b": 1e-18}, "inputs": {"a": "squared.value"}}}})";

}  // namespace

class TestLoops : public QObject {
  Q_OBJECT

 private slots:
  void repeatEqualsItsTwin_data() {
    QTest::addColumn<int>("count");
    QTest::newRow("once") << 1;
    QTest::newRow("seven times") << 7;
    QTest::newRow("a thousand times") << 1000;
  }
  void repeatEqualsItsTwin() {
    QFETCH(int, count);
    const Ran ran = run(repeatAffine("\"count\": " + std::to_string(count) + ", \"b\": 0.125"));
    QVERIFY2(ran.problems.empty(), ran.problems.c_str());
    QVERIFY2(ran.failure.empty(), ran.failure.c_str());
    QCOMPARE(ran.number("x"), affineTwin(2, count, 0.5, 0.125, 3));
    QCOMPARE(ran.number("last"), 0.125 * (count - 1));
    QCOMPARE(ran.lastStep, uint64_t(count));
    // Each node begins and ends once, whatever the number of passes; what does not change is called once.
    for (const auto& [node, starts] : ran.starts) QCOMPARE(starts, 1);
    for (const auto& [node, ends] : ran.ends) QCOMPARE(ends, 1);
    QCOMPARE(ran.calls.at("loop/sum"), uint64_t(count));
    QCOMPARE(ran.calls.at("loop/k"), uint64_t{1});
  }

  void noPassGivesWhatWentIn() {
    const std::string graph =
        R"("graphs": {"half": {"inputs": {"x": {"to": ["h.a"]}}, "outputs": {"x": "h.value"},
      "nodes": {"h": {"type": "weft.math.Multiply", "params": {"b": 0.5}}}}}, "outputs": {"x": "loop.x"},
      "nodes": {"n": {"type": "weft.math.Integer", "params": {"value": 0}},
                "loop": {"type": "weft.flow.Repeat", "params": {"body": "half", "x": 8}, "inputs": {"count": "n.value"}}})";
    QCOMPARE(run(graph).number("x"), 8.0);
    QCOMPARE(run(graph, {.set = {{"n.value", "3"}}}).number("x"), 1.0);
    QCOMPARE(
        run(repeatAffine("\"count\": 0")).problems,
        std::string("nodes.loop.params.count: there must be a pass: output \"last\" of the body is not carried\n"));
  }

  void untilStops() {
    const std::string graph = R"("graphs": {)" + newton + R"(}, "outputs": {"root": "loop.x"},
      "inputs": {"square": {"to": ["loop.square"], "default": 2}, "most": {"to": ["loop.count"], "default": 100}},
      "nodes": {"loop": {"type": "weft.flow.Repeat", "params": {"body": "newton", "until": "close"}}})";
    const Ran ran = run(graph);
    QVERIFY2(ran.problems.empty(), ran.problems.c_str());
    QCOMPARE(ran.number("root"), std::sqrt(2.0));
    QVERIFY2(ran.calls.at("loop/half") > 4 && ran.calls.at("loop/half") < 10, "passes");
    QCOMPARE(run(graph, {.set = {{"square", "9"}, {"most", "2"}}}).number("root"), 3.4);  // 1, 5, 3.4
    const auto problems = [&](const std::string& until) {
      std::string other = graph;
      return run(other.replace(other.find("\"close\"}}"), 7, until)).problems;
    };
    QCOMPARE(problems("\"clse\""), std::string("nodes.loop.params.until: the body has no output \"clse\"\n"));
    QCOMPARE(problems("\"x\""),
             std::string("nodes.loop.params.until: the body's output \"x\" is number; it must be a boolean\n"));
  }

  void mapKeepsTheOrder() {
    const std::string graph = R"("graphs": {"each": {
        "inputs": {"item": {"to": ["s.a"]}, "index": {"to": ["t.b"]}, "k": {"to": ["t.a"]}},
        "outputs": {"y": "sum.value", "square": "s.value"},
        "nodes": {"s": {"type": "weft.math.Power", "params": {"b": 2}}, "t": {"type": "weft.math.Multiply"},
                  "sum": {"type": "weft.math.Add", "inputs": {"a": "s.value", "b": "t.value"}}}}},
      "inputs": {"count": {"to": ["range.count"], "default": 100}, "at_once": {"to": ["map.at_once"], "default": 0}},
      "outputs": {"y": "map.y", "square": "map.square", "third": "third.value"},
      "nodes": {"range": {"type": "weft.flow.Range", "params": {"first": 5, "step": -3}},
                "k": {"type": "weft.math.Number", "params": {"value": 0.5}},
                "map": {"type": "weft.flow.Map", "params": {"body": "each"},
                        "inputs": {"items": "range.list", "k": "k.value"}},
                "third": {"type": "weft.flow.Item", "params": {"index": 2}, "inputs": {"items": "map.square"}}})";
    std::vector<double> y, square;
    for (int i = 0; i < 100; ++i) {
      const double item = 5 - 3 * i;
      square.push_back(item * item);
      y.push_back(item * item + 0.5 * i);
    }
    for (const char* atOnce : {"0", "1", "7", "1000"}) {
      for (uint64_t seed = 1; seed < 6; ++seed) {
        const Ran ran = run(graph, {.set = {{"at_once", atOnce}}, .chaosSeed = seed});
        QVERIFY2(ran.problems.empty(), ran.problems.c_str());
        QCOMPARE(ran.numbers("y"), y);
        QCOMPARE(ran.numbers("square"), square);
        QCOMPARE(ran.number("third"), 1.0);
        QCOMPARE(ran.calls.at("map/s"), uint64_t{100});
      }
    }
    const Ran none = run(graph.substr(0, graph.find(", \"third\": \"third.value\"")) +
                             graph.substr(graph.find(", \"third\": \"third.value\"") + 24),
                         {.set = {{"count", "0"}}});
    QVERIFY2(none.problems.empty() && none.failure.empty(), (none.problems + none.failure).c_str());
    QVERIFY(none.numbers("y").empty() && none.numbers("square").empty());
  }

  // A sequence of unknown length is asked for an item only when its pass begins; passes end in any order.
  void mapTakesSequencesStepByStep() {
    static int asked;
    asked = 0;
    weft_sequence tens{sizeof(weft_sequence), nullptr, -1, nullptr, nullptr};
    tens.get = [](void*, int64_t index, const weft_value** item) -> weft_status {
      ++asked;
      if (index >= 5) return WEFT_ERROR_NOT_FOUND;
      *item = Value::integer(10 * index).release();
      return WEFT_OK;
    };
    tens.destroy = [](void*) {};
    NodeRun map("weft.flow.Map");
    map.link("items", *Value::sequence(tens)).set("at_once", Value::integer(2));
    FakeCall& call = map.call();
    call.passInputNames = {"item"};
    PortType port;
    port.id = "y";
    port.type = Type::any();
    call.outputTypes.push_back(port);
    const auto goOn = [&](std::vector<uint64_t> ended) {
      for (const uint64_t tag : ended) {
        call.endedPasses.push_back({tag, {{"y", call.startedPasses.at(tag).second.at("item")}}});
      }
      const auto outcome = map.run();
      return outcome ? *outcome : CallOutcome::NeedInputs;
    };
    QCOMPARE(goOn({}), CallOutcome::Pending);
    QCOMPARE(asked, 2);
    QCOMPARE(goOn({1}), CallOutcome::Pending);
    QCOMPARE(asked, 3);
    QCOMPARE(goOn({2, 0}), CallOutcome::Pending);
    QCOMPARE(asked, 5);
    QCOMPARE(goOn({4}), CallOutcome::Pending);
    QCOMPARE(goOn({3}), CallOutcome::Done);
    QCOMPARE(call.startedPasses.size(), size_t{5});
    std::vector<int64_t> results;
    for (const Value& item : *call.outputs.at(0).asList()) results.push_back(*item.asInteger());
    QCOMPARE(results, (std::vector<int64_t>{0, 10, 20, 30, 40}));
  }

  void loopsInLoops() {
    // For each n of 0 … 5: n passes of x -> x * k + the outer index, with k from outside of both.
    const std::string graph = R"("graphs": {
        "inner": {"inputs": {"x": {"to": ["m.a"]}, "k": {"to": ["m.b"]}, "j": {"to": ["s.b"]}},
                  "outputs": {"x": "s.value"},
                  "nodes": {"m": {"type": "weft.math.Multiply"},
                            "s": {"type": "weft.math.Add", "inputs": {"a": "m.value"}}}},
        "outer": {"inputs": {"item": {"to": ["loop.count"]}, "index": {"to": ["loop.j"]}, "k": {"to": ["loop.k"]}},
                  "outputs": {"x": "loop.x"},
                  "nodes": {"loop": {"type": "weft.flow.Repeat", "params": {"body": "inner", "x": 1}}}}},
      "outputs": {"x": "map.x"},
      "nodes": {"range": {"type": "weft.flow.Range", "params": {"count": 6}},
                "k": {"type": "weft.math.Number", "params": {"value": 1.5}},
                "map": {"type": "weft.flow.Map", "params": {"body": "outer"},
                        "inputs": {"items": "range.list", "k": "k.value"}}})";
    const Ran ran = run(graph);
    QVERIFY2(ran.problems.empty() && ran.failure.empty(), (ran.problems + ran.failure).c_str());
    std::vector<double> twin;
    for (int n = 0; n < 6; ++n) {
      double x = 1;
      for (int i = 0; i < n; ++i) x = x * 1.5 + n;
      twin.push_back(x);
    }
    QCOMPARE(ran.numbers("x"), twin);
    QCOMPARE(ran.calls.at("map/loop/s"), uint64_t{15});
    QCOMPARE(ran.ends.at("map/loop/s"), 1);
  }

  void theBranchNotTakenNeverRuns() {
    // The dividend 1 / (item - 2) does not exist for item 2, where the switch takes the other branch.
    const std::string graph = R"("graphs": {"each": {
        "inputs": {"item": {"to": ["less.a", "zero.a"]}},
        "outputs": {"y": "switch.value"},
        "nodes": {"less": {"type": "weft.math.Subtract", "params": {"b": 2}},
                  "zero": {"type": "weft.math.Compare", "params": {"b": 2, "relation": "equal"}},
                  "divide": {"type": "weft.math.Divide", "params": {"a": 1}, "inputs": {"b": "less.value"}},
                  "never": {"type": "weft.math.Divide", "params": {"a": 1, "b": 0}},
                  "add": {"type": "weft.math.Add", "params": {"b": -1}},
                  "switch": {"type": "weft.flow.Switch", "inputs": {
                    "condition": "zero.value", "when_true": "add.value", "when_false": "divide.value"}},
                  "other": {"type": "weft.flow.Switch", "params": {"condition": true},
                            "inputs": {"when_true": "less.value", "when_false": "never.value"}}}}},
      "outputs": {"y": "map.y"},
      "nodes": {"range": {"type": "weft.flow.Range", "params": {"count": 4}},
                "map": {"type": "weft.flow.Map", "params": {"body": "each"}, "inputs": {"items": "range.list"}}})";
    const Ran ran = run(graph);
    QVERIFY2(ran.problems.empty() && ran.failure.empty(), (ran.problems + ran.failure).c_str());
    QCOMPARE(ran.numbers("y"), (std::vector<double>{-0.5, -1, -1, 1}));
    QCOMPARE(ran.calls.at("map/divide"), uint64_t{3});
    // An output that takes the other switch in leaves "never" as it is, too.
    std::string both = graph;
    both.replace(both.find("\"y\": \"switch.value\""), 19, "\"y\": \"switch.value\", \"z\": \"other.value\"");
    const Ran other = run(both);
    QVERIFY2(other.failure.empty(), other.failure.c_str());
    QVERIFY(!other.starts.contains("map/never"));
  }

  void aFailureInAPassEndsTheRun() {
    const std::string graph = R"("graphs": {"each": {"inputs": {"item": {"to": ["d.b"]}}, "outputs": {"y": "d.value"},
        "nodes": {"d": {"type": "weft.math.Divide", "params": {"a": 1}}}}},
      "outputs": {"y": "map.y", "n": "n.value"},
      "nodes": {"range": {"type": "weft.flow.Range", "params": {"first": -3}}, "n": {"type": "weft.math.Number"},
                "map": {"type": "weft.flow.Map", "params": {"body": "each"}, "inputs": {"items": "range.list"}}})";
    const int64_t before = liveValues();
    {
      const Ran ran = run(graph);
      QVERIFY2(ran.problems.empty(), ran.problems.c_str());
      QCOMPARE(ran.result.status, RunResult::Status::Failed);
      QCOMPARE(ran.failure, std::string("map/d: cannot divide 1 by zero; \"b\" must be another number"));
      QVERIFY(!ran.result.outputs.contains("y"));
      QCOMPARE(ran.number("n"), 0.0);
      for (const auto& [node, ends] : ran.ends) QCOMPARE(ends, 1);
    }
    QCOMPARE(liveValues(), before);
  }

  void aLoopIsStopped() {
    CancelToken cancel;
    const Ran ran =
        run(repeatAffine("\"count\": 1000000000"), {.cancel = &cancel, .also = [&](const Event& event) {
                                                      if (event.kind == Event::Kind::NodeProgress && event.step >= 10)
                                                        cancel.cancel();
                                                    }});
    QVERIFY2(ran.problems.empty(), ran.problems.c_str());
    QCOMPARE(ran.result.status, RunResult::Status::Cancelled);
    QVERIFY(ran.lastStep >= 10 && ran.lastStep < 100'000'000);
  }

  void lists() {
    const std::string graph = R"("outputs": {"all": "c.list", "none": "e.list", "item": "i.value"},
      "inputs": {"which": {"to": ["i.index"], "default": -1}},
      "nodes": {"a": {"type": "weft.math.Number", "params": {"value": 1}},
                "b": {"type": "weft.math.Number", "params": {"value": 2}},
                "c": {"type": "weft.flow.Collect", "inputs": {"values": ["b.value", "a.value", "b.value"]}},
                "e": {"type": "weft.flow.Collect"},
                "i": {"type": "weft.flow.Item", "inputs": {"items": "c.list"}}})";
    const Ran ran = run(graph);
    QVERIFY2(ran.problems.empty() && ran.failure.empty(), (ran.problems + ran.failure).c_str());
    QCOMPARE(ran.numbers("all"), (std::vector<double>{2, 1, 2}));
    QVERIFY(ran.numbers("none").empty());
    QCOMPARE(ran.number("item"), 2.0);
    QCOMPARE(run(graph, {.set = {{"which", "1"}}}).number("item"), 1.0);
    QCOMPARE(run(graph, {.set = {{"which", "3"}}}).failure, std::string("i: there is no item 3 among 3"));
    QCOMPARE(run(graph, {.set = {{"which", "-4"}}}).failure, std::string("i: there is no item -4 among 3"));
    NodeRun range("weft.flow.Range");
    range.set("first", Value::integer(INT64_MAX - 1)).set("count", Value::integer(2));
    QVERIFY(range.run().ok());
    QCOMPARE(*range.output("list").asList()->back().asInteger(), INT64_MAX);
    range.set("count", Value::integer(3));
    QCOMPARE(range.failure(), std::string("number 2 of the list is beyond 64 bits"));
  }

  void problemsOfLoops_data() {
    QTest::addColumn<QString>("nodes");
    QTest::addColumn<QString>("problems");
    QTest::newRow("no item") << R"("r": {"type": "weft.flow.Range"},
      "l": {"type": "weft.flow.Map", "params": {"body": "affine"}, "inputs": {"items": "r.list"}})"
                             << "nodes.l.params.body: the subgraph has no input \"item\", for the items to go into\n";
    QTest::newRow("not linked") << R"("l": {"type": "weft.flow.Repeat", "params": {"body": "affine"}})"
                                << "nodes.l.inputs.x: required input is not linked; it takes number\n";
    QTest::newRow("no list") << R"("n": {"type": "weft.math.Number"},
      "l": {"type": "weft.flow.Map", "params": {"body": "each"}, "inputs": {"items": "n.value"}})"
                             << "nodes.l.inputs.items: \"n.value\" is number, which does not fit input \"items\" "
                                "(list|sequence)\n";
    QTest::newRow("other items") << R"("t": {"type": "weft.math.Text"},
      "c": {"type": "weft.flow.Collect", "inputs": {"values": ["t.value"]}},
      "l": {"type": "weft.flow.Map", "params": {"body": "each"}, "inputs": {"items": "c.list"}})"
                                 << "graphs.each.inputs.item: input \"item\" of the body is string, which does not fit "
                                    "parameter \"a\" (number)\n";
    QTest::newRow("mixed") << R"("t": {"type": "weft.math.Text"}, "n": {"type": "weft.math.Number"},
      "l": {"type": "weft.flow.Collect", "inputs": {"values": ["t.value", "n.value"]}})"
                           << "nodes.l.inputs.values[1]: \"n.value\" is number, which does not fit input \"values\" "
                              "(string)\n";
  }
  void problemsOfLoops() {
    QFETCH(QString, nodes);
    QFETCH(QString, problems);
    const std::string each = R"("each": {"inputs": {"item": {"to": ["d.a"]}}, "outputs": {"y": "d.value"},
      "nodes": {"d": {"type": "weft.math.Add"}}})";
    const Ran ran = run(R"("graphs": {)" + affine + ", " + each + R"(}, "outputs": {"o": "p.value"}, "nodes": {
      "p": {"type": "weft.math.Number"}, )" +
                        nodes.toStdString() + "}");
    QCOMPARE(QString::fromStdString(ran.problems), problems);
  }
};

QTEST_GUILESS_MAIN(TestLoops)
#include "test_loops.moc"
