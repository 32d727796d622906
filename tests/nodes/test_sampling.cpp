// Noise, schedules, solvers and guidance, against numbers that are known from elsewhere.
#include <QtTest>

#include <weft/base/json.h>

#include "gaussian_denoiser.h"
#include "node_harness.h"
#include "weights/safetensors.h"

using namespace weft;
using namespace weft::test;

namespace {

Value denoiserOf(const Gaussian& gaussian, GaussianCounts& counts) {
  return Value::adopt(makeGaussianDenoiser(gaussian, &counts));
}

Value conditionOf(double mean) { return Value::record({{"mean", Value::number(mean)}}); }

std::vector<float> noiseOf(int64_t seed, const std::vector<int64_t>& shape) {
  NodeRun noise("weft.schedulers.Noise");
  noise.set("seed", Value::integer(seed)).set("batch", Value::integer(shape[0]));
  noise.set("channels", Value::integer(shape[1])).set("height", Value::integer(shape[2]));
  noise.set("width", Value::integer(shape[3]));
  if (auto done = noise.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<float>(noise.output("noise"));
}

// Times from `from` to `to`, evenly in their logarithm where that exists, else evenly.
Value timesOf(double from, double to, int steps) {
  std::vector<double> times;
  for (int i = 0; i <= steps; ++i) {
    const double share = double(i) / steps;
    times.push_back(to > 0 && from > 1 ? from * std::pow(to / from, share) : from + (to - from) * share);
  }
  times.back() = to;
  return tensorOf<double>({steps + 1}, times);
}

// The largest error of sampling noise from one time to another.
double errorOf(const Gaussian& gaussian, const char* solver, double from, double to, int steps) {
  GaussianCounts counts;
  const auto noise = noiseOf(5, {1, 4, 2, 3});
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiserOf(gaussian, counts)).link("sigmas", timesOf(from, to, steps));
  sample.link("noise", tensorOf<float>({1, 4, 2, 3}, noise));
  if (solver) {
    NodeRun method(solver);
    if (auto done = method.run(); !done) throw std::runtime_error(done.error().message);
    sample.link("solver", method.output("solver"));
  }
  if (auto done = sample.run(); !done) throw std::runtime_error(done.error().message);
  const auto out = elementsOf<float>(sample.output("latent"));
  double worst = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    const double start = noise[i] * gaussian.at(from).b;
    worst = std::max(worst, std::abs(out[i] - gaussian.flow(start, from, to)));
  }
  if (counts.begun != 1 || counts.ended != 1) throw std::runtime_error("runs were not ended");
  return worst;
}

}  // namespace

class TestSampling : public QObject {
  Q_OBJECT

 private slots:
  void noiseIsThatOfTorch_data();
  void noiseIsThatOfTorch();
  void noiseTakesTheModelsSize();
  void noiseWithoutASizeSaysSo();
  void firstOfABatchIsTheOneAlone();
  void noiseInDoublePrecision();

  void flowSigmas_data();
  void flowSigmas();
  void manyFlowSigmasFall();

  void solversConverge_data();
  void solversConverge();
  void noSolverMeansEuler();
  void heunEndsWithoutNoise();
  void badSchedules_data();
  void badSchedules();
  void wrongChannelsAreRefused();
  void cancelledSamplingStops();

  void guidanceIsLinear_data();
  void guidanceIsLinear();
  void guidanceOfOneCostsNothing();
  void negativeTakesThePlaceOfNothing();
  void intervalSwitches();
  void intervalEndsAreChecked();

  void predictAnswersAllThree();
  void predictNeedsNoise();
};

void TestSampling::noiseIsThatOfTorch_data() {
  QTest::addColumn<QString>("key");
  QTest::addColumn<qint64>("seed");
  QTest::newRow("blocks of sixteen") << "seed 7" << qint64(7);
  QTest::newRow("a rest, and a seed beyond 32 bits") << "seed 123456789012345" << qint64(123456789012345);
  QTest::newRow("fewer than sixteen") << "seed 3" << qint64(3);
}

