// Graphs of 100,000 nodes are ordinary graphs; bombs are refused.
#include <sys/resource.h>

#include <QtTest>
#include <ctime>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr int many = 100'000;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr long limit = 60'000;  // ms
#else
constexpr long limit = 2'000;
#endif

// The graph's nodes as text, without a string a node.
QString chain(int length, const std::function<std::string(int)>& node) {
  std::string text = "\"nodes\": {";
  for (int i = 0; i < length; ++i) text += (i ? ",\n" : "") + node(i);
  return QString::fromStdString(text + "}");
}

std::string entry(const std::string& id, const std::string& type, const std::string& rest = {}) {
  return "\"" + id + "\": {\"type\": \"t.p." + type + "\"" + rest + "}";
}

std::string linked(const std::string& port, const std::string& source) {
  return ", \"inputs\": {\"" + port + "\": \"" + source + "\"}";
}

std::string number(int i) { return "n" + std::to_string(i); }

std::string pass(int i, int source, const char* rest = "") {
  return entry(number(i), "Pass", linked("value", number(source) + ".value") + rest);
}

// Processor time, so that a busy machine does not matter.
class Stopwatch {
 public:
  long elapsed() const { return static_cast<long>((std::clock() - m_start) * 1000 / CLOCKS_PER_SEC); }

 private:
  std::clock_t m_start = std::clock();
};

long peakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

class TestPlanLarge : public QObject {
  Q_OBJECT

 private slots:
  void chain_() {
    const QString body = "\"outputs\": {\"o\": \"n99999.value\"}, " +
                         chain(many, [](int i) { return i ? pass(i, i - 1) : entry("n0", "Number"); });
    const Stopwatch timer;
    const Planned planned = planOf(body);
    const long elapsed = timer.elapsed();
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.plan.nodes.size(), size_t{many});
    QCOMPARE(planned.plan.nodes[0].height, many - 1);
    QCOMPARE(planned.plan.nodes.back().outputTypes[0].text(), std::string("number"));
    qInfo("chain: %ld ms, %ld MB", elapsed, peakMegabytes());
    QVERIFY(elapsed < limit);
    QVERIFY(limit > 2000 || peakMegabytes() < 500);
  }

  void chainBackwards() {
    const QString body = "\"outputs\": {\"o\": \"n0.value\"}, " +
                         chain(many, [](int i) { return i < many - 1 ? pass(i, i + 1) : entry(number(i), "Number"); });
    const Planned planned = planOf(body);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.plan.nodes.back().id, std::string("n0"));
  }

  void bypassedChain() {
    const QString body = "\"outputs\": {\"o\": \"n99999.value\"}, " + chain(many, [](int i) {
                           return i ? pass(i, i - 1, ", \"bypass\": true") : entry("n0", "Number");
                         });
    const Stopwatch timer;
    const Planned planned = planOf(body);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("n0"));
    QVERIFY(timer.elapsed() < limit);
  }

  void ring() {
    const QString body = chain(many, [](int i) { return pass(i, (i + many - 1) % many); });
    const Stopwatch timer;
    const Planned planned = planOf(body);
    QVERIFY(timer.elapsed() < limit);
    QVERIFY(!planned.ok);
    QVERIFY2(planned.lines.contains("nodes.n0.inputs.value: the links form a cycle: n0 -> n1 -> n2 -> "),
             qPrintable(planned.lines));
    QVERIFY(planned.lines.contains("n19 -> (99980 more) -> n0"));
  }

  void fanOut() {
    const QString body = chain(50'001, [](int i) {
      return i ? entry("s" + std::to_string(i), "Save", linked("value", "n.value")) : entry("n", "Number");
    });
    const Stopwatch timer;
    const Planned planned = planOf(body);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.plan.nodes[0].consumers.size(), size_t{50'000});
    QVERIFY(timer.elapsed() < limit);
  }

  void fanIn() {
    std::string links;
    const QString body = chain(10'001, [&](int i) {
      if (i == 10'000) return entry("sum", "Sum", ", \"inputs\": {\"values\": [" + links + "]}");
      links += (i ? ", \"" : "\"") + number(i) + ".value\"";
      return entry(number(i), "Number", ", \"params\": {\"value\": " + std::to_string(i) + "}");
    });
    const Planned planned = planOf("\"outputs\": {\"o\": \"sum.value\"}, " + body);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.find("sum")->dependencies, 10'000);
    QCOMPARE(planned.find("sum")->links[0][9'999].node, 9'999);
  }

  void manyWrongNamesEndInTime() {
    const QString body = chain(
        many, [](int i) { return entry(number(i), "Pass", linked("value", "m" + std::to_string(i) + ".value")); });
    const Stopwatch timer;
    const Planned planned = planOf(body);
    QVERIFY(!planned.ok);
    QCOMPARE(planned.problems.size(), size_t{many + 1});
    QVERIFY(timer.elapsed() < 2 * limit);
  }

  // 2^30 nodes in 31 short subgraphs.
  void doublingSubgraphsAreRefused() {
    QString graphs = "\"graphs\": {\"g0\": {" + nodes({"n Number"}) + "}";
    for (int i = 1; i <= 30; ++i) {
      graphs += QString(", \"g%1\": {").arg(i) +
                nodes({QString("a graph:g%1").arg(i - 1), QString("b graph:g%1").arg(i - 1)}) + "}";
    }
    const Planned planned = planOf(graphs + "}, " + nodes({"x graph:g30", "n Number", "s Save value<-n.value"}));
    QVERIFY(!planned.ok);
    QVERIFY2(planned.lines.contains("the graph has more than 1000000 nodes when its subgraphs are expanded"),
             qPrintable(planned.lines));
  }

  void deepSubgraphsAreRefused() {
    const auto plan = [](int depth) {
      QString graphs = "\"graphs\": {\"g0\": {\"outputs\": {\"y\": \"n.value\"}, " + nodes({"n Number"}) + "}";
      for (int i = 1; i < depth; ++i) {
        graphs += QString(", \"g%1\": {\"outputs\": {\"y\": \"a.y\"}, ").arg(i) +
                  nodes({QString("a graph:g%1").arg(i - 1)}) + "}";
      }
      return planOf(graphs + "}, " + nodes({QString("x graph:g%1").arg(depth - 1), "s Save value<-x.y"}));
    };
    const Planned deep = plan(64);
    QVERIFY2(deep.ok, qPrintable(deep.lines));
    QCOMPARE(deep.plan.nodes.size(), size_t{2});
    QVERIFY(plan(65).lines.contains("graphs.g1.nodes.a.type: subgraphs are nested more than 64 deep"));
  }
};

QTEST_APPLESS_MAIN(TestPlanLarge)
#include "test_plan_large.moc"
