// Random graphs under every schedule: they end, count right and give the same values. A node on the heavy or the io
// lane costs a switch of threads, which is what these tests spend their time on (and ten times that under
// ThreadSanitizer): what is repeated for every node or call is small, and what is large is done a few times.
#include <oneapi/tbb/global_control.h>

#include "exec/random_graph.h"
#include "exec/run_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

std::map<std::string, double> valuesOf(const RunResult& result) {
  std::map<std::string, double> values;
  for (const auto& [name, value] : result.outputs) values[name] = *value.asNumber();
  return values;
}

std::string seedText(uint64_t chaos) { return "chaos seed " + std::to_string(chaos); }

class TestRandom : public QObject {
  Q_OBJECT

 private slots:
  void sameValuesUnderEverySchedule();
  void aHundredShuffledOrders();
  void failuresSkipTheSameNodes();
  void failuresAtEveryNode();
  void cancelledAnywhereItEnds();
  void cancelledAtEveryCall();
  void oneProcessor();
};

void TestRandom::sameValuesUnderEverySchedule() {
  const int64_t before = liveValues();
  struct Case {
    unsigned seed;
    int nodes;
    std::vector<uint64_t> chaos;
  };
  for (const auto& [seed, nodes, chaosSeeds] :
       {Case{1, 10'000, {7}}, Case{2, 1000, {0, 7, 99}}, {3, 1000, {0, 7, 99}}}) {
    const int64_t types = liveValues();
    RandomGraph graph(seed, {.nodes = nodes});
    const Plan& plan = graph.builder.plan();
    const int64_t planned = liveValues();
    std::map<std::string, double> expected;
    uint64_t executed = 0;
    for (const int workers : {1, 2, 8}) {
      for (const uint64_t chaos : chaosSeeds) {
        const Ran ran = runPlan(plan, {.workers = workers, .threads = 2, .chaosSeed = chaos, .useCache = false});
        QCOMPARE(ran.result.status, RunResult::Status::Done);
        if (expected.empty()) {
          expected = valuesOf(ran.result);
          executed = ran.result.executed;
          QVERIFY(executed > static_cast<uint64_t>(nodes) / 2);
        }
        QVERIFY2(valuesOf(ran.result) == expected, seedText(chaos).c_str());
        QCOMPARE(ran.result.executed, executed);
        QCOMPARE(ran.result.executed + ran.result.cached, uint64_t(graph.ids.size()));
      }
    }
    QCOMPARE(liveValues(), planned);
    QVERIFY(types <= planned);
  }
  QCOMPARE(liveValues(), before);
}

void TestRandom::aHundredShuffledOrders() {
  RandomGraph graph(4, {.nodes = 300, .loopShare = 0.05});
  const Plan& plan = graph.builder.plan();
  const auto expected = valuesOf(runPlan(plan, {.workers = 1, .threads = 1, .useCache = false}).result);
  for (uint64_t chaos = 1; chaos <= 100; ++chaos) {
    const int workers = 1 + static_cast<int>(chaos % 4);
    const Ran ran = runPlan(plan, {.workers = workers, .threads = 2, .chaosSeed = chaos, .useCache = false});
    QVERIFY2(valuesOf(ran.result) == expected, seedText(chaos).c_str());
  }
}

void TestRandom::failuresSkipTheSameNodes() {
  const int64_t before = liveValues();
  {
    RandomGraph graph(11, {.nodes = 2500, .failShare = 0.02});
    const Plan& plan = graph.builder.plan();
    std::vector<std::string> failures, order;
    std::set<std::string> skipped;
    for (const int workers : {1, 2, 8}) {
      for (const uint64_t chaos : {0, 5, 6, 7}) {
        const Ran ran = runPlan(plan, {.workers = workers, .threads = 1, .chaosSeed = chaos});
        QCOMPARE(ran.result.status, RunResult::Status::Failed);
        std::vector<std::string> ids;
        for (const NodeFailure& failure : ran.result.failures) {
          ids.push_back(failure.node);
          QCOMPARE(failure.error.message, std::string("injected"));
        }
        std::set<std::string> ended;
        for (const Event& event : ran.events) {
          if (event.kind == Event::Kind::NodeFailed && event.skipped) ended.insert(event.node);
        }
        if (failures.empty()) {
          failures = ids;
          skipped = ended;
          QVERIFY(ids.size() > 10);
          QVERIFY(skipped.size() > 100);
          // In the plan's order, in which a body comes with its node.
          for (const std::string& id : graph.ids) {
            if (std::find(ids.begin(), ids.end(), id) != ids.end()) order.push_back(id);
          }
          QCOMPARE(ids, order);
        }
        QVERIFY2(ids == failures, seedText(chaos).c_str());
        QVERIFY2(ended == skipped, seedText(chaos).c_str());
      }
    }
  }
  QCOMPARE(liveValues(), before);
}

void TestRandom::failuresAtEveryNode() {
  const int64_t before = liveValues();
  {
    RandomGraph graph(20, {.nodes = 60, .loopShare = 0.1});
    const Plan& plan = graph.builder.plan();
    QVERIFY(graph.ids.size() > 100);
    uint64_t chaos = 0;
    for (const std::string& id : graph.ids) {
      graph.failing = {id};
      ++chaos;
      const Ran ran = runPlan(
          plan, {.workers = 1 + static_cast<int>(chaos % 3), .threads = 2, .chaosSeed = chaos, .useCache = false});
      const Event* end = ran.end(id);
      const bool ran_ = end->kind == Event::Kind::NodeFailed && !end->skipped;
      QVERIFY2(ran.result.failed == (ran_ ? 1u : 0u), (id + ", " + seedText(chaos)).c_str());
      if (ran_) QCOMPARE(ran.result.failures[0].node, id);
    }
  }
  QCOMPARE(liveValues(), before);
}

void cancelledRun(RandomGraph& graph, const Plan& plan, int at) {
  CancelToken cancel;
  graph.calls = 0;
  graph.cancel = &cancel;
  graph.cancelAt = at;
  Executor executor;
  const RunOptions options{
      .workers = 1 + at % 4, .threads = 1 + at % 2, .chaosSeed = static_cast<uint64_t>(at), .useCache = at % 2 == 0};
  const Ran ran = runPlan(executor, plan, options, cancel);
  QVERIFY2(ran.result.status == RunResult::Status::Cancelled, seedText(options.chaosSeed).c_str());
  QVERIFY(ran.result.skipped > 0);
  // At once usable again.
  if (at % 5 == 0) {
    graph.cancelAt = -1;
    QCOMPARE(runPlan(executor, plan, options, CancelToken()).result.status, RunResult::Status::Done);
  }
}

void TestRandom::cancelledAnywhereItEnds() {
  const int64_t before = liveValues();
  {
    RandomGraph graph(21, {});
    const Plan& plan = graph.builder.plan();
    for (int at = 1; at < 9000; at += 1999) cancelledRun(graph, plan, at);
  }
  QCOMPARE(liveValues(), before);
}

void TestRandom::cancelledAtEveryCall() {
  const int64_t before = liveValues();
  {
    RandomGraph graph(3, {.nodes = 20, .loopShare = 0.2});
    const Plan& plan = graph.builder.plan();
    runPlan(plan, {.workers = 1, .useCache = false});
    const int calls = graph.calls;
    QVERIFY(calls > 150);
    for (int at = 1; at < calls; ++at) cancelledRun(graph, plan, at);
  }
  QCOMPARE(liveValues(), before);
}

// oneTBB has no worker of its own then, and must be made to run enqueued tasks all the same.
void TestRandom::oneProcessor() {
  const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
  RandomGraph graph(31, {.nodes = 2000});
  for (int i = 0; i < 5; ++i) {
    QCOMPARE(runPlan(graph.builder.plan(), {.workers = 1, .threads = 1}).result.status, RunResult::Status::Done);
  }
}

}  // namespace

QTEST_GUILESS_MAIN(TestRandom)
#include "test_random.moc"