void TestSampling::noiseIsThatOfTorch() {
  QFETCH(QString, key);
  QFETCH(qint64, seed);
  const auto file =
      weights::SafetensorsFile::open(fs::path(WEFT_SOURCE_DIR) / "tests/data/noise/reference.safetensors");
  QVERIFY(file.ok());
  const auto* info = file->find(key.toStdString());
  QVERIFY(info);
  std::vector<float> expected(info->bytes() / sizeof(float));
  QVERIFY(file->read(*info, expected.data()).ok());
  const auto drawn = noiseOf(seed, info->shape);
  QCOMPARE(drawn.size(), expected.size());
  for (size_t i = 0; i < drawn.size(); ++i) QVERIFY2(std::abs(drawn[i] - expected[i]) < 1e-5f, qPrintable(key));
}

void TestSampling::noiseTakesTheModelsSize() {
  GaussianCounts counts;
  NodeRun noise("weft.schedulers.Noise");
  noise.link("model", denoiserOf({}, counts));
  QVERIFY(noise.run().ok());
  QCOMPARE(shapeOf(noise.output("noise")), (std::vector<int64_t>{1, 4, 2, 3}));
  noise.set("width", Value::integer(5)).set("batch", Value::integer(2));
  QVERIFY(noise.run().ok());
  QCOMPARE(shapeOf(noise.output("noise")), (std::vector<int64_t>{2, 4, 2, 5}));
  noise.set("channels", Value::integer(3));
  QVERIFY(noise.failure().find("channels is 3, but the model's latents have 4") != std::string::npos);
}

void TestSampling::noiseWithoutASizeSaysSo() {
  NodeRun noise("weft.schedulers.Noise");
  noise.set("channels", Value::integer(4)).set("height", Value::integer(8));
  QVERIFY(noise.failure().find("set \"width\"") != std::string::npos);
}

void TestSampling::firstOfABatchIsTheOneAlone() {
  const auto one = noiseOf(11, {1, 4, 4, 4});
  const auto two = noiseOf(11, {2, 4, 4, 4});
  QVERIFY(std::equal(one.begin(), one.end(), two.begin()));
}

// torch.randn([1, 1, 1, 2], dtype=torch.float64) of seed 3 is, rounded, that of float32; of 16 numbers and more it is
// not.
void TestSampling::noiseInDoublePrecision() {
  NodeRun noise("weft.schedulers.Noise");
  noise.set("seed", Value::integer(3)).set("dtype", Value::string("float64")).set("channels", Value::integer(1));
  noise.set("height", Value::integer(1)).set("width", Value::integer(2));
  QVERIFY(noise.run().ok());
  const auto two = elementsOf<double>(noise.output("noise"));
  const auto narrow = noiseOf(3, {1, 1, 1, 2});
  QVERIFY(float(two[0]) == narrow[0] && float(two[1]) == narrow[1] && double(narrow[0]) != two[0]);
  noise.set("width", Value::integer(16));
  QVERIFY(noise.run().ok());
  QVERIFY(std::abs(elementsOf<double>(noise.output("noise"))[0] - double(noiseOf(3, {1, 1, 1, 16})[0])) > 1e-3);
}

void TestSampling::flowSigmas_data() {
  QTest::addColumn<int>("steps");
  QTest::addColumn<double>("shift");
  QTest::addColumn<QList<double>>("expected");
  QTest::newRow("even") << 4 << 1.0 << QList<double>{1, 0.75, 0.5, 0.25, 0};
  // FlowMatchEulerDiscreteScheduler(shift=3).set_timesteps(sigmas=[1, 0.75, 0.5, 0.25])
  QTest::newRow("shift 3") << 4 << 3.0 << QList<double>{1, 0.9, 0.75, 0.5, 0};
  QTest::newRow("shift 1/3") << 4 << 1.0 / 3 << QList<double>{1, 0.5, 0.25, 0.1, 0};
  QTest::newRow("one step") << 1 << 5.0 << QList<double>{1, 0};
}

void TestSampling::flowSigmas() {
  QFETCH(int, steps);
  QFETCH(double, shift);
  QFETCH(QList<double>, expected);
  NodeRun node("weft.schedulers.FlowSigmas");
  node.set("steps", Value::integer(steps)).set("shift", Value::number(shift));
  QVERIFY(node.run().ok());
  const auto sigmas = elementsOf<double>(node.output("sigmas"));
  QCOMPARE(qsizetype(sigmas.size()), expected.size());
  for (qsizetype i = 0; i < expected.size(); ++i) QVERIFY(std::abs(sigmas[size_t(i)] - expected[i]) < 1e-15);
}

