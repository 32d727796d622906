// Nodes that change schedules, and what leads from times to trained steps and back.
#include <QtTest>

#include <cmath>
#include <limits>

#include "gaussian_denoiser.h"
#include "node_harness.h"
#include "stepped_denoiser.h"

using namespace weft;
using namespace weft::test;

namespace {

using Times = std::vector<double>;
constexpr double infinite = std::numeric_limits<double>::infinity();

Value valueOf(const Times& times) { return tensorOf<double>({int64_t(times.size())}, times); }

NodeRun toolOn(const char* node, const Times& times) {
  NodeRun run(std::string("weft.schedulers.") + node);
  run.link("sigmas", valueOf(times));
  return run;
}

Times answer(NodeRun& run, const char* port = "sigmas") {
  if (auto done = run.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<double>(run.output(port));
}

double numberFrom(NodeRun&& run, const char* port) {
  if (auto done = run.run(); !done) throw std::runtime_error(done.error().message);
  return *run.output(port).asNumber();
}

bool near(const Times& times, const Times& expected) {
  bool all = times.size() == expected.size();
  for (size_t i = 0; all && i < times.size(); ++i) all = std::abs(times[i] - expected[i]) <= 1e-12;
  return all;
}

const Times five = {1, 0.8, 0.5, 0.2, 0.1, 0};

}  // namespace

class TestSigmaTools : public QObject {
  Q_OBJECT

 private slots:
  void joinMakesWhole();
  void joinTakesWhatFits_data();
  void joinTakesWhatFits();
  void splitSharesATime();
  void splitKnowsItsLengths();
  void splitByShare_data();
  void splitByShare();
  void cut_data();
  void cut();
  void flipRises();
  void shift();
  void shiftIsThatOfFlowSigmas();
  void setFirst();
  void extend_data();
  void extend();
  void extendWantsARange();
  void scale();
  void refusals_data();
  void refusals();

