// Random graphs under every schedule: they end, count right and give the same values.
#include <atomic>
#include <random>
#include <thread>

#include <oneapi/tbb/global_control.h>

#include "exec/run_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr int graphNodes = 2000;

struct RandomGraph {
  PlanBuilder builder;
  std::set<std::string> failing;  // ids
  std::atomic<int> running{0}, started{0};
  CancelToken* cancel = nullptr;
  int cancelAt = -1;  // how many nodes have started by then

  // Nodes with up to three eager inputs and now and then a lazy one, on all lanes.
  RandomGraph(unsigned seed, double failShare) {
    std::mt19937 random(seed);
    std::vector<const NodeType*> types;
    for (const int32_t cost : {WEFT_COST_LIGHT, WEFT_COST_LIGHT, WEFT_COST_HEAVY, WEFT_COST_IO}) {
      for (const int32_t reentrancy : {WEFT_REENTRANCY_PARALLEL, WEFT_REENTRANCY_TYPE, WEFT_REENTRANCY_PLUGIN}) {
        NodeType type = fakeType("test.random.N" + std::to_string(types.size()), {"a:number"}, {"value:number"},
                                 [this](NodeCall& call) { return process(call); });
        type.inputs[0].flags = WEFT_PORT_VARIADIC;
        type.inputs.push_back(fakePort("lazy", "number", WEFT_PORT_LAZY | WEFT_PORT_OPTIONAL));
        type.cost = cost;
        type.reentrancy = reentrancy;
        types.push_back(builder.keep(std::move(type)));
      }
    }
    std::vector<bool> read(graphNodes, false);
    for (int n = 0; n < graphNodes; ++n) {
      std::vector<int> eager, lazy;
      const int inputs = n == 0 ? 0 : static_cast<int>(random() % 4);
      for (int i = 0; i < inputs; ++i) eager.push_back(static_cast<int>(random()) % 50 ? near(random, n) : n / 2);
      if (n > 0 && random() % 8 == 0) lazy.push_back(near(random, n));
      for (const int source : eager) read[static_cast<size_t>(source)] = true;
      const std::string id = "n" + std::to_string(n);
      builder.add(types[random() % types.size()], id, {eager, lazy});
      if (std::uniform_real_distribution()(random) < failShare) failing.insert(id);
    }
    for (int n = 0; n < graphNodes; ++n) {
      if (!read[static_cast<size_t>(n)]) builder.output("n" + std::to_string(n), n);
    }
  }

  static int near(std::mt19937& random, int n) {
    return n - 1 - static_cast<int>(random() % static_cast<unsigned>(std::min(n, 100)));
  }

  Result<CallOutcome> process(NodeCall& call) {
    if (++started == cancelAt) cancel->cancel();
    if (call.cancelled()) return makeError(ErrorCode::Cancelled, "cancelled");
    // Every other node with a lazy input wants it.
    const size_t hash = std::hash<std::string>()(call.node());
    if (hash % 2 == 0 && call.inputCount(1) == 0 && call.node().back() != '0' && !asked(call)) {
      call.wantInput(1);
      return CallOutcome::NeedInputs;
    }
    if (failing.contains(call.node())) return makeError(ErrorCode::Internal, "injected");
    return addInputs(call, 2, static_cast<double>(hash % 1000));
  }

  // Whether this node was called before: the lazy port of one without a link stays empty.
  bool asked(NodeCall& call) {
    const std::lock_guard lock(m_mutex);
    return !m_asked.insert(call.node()).second;
  }
  void reset() {
    m_asked.clear();
    started = 0;
  }

 private:
  std::mutex m_mutex;
  std::set<std::string> m_asked;
};

std::map<std::string, double> valuesOf(const RunResult& result) {
  std::map<std::string, double> values;
  for (const auto& [name, value] : result.outputs) values[name] = *value.asNumber();
  return values;
}

class TestRandom : public QObject {
  Q_OBJECT

 private slots:
  void sameValuesUnderEverySchedule();
  void failuresSkipTheSameNodes();
  void cancelledAnywhereItEnds();
  void oneProcessor();
  void chain();
  void fan();
};