void TestSampling::manyFlowSigmasFall() {
  for (const double shift : {0.01, 1.0, 100.0}) {
    NodeRun node("weft.schedulers.FlowSigmas");
    node.set("steps", Value::integer(1000)).set("shift", Value::number(shift));
    QVERIFY(node.run().ok());
    const auto sigmas = elementsOf<double>(node.output("sigmas"));
    QCOMPARE(sigmas.size(), size_t(1001));
    QCOMPARE(sigmas.front(), 1.0);
    QCOMPARE(sigmas.back(), 0.0);
    for (size_t i = 1; i < sigmas.size(); ++i) QVERIFY(sigmas[i] < sigmas[i - 1]);
  }
}

void TestSampling::solversConverge_data() {
  QTest::addColumn<int>("process");
  QTest::addColumn<double>("from");
  QTest::addColumn<double>("to");
  QTest::newRow("rectified flow") << int(WEFT_PROCESS_RECTIFIED_FLOW) << 1.0 << 0.0;
  QTest::newRow("variance exploding") << int(WEFT_PROCESS_VARIANCE_EXPLODING) << 10.0 << 0.05;
  QTest::newRow("variance preserving") << int(WEFT_PROCESS_VARIANCE_PRESERVING) << 0.9 << 0.0;
}

void TestSampling::solversConverge() {
  QFETCH(int, process);
  QFETCH(double, from);
  QFETCH(double, to);
  Gaussian gaussian;
  gaussian.process = process;
  // The error falls with the step to the power of the order; the last step of Heun's method to a time without noise
  // is of first order, but its share shrinks alike.
  const double euler = errorOf(gaussian, "weft.schedulers.Euler", from, to, 40);
  const double eulerHalf = errorOf(gaussian, "weft.schedulers.Euler", from, to, 80);
  const double heun = errorOf(gaussian, "weft.schedulers.Heun", from, to, 20);
  const double heunHalf = errorOf(gaussian, "weft.schedulers.Heun", from, to, 40);
  const auto figures =
      QStringLiteral("Euler %1 -> %2, Heun %3 -> %4").arg(euler).arg(eulerHalf).arg(heun).arg(heunHalf);
  qInfo().noquote() << figures;
  QVERIFY2(euler / eulerHalf > 1.8 && euler / eulerHalf < 2.3, qPrintable(figures));
  QVERIFY2(heun / heunHalf > 3.3 && heun / heunHalf < 5.0, qPrintable(figures));
  QVERIFY2(heun < euler, qPrintable(figures));
}

void TestSampling::noSolverMeansEuler() {
  QCOMPARE(errorOf({}, nullptr, 1, 0, 8), errorOf({}, "weft.schedulers.Euler", 1, 0, 8));
}

void TestSampling::heunEndsWithoutNoise() {
  GaussianCounts counts;
  NodeRun method("weft.schedulers.Heun");
  QVERIFY(method.run().ok());
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiserOf({}, counts)).link("sigmas", timesOf(1, 0, 5));
  sample.link("noise", tensorOf<float>({1, 4, 2, 3}, noiseOf(1, {1, 4, 2, 3}))).link("solver", method.output("solver"));
  QVERIFY(sample.run().ok());
  QCOMPARE(counts.predictions, 9);  // two a step, one in the last
}

void TestSampling::badSchedules_data() {
  QTest::addColumn<QList<double>>("times");
  QTest::addColumn<QString>("message");
  QTest::newRow("one time") << QList<double>{1} << "fewer than two times";
  QTest::newRow("rising") << QList<double>{0.5, 0.75} << "not below the one before";
  QTest::newRow("standing") << QList<double>{0.5, 0.5} << "not below the one before";
  QTest::newRow("out of range") << QList<double>{2, 0} << "the denoiser knows 0.0";
  QTest::newRow("not a number") << QList<double>{std::nan(""), 0} << "nan";
}

