// The likelihood from the probability-flow equation, against the density of mixtures of Gaussians; and the flow itself.
#include <QtTest>

#include "solver_runs.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr double thousandthBit = 1e-3 * std::numbers::ln2;  // in nats

Mixture threePeaks(int process) {
  return {{{0.5, {-1.2, 0.4}, {0.3, 0.1, 0.2}}, {0.3, {1.1, 1.0}, {0.2, -0.1, 0.3}}, {0.2, {0.6, -1.5}, {0.1, 0, 0.4}}},
          2,
          process,
          80};
}

const std::vector<int64_t> shape{6, 2, 1, 1};
const std::vector<double> points{-1.1, 0.3, 0.9, 1.2, 0.5, -1.4, 0.0, 0.0, 2.5, -0.8, -0.4, 1.7};
Point pointAt(size_t row) { return {points[2 * row], points[2 * row + 1]}; }

NodeRun likelihoodOf(const Value& denoiser, const Settings& settings = {}) {
  NodeRun node("weft.schedulers.LogLikelihood");
  node.link("denoiser", denoiser).link("latent", tensorOf<double>(shape, points));
  for (const auto& [name, value] : settings) node.set(name, value);
  return node;
}

std::vector<double> nats(NodeRun& node) {
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<double>(node.output("log_likelihood"));
}

void everyProcess() {
  QTest::addColumn<int>("process");
  QTest::newRow("variance preserving") << int(WEFT_PROCESS_VARIANCE_PRESERVING);
  QTest::newRow("variance exploding") << int(WEFT_PROCESS_VARIANCE_EXPLODING);
  QTest::newRow("flow") << int(WEFT_PROCESS_RECTIFIED_FLOW);
}

}  // namespace

class TestLikelihood : public QObject {
  Q_OBJECT

 private slots:
  void isTheDensityOfTheData_data() { everyProcess(); }
  void isTheDensityOfTheData();
  void probesAgreeInTheMean_data();
  void probesAgreeInTheMean();
  void rowsAreTheirOwn();
  void noiseLeadsBack_data() { everyProcess(); }
  void noiseLeadsBack();
  void flowIsFollowedAsFarAsAsked_data() { everyProcess(); }
  void flowIsFollowedAsFarAsAsked();
  void needsAGradient();
  void wrongLatentsAreRefused();
  void undefinedAnswersAreTold();
  void cancelledWorkStops();
};

void TestLikelihood::isTheDensityOfTheData() {
  QFETCH(int, process);
  const Mixture mixture = threePeaks(process);
  NodeRun node = likelihoodOf(denoiserOf(mixture), {{"divergence", Value::string("exact")}});
  const auto found = nats(node);
  const auto bits = elementsOf<double>(node.output("bits_per_dimension"));
  const Mixture::Slice data(mixture, {1, 0, 0, 0});
  for (size_t row = 0; row < 6; ++row) {
    const double expected = data.logDensity(pointAt(row));
    QVERIFY2(std::abs(found[row] - expected) <= thousandthBit,
             qPrintable(QStringLiteral("%1: %2, not %3").arg(row).arg(found[row]).arg(expected)));
    QVERIFY(std::abs(bits[row] + expected / (2 * std::numbers::ln2)) <= 1e-3);
  }
}

void TestLikelihood::probesAgreeInTheMean_data() {
  QTest::addColumn<QString>("divergence");
  for (const char* name : {"rademacher", "gaussian"}) QTest::newRow(name) << name;
}

// The estimate is linear in the trace, so its mean over seeds is the density, within what so many seeds leave; and many
// probes are as good as many seeds.
void TestLikelihood::probesAgreeInTheMean() {
  QFETCH(QString, divergence);
  const Mixture mixture = threePeaks(WEFT_PROCESS_VARIANCE_EXPLODING);
  const Mixture::Slice data(mixture, {1, 0, 0, 0});
  NodeRun node = likelihoodOf(denoiserOf(mixture), {{"divergence", Value::string(divergence.toStdString())}});
  constexpr int seeds = 64;
  std::vector<double> sum(6), squares(6);
  for (int seed = 0; seed < seeds; ++seed) {
    const auto found = nats(node.set("seed", Value::integer(seed)));
    for (size_t row = 0; row < 6; ++row) {
      const double error = found[row] - data.logDensity(pointAt(row));
      sum[row] += error;
      squares[row] += error * error;
    }
  }
  const auto many = nats(node.set("probes", Value::integer(seeds)));
  for (size_t row = 0; row < 6; ++row) {
    const double deviation = std::sqrt(squares[row] / seeds), ofMean = deviation / std::sqrt(seeds);
    const double mean = sum[row] / seeds, error = many[row] - data.logDensity(pointAt(row));
    const auto figures = QStringLiteral("%1: %2, %3, spread %4").arg(row).arg(mean).arg(error).arg(deviation);
    QVERIFY2(deviation > 0.01 && deviation < 3, qPrintable(figures));
    QVERIFY2(std::abs(mean) <= 3 * ofMean && std::abs(error) <= 3 * ofMean, qPrintable(figures));
  }
}