void TestRandom::sameValuesUnderEverySchedule() {
  const int64_t before = liveValues();
  for (const unsigned seed : {1u, 2u, 3u}) {
    RandomGraph graph(seed, 0);
    const Plan& plan = graph.builder.plan();
    std::map<std::string, double> expected;
    uint64_t executed = 0;
    for (const int workers : {1, 2, 8}) {
      for (const uint64_t chaos : {0, 7, 99}) {
        graph.reset();
        const Ran ran = runPlan(plan, {.workers = workers, .threads = 2, .chaosSeed = chaos, .useCache = false});
        QCOMPARE(ran.result.status, RunResult::Status::Done);
        if (expected.empty()) {
          expected = valuesOf(ran.result);
          executed = ran.result.executed;
          QVERIFY(executed > graphNodes / 2);
        }
        QVERIFY2(valuesOf(ran.result) == expected, ("chaos seed " + std::to_string(chaos)).c_str());
        QCOMPARE(ran.result.executed, executed);
        QCOMPARE(ran.result.executed + ran.result.cached, uint64_t(graphNodes));
      }
    }
  }
  QCOMPARE(liveValues(), before);
}

void TestRandom::failuresSkipTheSameNodes() {
  const int64_t before = liveValues();
  {
    RandomGraph graph(11, 0.02);
    const Plan& plan = graph.builder.plan();
    std::vector<std::string> failures;
    uint64_t skipped = 0;
    for (const int workers : {1, 2, 8}) {
      for (const uint64_t chaos : {0, 5, 6, 7}) {
        graph.reset();
        const Ran ran = runPlan(plan, {.workers = workers, .threads = 1, .chaosSeed = chaos});
        QCOMPARE(ran.result.status, RunResult::Status::Failed);
        std::vector<std::string> ids;
        for (const NodeFailure& failure : ran.result.failures) {
          ids.push_back(failure.node);
          QCOMPARE(failure.error.message, std::string("injected"));
        }
        if (failures.empty()) {
          failures = ids;
          skipped = ran.result.skipped;
          QVERIFY(ids.size() > 1);
          QVERIFY(skipped > 0);
          // In the plan's order, which is that of the numbers here.
          QVERIFY(std::is_sorted(ids.begin(), ids.end(), [](const auto& a, const auto& b) {
            return std::stoi(a.substr(1)) < std::stoi(b.substr(1));
          }));
        }
        QVERIFY2(ids == failures, ("chaos seed " + std::to_string(chaos)).c_str());
        QCOMPARE(ran.result.skipped, skipped);
      }
    }
  }
  QCOMPARE(liveValues(), before);
}

void TestRandom::cancelledAnywhereItEnds() {
  const int64_t before = liveValues();
  {
    RandomGraph graph(21, 0.002);
    const Plan& plan = graph.builder.plan();
    for (int at = 1; at < graphNodes; at += 97) {
      CancelToken cancel;
      graph.reset();
      graph.cancel = &cancel;
      graph.cancelAt = at;
      Executor executor;
      const Ran ran = runPlan(executor, plan,
                              {.workers = 1 + at % 4, .threads = 1, .chaosSeed = static_cast<uint64_t>(at)}, cancel);
      if (cancel.cancelled()) QCOMPARE(ran.result.status, RunResult::Status::Cancelled);
      QVERIFY(ran.result.skipped > 0);
    }
  }
  QCOMPARE(liveValues(), before);
}

// oneTBB has no worker of its own then, and must be made to run enqueued tasks all the same.
void TestRandom::oneProcessor() {
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  RandomGraph graph(31, 0);
  for (int i = 0; i < 5; ++i) {
    graph.reset();
    QCOMPARE(runPlan(graph.builder.plan(), {.workers = 1, .threads = 1}).result.status, RunResult::Status::Done);
  }
}

void TestRandom::chain() {
  constexpr int length = 100'000;
  PlanBuilder builder;
  const NodeType* add = builder.keep(
      fakeType("test.chain.Add", {"a:number"}, {"value:number"}, [](NodeCall& call) { return addInputs(call, 1, 1); }));
  const NodeType* bad = builder.keep(fakeType("test.chain.Bad", {}, {"value:number"}, [](NodeCall&) {
    return Result<CallOutcome>(makeError(ErrorCode::Internal, "injected"));
  }));
  int last = builder.add(add, "n0");
  for (int i = 1; i < length; ++i) last = builder.add(add, "n" + std::to_string(i), {{last}});
  builder.output("sum", last);
  Ran ran = runPlan(builder.plan());
  QCOMPARE(numberOf(ran, "sum"), double(length));

  builder.node(0).type = bad;
  ran = runPlan(builder.plan());
  QCOMPARE(ran.result.failed, uint64_t(1));
  QCOMPARE(ran.result.skipped, uint64_t(length - 1));
}

void TestRandom::fan() {
  constexpr int width = 20'000;
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

}  // namespace

QTEST_GUILESS_MAIN(TestRandom)
#include "test_random.moc"