  void stepsAndTimes();
  void timesOfModelsOfAllTimes();
  void sigmaOfPercent_data();
  void sigmaOfPercent();
  void roundedSigmasAreTaken();
};

void TestSigmaTools::joinMakesWhole() {
  NodeRun split = toolOn("SplitSigmas", five);
  split.set("step", Value::integer(2));
  const auto high = answer(split, "high_sigmas"), low = answer(split, "low_sigmas");
  NodeRun join = toolOn("JoinSigmas", high);
  join.link("sigmas", valueOf(low));
  QCOMPARE(answer(join), five);
}

void TestSigmaTools::joinTakesWhatFits_data() {
  QTest::addColumn<QList<double>>("first");
  QTest::addColumn<QList<double>>("second");
  QTest::addColumn<QString>("failure");
  QTest::newRow("a gap") << QList<double>{3, 2} << QList<double>{1, 0} << "no failure";
  QTest::newRow("both rise") << QList<double>{1, 2} << QList<double>{2, 3} << "no failure";
  QTest::newRow("nothing") << QList<double>{3, 2} << QList<double>{} << "no failure";
  QTest::newRow("rising back") << QList<double>{3, 1} << QList<double>{2, 0}
                               << "the schedules do not fit: 2 follows 1, which is not below it";
  QTest::newRow("turning") << QList<double>{1, 2} << QList<double>{2, 1}
                           << "the schedules do not fit: 1 follows 2, which is not above it";
  QTest::newRow("not a number") << QList<double>{3, 2} << QList<double>{std::nan("")} << "nan follows 2";
}

void TestSigmaTools::joinTakesWhatFits() {
  QFETCH(QList<double>, first);
  QFETCH(QList<double>, second);
  QFETCH(QString, failure);
  NodeRun join = toolOn("JoinSigmas", Times(first.begin(), first.end()));
  join.link("sigmas", valueOf(Times(second.begin(), second.end())));
  const auto message = QString::fromStdString(join.failure());
  QVERIFY2(message.contains(failure), qPrintable(message));
}

void TestSigmaTools::splitSharesATime() {
  for (int64_t step = 0; step <= 5; ++step) {
    NodeRun split = toolOn("SplitSigmas", five);
    split.set("step", Value::integer(step));
    QCOMPARE(answer(split, "high_sigmas"), Times(five.begin(), five.begin() + step + 1));
    QCOMPARE(answer(split, "low_sigmas"), Times(five.begin() + step, five.end()));
  }
}

void TestSigmaTools::splitKnowsItsLengths() {
  NodeRun split("weft.schedulers.SplitSigmas");
  split.set("step", Value::integer(2));
  QCOMPARE(split.inferred("high_sigmas", {{"sigmas", "sigmas[6]"}}), std::string("sigmas[3]"));
  QCOMPARE(split.inferred("low_sigmas", {{"sigmas", "sigmas[6]"}}), std::string("sigmas[4]"));
  QCOMPARE(split.inferred("low_sigmas", {{"sigmas", "sigmas"}}), std::string());
  split.set("step", Value::integer(6));
  QCOMPARE(split.inferred("low_sigmas", {{"sigmas", "sigmas[6]"}}),
           std::string("error step: step is 6; the schedule has 5 steps"));
}

void TestSigmaTools::splitByShare_data() {
  QTest::addColumn<double>("denoise");
  QTest::addColumn<int>("kept");
  QTest::newRow("all") << 1.0 << 5;
  QTest::newRow("most") << 0.75 << 4;
  QTest::newRow("a half, to even") << 0.5 << 2;
  QTest::newRow("nothing") << 0.0 << 0;
}

void TestSigmaTools::splitByShare() {
  QFETCH(double, denoise);
  QFETCH(int, kept);
  NodeRun split = toolOn("SplitSigmasDenoise", five);
  split.set("denoise", Value::number(denoise));
  QCOMPARE(answer(split, "high_sigmas"), Times(five.begin(), five.end() - kept));
  QCOMPARE(answer(split, "low_sigmas"), Times(five.end() - kept - 1, five.end()));
}

void TestSigmaTools::cut_data() {
  QTest::addColumn<int>("from");
  QTest::addColumn<int>("to");
  QTest::addColumn<bool>("full");
  QTest::addColumn<QList<double>>("expected");
  QTest::newRow("all") << 0 << 10000 << false << QList<double>{1, 0.8, 0.5, 0.2, 0.1, 0};
  QTest::newRow("the middle") << 1 << 3 << false << QList<double>{0.8, 0.5, 0.2};
  QTest::newRow("the middle, to the end") << 1 << 3 << true << QList<double>{0.8, 0.5, 0};
  QTest::newRow("one step") << 4 << 5 << false << QList<double>{0.1, 0};
}

void TestSigmaTools::cut() {
  QFETCH(int, from);
  QFETCH(int, to);
  QFETCH(bool, full);
  QFETCH(QList<double>, expected);
  NodeRun run = toolOn("CutSigmas", five);
  run.set("start_step", Value::integer(from)).set("end_step", Value::integer(to));
  QCOMPARE(answer(run.set("force_full_denoise", Value::boolean(full))), Times(expected.begin(), expected.end()));
}

void TestSigmaTools::flipRises() {
  NodeRun flip = toolOn("FlipSigmas", five);
  QCOMPARE(answer(flip), (Times{0.0001, 0.1, 0.2, 0.5, 0.8, 1}));
  NodeRun exact = toolOn("FlipSigmas", five);
  QCOMPARE(answer(exact.set("least", Value::number(0))), (Times{0, 0.1, 0.2, 0.5, 0.8, 1}));
  NodeRun above = toolOn("FlipSigmas", {2, 1});
  QCOMPARE(answer(above), (Times{1, 2}));
}

void TestSigmaTools::shift() {
  NodeRun run = toolOn("ShiftSigmas", {1, 0.75, 0.5, 0.25, 0});
  QVERIFY(near(answer(run), {1, 0.9, 0.75, 0.5, 0}));
}

void TestSigmaTools::shiftIsThatOfFlowSigmas() {
  NodeRun even("weft.schedulers.FlowSigmas"), shifted("weft.schedulers.FlowSigmas");
  even.set("steps", Value::integer(100));
  shifted.set("steps", Value::integer(100)).set("shift", Value::number(7.5));
  NodeRun tool = toolOn("ShiftSigmas", answer(even));
  QVERIFY(near(answer(tool.set("shift", Value::number(7.5))), answer(shifted)));
}

void TestSigmaTools::setFirst() {
  NodeRun run = toolOn("SetFirstSigma", five);
  QCOMPARE(answer(run), (Times{136, 0.8, 0.5, 0.2, 0.1, 0}));
}

void TestSigmaTools::extend_data() {
  QTest::addColumn<QString>("spacing");
  QTest::addColumn<double>("from");
  QTest::addColumn<double>("to");
  QTest::addColumn<QList<double>>("expected");
  const double half = std::sqrt(0.5);
  QTest::newRow("all") << "linear" << -1.0 << 0.0 << QList<double>{4, 3, 2, 1.5, 1, 0.5, 0};
  QTest::newRow("the first") << "linear" << -1.0 << 3.0 << QList<double>{4, 3, 2, 1, 0};
  QTest::newRow("not the first") << "linear" << 2.0 << 0.0 << QList<double>{4, 2, 1.5, 1, 0.5, 0};
  QTest::newRow("cosine") << "cosine" << -1.0 << 3.0 << QList<double>{4, 4 - 2 * half, 2, 1, 0};
  QTest::newRow("sine") << "sine" << -1.0 << 3.0 << QList<double>{4, 2 + 2 * half, 2, 1, 0};
}

void TestSigmaTools::extend() {
  QFETCH(QString, spacing);
  QFETCH(double, from);
  QFETCH(double, to);
  QFETCH(QList<double>, expected);
  NodeRun run = toolOn("ExtendSigmas", {4, 2, 1, 0});
  run.set("start_at_sigma", Value::number(from)).set("end_at_sigma", Value::number(to));
  run.set("spacing", Value::string(spacing.toStdString()));
  QVERIFY(near(answer(run), Times(expected.begin(), expected.end())));
}

void TestSigmaTools::extendWantsARange() {
  NodeRun run = toolOn("ExtendSigmas", five);
  run.set("start_at_sigma", Value::number(0.2)).set("end_at_sigma", Value::number(0.5));
  QCOMPARE(run.failure(), std::string("end_at_sigma is 0.5; it must not be above start_at_sigma, which is 0.2"));
}

void TestSigmaTools::scale() {
  NodeRun run = toolOn("ScaleSigmas", {2, 1, 0});
  QCOMPARE(answer(run.set("factor", Value::number(1.5))), (Times{3, 1.5, 0}));
}

void TestSigmaTools::refusals_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("parameter");
  QTest::addColumn<double>("number");
  QTest::addColumn<QList<double>>("times");
  QTest::addColumn<QString>("message");
  const QList<double> falling = {1, 0.5, 0};
  QTest::newRow("split beyond") << "SplitSigmas"
                                << "step" << 3.0 << falling << "step is 3; the schedule has 2 steps";
  QTest::newRow("cut beyond") << "CutSigmas"
                              << "start_step" << 2.0 << falling << "start_step is 2; it must be below 2";
  QTest::newRow("cut nothing") << "CutSigmas"
                               << "" << 0.0 << QList<double>{} << "the schedule is empty";
  QTest::newRow("flip nothing") << "FlipSigmas"
                                << "" << 0.0 << QList<double>{} << "the schedule is empty";
  QTest::newRow("flip to a least above the next")
      << "FlipSigmas"
      << "least" << 0.5 << falling << "least is 0.5; it must be below the next time, which is 0.5";
  QTest::newRow("shift of sigmas") << "ShiftSigmas"
                                   << "" << 0.0 << QList<double>{14.6, 0}
                                   << "the schedule has the time 14.6; times of a flow go from 0 to 1";
  QTest::newRow("shift of no number") << "ShiftSigmas"
                                      << "" << 0.0 << QList<double>{std::nan(""), 0} << "nan";
  QTest::newRow("first below the second")
      << "SetFirstSigma"
      << "sigma" << 0.25 << falling << "sigma is 0.25; it must be above the second time, which is 0.5";
  QTest::newRow("between infinity and a number")
      << "ExtendSigmas"
      << "" << 0.0 << QList<double>{infinite, 1, 0} << "an infinite time, which has no middle";
}