void TestSampling::badSchedules() {
  QFETCH(QList<double>, times);
  QFETCH(QString, message);
  GaussianCounts counts;
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiserOf({}, counts));
  sample.link("sigmas", tensorOf<double>({times.size()}, std::vector<double>(times.begin(), times.end())));
  sample.link("noise", tensorOf<float>({1, 4, 2, 3}, noiseOf(1, {1, 4, 2, 3})));
  const std::string failure = sample.failure();
  QVERIFY2(failure.find(message.toStdString()) != std::string::npos, failure.c_str());
}

void TestSampling::wrongChannelsAreRefused() {
  GaussianCounts counts;
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiserOf({}, counts)).link("sigmas", timesOf(1, 0, 2));
  sample.link("noise", tensorOf<float>({1, 3, 2, 3}, std::vector<float>(18)));
  const std::string failure = sample.failure();
  QVERIFY2(failure.find("3 channels; the denoiser works on 4") != std::string::npos, failure.c_str());
}

void TestSampling::cancelledSamplingStops() {
  GaussianCounts counts;
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiserOf({}, counts)).link("sigmas", timesOf(1, 0, 500));
  sample.link("noise", tensorOf<float>({1, 4, 2, 3}, noiseOf(1, {1, 4, 2, 3})));
  sample.call().isCancelled = true;
  const auto outcome = sample.run();
  QVERIFY(!outcome.ok());
  QCOMPARE(int(outcome.error().code), int(ErrorCode::Cancelled));
  QVERIFY(counts.predictions < 2);
  QCOMPARE(counts.ended, counts.begun);
}

void TestSampling::guidanceIsLinear_data() {
  QTest::addColumn<double>("scale");
  for (const double scale : {0.0, 0.5, 1.0, 3.0, 100.0}) QTest::addRow("%g", scale) << scale;
}

// x0 of the Gaussian is affine in its mean, so guidance between two means is the denoiser of a third.
void TestSampling::guidanceIsLinear() {
  QFETCH(double, scale);
  GaussianCounts counts;
  const Gaussian gaussian{0.2, 0.3};
  NodeRun guide("weft.guidance.ClassifierFree");
  guide.link("denoiser", denoiserOf(gaussian, counts)).set("scale", Value::number(scale));
  QVERIFY(guide.run().ok());
  NodeRun predict("weft.denoisers.Predict");
  const auto x = noiseOf(2, {1, 4, 2, 3});
  predict.link("denoiser", guide.output("denoiser")).link("x", tensorOf<float>({1, 4, 2, 3}, x));
  predict.link("conditioning", conditionOf(0.7)).set("t", Value::number(0.6));
  QVERIFY(predict.run().ok());
  const auto x0 = elementsOf<float>(predict.output("x0"));
  for (size_t i = 0; i < x.size(); ++i) {
    const double u = gaussian.x0(x[i], 0.6, 0.2), c = gaussian.x0(x[i], 0.6, 0.7);
    const double expected = u + scale * (c - u);
    QVERIFY(std::abs(x0[i] - expected) <= 1e-5 * std::max(1.0, std::abs(expected)));
  }
  QCOMPARE(counts.predictions, 1);  // one batch
  QCOMPARE(counts.rows, scale == 1 ? 1 : 2);
}

void TestSampling::guidanceOfOneCostsNothing() {
  GaussianCounts counts;
  NodeRun guide("weft.guidance.ClassifierFree");
  guide.link("denoiser", denoiserOf({}, counts)).set("scale", Value::number(1));
  QVERIFY(guide.run().ok());
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", guide.output("denoiser")).link("sigmas", timesOf(1, 0, 6));
  sample.link("noise", tensorOf<float>({1, 4, 2, 3}, noiseOf(1, {1, 4, 2, 3}))).link("conditioning", conditionOf(1));
  QVERIFY(sample.run().ok());
  QCOMPARE(counts.rows, 6);
}

