// What holds for every solver of the pack, whatever its method: a denoiser without error leads to the data, one step is
// enough of a schedule, float32 computes what float64 does, and nonsense is not a crash.
#include <QtTest>

#include "solver_runs.h"

using namespace weft;
using namespace weft::test;

namespace {

// All of the data is one point, so the estimate has no error anywhere.
Mixture onePoint(int process) { return {{{1, {0.7, -0.4}, {}}}, 2, process, 80}; }
Mixture twoPeaks(int process) {
  return {{{0.4, {-0.8, 0.5}, {0.04, 0.01, 0.06}}, {0.6, {0.6, -0.3}, {0.09, 0, 0.02}}}, 2, process, 80};
}

const std::vector<int64_t> shape{2, 2, 2, 3};
std::vector<double> startNoise() {
  std::vector<double> noise(24);
  for (size_t i = 0; i < noise.size(); ++i) noise[i] = 1.4 * std::sin(double(i * i) + 0.5);
  return noise;
}

std::vector<double> timesOf(int process, int steps) {
  if (process == WEFT_PROCESS_RECTIFIED_FLOW) return linearTimes(1, 0, steps);
  auto times = geometricTimes(80, 0.02, steps);
  times.back() = 0;
  return times;
}

constexpr int processes[] = {WEFT_PROCESS_VARIANCE_PRESERVING, WEFT_PROCESS_VARIANCE_EXPLODING,
                             WEFT_PROCESS_RECTIFIED_FLOW};

void everySolver() {
  QTest::addColumn<QString>("name");
  for (const std::string& name : solverNodes()) QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

}  // namespace

class TestSolverProperties : public QObject {
  Q_OBJECT

 private slots:
  void noErrorLeadsToTheData_data() { everySolver(); }
  void noErrorLeadsToTheData();
  void singlePrecisionComputesTheSame_data() { everySolver(); }
  void singlePrecisionComputesTheSame();
  void equalSeedsGiveEqualLatents_data() { everySolver(); }
  void equalSeedsGiveEqualLatents();
  void undefinedAnswersEnd_data() { everySolver(); }
  void undefinedAnswersEnd();
};

// Also of a schedule of one step.
void TestSolverProperties::noErrorLeadsToTheData() {
  QFETCH(QString, name);
  const Value solver = solverNamed(name.toStdString());
  for (const int process : processes)
    for (const int steps : {1, 2, 3, 12}) {
      const auto out = sampled(denoiserOf(onePoint(process)), solver, timesOf(process, steps), shape, startNoise(), 3);
      double worst = 0;
      for (size_t i = 0; i < out.size(); ++i) worst = std::max(worst, std::abs(out[i] - (i / 6 % 2 == 0 ? 0.7 : -0.4)));
      QVERIFY2(worst <= 1e-9,
               qPrintable(QStringLiteral("process %1, %2 steps: %3").arg(process).arg(steps).arg(worst)));
    }
}

// Steps without noise of their own: normal numbers of the two types are not the same.
void TestSolverProperties::singlePrecisionComputesTheSame() {
  QFETCH(QString, name);
  const Value solver = solverNamed(name.toStdString());
  const auto flags = factsOf(solver.get()).flags;
  if (flags & WEFT_SOLVER_STOCHASTIC) return;
  // The steps of adaptive ones follow from differences, which rounding is a larger share of.
  const double allowed = flags & WEFT_SOLVER_ADAPTIVE ? 5e-4 : 2e-5;
  const auto noise = startNoise();
  const std::vector<float> narrow(noise.begin(), noise.end());
  const std::vector<double> rounded(narrow.begin(), narrow.end());
  for (const int process : processes) {
    const auto times = timesOf(process, 12);
    const auto wide = sampled(denoiserOf(twoPeaks(process)), solver, times, shape, rounded);
    const auto out = sampled(denoiserOf(twoPeaks(process)), solver, times, shape, narrow);
    for (size_t i = 0; i < out.size(); ++i)
      QVERIFY2(std::abs(out[i] - wide[i]) <= allowed,
               qPrintable(QStringLiteral("process %1: %2").arg(process).arg(out[i] - wide[i])));
  }
}

void TestSolverProperties::equalSeedsGiveEqualLatents() {
  QFETCH(QString, name);
  const Value solver = solverNamed(name.toStdString());
  const bool stochastic = factsOf(solver.get()).flags & WEFT_SOLVER_STOCHASTIC;
  for (const int process : processes) {
    const auto draw = [&](int64_t seed) {
      return sampled(denoiserOf(twoPeaks(process)), solver, timesOf(process, 6), shape, startNoise(), seed);
    };
    const auto first = draw(3);
    QCOMPARE(draw(3), first);
    QCOMPARE(draw(4) != first, stochastic);
  }
}

// With a message where the solver looks at the numbers, else with undefined numbers.
void TestSolverProperties::undefinedAnswersEnd() {
  QFETCH(QString, name);
  const Value solver = solverNamed(name.toStdString());
  const auto mixture = twoPeaks(WEFT_PROCESS_VARIANCE_EXPLODING);
  NodeRun sample = samplingWith(denoiserOf(mixture, Answers::Undefined), solver,
                                timesOf(WEFT_PROCESS_VARIANCE_EXPLODING, 5), shape, startNoise());
  const auto done = sample.run();
  if (done)
    QVERIFY(std::isnan(elementsOf<double>(sample.output("latent"))[0]));
  else
    QVERIFY2(done.error().message.find("finite") != std::string::npos, done.error().message.c_str());
}

QTEST_GUILESS_MAIN(TestSolverProperties)
#include "test_solver_properties.moc"
