// Noise on latents, ways between them, and pictures of them while they are made.
#include <QtTest>

#include "gaussian_denoiser.h"
#include "node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

const std::vector<int64_t> shape{1, 4, 2, 3};
constexpr size_t cells = 24;

std::vector<float> numbersOf(double frequency) {
  std::vector<float> numbers(cells);
  for (size_t i = 0; i < cells; ++i) numbers[i] = float(std::sin(frequency * double(i + 1)));
  return numbers;
}
const std::vector<float> latent = numbersOf(1.3), noise = numbersOf(2.9), other = numbersOf(4.1);

Value latentOf(const std::vector<float>& numbers) { return tensorOf<float>(shape, numbers); }

Value denoiserOf(GaussianCounts& counts, int process = WEFT_PROCESS_RECTIFIED_FLOW) {
  Gaussian gaussian;
  gaussian.process = process;
  return Value::adopt(makeGaussianDenoiser(gaussian, &counts));
}

Value sigmasOf(const std::vector<double>& times) { return tensorOf<double>({int64_t(times.size())}, times); }

std::vector<float> latentFrom(NodeRun& node) {
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<float>(node.output("latent"));
}

// a latent + b noise + c other.
bool isSum(const std::vector<float>& numbers, double a, double b, double c = 0) {
  for (size_t i = 0; i < cells; ++i)
    if (!(std::abs(numbers[i] - (a * latent[i] + b * noise[i] + c * other[i])) < 1e-6)) return false;
  return numbers.size() == cells;
}

Value fieldOf(const Value& record, const std::string& name) { return record.asRecord()->at(name); }

Value solverOf(const std::string& name) {
  NodeRun node("weft.schedulers." + name);
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return node.output("solver");
}

}  // namespace

class TestLatentTools : public QObject {
  Q_OBJECT

 private slots:
  void addsTheNoiseOfATime() {
    GaussianCounts counts;
    NodeRun node("weft.schedulers.AddNoise");
    node.link("denoiser", denoiserOf(counts)).link("latent", latentOf(latent)).link("noise", latentOf(noise));
    node.set("t", Value::number(0.25));
    QVERIFY(isSum(latentFrom(node), 0.75, 0.25));
    node.link("sigmas", sigmasOf({0.9, 0.4, 0})).set("step", Value::integer(1));
    QVERIFY(isSum(latentFrom(node), 0.6, 0.4));
    node.set("step", Value::integer(2));
    QCOMPARE(latentFrom(node), latent);
    node.set("step", Value::integer(3));
    QCOMPARE(node.failure(), std::string("step is 3, but the schedule has 2 steps, the first of which is 0"));
    NodeRun beyond("weft.schedulers.AddNoise");
    beyond.link("denoiser", denoiserOf(counts)).link("latent", latentOf(latent)).link("noise", latentOf(noise));
    beyond.set("t", Value::number(1.5));
    QVERIFY(beyond.failure().find("the denoiser knows 0") != std::string::npos);
    beyond.set("t", Value::number(NAN));
    QVERIFY(beyond.failure().find("the denoiser knows 0") != std::string::npos);
  }

  // The noise there and the noise that comes to it are together that of the time.
  void noiseComesBack() {
    GaussianCounts counts;
    for (const int process : {0, 1, 2}) {
      Gaussian gaussian;
      gaussian.process = process;
      const auto s = gaussian.at(0.3), t = gaussian.at(0.7);
      NodeRun add("weft.schedulers.AddNoise"), node("weft.schedulers.Renoise");
      add.link("denoiser", denoiserOf(counts, process)).link("latent", latentOf(latent)).link("noise", latentOf(noise));
      add.set("t", Value::number(0.3));
      node.link("denoiser", denoiserOf(counts, process)).link("latent", latentOf(latentFrom(add)));
      node.link("noise", latentOf(other)).set("from", Value::number(0.3)).set("to", Value::number(0.7));
      const double kept = t.a / s.a * s.b;
      QVERIFY(isSum(latentFrom(node), t.a, kept, std::sqrt(t.b * t.b - kept * kept)));
      node.link("sigmas", sigmasOf({0.7, 0.3, 0})).set("from", Value::number(1));
      QVERIFY(isSum(latentFrom(node), t.a, kept, std::sqrt(t.b * t.b - kept * kept)));
      node.set("step", Value::integer(2));
      QVERIFY(node.failure().find("the schedule has 2 steps") != std::string::npos);
    }
  }

