// The mathematics of diffusion on tensors of LibTorch.
#include "diffusion/torch_mix.h"

#include <ATen/CPUGeneratorImpl.h>

#include <QtTest>
#include <cmath>
#include <stdexcept>

using namespace weft::diffusion;

namespace {

at::Tensor randomLatent(uint64_t seed) {
  return at::randn({2, 3, 4, 4}, at::detail::createCPUGenerator(seed), at::TensorOptions(at::kDouble));
}

double distance(const at::Tensor& a, const at::Tensor& b) { return (a - b).abs().max().item<double>(); }

}  // namespace

class TestTorchMix : public QObject {
  Q_OBJECT

 private slots:
  void predictionsAreConverted() {
    const auto sample = randomLatent(1), noise = randomLatent(2);
    const Process flow(ProcessKind::RectifiedFlow);
    for (const double time : {0.03, 0.3, 0.96}) {
      const auto c = flow.at(time);
      const auto mixed = sample * c.a + noise * c.b;
      QVERIFY(distance(convert(c, Target::Flow, Target::Sample, mixed, noise - sample), sample) < 1e-12);
      QVERIFY(distance(convert(c, Target::Flow, Target::Epsilon, mixed, noise - sample), noise) < 1e-12);
      QVERIFY(distance(convert(c, Target::Sample, Target::Flow, mixed, sample), noise - sample) < 1e-12);
    }
    QVERIFY(convert(flow.at(1), Target::Epsilon, Target::Epsilon, noise, noise).is_same(noise));
    QVERIFY_EXCEPTION_THROWN(convert(flow.at(1), Target::Epsilon, Target::Sample, noise, noise), std::domain_error);
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

QTEST_APPLESS_MAIN(TestTorchMix)
#include "test_torch_mix.moc"
