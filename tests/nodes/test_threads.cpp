// LibTorch's threads: as many as a scope says, and none left behind.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

// After LibTorch, which has members that bear the names of Qt's keywords.
#include <QtTest>

#include <chrono>
#include <filesystem>
#include <latch>
#include <thread>
#include <vector>

#include "torch_bridge/thread_scope.h"

using weft::torch_bridge::ThreadScope;
using weft::torch_bridge::threadsInScope;
using weft::torch_bridge::threadsWorth;

namespace {

int threadsOfProcess() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) ++count;
  return count;
}

// Large enough that LibTorch shares it among all threads that it may use.
void compute() { at::ones({1 << 22}).exp_(); }

// Threads that have ended are counted for a moment longer.
int threadsOfProcess(int expected) {
  int count = threadsOfProcess();
  for (int tries = 0; count != expected && tries < 200; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    count = threadsOfProcess();
  }
  return count;
}

}  // namespace

class TestThreads : public QObject {
  Q_OBJECT

 private slots:
  void scopeSetsTheCount();
  void scopesNest();
  void noneAreLeftBehind();
  void workDecidesHowManyPay_data();
  void workDecidesHowManyPay();
};

void TestThreads::scopeSetsTheCount() {
  QCOMPARE(threadsInScope(), 0u);
  const int before = threadsOfProcess();
  for (const int count : {1, 3, 2}) {
    const ThreadScope scope{uint32_t(count)};
    QCOMPARE(threadsInScope(), uint32_t(count));
    QCOMPARE(at::get_num_threads(), count);
    compute();
    QCOMPARE(threadsOfProcess(before + count - 1), before + count - 1);
  }
  QCOMPARE(threadsOfProcess(before), before);
  const ThreadScope none(0);
  QCOMPARE(at::get_num_threads(), 1);
}

void TestThreads::scopesNest() {
  const ThreadScope outer(3);
  {
    const ThreadScope inner(1);
    QCOMPARE(at::get_num_threads(), 1);
  }
  QCOMPARE(threadsInScope(), 3u);
  QCOMPARE(at::get_num_threads(), 3);
}

// Eight threads that have computed with four each would otherwise keep 24 more alive.
void TestThreads::noneAreLeftBehind() {
  constexpr int workers = 8;
  std::latch computed(workers), counted(1);
  const int before = threadsOfProcess();
  std::vector<std::thread> threads;
  for (int i = 0; i < workers; ++i) {
    threads.emplace_back([&] {
      {
        const ThreadScope scope(4);
        compute();
      }
      computed.count_down();
      counted.wait();
    });
  }
  computed.wait();
  const int after = threadsOfProcess(before + workers);
  counted.count_down();
  for (auto& thread : threads) thread.join();
  QCOMPARE(after, before + workers);
}

void TestThreads::workDecidesHowManyPay_data() {
  QTest::addColumn<double>("operations");
  QTest::addColumn<int>("available");
  QTest::addColumn<int>("expected");
  QTest::newRow("nothing") << 0.0 << 8 << 1;
  QTest::newRow("little") << 1e8 << 8 << 1;
  QTest::newRow("some") << 1.7e9 << 8 << 3;
  QTest::newRow("much") << 1e12 << 8 << 8;
  QTest::newRow("one thread") << 1e12 << 1 << 1;
  QTest::newRow("no number") << 1e12 << 0 << 1;
}

void TestThreads::workDecidesHowManyPay() {
  QFETCH(double, operations);
  QFETCH(int, available);
  QFETCH(int, expected);
  QCOMPARE(int(threadsWorth(operations, uint32_t(available))), expected);
}

QTEST_GUILESS_MAIN(TestThreads)
#include "test_threads.moc"
