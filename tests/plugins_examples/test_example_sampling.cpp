// Built-in sampling and guidance around the mixture, whose samples are known.
#include <QtTest>

#include <cmath>

#include "object_tables.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr int64_t side = 64;

struct Centre {
  double mean, share;
};

// Shares of the draws that lie nearest to each centre, and how far their mean is from it.
std::vector<Centre> centresOf(const Value& latent, const std::vector<double>& means) {
  std::vector<double> counts(means.size(), 0.0), sums(means.size(), 0.0);
  for (const float number : elementsOf<float>(latent)) {
    size_t nearest = 0;
    for (size_t k = 1; k < means.size(); ++k)
      if (std::abs(number - means[k]) < std::abs(number - means[nearest])) nearest = k;
    counts[nearest] += 1;
    sums[nearest] += number;
  }
  std::vector<Centre> centres;
  for (size_t k = 0; k < means.size(); ++k) centres.push_back({sums[k] / counts[k], counts[k] / (side * side)});
  return centres;
}

Value mixture(const char* kind) {
  NodeRun node("org.example.mixture.GaussianMixture");
  node.set("means", Value::string("-1; 0.25; 1.5")).set("weights", Value::string("1 3 2"));
  node.set("labels", Value::string("left middle right")).set("deviation", Value::number(0.15));
  node.set("process", Value::string(kind));
  return outputOf(node, "denoiser");
}

Value conditionOf(const char* text) { return Value::record({{"text", Value::string(text)}}); }

Value sampled(const Value& denoiser, const char* solver, bool isFlow, const Value& condition = {}) {
  NodeRun noise("weft.schedulers.Noise"), times("org.example.schedule.Logistic"), method(solver);
  noise.link("model", denoiser).set("seed", Value::integer(3));
  noise.set("width", Value::integer(side)).set("height", Value::integer(side));
  times.set("steps", Value::integer(60)).set("first", Value::number(isFlow ? 1 : 40));
  times.set("steepness", Value::number(isFlow ? 6 : 14));
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiser).link("noise", outputOf(noise, "noise"));
  sample.link("sigmas", outputOf(times, "sigmas")).link("solver", outputOf(method, "solver"));
  if (condition) sample.link("conditioning", condition);
  return outputOf(sample, "latent");
}

}  // namespace

class TestExampleSampling : public QObject {
  Q_OBJECT

 private slots:
  void samplesAreThoseOfTheMixture_data() {
    QTest::addColumn<QString>("solver");
    QTest::addColumn<bool>("isFlow");
    for (const char* solver : {"weft.schedulers.Heun", "org.example.solver.Midpoint"}) {
      QTest::addRow("%s, flow", solver) << solver << true;
      QTest::addRow("%s, variance exploding", solver) << solver << false;
    }
  }
  void samplesAreThoseOfTheMixture() {
    QFETCH(QString, solver);
    QFETCH(bool, isFlow);
    const Value latent = sampled(mixture(isFlow ? "flow" : "variance_exploding"), solver.toUtf8(), isFlow);
    const std::vector<double> means{-1, 0.25, 1.5}, weights{1.0 / 6, 3.0 / 6, 2.0 / 6};
    const auto centres = centresOf(latent, means);
    for (size_t k = 0; k < 3; ++k) {
      const double deviation = std::sqrt(weights[k] * (1 - weights[k]) / (side * side));
      QVERIFY2(std::abs(centres[k].share - weights[k]) < 4 * deviation, qPrintable(QString::number(centres[k].share)));
      QVERIFY2(std::abs(centres[k].mean - means[k]) < 0.03, qPrintable(QString::number(centres[k].mean)));
    }
  }

  // A condition chooses a centre; guidance away from the others, by a built-in rule or the example's, keeps to it.
  void conditionsAndGuidanceChoose() {
    const Value denoiser = mixture("flow"), left = conditionOf("left"), right = conditionOf("right");
    const auto shareOfLeft = [&](const Value& guided, const Value& condition) {
      return centresOf(sampled(guided, "weft.schedulers.Euler", true, condition), {-1, 0.25, 1.5})[0].share;
    };
    QCOMPARE(shareOfLeft(denoiser, left), 1.0);
    QCOMPARE(shareOfLeft(denoiser, right), 0.0);
    for (const char* rule : {"weft.guidance.ClassifierFree", "org.example.guidance.Rescaled"}) {
      NodeRun guidance(rule);
      guidance.link("denoiser", denoiser).link("negative", right).set("scale", Value::number(2));
      QCOMPARE(shareOfLeft(outputOf(guidance, "denoiser"), left), 1.0);
    }
  }

  void builtInNodesTakeTheTextEncoder() {
    NodeRun encoder("org.example.text-encoder.HashingEncoder"), encode("weft.encoders.EncodeText");
    encode.link("encoder", outputOf(encoder, "encoder")).set("text", Value::string("left of all"));
    const Value latent = sampled(mixture("flow"), "weft.schedulers.Euler", true, outputOf(encode, "conditioning"));
    QCOMPARE(centresOf(latent, {-1, 0.25, 1.5})[0].share, 1.0);
  }
};

QTEST_GUILESS_MAIN(TestExampleSampling)
#include "test_example_sampling.moc"
