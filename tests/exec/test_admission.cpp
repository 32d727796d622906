#include <QtTest>

#include "admission.h"

using namespace weft;

namespace {

constexpr uint64_t MiB = 1 << 20;

MemoryNeed known(uint64_t bytes) { return {bytes, true}; }

struct Held {
  explicit Held(MemoryOwner& owner, uint64_t bytes) {
    const MemoryScope scope(&owner);
    block = *allocateMemory(bytes);
  }
  ~Held() { releaseMemory(block); }
  void* block;
};

}  // namespace

class TestAdmission : public QObject {
  Q_OBJECT

 private slots:
  void init() { limitMemory(10 * MiB, 0); }
  void cleanup() { limitMemory(0, 0); }

  void withoutABudgetAllStart() {
    limitMemory(0, 0);
    MemoryPeaks peaks;
    Admission admission(peaks);
    MemoryOwner owner("a");
    QVERIFY(!admission.isLimited());
    QVERIFY(admission.admits({}));
    admission.began(owner, known(UINT64_MAX));
    QVERIFY(admission.admits(known(UINT64_MAX)));
  }

  void whatFitsStartsBeside() {
    MemoryPeaks peaks;
    Admission admission(peaks);
    MemoryOwner first("first"), second("second");
    QVERIFY(admission.admits(known(6 * MiB)));
    admission.began(first, known(6 * MiB));
    QVERIFY(!admission.admits(known(5 * MiB)));
    QVERIFY(admission.admits(known(4 * MiB)));
    QCOMPARE(admission.wanted(known(4 * MiB)), 10 * MiB);

    // What it holds already is not promised once more; what it holds beyond its promise counts.
    std::optional<Held> held(std::in_place, first, 5 * MiB);
    QVERIFY(admission.admits(known(4 * MiB)));
    QCOMPARE(admission.wanted(known(4 * MiB)), 5 * MiB);
    held.reset();
    held.emplace(first, 8 * MiB);
    QVERIFY(!admission.admits(known(4 * MiB)));
    QVERIFY(admission.admits(known(2 * MiB)));

    admission.began(second, known(2 * MiB));
    admission.ended(first);
    QVERIFY(!admission.admits(known(MiB)));  // what the first left behind is still there
    held.reset();
    QVERIFY(admission.admits(known(8 * MiB)));
  }

  void theUnknownStartsAlone() {
    MemoryPeaks peaks;
    Admission admission(peaks);
    MemoryOwner owner("a");
    QVERIFY(admission.admits({}));
    admission.began(owner, {});
    QVERIFY(!admission.admits(known(0)));
    admission.ended(owner);
    admission.began(owner, known(0));
    QVERIFY(!admission.admits({}));
    QVERIFY(admission.admits(known(0)));
  }

  void whenNothingRunsTheNextStarts() {
    MemoryPeaks peaks;
    Admission admission(peaks);
    MemoryOwner other("other"), owner("a");
    const Held held(other, 9 * MiB);
    QVERIFY(admission.idle());
    QVERIFY(admission.admits(known(UINT64_MAX)));
    admission.began(owner, known(UINT64_MAX));
    QVERIFY(!admission.idle());
    QVERIFY(!admission.admits(known(UINT64_MAX)));
  }

  void needsAreThoseOfThePlanThenMeasured() {
    MemoryPeaks peaks;
    const Admission admission(peaks);
    NodeType type;
    type.id = "test.Node";
    PlannedNode node;
    node.type = &type;
    QVERIFY(!admission.needOf(node, 100).known);
    node.outputBytes = 3 * MiB;
    QVERIFY(!admission.needOf(node, 100).known);
    QCOMPARE(admission.needOf(node, 100).bytes, 3 * MiB);

    peaks.learn("test.Node", 100, 7 * MiB);
    peaks.learn("test.Node", 100, 5 * MiB);
    QVERIFY(admission.needOf(node, 120).known);
    QCOMPARE(admission.needOf(node, 120).bytes, 7 * MiB);
    QVERIFY(!admission.needOf(node, 128).known);  // inputs of another size
    node.outputBytes = 9 * MiB;
    QCOMPARE(admission.needOf(node, 100).bytes, 9 * MiB);
    node.workspace = MiB;
    QCOMPARE(admission.needOf(node, 128).bytes, 10 * MiB);
    QVERIFY(admission.needOf(node, 128).known);
    node.workspace = UINT64_MAX;
    QCOMPARE(admission.needOf(node, 0).bytes, UINT64_MAX);
  }
};

QTEST_APPLESS_MAIN(TestAdmission)
#include "test_admission.moc"