void TestSigmaTools::refusals() {
  QFETCH(QString, node);
  QFETCH(QString, parameter);
  QFETCH(double, number);
  QFETCH(QList<double>, times);
  QFETCH(QString, message);
  NodeRun run = toolOn(node.toUtf8(), Times(times.begin(), times.end()));
  const bool isStep = parameter.contains("step");
  if (!parameter.isEmpty())
    run.set(parameter.toStdString(), isStep ? Value::integer(int64_t(number)) : Value::number(number));
  const auto failure = QString::fromStdString(run.failure());
  QVERIFY2(failure.contains(message), qPrintable(failure));
}

void TestSigmaTools::stepsAndTimes() {
  const auto model =
      Value::adopt(makeSteppedDenoiser({WEFT_PROCESS_VARIANCE_PRESERVING, 0, infinite, {0.1, 0.4, 1.6, infinite}}));
  const auto timeOf = [&](double step) {
    NodeRun run("weft.schedulers.TimeOfStep");
    return numberFrom(std::move(run.link("model", model).set("step", Value::number(step))), "time");
  };
  const auto stepOf = [&](double time) {
    NodeRun run("weft.schedulers.StepOfTime");
    return numberFrom(std::move(run.link("model", model).set("time", Value::number(time))), "step");
  };
  QCOMPARE(timeOf(0), 0.1);
  QCOMPARE(timeOf(1), 0.4);
  QVERIFY(std::abs(timeOf(1.5) - 0.8) < 1e-15);  // evenly in log sigma
  QVERIFY(std::isinf(timeOf(3)) && std::isinf(timeOf(99)));
  QVERIFY(std::isfinite(timeOf(2.5)));
  for (const double step : {0.0, 0.25, 1.0, 1.75, 2.0, 2.5}) QVERIFY(std::abs(stepOf(timeOf(step)) - step) < 1e-12);
  QCOMPARE(stepOf(0), 0.0);
}

