// Content keys: what changes them, what does not, and what is merged by them.
#include <QtTest>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

Key keyOf(const QString& body, const std::string& node, const PlanOptions& options = {},
          const NodeCatalog* catalog = nullptr) {
  const Planned planned = planOf(body, options, catalog);
  if (!planned.ok || !planned.find(node)) qFatal("no plan: %s", qPrintable(planned.lines));
  return planned.find(node)->key;
}

}  // namespace

class TestPlanKeys : public QObject {
  Q_OBJECT

 private slots:
  void keysTellComputationsApart_data() {
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<bool>("same");
    const auto row = [](const char* name, const QStringList& a, const QStringList& b, bool same) {
      QTest::newRow(name) << nodes(a) << nodes(b) << same;
    };
    const QStringList base{"n Number value=2", "x Add a<-n.value b=1", "s Save value<-x.value"};
    row("itself", base, base, true);
    row("renamed", base, {"other Number value=2", "x Add a<-other.value b=1", "s Save value<-x.value"}, true);
    row("another order", base, {"s Save value<-x.value", "x Add a<-n.value b=1", "n Number value=2"}, true);
    row("2 and 2.0", base, {"n Number value=2.0", "x Add a<-n.value b=1", "s Save value<-x.value"}, true);
    row("a label", base, {"n Number value=2", "x Add a<-n.value b=1 label=\"x\"", "s Save value<-x.value"}, true);
    row("a literal under the link", base, {"n Number value=2", "x Add a<-n.value a=7 b=1", "s Save value<-x.value"},
        true);
    row("a parameter", base, {"n Number value=2", "x Add a<-n.value b=2", "s Save value<-x.value"}, false);
    row("further up", base, {"n Number value=3", "x Add a<-n.value b=1", "s Save value<-x.value"}, false);
    row("exchanged", base, {"n Number value=2", "x Add b<-n.value a=1", "s Save value<-x.value"}, false);
    row("literal for link", base, {"n Number value=2", "x Add a=2 b=1", "s Save value<-x.value"}, false);
    row("another type", base, {"n Number value=2", "x Pass value<-n.value", "s Save value<-x.value"}, false);
    row("-0.0 and 0.0", {"n Number value=0.0", "x Add a<-n.value", "s Save value<-x.value"},
        {"n Number value=-0.0", "x Add a<-n.value", "s Save value<-x.value"}, false);
    row("default and 0", {"n Number", "x Add a<-n.value", "s Save value<-x.value"},
        {"n Number value=0", "x Add a<-n.value b=0", "s Save value<-x.value"}, true);
    row("order of links",
        {"a Number", "b Number value=1", "x Sum values<-[\"a.value\",\"b.value\"]", "s Save value<-x.value"},
        {"a Number", "b Number value=1", "x Sum values<-[\"b.value\",\"a.value\"]", "s Save value<-x.value"}, false);
  }
  void keysTellComputationsApart() {
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(bool, same);
    QCOMPARE(keyOf(a, "x") == keyOf(b, "x"), same);
  }

  void whatIsAroundANodeCounts() {
    const QString body = nodes({"x Number", "s Save value<-x.value"});
    const Key base = keyOf(body, "x");
    PlanOptions options;
    options.dtype = "bf16";
    QVERIFY(keyOf(body, "x", options) != base);
    options = {};
    options.deterministic = true;
    QVERIFY(keyOf(body, "x", options) != base);
    options = {};
    options.kernels = "tuned";
    QVERIFY(keyOf(body, "x", options) != base);
    const auto changed = [&](const std::function<void(NodeType&)>& change) {
      NodeCatalog catalog;
      NodeType number = *makeCatalog().find("t.p.Number");
      change(number);
      (void)catalog.add(std::move(number));
      (void)catalog.add(*makeCatalog().find("t.p.Save"));
      return keyOf(body, "x", {}, &catalog);
    };
    QVERIFY(changed([](NodeType&) {}) == base);
    QVERIFY(changed([](NodeType& type) { type.behaviourVersion = 2; }) != base);
    QVERIFY(changed([](NodeType& type) { type.buildId = "rebuilt"; }) != base);
    QVERIFY(changed([](NodeType& type) { type.doc = "Said better."; }) == base);
    const auto fingerprint = [](uint64_t number) {
      return [number](NodeType& type) {
        type.fingerprint = [number](const NodeQuestion&) -> Result<std::pair<uint64_t, uint64_t>> {
          return std::pair<uint64_t, uint64_t>{number, 0};
        };
      };
    };
    QVERIFY(changed(fingerprint(1)) == changed(fingerprint(1)));
    QVERIFY(changed(fingerprint(1)) != changed(fingerprint(2)));
  }

