// Heavy nodes beside each other: the threads of the whole process are those of the run, never threads times nodes.
#include <QtTest>

#include <atomic>
#include <thread>

#include "support/shipped_graphs.h"

using namespace weft;
using namespace weft::test;

namespace {

int threadsOfProcess() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) ++count;
  return count;
}

class TestHeavyBranches : public QObject {
  Q_OBJECT

 private slots:
  void threadsAreShared();
  void sameBytesForAnyThreads();
};

void TestHeavyBranches::threadsAreShared() {
  constexpr int threads = 8;
  Executor executor;
  const Plan plan = planOf(twoSamplings(), {}, {{"batch", 64}, {"steps", 2}});
  for (const PlannedNode& node : plan.nodes) {
    if (node.id == "left" || node.id == "right") QCOMPARE(node.peers, 2);
  }
  const int before = threadsOfProcess();
  std::atomic<bool> done{false};
  int most = 0;
  std::thread counter([&] {
    for (; !done; std::this_thread::sleep_for(std::chrono::microseconds(200)))
      most = std::max(most, threadsOfProcess());
  });
  const TimedRun run = timedRun(executor, plan, {.workers = 2, .threads = threads});
  done = true;
  counter.join();
  QCOMPARE(run.result.status, RunResult::Status::Done);
  // The counter, two light ones, some for files; and the teams of OpenMP, which stay as large as they ever were: the
  // first seat's was there for nodes alone with all threads, the second's for one of two beside each other.
  const int others = 1 + 2 + 4, teams = threads + threads / 2;
  QVERIFY2(most > before + 4, qPrintable(QString::number(most - before)));
  QVERIFY2(most <= before + others + teams, qPrintable(QString::number(most - before)));
}

// In deterministic runs kernels split no sum by the number of threads.
void TestHeavyBranches::sameBytesForAnyThreads() {
  const Plan plan = planOf(twoSamplings(), {}, {{"batch", 16}, {"steps", 2}});
  std::vector<std::string> expected;
  for (const int threads : {1, 2, 5}) {
    Executor executor;
    const TimedRun run = timedRun(executor, plan, {.workers = threads, .threads = threads, .deterministic = true});
    QCOMPARE(run.result.status, RunResult::Status::Done);
    std::vector<std::string> bytes;
    for (const auto& [name, value] : run.result.outputs) {
      const weft_tensor* tensor = value.asTensor();
      QVERIFY(tensor && tensor->dimensions == 4);
      size_t count = sizeof(float);
      for (int i = 0; i < tensor->dimensions; ++i) count *= static_cast<size_t>(tensor->shape[i]);
      bytes.emplace_back(static_cast<const char*>(tensor->data) + tensor->byte_offset, count);
    }
    QCOMPARE(bytes.size(), size_t(2));
    if (expected.empty()) expected = bytes;
    QVERIFY(bytes == expected);
  }
}

}  // namespace

QTEST_GUILESS_MAIN(TestHeavyBranches)
#include "test_heavy_branches.moc"
