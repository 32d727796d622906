// LibTorch's threads: as many as a scope says, and none left behind.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

// After LibTorch, which has members that bear the names of Qt's keywords.
#include <QtTest>

#include <atomic>
#include <bit>
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

// How many threads LibTorch really uses for something large.
int threadsUsed() {
  std::atomic<uint64_t> seen{0};
  at::parallel_for(0, 1 << 20, 1, [&](int64_t, int64_t) { seen |= uint64_t{1} << at::get_thread_num(); });
  return std::popcount(seen.load());
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
  for (const uint32_t count : {1u, 3u, 2u}) {
    const ThreadScope scope(count);
    QCOMPARE(threadsInScope(), count);
    QCOMPARE(threadsUsed(), int(count));
  }
  const ThreadScope none(0);
  QCOMPARE(threadsUsed(), 1);
}

void TestThreads::scopesNest() {
  const ThreadScope outer(3);
  {
    const ThreadScope inner(1);
    QCOMPARE(threadsUsed(), 1);
  }
  QCOMPARE(threadsInScope(), 3u);
  QCOMPARE(threadsUsed(), 3);
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
        threadsUsed();
      }
      computed.count_down();
      counted.wait();
    });
  }
  computed.wait();
  int after = threadsOfProcess();
  for (int tries = 0; after > before + workers && tries < 100; ++tries) {  // threads take a moment to end
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    after = threadsOfProcess();
  }
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