  void theDeviceCountsWhereTheNodeKnowsIt() {
    const QString body = nodes({"n Number", "x Heavy value<-n.value", "s Save value<-x.value"});
    PlanOptions options;
    options.device = "cpu";
    const Key onCpu = keyOf(body, "x", options), number = keyOf(body, "n", options);
    options.device = "cuda:0";
    QVERIFY(keyOf(body, "x", options) != onCpu);
    QVERIFY(keyOf(body, "n", options) == number);
  }

  void positionsDoNotChangeKeys() {
    const QString body = nodes({"x Number", "s Save value<-x.value"});
    QVERIFY(keyOf(R"("name": "Moved", "editor": {"positions": {"x": [3, 4]}}, )" + body, "x") == keyOf(body, "x"));
  }

  void subgraphsDoNotChangeKeys() {
    const QString inside = R"("graphs": {"G": {"inputs": {"v": {"to": ["x.a"]}}, "outputs": {"y": "x.value"}, )" +
                           nodes({"x Add b=1"}) + "}}, " +
                           nodes({"n Number", "g graph:G v<-n.value", "s Save value<-g.y"});
    QVERIFY(keyOf(inside, "g/x") == keyOf(nodes({"n Number", "x Add a<-n.value b=1", "s Save value<-x.value"}), "x"));
  }

  void equalNodesBecomeOne() {
    const Planned planned = planOf(R"("outputs": {"o": "d.value"}, )" +
                                   nodes({"a Number value=1", "b Number value=1", "c Add a<-a.value",
                                          "d Add a<-b.value", "s Save value<-c.value", "t Save value<-c.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("a c s t"));
    QCOMPARE(planned.find("b")->id, std::string("a"));
    QCOMPARE(planned.find("d")->aliases, std::vector<std::string>{"d"});
    QVERIFY(planned.find("d")->wanted);
    QCOMPARE(planned.plan.outputs[0].source.node, 1);
    QVERIFY(planned.find("s")->key != planned.find("t")->key);
  }

  void whatIsNotDeterministicStaysApart() {
    const Planned planned =
        planOf(nodes({"a Random", "b Random", "c Add a<-a.value", "d Add a<-b.value", "e Add a<-a.value",
                      "s Save value<-c.value", "t Save value<-d.value", "u Save value<-e.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("a b c d s t u"));
    QVERIFY(!planned.find("a")->cacheable);
    QVERIFY(!planned.find("c")->cacheable);  // what it reads is another value in the next run
    QVERIFY(!planned.find("s")->cacheable);
    QCOMPARE(planned.find("e")->id, std::string("c"));
    QVERIFY(planOf(nodes({"n Number", "s Save value<-n.value"})).find("n")->cacheable);
  }

  void boundValuesCountByContent() {
    const QString body = R"("inputs": {"v": {"to": ["x.value"]}}, )" + nodes({"x Pass", "s Save value<-x.value"});
    const auto key = [&](const Value& value) {
      PlanOptions options;
      options.bound["v"] = value;
      return keyOf(body, "x", options);
    };
    QVERIFY(key(Value::string("a")) == key(Value::string("a")));
    QVERIFY(key(Value::string("a")) != key(Value::string("b")));
    QVERIFY(key(Value::list({Value::number(1), Value::number(2)})) !=
            key(Value::list({Value::number(2), Value::number(1)})));
    QVERIFY(key(Value::record({{"a", Value::number(1)}})) != key(Value::record({{"b", Value::number(1)}})));
  }
};

QTEST_APPLESS_MAIN(TestPlanKeys)
#include "test_plan_keys.moc"
