// The packs weft.math and weft.flow.
#include <QtTest>

#include <cmath>
#include <limits>
#include <set>

#include "node_harness.h"

using namespace weft;
using namespace weft::test;

class TestMathAndFlow : public QObject {
  Q_OBJECT

 private slots:
  void arithmetic_data();
  void arithmetic();
  void impossibleArithmetic_data();
  void impossibleArithmetic();
  void rounding_data();
  void rounding();
  void comparing_data();
  void comparing();
  void constants();
  void listsWrittenInALine();
  void passHandsOnTheSameValue();
  void switchComputesOneBranch_data();
  void switchComputesOneBranch();
};

void TestMathAndFlow::arithmetic_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<double>("a");
  QTest::addColumn<double>("b");
  QTest::addColumn<double>("result");
  QTest::newRow("add") << "Add" << 0.1 << 0.2 << 0.1 + 0.2;
  QTest::newRow("subtract") << "Subtract" << 1.0 << 2.5 << -1.5;
  QTest::newRow("multiply") << "Multiply" << -3.0 << 0.5 << -1.5;
  QTest::newRow("divide") << "Divide" << 1.0 << 3.0 << 1.0 / 3.0;
  QTest::newRow("minimum") << "Minimum" << 2.0 << -7.0 << -7.0;
  QTest::newRow("maximum") << "Maximum" << 2.0 << -7.0 << 2.0;
  QTest::newRow("power") << "Power" << 2.0 << 0.5 << std::sqrt(2.0);
  QTest::newRow("power of a negative") << "Power" << -2.0 << 3.0 << -8.0;
  QTest::newRow("power 0") << "Power" << 0.0 << 0.0 << 1.0;
}

void TestMathAndFlow::arithmetic() {
  QFETCH(QString, node);
  QFETCH(double, a);
  QFETCH(double, b);
  QFETCH(double, result);
  NodeRun run("weft.math." + node.toStdString());
  run.set("a", Value::number(a)).set("b", Value::number(b));
  QVERIFY(run.run().ok());
  QCOMPARE(run.output("value").kind(), Kind::Number);
  QVERIFY(*run.output("value").asNumber() == result);
}

void TestMathAndFlow::impossibleArithmetic_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<double>("a");
  QTest::addColumn<double>("b");
  QTest::addColumn<QString>("message");
  QTest::newRow("divide by zero") << "Divide" << 1.5 << 0.0
                                  << "cannot divide 1.5 by zero; \"b\" must be another number";
  QTest::newRow("divide by -0") << "Divide" << 1.5 << -0.0 << "cannot divide 1.5 by zero; \"b\" must be another number";
  QTest::newRow("overflow") << "Multiply" << 1e300 << 1e300 << "the result is too large for a number";
  QTest::newRow("overflow of a quotient") << "Divide" << 1e300 << 1e-300 << "the result is too large for a number";
  QTest::newRow("zero to a negative power") << "Power" << 0.0 << -1.0 << "cannot raise 0 to the negative power -1";
  QTest::newRow("root of a negative") << "Power" << -2.0 << 0.5
                                      << "cannot raise the negative number -2 to 0.5, which is not whole";
}

void TestMathAndFlow::impossibleArithmetic() {
  QFETCH(QString, node);
  QFETCH(double, a);
  QFETCH(double, b);
  QFETCH(QString, message);
  NodeRun run("weft.math." + node.toStdString());
  run.set("a", Value::number(a)).set("b", Value::number(b));
  QCOMPARE(run.failure(), message.toStdString());
  QVERIFY(!run.output("value"));
}

void TestMathAndFlow::rounding_data() {
  QTest::addColumn<QString>("mode");
  QTest::addColumn<double>("number");
  QTest::addColumn<double>("result");
  for (const auto& [mode, up, down] :
       {std::tuple{"nearest", 3.0, -3.0}, {"down", 2.0, -3.0}, {"up", 3.0, -2.0}, {"to_zero", 2.0, -2.0}}) {
    QTest::newRow(qPrintable(QString(mode) + " 2.5")) << mode << 2.5 << up;
    QTest::newRow(qPrintable(QString(mode) + " -2.5")) << mode << -2.5 << down;
  }
}

void TestMathAndFlow::rounding() {
  QFETCH(QString, mode);
  QFETCH(double, number);
  QFETCH(double, result);
  NodeRun run("weft.math.Round");
  run.set("a", Value::number(number)).set("mode", Value::string(mode.toStdString()));
  QVERIFY(run.run().ok());
  QCOMPARE(*run.output("value").asNumber(), result);
}