void TestSampling::negativeTakesThePlaceOfNothing() {
  GaussianCounts counts;
  const Gaussian gaussian{0.2, 0.3};
  NodeRun guide("weft.guidance.ClassifierFree");
  guide.link("denoiser", denoiserOf(gaussian, counts)).link("negative", conditionOf(-1));
  guide.set("scale", Value::number(2));
  QVERIFY(guide.run().ok());
  NodeRun predict("weft.denoisers.Predict");
  predict.link("denoiser", guide.output("denoiser")).link("x", tensorOf<float>({1, 4, 1, 1}, {1, 2, 3, 4}));
  predict.link("conditioning", conditionOf(0.7)).set("t", Value::number(0.5));
  QVERIFY(predict.run().ok());
  const double u = gaussian.x0(1, 0.5, -1), c = gaussian.x0(1, 0.5, 0.7);
  QVERIFY(std::abs(elementsOf<float>(predict.output("x0"))[0] - (u + 2 * (c - u))) < 1e-5);
}

void TestSampling::intervalSwitches() {
  GaussianCounts inside, outside;
  NodeRun interval("weft.guidance.GuidanceInterval");
  interval.link("guided", denoiserOf({1.0, 0.3}, inside)).link("plain", denoiserOf({0.0, 0.3}, outside));
  interval.set("start", Value::number(0.75)).set("end", Value::number(0.25));
  QVERIFY(interval.run().ok());
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", interval.output("denoiser")).link("sigmas", timesOf(1, 0, 8));
  sample.link("noise", tensorOf<float>({1, 4, 2, 3}, noiseOf(1, {1, 4, 2, 3})));
  QVERIFY(sample.run().ok());
  QCOMPARE(inside.predictions, 5);   // 0.75 0.625 0.5 0.375 0.25
  QCOMPARE(outside.predictions, 3);  // 1 0.875 0.125
}

void TestSampling::intervalEndsAreChecked() {
  GaussianCounts counts;
  NodeRun interval("weft.guidance.GuidanceInterval");
  interval.link("guided", denoiserOf({}, counts)).link("plain", denoiserOf({}, counts));
  interval.set("start", Value::number(0.25)).set("end", Value::number(0.75));
  QVERIFY(interval.failure().find("must not be above start") != std::string::npos);
  Gaussian other;
  other.process = WEFT_PROCESS_VARIANCE_EXPLODING;
  NodeRun mixed("weft.guidance.GuidanceInterval");
  mixed.link("guided", denoiserOf({}, counts)).link("plain", denoiserOf(other, counts));
  QVERIFY(mixed.failure().find("different processes") != std::string::npos);
}

void TestSampling::predictAnswersAllThree() {
  for (const int process :
       {WEFT_PROCESS_RECTIFIED_FLOW, WEFT_PROCESS_VARIANCE_EXPLODING, WEFT_PROCESS_VARIANCE_PRESERVING}) {
    GaussianCounts counts;
    Gaussian gaussian;
    gaussian.process = process;
    NodeRun predict("weft.denoisers.Predict");
    predict.link("denoiser", denoiserOf(gaussian, counts)).link("x", tensorOf<float>({1, 4, 1, 1}, {-1, 0.5, 2, 3}));
    predict.set("t", Value::number(0.4));
    QVERIFY(predict.run().ok());
    const auto x0 = elementsOf<float>(predict.output("x0"));
    const auto z = elementsOf<float>(predict.output("noise"));
    const auto velocity = elementsOf<float>(predict.output("velocity"));
    const double h = 1e-4;  // the velocity is the derivative of the exact solution
    const std::vector<double> x{-1, 0.5, 2, 3};
    for (size_t i = 0; i < x.size(); ++i) {
      const auto c = gaussian.at(0.4);
      QVERIFY(std::abs(c.a * x0[i] + c.b * z[i] - x[i]) < 1e-5);
      const double slope = (gaussian.flow(x[i], 0.4, 0.4 + h) - gaussian.flow(x[i], 0.4, 0.4 - h)) / (2 * h);
      QVERIFY(std::abs(velocity[i] - slope) < 1e-3);
    }
  }
}

void TestSampling::predictNeedsNoise() {
  GaussianCounts counts;
  NodeRun predict("weft.denoisers.Predict");
  predict.link("denoiser", denoiserOf({}, counts)).link("x", tensorOf<float>({1, 4, 1, 1}, {0, 0, 0, 0}));
  predict.set("t", Value::number(0));
  QVERIFY(predict.failure().find("no noise to predict") != std::string::npos);
  predict.set("t", Value::number(1.5));
  QVERIFY(predict.failure().find("the denoiser knows 0") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestSampling)
#include "test_sampling.moc"