  void noiseGoesUpOnly() {
    GaussianCounts counts;
    NodeRun node("weft.schedulers.Renoise");
    node.link("denoiser", denoiserOf(counts)).link("latent", latentOf(latent)).link("noise", latentOf(noise));
    node.set("from", Value::number(0.5)).set("to", Value::number(0.2));
    QVERIFY(node.failure().find("to must not be below from") != std::string::npos);
    node.set("from", Value::number(1)).set("to", Value::number(1));
    QVERIFY(node.failure().find("nothing but noise") != std::string::npos);
    node.set("from", Value::number(0.5)).set("to", Value::number(0.5));
    QCOMPARE(latentFrom(node), latent);
  }

  void injectedNoiseMayHaveAMask() {
    NodeRun node("weft.schedulers.InjectNoise");
    node.link("latent", latentOf(latent)).link("noise", latentOf(noise)).set("strength", Value::number(0.5));
    const auto everywhere = latentFrom(node);
    QVERIFY(isSum(everywhere, 1, 0.5));
    node.link("mask", tensorOf<float>({1, 1, 2, 3}, {0, 1, 0, 0, 0.5F, 0}));
    const auto some = latentFrom(node);
    QCOMPARE(some[0], latent[0]);
    QCOMPARE(some[1], everywhere[1]);
    QVERIFY(std::abs(some[4] - (latent[4] + 0.25 * noise[4])) < 1e-6);
  }

  void latentsAlongTheSphere() {
    // Two latents of a batch: at right angles, and parallel.
    const std::vector<float> a{3, 0, 0, 0, 1, 2, 3, 4}, b{0, 3, 0, 0, 2, 4, 6, 8};
    NodeRun node("weft.schedulers.InterpolateLatents");
    node.link("a", tensorOf<float>({2, 1, 2, 2}, a)).link("b", tensorOf<float>({2, 1, 2, 2}, b));
    node.set("factor", Value::number(1.0 / 3));
    const std::vector<double> expected{3 * std::cos(M_PI / 6), 1.5, 0, 0, 4.0 / 3, 8.0 / 3, 4, 16.0 / 3};
    const auto between = latentFrom(node);
    for (size_t i = 0; i < 8; ++i) QVERIFY(std::abs(between[i] - expected[i]) < 1e-6);
    node.set("factor", Value::number(0));
    QCOMPARE(latentFrom(node), a);
    node.set("factor", Value::number(1));
    const auto end = latentFrom(node);
    for (size_t i = 0; i < 8; ++i) QVERIFY(std::abs(end[i] - b[i]) < 1e-6);
    node.set("method", Value::string("linear")).set("factor", Value::number(0.5));
    QCOMPARE(latentFrom(node)[0], 1.5F);
  }

  void latentsOfOtherShapesAreRefused() {
    for (const char* method : {"linear", "slerp"}) {
      NodeRun node("weft.schedulers.InterpolateLatents");
      node.link("a", latentOf(latent))
          .link("b", tensorOf<float>({1, 4, 3, 2}, noise))
          .set("method", Value::string(method));
      QVERIFY(node.failure().find("[1, 4, 2, 3] and [1, 4, 3, 2] do not fit") != std::string::npos);
    }
    NodeRun zero("weft.schedulers.InterpolateLatents");
    zero.link("a", latentOf(std::vector<float>(cells, 0))).link("b", latentOf(noise));
    QVERIFY(isSum(latentFrom(zero), 0, 0.5));
  }

