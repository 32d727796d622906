// The loop: a fixed point of a body of built-in nodes, and bodies that do not fit.
#include <QtTest>

#include <cmath>

#include "run_graph.h"

using namespace weft;
using namespace weft::test;

namespace {

// value -> 1 + slope * value, whose fixed point is 1 / (1 - slope).
const std::string line = R"("line": {
  "inputs": {"value": {"to": ["scaled.a"], "default": 0}, "slope": {"to": ["scaled.b"], "default": 0.5}},
  "outputs": {"value": "next.value"},
  "nodes": {"scaled": {"type": "weft.math.Multiply"},
            "next": {"type": "weft.math.Add", "params": {"b": 1}, "inputs": {"a": "scaled.value"}}}})";

RanGraph steady(const std::string& parameters, const std::string& more = "", const std::string& body = line) {
  const std::string separator = parameters.empty() ? "" : ", ";
  return runGraph(R"("outputs": {"value": "loop.value", "passes": "loop.passes"}, "graphs": {)" + body +
                  R"(}, "nodes": {"loop": {"type": "org.example.loop.UntilSteady", "params": {"body": "line")" +
                  separator + parameters + "}" + more);
}

double number(const RanGraph& ran, const char* output) {
  const auto found = ran.result.outputs.find(output);
  return found == ran.result.outputs.end() ? std::nan("") : found->second.asNumber().value_or(std::nan(""));
}

}  // namespace

class TestExampleLoop : public QObject {
  Q_OBJECT

 private slots:
  void endsAtTheFixedPoint() {
    const RanGraph ran = steady(R"("start": 10, "tolerance": 1e-12)", "}}");
    QVERIFY2(ran.problems.empty() && ran.failure.empty(), (ran.problems + ran.failure).c_str());
    QVERIFY(std::abs(number(ran, "value") - 2) < 2e-12);
    QCOMPARE(number(ran, "passes"), std::ceil(std::log2(8 / 1e-12)));
  }
  void startsThereAndTakesOnePass() {
    const RanGraph ran = steady(R"("start": 2, "tolerance": 0)", "}}");
    QCOMPARE(number(ran, "value"), 2.0);
    QCOMPARE(number(ran, "passes"), 1.0);
  }
  void otherInputsOfTheBodyAreLinkedAtTheNode() {
    const RanGraph ran = steady("", R"(, "inputs": {"slope": "slope.value"}},
      "slope": {"type": "weft.math.Number", "params": {"value": -0.25}}})");
    QVERIFY2(ran.problems.empty() && ran.failure.empty(), (ran.problems + ran.failure).c_str());
    QVERIFY(std::abs(number(ran, "value") - 0.8) < 1e-9);
  }
  void whatNeverSettlesFails() {
    const RanGraph ran = steady(R"("most": 5, "start": 0)", R"(, "inputs": {"slope": "slope.value"}},
      "slope": {"type": "weft.math.Number", "params": {"value": 2}}})");
    QCOMPARE(ran.failure,
             std::string("loop: after 5 passes the value still changes, from 15.000000 to 31.000000; raise "
                         "\"most\" or \"tolerance\""));
  }
  void aPassThatFailsEndsTheLoop() {
    const RanGraph ran = steady("", "}}", R"("line": {
      "inputs": {"value": {"to": ["next.a"], "default": 1}}, "outputs": {"value": "next.value"},
      "nodes": {"next": {"type": "weft.math.Divide"}}})");
    QVERIFY2(ran.failure.find("loop/next") != std::string::npos, ran.failure.c_str());
    QVERIFY(std::isnan(number(ran, "value")));
  }
  void bodiesThatDoNotFitAreRefused_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("message");
    QTest::newRow("no output") << R"("line": {"inputs": {"value": {"to": ["n.a"], "default": 1}},
      "outputs": {"other": "n.value"}, "nodes": {"n": {"type": "weft.math.Add"}}})"
                               << "the body has no output \"value\"";
    QTest::newRow("no input") << R"("line": {"inputs": {"other": {"to": ["n.a"], "default": 1}},
      "outputs": {"value": "n.value"}, "nodes": {"n": {"type": "weft.math.Add"}}})"
                              << "the body has no input \"value\"";
    QTest::newRow("a text") << R"("line": {"inputs": {"value": {"to": ["n.a"], "default": 1}},
      "outputs": {"value": "t.value"}, "nodes": {"n": {"type": "weft.math.Add"}, "t": {"type": "weft.math.Text"}}})"
                            << "output \"value\" is string, which does not fit input \"value\" (number)";
  }
  void bodiesThatDoNotFitAreRefused() {
    QFETCH(QString, body);
    QFETCH(QString, message);
    const RanGraph ran = steady("", "}}", body.toStdString());
    QVERIFY2(ran.problems.find(message.toStdString()) != std::string::npos, ran.problems.c_str());
  }
};

QTEST_GUILESS_MAIN(TestExampleLoop)
#include "test_example_loop.moc"