void TestSigmaTools::timesOfModelsOfAllTimes() {
  const auto timeOf = [&](const SteppedDenoiser& told, double step) {
    NodeRun run("weft.schedulers.TimeOfStep");
    run.link("model", Value::adopt(makeSteppedDenoiser(told)));
    return numberFrom(std::move(run.set("step", Value::number(step))), "time");
  };
  const SteppedDenoiser flow{WEFT_PROCESS_RECTIFIED_FLOW, 0, 1, {}},
      edm{WEFT_PROCESS_VARIANCE_EXPLODING, 0.01, 100, {}};
  QCOMPARE(timeOf(flow, 499), 0.5);
  QCOMPARE(timeOf(flow, 999), 1.0);
  QCOMPARE(timeOf(edm, 0), 0.01);
  QVERIFY(std::abs(timeOf(edm, 499.5) - 1) < 1e-12);
}

void TestSigmaTools::sigmaOfPercent_data() {
  QTest::addColumn<bool>("flow");
  QTest::addColumn<double>("percent");
  QTest::addColumn<double>("expected");
  QTest::newRow("start") << false << 0.0 << 1.6;
  QTest::newRow("middle") << false << 0.5 << 0.4;
  QTest::newRow("end") << false << 1.0 << 0.1;
  QTest::newRow("start of a flow") << true << 0.0 << 1.0;
  QTest::newRow("a shifted flow") << true << 0.25 << 0.9;
  QTest::newRow("end of a flow") << true << 1.0 << 0.0;
}

void TestSigmaTools::sigmaOfPercent() {
  QFETCH(bool, flow);
  QFETCH(double, percent);
  QFETCH(double, expected);
  SteppedDenoiser told{WEFT_PROCESS_VARIANCE_PRESERVING, 0, 1.6, {0.1, 0.4, 1.6}};
  if (flow) told = {WEFT_PROCESS_RECTIFIED_FLOW, 0, 1, {}};
  NodeRun run("weft.schedulers.SigmaOfPercent");
  run.link("model", Value::adopt(makeSteppedDenoiser(told))).set("percent", Value::number(percent));
  QVERIFY(std::abs(numberFrom(std::move(run.set("shift", Value::number(3))), "sigma") - expected) < 1e-12);
}

// 14.615 stands for 14.61464 in many a table; what lies farther off is a mistake.
void TestSigmaTools::roundedSigmasAreTaken() {
  GaussianCounts counts;
  Gaussian gaussian;
  gaussian.process = WEFT_PROCESS_VARIANCE_EXPLODING;  // up to 100
  const auto sampled = [&](double first) {
    NodeRun sample("weft.schedulers.Sample");
    sample.link("denoiser", Value::adopt(makeGaussianDenoiser(gaussian, &counts)));
    sample.link("sigmas", valueOf({first, 10, 0}));
    sample.link("noise", tensorOf<float>({1, 4, 1, 2}, {1, -1, 2, -2, 0.5f, 0, 3, 1}));
    if (auto done = sample.run(); !done) return done.error().message;
    const auto latent = elementsOf<float>(sample.output("latent"));
    return std::string(reinterpret_cast<const char*>(latent.data()), latent.size() * sizeof(float));
  };
  QCOMPARE(sampled(100.005), sampled(100));
  QVERIFY(sampled(100.05).find("the denoiser knows") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestSigmaTools)
#include "test_sigma_tools.moc"
