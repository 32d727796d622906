// Runs of several processes with one folder of results: each Executor here stands for a process of its own.
#include <weft/exec/kept_results.h>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "exec/run_harness.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace fs = std::filesystem;

namespace {

// Longer than reading a result would take.
void takeTime() { std::this_thread::sleep_for(std::chrono::milliseconds(4)); }

Process slowSum() {
  return [](NodeCall& call) {
    takeTime();
    return addInputs(call, 1, 1);
  };
}

// model (an object) -> encode -> decode -> save (side effects); encode and decode are slow.
struct Pipeline {
  PlanBuilder builder;
  int model, encode, decode, save;

  Pipeline() {
    const NodeType* load = builder.keep(fakeType("test.cache.Load", {}, {"model:any"}, [](NodeCall& call) -> Outcome {
      takeTime();
      call.setOutput(0, sampleObject());
      return CallOutcome::Done;
    }));
    const NodeType* make =
        builder.keep(fakeType("test.cache.Encode", {"model:any"}, {"value:tensor"}, [](NodeCall& call) -> Outcome {
          takeTime();
          call.setOutput(0, randomFloats(3, 1000));
          return CallOutcome::Done;
        }));
    const NodeType* length = builder.keep(
        fakeType("test.cache.Decode", {"value:tensor", "model:any"}, {"value:number"}, [](NodeCall& call) -> Outcome {
          takeTime();
          const auto size = call.input(0, 0)->asTensor()->shape[0];
          call.setOutput(0, Value::number(static_cast<double>(size)));
          return CallOutcome::Done;
        }));
    NodeType saving = fakeType("test.cache.Save", {"value:number"}, {}, [](NodeCall&) -> Outcome {
      takeTime();
      return CallOutcome::Done;
    });
    saving.flags = WEFT_NODE_SIDE_EFFECTS;
    model = builder.add(load, "model");
    encode = builder.add(make, "encode", {{model}});
    decode = builder.add(length, "decode", {{encode}, {model}});
    save = builder.add(builder.keep(std::move(saving)), "save", {{decode}}, true);
    builder.node(save).cacheable = false;
  }
};

using Names = std::vector<std::string>;

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

class TestRunCache : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = m_temporary->path().toStdString() + "/results";
    m_before = liveValues();
  }
  void cleanup() { QCOMPARE(liveValues(), m_before); }

  void aSecondProcessRunsWhatIsNotKept() {
    Pipeline pipeline;
    QCOMPARE(run(pipeline).result.executed, 4u);
    QCOMPARE(listKeptResults(m_folder).size(), 2u);
    // Nothing but what has side effects; what only kept nodes need is not looked at.
    Ran ran = run(pipeline);
    QCOMPARE(ran.nodes(Event::Kind::NodeStarted), (Names{"save"}));
    QCOMPARE(ran.result.cached, 3u);
    QVERIFY(ran.end("decode")->cached && ran.end("decode")->bytes > 0);

    // One changed: it and its dependents; the object that it needs, for objects are not kept; not what was read.
    pipeline.builder.node(pipeline.decode).key = {77, 7};
    ran = run(pipeline);
    QCOMPARE(sorted(ran.nodes(Event::Kind::NodeStarted)), (Names{"decode", "model", "save"}));
    QVERIFY(ran.end("encode")->cached);
    QCOMPARE(ran.end("encode")->bytes, randomFloats(3, 1000).bytes());
  }

  void whatHasSideEffectsOrNoFixedResultIsNeverKept() {
    Pipeline pipeline;
    const_cast<NodeType*>(pipeline.builder.node(pipeline.encode).type)->flags = WEFT_NODE_NONDETERMINISTIC;
    pipeline.builder.node(pipeline.decode).cacheable = false;
    run(pipeline);
    QVERIFY(listKeptResults(m_folder).empty());
    QCOMPARE(run(pipeline).result.executed, 4u);
  }

  void withoutTheCacheNothingIsReadOrWritten() {
    Pipeline pipeline;
    run(pipeline, {.useCache = false});
    QVERIFY(!fs::exists(m_folder));
    run(pipeline);
    QCOMPARE(run(pipeline, {.useCache = false}).result.executed, 4u);
  }

  void aBrokenResultIsComputedAgain() {
    Pipeline pipeline;
    run(pipeline);
    for (const auto& file : fs::directory_iterator(m_folder)) fs::resize_file(file, fs::file_size(file) / 2);
    Ran ran = run(pipeline);
    QCOMPARE(ran.result.status, RunResult::Status::Done);
    QCOMPARE(ran.result.executed, 4u);
    QCOMPARE(run(pipeline).nodes(Event::Kind::NodeStarted), (Names{"save"}));
  }

  void inOneProcessMemoryComesFirst() {
    Pipeline pipeline;
    Executor executor({.cacheFolder = m_folder});
    const CancelToken cancel;
    test::runPlan(executor, pipeline.builder.plan(), {}, cancel);
    clearKeptResults(m_folder);
    QCOMPARE(test::runPlan(executor, pipeline.builder.plan(), {}, cancel).nodes(Event::Kind::NodeStarted),
             (Names{"save"}));
    QVERIFY(executor.find(pipeline.builder.node(pipeline.model).key));
    executor.clearCache();
    QVERIFY(!executor.find(pipeline.builder.node(pipeline.model).key));
  }

  // What was read stays in memory.
  void whatWasReadIsNotReadTwice() {
    Pipeline pipeline;
    run(pipeline);
    Executor executor({.cacheFolder = m_folder});
    const CancelToken cancel;
    test::runPlan(executor, pipeline.builder.plan(), {}, cancel);
    clearKeptResults(m_folder);
    QCOMPARE(test::runPlan(executor, pipeline.builder.plan(), {}, cancel).nodes(Event::Kind::NodeStarted),
             (Names{"save"}));
  }

  void aFailureElsewhereDoesNotReachWhatIsKept() {
    PlanBuilder builder;
    std::atomic<bool> fails{false};
    const NodeType* source = builder.keep(fakeType("test.cache.Source", {}, {"value:number"}, [&](NodeCall& call) {
      return fails ? Outcome(makeError(ErrorCode::Internal, "injected")) : addInputs(call, 0, 1);
    }));
    const NodeType* slow = builder.keep(fakeType("test.cache.Slow", {"a:number"}, {"value:number"}, slowSum()));
    const int first = builder.add(source, "source");
    const int kept = builder.add(slow, "kept", {{first}}), other = builder.add(slow, "other", {{first}});
    builder.output("kept", kept);
    builder.output("other", other);
    QCOMPARE(numberOf(runPlan(builder), "kept"), 2.0);
    fails = true;
    builder.node(other).key = {77, 7};
    for (int i = 0; i < 20; ++i) {
      const Ran ran = runPlan(builder);
      QVERIFY(ran.end("kept")->cached);
      QCOMPARE(numberOf(ran, "kept"), 2.0);
      QCOMPARE(ran.result.failed, 1u);
      QCOMPARE(ran.result.skipped, 1u);
    }
  }

  void anOutputThatWasLeftOutIsComputedWhenItIsRead() {
    PlanBuilder builder;
    const NodeType* two = builder.keep(fakeType("test.cache.Two", {}, {"a:number", "b:number"}, [&](NodeCall& call) {
      takeTime();
      if (m_both) call.setOutput(1, Value::number(2));
      return addInputs(call, 0, 1);
    }));
    const NodeType* sum = builder.keep(fakeType("test.cache.Sum", {"a:number"}, {"value:number"}, sumOf(1)));
    const int source = builder.add(two, "two"), end = builder.add(sum, "sum", {{source}});
    builder.output("sum", end);
    runPlan(builder);
    m_both = true;
    builder.node(end).links[0][0].output = 1;
    builder.node(end).key = {77, 7};
    QCOMPARE(numberOf(runPlan(builder), "sum"), 2.0);
    builder.node(end).key = {78, 7};
    const Ran ran = runPlan(builder);
    QVERIFY(ran.end("two")->cached);
    QCOMPARE(numberOf(ran, "sum"), 2.0);
  }

  void anUndeclaredDependencyIsFound() {
    PlanBuilder builder;
    const NodeType* sly = builder.keep(fakeType("test.cache.Sly", {}, {"value:number"}, [](NodeCall& call) {
      takeTime();
      const char* text = std::getenv("WEFT_TEST_SLY");
      return addInputs(call, 0, text ? std::atof(text) : 0);
    }));
    builder.output("value", builder.add(sly, "sly"));
    ::setenv("WEFT_TEST_SLY", "1", 1);
    QCOMPARE(numberOf(runPlan(builder), "value"), 1.0);
    QCOMPARE(runPlan(builder, {.checkCache = true}).result.status, RunResult::Status::Done);
    ::setenv("WEFT_TEST_SLY", "2", 1);
    QCOMPARE(numberOf(runPlan(builder), "value"), 1.0);  // which is what makes it a fault
    const Ran ran = runPlan(builder, {.checkCache = true});
    ::unsetenv("WEFT_TEST_SLY");
    QCOMPARE(ran.result.status, RunResult::Status::Failed);
    QCOMPARE(ran.result.failures.size(), 1u);
    QCOMPARE(ran.result.failures[0].error.message,
             std::string("undeclared dependency in test.cache.Sly: computed again, output \"value\" differs from the "
                         "cached one"));
  }

  void checkingRunsEverything() {
    Pipeline pipeline;
    run(pipeline);
    const Ran ran = run(pipeline, {.checkCache = true});
    QCOMPARE(ran.result.status, RunResult::Status::Done);
    QCOMPARE(ran.result.executed, 4u);
  }

  // Sums may be rounded in other ways by other numbers of threads, but not by much.
  void checkingAllowsForOtherThreads() {
    PlanBuilder builder;
    double perThread = 0.001;
    NodeType type = fakeType("test.cache.Rounds", {}, {"value:tensor"}, [&](NodeCall& call) -> Outcome {
      takeTime();
      call.setOutput(0, floats({1}, {static_cast<float>(perThread * call.threads())}));
      return CallOutcome::Done;
    });
    type.cost = WEFT_COST_HEAVY;
    builder.output("value", builder.add(builder.keep(std::move(type)), "rounds"));
    runPlan(builder, {.threads = 1});
    const auto check = [&](bool deterministic) {
      return runPlan(builder, {.threads = 2, .deterministic = deterministic, .checkCache = true}).result.status;
    };
    QCOMPARE(check(false), RunResult::Status::Done);
    QCOMPARE(check(true), RunResult::Status::Done);  // one thread again
    perThread = 0.01;
    QCOMPARE(check(false), RunResult::Status::Failed);
  }

  // Whatever becomes of the files between the runs, and in which order ever things happen: the same values.
  void damageNeverChangesValues() {
    std::mt19937 random(4);
    for (int graph = 0; graph < 12; ++graph) {
      PlanBuilder builder;
      NodeType slow = fakeType("test.cache.Slow", {"a:number"}, {"value:number"}, [](NodeCall& call) {
        std::this_thread::sleep_for(std::chrono::microseconds(2200));
        return addInputs(call, 1, static_cast<double>(std::hash<std::string>()(call.node()) % 100));
      });
      NodeType quick = fakeType("test.cache.Quick", {"a:number"}, {"value:number"}, sumOf(1));
      slow.inputs[0].flags = quick.inputs[0].flags = WEFT_PORT_VARIADIC;
      slow.reentrancy = graph % 2 ? WEFT_REENTRANCY_TYPE : WEFT_REENTRANCY_PARALLEL;
      const NodeType* types[] = {builder.keep(std::move(slow)), builder.keep(std::move(quick))};
      constexpr int nodes = 30;
      for (int n = 0; n < nodes; ++n) {
        std::vector<int> links;
        for (unsigned i = random() % 4; n > 0 && i > 0; --i)
          links.push_back(static_cast<int>(random() % static_cast<unsigned>(n)));
        builder.add(types[random() % 3 == 0], "n" + std::to_string(n), {links});
        builder.node(n).key = {static_cast<uint64_t>(n + 1), static_cast<uint64_t>(graph)};
        if (n % 7 == 6) builder.output("n" + std::to_string(n), n);
      }
      const Ran first = runPlan(builder, {.workers = 4, .useCache = false});
      for (int i = 0; i < 8; ++i) {
        Executor executor({.sessionBytes = 0, .cacheFolder = m_folder});
        damage(random);
        const uint64_t seed = random();
        const Ran ran = test::runPlan(executor, builder.plan(), {.workers = 4, .chaosSeed = seed}, CancelToken());
        QCOMPARE(ran.result.status, RunResult::Status::Done);
        for (const auto& [name, value] : first.result.outputs) {
          QVERIFY2(numberOf(ran, name) == *value.asNumber(), ("seed " + std::to_string(seed)).c_str());
        }
      }
    }
  }

  void cancelledWhileReadingItEnds() {
    Pipeline pipeline;
    run(pipeline);
    for (int i = 0; i < 60; ++i) {
      Executor executor({.sessionBytes = 0, .cacheFolder = m_folder});
      CancelToken cancel;
      std::thread other([&] {
        std::this_thread::sleep_for(std::chrono::microseconds(i * 40));
        cancel.cancel();
      });
      const Ran ran = test::runPlan(executor, pipeline.builder.plan(), {}, cancel);
      other.join();
      QVERIFY(ran.result.status != RunResult::Status::Failed);
    }
  }

 private:
  Ran run(Pipeline& pipeline, RunOptions options = {}) const { return runPlan(pipeline.builder, options); }
  Ran runPlan(PlanBuilder& builder, RunOptions options = {}) const {
    Executor executor({.sessionBytes = 0, .cacheFolder = m_folder});
    return test::runPlan(executor, builder.plan(), options, CancelToken());
  }
  // Of every file: left as it is, cut, changed or removed.
  void damage(std::mt19937& random) const {
    std::error_code failure;
    for (const auto& file : fs::directory_iterator(m_folder, failure)) {
      if (file.path().filename() == ".lock") continue;
      switch (random() % 8) {
        case 0:
          fs::remove(file);
          break;
        case 1:
          fs::resize_file(file, random() % (fs::file_size(file) + 1));
          break;
        case 2: {
          std::fstream stream(file.path(), std::ios::in | std::ios::out | std::ios::binary);
          stream.seekp(static_cast<std::streamoff>(random() % (fs::file_size(file) + 1)));
          stream.put(static_cast<char>(random()));
          break;
        }
        default:
          break;
      }
    }
  }

  std::unique_ptr<QTemporaryDir> m_temporary;
  std::string m_folder;
  int64_t m_before = 0;
  bool m_both = false;
};

QTEST_GUILESS_MAIN(TestRunCache)
#include "test_run_cache.moc"