void TestMathAndFlow::comparing_data() {
  QTest::addColumn<QString>("relation");
  QTest::addColumn<QString>("truth");  // of 1 ? 2, 2 ? 2, 3 ? 2
  QTest::newRow("less") << "less"
                        << "100";
  QTest::newRow("less or equal") << "less_or_equal"
                                 << "110";
  QTest::newRow("equal") << "equal"
                         << "010";
  QTest::newRow("greater") << "greater"
                           << "001";
  QTest::newRow("greater or equal") << "greater_or_equal"
                                    << "011";
}

void TestMathAndFlow::comparing() {
  QFETCH(QString, relation);
  QFETCH(QString, truth);
  for (int a = 1; a <= 3; ++a) {
    NodeRun run("weft.math.Compare");
    run.set("a", Value::number(a)).set("b", Value::number(2)).set("relation", Value::string(relation.toStdString()));
    QVERIFY(run.run().ok());
    QCOMPARE(*run.output("value").asBoolean(), truth[a - 1] == '1');
  }
}

void TestMathAndFlow::constants() {
  const std::pair<const char*, Value> values[] = {
      {"Number", Value::number(-0.25)},
      {"Integer", Value::integer(std::numeric_limits<int64_t>::max())},
      {"Boolean", Value::boolean(true)},
      {"Text", Value::string("a\nb")},
  };
  for (const auto& [node, value] : values) {
    NodeRun run(std::string("weft.math.") + node);
    run.set("value", value);
    QVERIFY(run.run().ok());
    QCOMPARE(run.output("value").kind(), value.kind());
    QCOMPARE(run.output("value").describe(), value.describe());
  }
}

void TestMathAndFlow::listsWrittenInALine() {
  const auto made = [](const char* node, const char* text) {
    NodeRun run(node);
    run.set("text", Value::string(text));
    return run.run().ok() ? run.output("list").describe() : "a failure";
  };
  const auto words = [](std::vector<Value> items) { return Value::list(std::move(items)).describe(); };
  QCOMPARE(made("weft.flow.Words", " euler,dpmpp_2m ,\n a b,,"),
           words({Value::string("euler"), Value::string("dpmpp_2m"), Value::string("a b"), Value::string(""),
                  Value::string("")}));
  QCOMPARE(made("weft.flow.Words", "  "), words({}));
  QCOMPARE(made("weft.flow.Numbers", "5, -0.25,1e3"),
           words({Value::number(5), Value::number(-0.25), Value::number(1000)}));
  QCOMPARE(made("weft.flow.Numbers", ""), words({}));
  for (const char* text : {"5 6", "5,", "nan", "inf", "1e999", "0x10", "five"}) {
    NodeRun run("weft.flow.Numbers");
    run.set("text", Value::string(text));
    const std::string failure = run.failure();
    QVERIFY2(failure.find("is no number; wanted numbers with commas between") != std::string::npos, failure.c_str());
  }
}

void TestMathAndFlow::passHandsOnTheSameValue() {
  const Value list = Value::list({Value::number(1), Value::string("x")});
  NodeRun run("weft.flow.Pass");
  run.link("value", list);
  QVERIFY(run.run().ok());
  QCOMPARE(run.output("value").get(), list.get());
}

void TestMathAndFlow::switchComputesOneBranch_data() {
  QTest::addColumn<bool>("condition");
  QTest::addColumn<QString>("chosen");
  QTest::newRow("true") << true << "when_true";
  QTest::newRow("false") << false << "when_false";
}

void TestMathAndFlow::switchComputesOneBranch() {
  QFETCH(bool, condition);
  QFETCH(QString, chosen);
  NodeRun run("weft.flow.Switch");
  run.set("condition", Value::boolean(condition));
  auto first = run.run();
  QVERIFY(first && *first == CallOutcome::NeedInputs);
  QCOMPARE(run.call().wanted, std::set{static_cast<size_t>(run.type().inputIndex(chosen.toStdString()))});
  QVERIFY(!run.output("value"));

  const Value text = Value::string("the one");
  run.link(chosen.toStdString(), text);
  auto second = run.run();
  QVERIFY(second && *second == CallOutcome::Done);
  QCOMPARE(run.output("value").get(), text.get());
}

QTEST_GUILESS_MAIN(TestMathAndFlow)
#include "test_math_and_flow.moc"
