// The mathematics of diffusion: whatever is predicted, the same sample and noise follow.
#include "diffusion/flow_times.h"
#include "diffusion/process.h"

#include <ATen/CPUGeneratorImpl.h>

#include <QtTest>
#include <cmath>

using namespace weft::diffusion;

Q_DECLARE_METATYPE(Process)
Q_DECLARE_METATYPE(Target)

namespace {

at::Tensor randomLatent(uint64_t seed) {
  return at::randn({2, 3, 4, 4}, at::detail::createCPUGenerator(seed), at::TensorOptions(at::kDouble));
}

double distance(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

constexpr std::pair<const char*, Process> processes[] = {
    {"flow", Process::RectifiedFlow}, {"VP", Process::VariancePreserving}, {"VE", Process::VarianceExploding}};
constexpr std::pair<const char*, Target> targets[] = {{"sample", Target::Sample},
                                                      {"noise", Target::Noise},
                                                      {"velocity", Target::Velocity},
                                                      {"flow", Target::Flow},
                                                      {"score", Target::Score}};

}  // namespace

class TestDiffusion : public QObject {
  Q_OBJECT

 private slots:
  void predictionsAgree_data() {
    QTest::addColumn<Process>("process");
    QTest::addColumn<Target>("target");
    for (const auto& [processName, process] : processes) {
      for (const auto& [targetName, target] : targets) {
        QTest::addRow("%s, %s", processName, targetName) << process << target;
      }
    }
  }

  void predictionsAgree() {
    QFETCH(Process, process);
    QFETCH(Target, target);
    const auto sample = randomLatent(1), noise = randomLatent(2);
    for (const double time : {0.03, 0.3, 0.7, 0.96}) {
      const auto mixture = mixtureAt(process, time);
      const auto mixed = mix(mixture, sample, noise);
      const auto prediction = mix(targetAt(target, mixture), sample, noise);
      const auto solved = solve(mixture, target, mixed, prediction);
      QVERIFY(distance(solved.sample, sample) < 1e-10);
      QVERIFY(distance(solved.noise, noise) < 1e-10);
      for (const auto& [name, other] : targets) {
        const auto converted = convert(mixture, target, other, mixed, prediction);
        QVERIFY2(distance(converted, mix(targetAt(other, mixture), sample, noise)) < 1e-8, name);
        QVERIFY2(distance(convert(mixture, other, target, mixed, converted), prediction) < 1e-8, name);
      }
    }
  }

  void sigmasAndTimes_data() {
    QTest::addColumn<Process>("process");
    for (const auto& [name, process] : processes) QTest::newRow(name) << process;
  }

  void sigmasAndTimes() {
    QFETCH(Process, process);
    for (const double time : {0.01, 0.25, 0.5, 0.99}) {
      const auto mixture = mixtureAt(process, time);
      QVERIFY(std::abs(timeOfSigma(process, sigmaOf(mixture)) - time) < 1e-12);
      QVERIFY(std::abs(logSnr(mixture) + 2 * std::log(sigmaOf(mixture))) < 1e-9);
    }
    QVERIFY(std::abs(mixtureAt(process, 0).sample - 1) < 1e-12 && std::abs(mixtureAt(process, 0).noise) < 1e-12);
  }

  void flowTimesFall_data() {
    QTest::addColumn<double>("shift");
    for (const double shift : {0.5, 1.0, 3.0}) QTest::addRow("%g", shift) << shift;
  }

  void flowTimesFall() {
    QFETCH(double, shift);
    const auto times = flowTimes(20, shift);
    QCOMPARE(times.size(), size_t(21));
    QCOMPARE(times.front(), 1.0);
    QCOMPARE(times.back(), 0.0);
    for (size_t i = 1; i < times.size(); ++i) QVERIFY(times[i] < times[i - 1]);
    QCOMPARE(times[10], shift * 0.5 / (1 + (shift - 1) * 0.5));
  }

  void trainingTimesFollowTheirDistribution() {
    auto generator = at::detail::createCPUGenerator(5);
    const auto times = logitNormalTimes(20000, 0.5, 1.2, 0, generator);
    const auto logits = at::logit(times.to(at::kDouble));
    QVERIFY(std::abs(logits.mean().item<double>() - 0.5) < 0.05);
    QVERIFY(std::abs(logits.std().item<double>() - 1.2) < 0.05);
    const auto uniform = logitNormalTimes(20000, 5, 0.1, 1, generator);
    QVERIFY(std::abs(uniform.mean().item<double>() - 0.5) < 0.02);
    QVERIFY(uniform.lt(0.05).sum().item<int64_t>() > 500);
  }
};

QTEST_APPLESS_MAIN(TestDiffusion)
#include "test_diffusion.moc"