  void conditioningsBetweenPrompts() {
    const auto record = [](std::vector<float> states, double scale) {
      return Value::record({{"states", tensorOf<float>({1, 2, 2}, std::move(states))},
                            {"mask", tensorOf<int64_t>({2}, {1, int64_t(scale)})},
                            {"scale", Value::number(scale)},
                            {"text", Value::string(scale > 1 ? "b" : "a")}});
    };
    NodeRun node("weft.schedulers.InterpolateConditionings");
    node.link("a", record({1, 0, 2, 2}, 1)).link("b", record({0, 1, 4, 6}, 3)).set("factor", Value::number(0.25));
    QVERIFY(node.run().ok());
    const Value between = node.output("conditioning");
    QCOMPARE(elementsOf<float>(fieldOf(between, "states")), (std::vector<float>{0.75F, 0.25F, 2.5F, 3}));
    QCOMPARE(*fieldOf(between, "scale").asNumber(), 1.5);
    QCOMPARE(elementsOf<int64_t>(fieldOf(between, "mask"))[1], int64_t(1));
    node.set("method", Value::string("slerp")).set("factor", Value::number(0.5));
    QVERIFY(node.run().ok());
    const auto states = elementsOf<float>(fieldOf(node.output("conditioning"), "states"));
    QVERIFY(std::abs(states[0] - std::sqrt(0.5)) < 1e-6 && std::abs(states[1] - std::sqrt(0.5)) < 1e-6);

    NodeRun missing("weft.schedulers.InterpolateConditionings");
    missing.link("a", record({1, 0, 2, 2}, 1)).link("b", Value::record({{"text", Value::string("b")}}));
    QVERIFY(missing.failure().find("is only in one of both") != std::string::npos);
  }

  // The denoiser by itself does what Sample does with a mask.
  void inpaintIsWhatSampleDoes() {
    GaussianCounts counts;
    const Value mask = tensorOf<float>({1, 1, 2, 3}, {1, 0.5F, 0, 0, 1, 0.25F});
    NodeRun inpaint("weft.schedulers.Inpaint"), byMask("weft.schedulers.Sample"), byModel("weft.schedulers.Sample");
    inpaint.link("denoiser", denoiserOf(counts)).link("latent", latentOf(latent)).link("noise", latentOf(noise));
    inpaint.link("mask", mask);
    QVERIFY(inpaint.run().ok());
    for (NodeRun* sample : {&byMask, &byModel})
      sample->link("sigmas", sigmasOf({0.9, 0.6, 0.3, 0}))
          .link("latent", latentOf(latent))
          .link("noise", latentOf(noise));
    byMask.link("denoiser", denoiserOf(counts)).link("mask", mask);
    byModel.link("denoiser", inpaint.output("denoiser"));
    const auto one = latentFrom(byMask), two = latentFrom(byModel);
    for (size_t i = 0; i < cells; ++i) QVERIFY(std::abs(one[i] - two[i]) < 1e-6);
    NodeRun wrong("weft.schedulers.Sample");
    wrong.link("denoiser", inpaint.output("denoiser")).link("sigmas", sigmasOf({0.9, 0}));
    wrong.link("noise", tensorOf<float>({2, 4, 1, 3}, noise));
    QVERIFY(wrong.failure().find("the latent to keep has another shape") != std::string::npos);
  }

  void everySamplingShowsItself_data() {
    QTest::addColumn<QString>("solver");
    QTest::addColumn<bool>("adaptive");
    QTest::newRow("step by step") << "Heun" << false;
    QTest::newRow("adaptive") << "ProbabilityFlowODE" << true;
  }

  void everySamplingShowsItself() {
    QFETCH(QString, solver);
    QFETCH(bool, adaptive);
    GaussianCounts counts;
    NodeRun sample("weft.schedulers.Sample");
    sample.link("denoiser", denoiserOf(counts)).link("sigmas", sigmasOf({0.9, 0.6, 0.3, 0.01}));
    sample.link("noise", latentOf(noise)).link("solver", solverOf(solver.toStdString()));
    latentFrom(sample);
    QVERIFY(sample.call().previews.empty());
    sample.call().previewsWanted = true;
    const auto end = latentFrom(sample);
    const auto& pictures = sample.call().previews;
    QVERIFY(adaptive ? !pictures.empty() : pictures.size() == 3);
    for (const Value& picture : pictures) {
      QCOMPARE(shapeOf(picture), (std::vector<int64_t>{1, 3, 2, 3}));
      const auto numbers = elementsOf<float>(picture);
      QVERIFY(*std::ranges::max_element(numbers) > *std::ranges::min_element(numbers));
      for (const float number : numbers) QVERIFY(number >= 0 && number <= 1);
    }
  }
};

QTEST_GUILESS_MAIN(TestLatentTools)
#include "test_latent_tools.moc"
