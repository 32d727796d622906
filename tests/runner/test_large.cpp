// Graphs of 100,000 nodes are ordinary graphs, also where the stack is small.
#include "runner_process.h"

#include <sys/resource.h>

#include <functional>

using namespace weft::test;

namespace {

constexpr int many = 100'000;
// Each takes a second or two where nothing else runs; what is quadratic takes many minutes.
constexpr qint64 mostMilliseconds = 60'000;
constexpr long mostKilobytes = 1'000'000;

QByteArray graphOf(int count, const std::function<QByteArray(int)>& node, const QByteArray& outputs) {
  QByteArray text = R"({"weft": 1, "outputs": {)" + outputs + R"(}, "nodes": {)";
  for (int i = 0; i < count; ++i) text += (i ? ",\n" : "") + node(i);
  return text + "}}";
}

QByteArray name(int i) { return "n" + QByteArray::number(i); }

// Adds `i` to what the node `source` gives.
QByteArray add(int i, int source) {
  return '"' + name(i) + "\": {\"type\": \"weft.math.Add\", \"params\": {\"b\": " + QByteArray::number(i) +
         "}, \"inputs\": {\"a\": \"" + name(source) + ".value\"}}";
}

const QByteArray first = "\"n0\": {\"type\": \"weft.math.Number\", \"params\": {\"value\": 1}}";

// The most that any process which this one has waited for ever had in memory.
long peakOfChildren() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return usage.ru_maxrss;
}

class TestLarge : public QObject {
  Q_OBJECT

 private slots:
  void graphs_data() {
    QTest::addColumn<QByteArray>("graph");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("says");
    const QByteArray chain = graphOf(
        many, [](int i) { return i ? add(i, i - 1) : first; }, "\"last\": \"" + name(many - 1) + ".value\"");
    QByteArray outputs;
    for (int i = 1; i <= many / 2; ++i) outputs += (i > 1 ? ",\n\"" : "\"") + name(i) + "\": \"" + name(i) + ".value\"";
    const QByteArray fan = graphOf(
        many / 2 + 1, [](int i) { return i ? add(i, 0) : first; }, outputs);
    const QByteArray ring = graphOf(
        many, [](int i) { return add(i, (i + many - 1) % many); }, "\"o\": \"n0.value\"");
    const QStringList check{"check", "-"}, run{"-", "--quiet"};
    QTest::newRow("check a chain") << chain << check << 0 << QByteArray("no problem, 100000 nodes to run");
    QTest::newRow("run a chain") << chain << run << 0 << QByteArray();
    QTest::newRow("check a fan") << fan << check << 0 << QByteArray("no problem, 50001 nodes to run");
    QTest::newRow("run a fan") << fan << run << 0 << QByteArray();
    QTest::newRow("check a ring") << ring << check << 2
                                  << QByteArray("nodes.n0.inputs.a: the links form a cycle: n0 -> n1 -> n2 -> ");
    QTest::newRow("run a ring") << ring << run << 2 << QByteArray("n19 -> (99980 more) -> n0");
  }
  void graphs() {
    QFETCH(QByteArray, graph);
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QByteArray, says);
    const RunnerFolder folder;
    for (const QString& limit : {QString("ulimit -s 256; "), QString()}) {
      QElapsedTimer timer;
      timer.start();
      const Finished finished = folder.runIn(limit, arguments, graph);
      const qint64 elapsed = timer.elapsed();
      QCOMPARE(finished.status, status);
      QVERIFY2((finished.out + finished.err).contains(says), (finished.out + finished.err).left(500));
      qInfo("%lld ms, %ld MB", elapsed, peakOfChildren() / 1000);
      QVERIFY(elapsed < mostMilliseconds);
      QVERIFY(peakOfChildren() < mostKilobytes);
    }
  }
};

}  // namespace

QTEST_GUILESS_MAIN(TestLarge)
#include "test_large.moc"
