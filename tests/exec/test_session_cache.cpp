#include <QtTest>
#include <chrono>

#include "session_cache.h"
#include "support/value_samples.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr size_t kB = 1000;

Key keyOf(uint64_t number) { return {number, number}; }
CachedResult result(Value value, double seconds) { return {{std::move(value)}, seconds, 1}; }
CachedResult kilobytes(size_t count, double seconds) { return result(randomFloats(1, count * kB / 4), seconds); }

}  // namespace

class TestSessionCache : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_before = liveValues(); }
  void cleanup() { QCOMPARE(liveValues(), m_before); }

  void whatWasStoredIsFoundAsItWas() {
    SessionCache cache(100 * kB);
    cache.store(keyOf(1), CachedResult{{Value::integer(5), Value()}, 0.25, 3});
    const auto found = cache.find(keyOf(1));
    QVERIFY(found);
    QCOMPARE(found->outputs.size(), 2u);
    QCOMPARE(found->outputs[0].asInteger(), std::optional<int64_t>(5));
    QVERIFY(!found->outputs[1]);
    QCOMPARE(found->seconds, 0.25);
    QCOMPARE(found->threads, 3u);
    QVERIFY(!cache.find(keyOf(2)));
  }

  void aLaterResultTakesThePlaceOfAnEarlierOne() {
    SessionCache cache(100 * kB);
    cache.store(keyOf(1), kilobytes(40, 1));
    cache.store(keyOf(1), result(Value::integer(2), 1));
    QCOMPARE(cache.find(keyOf(1))->outputs[0].asInteger(), std::optional<int64_t>(2));
    QVERIFY(cache.bytes() < 2 * kB);
  }

  void whatSavesTheFewestSecondsPerByteGoesFirst() {
    SessionCache cache(100 * kB);
    cache.store(keyOf(1), kilobytes(40, 4));  // 0.1 s per kB
    cache.store(keyOf(2), kilobytes(20, 1));  // 0.05
    cache.store(keyOf(3), kilobytes(30, 9));  // 0.3
    cache.store(keyOf(4), kilobytes(25, 5));  // 0.2: too much by 15 kB
    QVERIFY(!cache.find(keyOf(2)));
    QVERIFY(cache.find(keyOf(1)) && cache.find(keyOf(3)) && cache.find(keyOf(4)));
    QVERIFY(cache.bytes() <= 100 * kB);
  }

  void whatIsWorthLessThanAllOthersIsNotKept() {
    SessionCache cache(100 * kB);
    cache.store(keyOf(1), kilobytes(90, 10));
    cache.store(keyOf(2), kilobytes(90, 1));
    QVERIFY(cache.find(keyOf(1)));
    QVERIFY(!cache.find(keyOf(2)));
  }

  void whatIsNotUsedAgesAndGoes() {
    SessionCache cache(100 * kB);
    cache.store(keyOf(1), kilobytes(40, 4));
    cache.store(keyOf(2), kilobytes(40, 4));
    // Each is worth half of the two; what they replace raises what the next one begins with.
    for (uint64_t i = 10; i < 20; ++i) {
      cache.store(keyOf(i), kilobytes(40, 2));
      QVERIFY(cache.find(keyOf(1)));
    }
    QVERIFY(!cache.find(keyOf(2)));
  }

  void theBudgetHoldsWhateverComes() {
    SessionCache cache(100 * kB);
    for (uint64_t i = 0; i < 2000; ++i) {
      cache.store(keyOf(i % 300), kilobytes(1 + i * 7 % 50, static_cast<double>(i * 13 % 100)));
      if (i % 3 == 0) (void)cache.find(keyOf(i % 50));
      QVERIFY(cache.bytes() <= 100 * kB);
    }
    cache.store(keyOf(9999), kilobytes(200, 1e9));  // larger than the budget
    QVERIFY(!cache.find(keyOf(9999)));
    QVERIFY(cache.bytes() > 50 * kB);
    cache.clear();
    QCOMPARE(cache.bytes(), 0u);
  }

  void memoryThatResultsShareCountsOnce() {
    SessionCache cache(100 * kB);
    const Value picture = randomFloats(1, 60 * kB / 4);
    for (uint64_t i = 0; i < 10; ++i) cache.store(keyOf(i), result(picture, 1));
    for (uint64_t i = 0; i < 10; ++i) QVERIFY(cache.find(keyOf(i)));
    QVERIFY(cache.bytes() < 70 * kB);
    cache.store(keyOf(0), result(Value::integer(1), 1));
    QVERIFY(cache.bytes() > 60 * kB);
    cache.clear();
    QCOMPARE(cache.bytes(), 0u);
  }

  void memoryIsGivenUpOnDemand() {
    SessionCache cache(100 * kB);
    cache.store(keyOf(1), kilobytes(40, 4));
    cache.store(keyOf(2), kilobytes(40, 1));
    const uint64_t before = cache.bytes();
    const uint64_t freed = cache.free(10 * kB);
    QVERIFY(freed >= 40 * kB && freed < 50 * kB);
    QCOMPARE(cache.bytes(), before - freed);
    QVERIFY(cache.find(keyOf(1)));
    QVERIFY(!cache.find(keyOf(2)));
    QVERIFY(cache.free(UINT64_MAX) > 0);
    QCOMPARE(cache.free(1), 0u);
  }

  void withoutABudgetNothingIsKept() {
    SessionCache cache(0);
    cache.store(keyOf(1), result(Value::integer(1), 1));
    QVERIFY(!cache.find(keyOf(1)));
  }

  // An object may do anything when it ends, also ask the cache that let go of it.
  void valuesEndOutsideTheLock() {
    SessionCache cache(100 * kB);
    weft_object object{};
    object.struct_size = sizeof object;
    object.type = "thing";
    object.self = &cache;
    object.get_interface = [](void*, const char*) -> const void* { return nullptr; };
    object.bytes = [](void*) -> uint64_t { return 60 * kB; };
    object.destroy = [](void* self) { (void)static_cast<SessionCache*>(self)->bytes(); };
    cache.store(keyOf(1), result(*Value::object(object), 1));
    cache.store(keyOf(2), kilobytes(60, 100));
    QVERIFY(!cache.find(keyOf(1)));
    cache.store(keyOf(1), result(*Value::object(object), 1e6));
    cache.store(keyOf(1), result(Value::integer(1), 1));
    cache.store(keyOf(3), result(*Value::object(object), 1e6));
    cache.clear();
  }

 private:
  int64_t m_before = 0;
};

QTEST_GUILESS_MAIN(TestSessionCache)
#include "test_session_cache.moc"
