// The schedule and the decoder, whose whole answer is a formula.
#include <QtTest>

#include <cmath>

#include "object_tables.h"

using namespace weft;
using namespace weft::test;

class TestExampleFormulas : public QObject {
  Q_OBJECT

 private slots:
  void timesFallAlongTheCurve_data();
  void timesFallAlongTheCurve();
  void timesMustFall();
  void colourIsALinearMap();
  void wrongFactorsAreRefused_data();
  void wrongFactorsAreRefused();
};

void TestExampleFormulas::timesFallAlongTheCurve_data() {
  QTest::addColumn<int>("steps");
  QTest::addColumn<double>("steepness");
  QTest::addColumn<double>("first");
  QTest::addColumn<double>("last");
  const auto row = [](int steps, double steepness, double first, double last) {
    QTest::addRow("%d steps, %g, %g to %g", steps, steepness, first, last) << steps << steepness << first << last;
  };
  row(30, 4, 1, 0);
  row(1, 4, 1, 0);
  row(2, 0.01, 1, 0);
  row(1000, 20, 1, 0);
  row(7, 6, 0.3, 0.1);
  row(50, 14, 80, 0);
  row(10000, 20, 1e6, 1e-6);
}

void TestExampleFormulas::timesFallAlongTheCurve() {
  QFETCH(int, steps);
  QFETCH(double, steepness);
  QFETCH(double, first);
  QFETCH(double, last);
  NodeRun node("org.example.schedule.Logistic");
  node.set("steps", Value::integer(steps)).set("steepness", Value::number(steepness));
  node.set("first", Value::number(first)).set("last", Value::number(last));
  QCOMPARE(node.inferred("sigmas"), "sigmas[" + std::to_string(steps + 1) + "]");
  const auto times = elementsOf<double>(outputOf(node, "sigmas"));
  QCOMPARE(times.size(), size_t(steps + 1));
  QCOMPARE(times.front(), first);
  QVERIFY(times.back() == last);
  // A logistic function of the place, which is scaled to go from 1 to 0.
  const auto logistic = [&](double u) { return 1 / (1 + std::exp(2 * steepness * (u - 0.5))); };
  for (size_t i = 0; i < times.size(); ++i) {
    if (i > 0) QVERIFY2(times[i] < times[i - 1], qPrintable(QString::number(i)));
    const double share = (logistic(double(i) / steps) - logistic(1)) / (logistic(0) - logistic(1));
    QVERIFY(std::abs(times[i] - (last + (first - last) * share)) < 1e-9 * first);
  }
}

void TestExampleFormulas::timesMustFall() {
  for (const double last : {0.5, 0.7}) {
    NodeRun node("org.example.schedule.Logistic");
    node.set("first", Value::number(0.5)).set("last", Value::number(last));
    const std::string message = "last is " + std::to_string(last) +
                                "; it must be below first, which is 0.500000, since time falls while sampling";
    QCOMPARE(node.failure(), message);
    QCOMPARE(node.inferred("sigmas"), "error last: " + message);
  }
}

void TestExampleFormulas::colourIsALinearMap() {
  // Two samples of two channels, 1 x 3 cells, in an order that is not row-major: the planes stand side by side.
  const Value latent = tensorOf<float>({2, 2, 1, 3}, {0, 1, 2, 10, 11, 12, 0, -1, -2, -10, -11, -12}, {6, 3, 3, 1});
  NodeRun node("org.example.decoder.LinearDecoder");
  node.link("latent", latent).set("factors", Value::string("0.1 0 -0.1\n0, 0.02, 0.01;"));
  node.set("bias", Value::string("0.5 0.25 0.5"));
  QCOMPARE(node.inferred("image", {{"latent", "latent<any>[2, 2, 1, 3]"}}), std::string());
  const Value image = outputOf(node, "image");
  QCOMPARE(shapeOf(image), (std::vector<int64_t>{2, 3, 1, 3}));
  const std::vector<float> expected{0.5F, 0.6F, 0.7F, 0.45F, 0.47F, 0.49F, 0.6F, 0.51F, 0.42F,
                                    0.5F, 0.4F, 0.3F, 0.05F, 0.03F, 0.01F, 0.4F, 0.49F, 0.58F};
  const auto found = elementsOf<float>(image);
  for (size_t i = 0; i < expected.size(); ++i) QVERIFY(std::abs(found[i] - expected[i]) < 1e-6);

  NodeRun wide("org.example.decoder.LinearDecoder");
  wide.link("latent", tensorOf<float>({1, 3, 1, 1}, {-3, 0.5F, 3}));
  QCOMPARE(elementsOf<float>(outputOf(wide, "image")), (std::vector<float>{0, 0.5F, 1}));  // clamped
}

void TestExampleFormulas::wrongFactorsAreRefused_data() {
  QTest::addColumn<QString>("parameter");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* name, const char* parameter, const char* text, const char* message) {
    QTest::newRow(name) << parameter << text << message;
  };
  row("none", "factors", "", "there is no row; give one for each channel of the latent, such as \"1 0 0\"");
  row("two numbers", "factors", "1 0 0; 1 0",
      "row 2 has 2 numbers; a row has 3: what its channel adds to red, green and blue");
  row("no number", "factors", "1 0 x", "\"x\" is not a number");
  row("other channels", "factors", "1 0 0", "there are 1 rows, but the latent has 2 channels: one row each");
  row("bias", "bias", "1 0", "wanted 3 numbers: what is added to red, green and blue");
}

void TestExampleFormulas::wrongFactorsAreRefused() {
  QFETCH(QString, parameter);
  QFETCH(QString, text);
  QFETCH(QString, message);
  NodeRun node("org.example.decoder.LinearDecoder");
  node.link("latent", tensorOf<float>({1, 2, 1, 1}, {0, 0})).set("factors", Value::string("1 0 0; 0 1 0"));
  node.set(parameter.toStdString(), Value::string(text.toStdString()));
  QCOMPARE(QString::fromStdString(node.failure()), message);
  QCOMPARE(QString::fromStdString(node.inferred("image", {{"latent", "latent<any>[1, 2, 1, 1]"}})),
           "error " + parameter + ": " + message);
}

QTEST_GUILESS_MAIN(TestExampleFormulas)
#include "test_example_formulas.moc"