// Each latent's answer within tolerance of what it is alone.
void TestLikelihood::rowsAreTheirOwn() {
  const Mixture mixture = threePeaks(WEFT_PROCESS_RECTIFIED_FLOW);
  NodeRun all = likelihoodOf(denoiserOf(mixture), {{"divergence", Value::string("exact")}});
  const auto found = nats(all);
  NodeRun one("weft.schedulers.LogLikelihood");
  one.link("denoiser", denoiserOf(mixture)).set("divergence", Value::string("exact"));
  one.link("latent", tensorOf<float>({1, 2, 1, 1}, {float(points[8]), float(points[9])}));
  QVERIFY(std::abs(nats(one)[0] - found[4]) < 1e-3);
}

void TestLikelihood::noiseLeadsBack() {
  QFETCH(int, process);
  const Value denoiser = denoiserOf(threePeaks(process));
  NodeRun node = likelihoodOf(denoiser);
  nats(node);
  const auto noise = elementsOf<double>(node.output("noise"));
  const auto back = sampled(denoiser, solverNamed("ProbabilityFlowODE"),
                            {process == WEFT_PROCESS_RECTIFIED_FLOW ? 1.0 : 80.0, 0}, shape, noise);
  for (size_t i = 0; i < points.size(); ++i)
    QVERIFY2(std::abs(back[i] - points[i]) < 5e-4, qPrintable(QString::number(back[i] - points[i])));
}

// The error of the adaptive solver falls with its tolerance.
void TestLikelihood::flowIsFollowedAsFarAsAsked() {
  QFETCH(int, process);
  const Mixture mixture = threePeaks(process);
  const bool flow = process == WEFT_PROCESS_RECTIFIED_FLOW;
  const double from = flow ? 0.999 : 40, to = flow ? 0.05 : 0.05;
  for (const double tolerance : {1e-3, 1e-5, 1e-7, 1e-9}) {
    const Value solver =
        solverNamed("ProbabilityFlowODE", {{"rtol", Value::number(tolerance)}, {"atol", Value::number(tolerance)}});
    const auto out = sampled(denoiserOf(mixture), solver, {from, to}, shape, points);
    double worst = 0;
    for (size_t row = 0; row < 6; ++row) {
      const double b = mixture.at(from).b;
      const Point end = mixture.flow({b * points[2 * row], b * points[2 * row + 1]}, from, to);
      for (size_t d = 0; d < 2; ++d) worst = std::max(worst, std::abs(out[2 * row + d] - end[d]));
    }
    QVERIFY2(worst <= 30 * tolerance, qPrintable(QStringLiteral("%1: %2").arg(tolerance).arg(worst)));
  }
}

void TestLikelihood::needsAGradient() {
  NodeRun node = likelihoodOf(denoiserOf(threePeaks(WEFT_PROCESS_RECTIFIED_FLOW), Answers::MeanOnly));
  QVERIFY2(node.failure().find("has no gradient") != std::string::npos, node.failure().c_str());
}

void TestLikelihood::wrongLatentsAreRefused() {
  NodeRun node("weft.schedulers.LogLikelihood");
  node.link("denoiser", denoiserOf(threePeaks(WEFT_PROCESS_RECTIFIED_FLOW)));
  node.link("latent", tensorOf<float>({1, 3, 1, 1}, {1, 2, 3}));
  QVERIFY2(node.failure().find("3 channels; the denoiser works on 2") != std::string::npos, node.failure().c_str());
}

void TestLikelihood::undefinedAnswersAreTold() {
  NodeRun node = likelihoodOf(denoiserOf(threePeaks(WEFT_PROCESS_VARIANCE_EXPLODING), Answers::Undefined));
  QVERIFY2(
      node.failure().find("not finite") != std::string::npos || node.failure().find("gradient") != std::string::npos,
      node.failure().c_str());
}

void TestLikelihood::cancelledWorkStops() {
  NodeRun node = likelihoodOf(denoiserOf(threePeaks(WEFT_PROCESS_VARIANCE_EXPLODING)));
  node.call().cancelledAfter = 2;
  const auto outcome = node.run();
  QVERIFY(!outcome.ok());
  QCOMPARE(int(outcome.error().code), int(ErrorCode::Cancelled));
}

QTEST_GUILESS_MAIN(TestLikelihood)
#include "test_likelihood.moc"
