// Guidance by gradients of classifiers and losses, and by blurred estimates, against closed forms.
#include <QtTest>

#include <cmath>
#include <filesystem>
#include <map>

#include "guidance/blur.h"
#include "guidance/score.h"
#include "guidance/self_attention.h"
#include "guidance_fixture.h"
#include "sdk_host.h"
#include "weights/safetensors.h"

using namespace weft;
using namespace weft::guidance;
using namespace weft::test;

namespace {

struct TemporaryFile {
  QTemporaryDir folder;
  std::filesystem::path path = folder.filePath("classifier.safetensors").toStdString();

  void write(const std::map<std::string, std::pair<std::vector<int64_t>, Numbers>>& tensors) const {
    std::vector<weights::TensorView> views;
    for (const auto& [name, tensor] : tensors)
      views.push_back({name, "F64", tensor.first, tensor.second.data(), tensor.second.size() * sizeof(double)});
    if (!weights::writeSafetensors(path, views).ok()) throw Failure("cannot write the classifier");
  }
};

}  // namespace

class TestGuidanceScores : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { connectSdk(); }

  void exactClassifierMakesTheClass_data();
  void exactClassifierMakesTheClass();
  void perceptronGradients_data();
  void perceptronGradients();
  void linearClassifierOfTwoGaussians();
  void classifierOfEstimates();
  void badClassifiers();
  void target_data();
  void target();
  void badTargets();

  void blurIsAnAverage();
  void selfAttention();
};

void TestGuidanceScores::exactClassifierMakesTheClass_data() {
  QTest::addColumn<int>("process");
  QTest::newRow("variance preserving") << int(WEFT_PROCESS_VARIANCE_PRESERVING);
  QTest::newRow("variance exploding") << int(WEFT_PROCESS_VARIANCE_EXPLODING);
  QTest::newRow("rectified flow") << int(WEFT_PROCESS_RECTIFIED_FLOW);
}

// Bayes: the score of all data and the gradient of log p(k | x_t) are the score of the Gaussian k. The model of all
// data answers with the mean of what the Gaussians say, by how likely each is.
void TestGuidanceScores::exactClassifierMakesTheClass() {
  QFETCH(int, process);
  const std::vector<Numbers> means{{1, 0, -1, 0.5}, {-1, 1, 0, 0.2}, {0.3, -1, 1, -0.7}};
  const Numbers shares{0.5, 0.2, 0.3};
  const double deviation = 0.4;
  const std::vector<int64_t> one{1, 1, 2, 2};
  DenoiserFunctions functions;
  functions.process = process;
  functions.channels = 1;
  functions.x0 = [&](const Numbers& x, double t, const Value&, const std::vector<int64_t>&) {
    const auto c = processAt(process, t);
    const double variance = c.a * c.a * deviation * deviation + c.b * c.b;
    Numbers likely;
    for (size_t k = 0; k < means.size(); ++k) {
      double squares = 0;
      for (size_t i = 0; i < x.size(); ++i) squares += std::pow(x[i] - c.a * means[k][i], 2);
      likely.push_back(shares[k] * std::exp(-squares / 2 / variance));
    }
    double sum = 0;
    for (const double p : likely) sum += p;
    Numbers x0(x.size(), 0.0);
    for (size_t k = 0; k < means.size(); ++k)
      for (size_t i = 0; i < x.size(); ++i) x0[i] += likely[k] / sum * gaussianX0(x[i], c, means[k][i], deviation);
    return x0;
  };
  Asked asked;
  const auto all = functionDenoiser(functions, &asked);
  const auto classifier = mixtureClassifier(means, shares, deviation);
  const Numbers x{0.4, -0.3, 0.2, 0.9};
  for (size_t k = 0; k < means.size(); ++k) {
    const auto run = beginRun(denoiserOf(makeScoreGuided(all, classifierScore(classifier, k, 1, false), {})), one);
    for (const double t : {0.05, 0.4, 0.95}) {
      const Numbers x0 = numbersOf(run.predict(tensorOf(one, x), t).item("x0"));
      for (size_t i = 0; i < x.size(); ++i)
        QVERIFY(std::abs(x0[i] - gaussianX0(x[i], processAt(process, t), means[k][i], deviation)) < 1e-10);
    }
  }
  // From noise alone nothing is known of the class: all stays as it is, and finite.
  if (process != WEFT_PROCESS_RECTIFIED_FLOW) return;
  const auto run = beginRun(denoiserOf(makeScoreGuided(all, classifierScore(classifier, 1, 1, false), {})), one);
  const Numbers x0 = numbersOf(run.predict(tensorOf(one, x), 1).item("x0"));
  QCOMPARE(x0, numbersOf(beginRun(all, one).predict(tensorOf(one, x), 1).item("x0")));
}

void TestGuidanceScores::perceptronGradients_data() {
  QTest::addColumn<QString>("activation");
  QTest::addColumn<bool>("takesNoise");
  for (const char* activation : {"relu", "silu", "tanh"})
    for (const bool takesNoise : {false, true})
      QTest::addRow("%s%s", activation, takesNoise ? " with noise" : "") << activation << takesNoise;
}

void TestGuidanceScores::perceptronGradients() {
  QFETCH(QString, activation);
  QFETCH(bool, takesNoise);
  const int64_t inputs = 4 + (takesNoise ? 1 : 0);
  const auto some = [](size_t count, double phase) {
    Numbers numbers;
    for (size_t i = 0; i < count; ++i) numbers.push_back(std::sin(phase + 2.1 * double(i)));
    return numbers;
  };
  const TemporaryFile file;
  file.write({{"net.10.weight", {{3, 5}, some(15, 3)}},  // layers are in the order of their numbers
              {"net.2.weight", {{5, 6}, some(30, 2)}},
              {"net.2.bias", {{5}, some(5, 5)}},
              {"net.0.weight", {{6, inputs}, some(size_t(6 * inputs), 1)}},
              {"net.0.bias", {{6}, some(6, 4)}}});
  const auto classifier = perceptronClassifier(file.path, activation.toStdString(), takesNoise);
  QCOMPARE(classifier->classes(), size_t(3));
  QCOMPARE(classifier->inputs(), size_t(4));
  const weft_coefficients c{0.8, 0.6, 0, 0};
  const Numbers x = some(4, 0.3);
  double sum = 0;
  for (size_t label = 0; label < 3; ++label) {
    sum += std::exp(classifier->logProbabilities(x, c)[label]);
    Numbers gradient(4);
    classifier->gradient(x, c, label, gradient);
    for (size_t i = 0; i < 4; ++i) {
      Numbers above = x, below = x;
      above[i] += 1e-6;
      below[i] -= 1e-6;
      const double slope =
          (classifier->logProbabilities(above, c)[label] - classifier->logProbabilities(below, c)[label]) / 2e-6;
      QVERIFY(std::abs(gradient[i] - slope) < 1e-8);
    }
  }
  QVERIFY(std::abs(sum - 1) < 1e-12);
  const auto quieter = classifier->logProbabilities(x, {0.99, 0.1, 0, 0});
  QCOMPARE(quieter != classifier->logProbabilities(x, c), takesNoise);
}

// Of two Gaussians of one deviation the log-odds are linear in x, so that one layer knows them as well as Bayes does.
void TestGuidanceScores::linearClassifierOfTwoGaussians() {
  const TemporaryFile file;
  const Numbers first{1, -1}, second{-0.5, 2};
  const double deviation = 0.7;
  Numbers weight, bias;
  for (const Numbers* mean : {&first, &second}) {
    double square = 0;
    for (const double m : *mean) {
      weight.push_back(m / deviation / deviation);
      square += m * m;
    }
    bias.push_back(-square / 2 / deviation / deviation);
  }
  file.write({{"0.weight", {{2, 2}, weight}}, {"0.bias", {{2}, bias}}});
  const auto linear = perceptronClassifier(file.path, "relu", false);
  const auto exact = mixtureClassifier({first, second}, {}, deviation);
  const weft_coefficients clean{1, 0, 0, 0};
  for (const Numbers& x : {Numbers{0.3, 0.2}, Numbers{-4, 1}, Numbers{30, -20}}) {
    QVERIFY(difference(linear->logProbabilities(x, clean), exact->logProbabilities(x, clean)) < 1e-12);
    for (const size_t label : {0, 1}) {
      Numbers a(2), b(2);
      linear->gradient(x, clean, label, a);
      exact->gradient(x, clean, label, b);
      QVERIFY(difference(a, b) < 1e-12);
    }
  }
}

// A classifier of clean data sees the estimate: the gradient of log p(k | x0(x_t)), by differences.
void TestGuidanceScores::classifierOfEstimates() {
  Asked asked;
  const auto plain = functionDenoiser(gaussian(WEFT_PROCESS_VARIANCE_PRESERVING), &asked);
  const Numbers first(elements / 2, 0.5), second(elements / 2, -0.2);
  const auto classifier = mixtureClassifier({first, second}, {}, 0.8);
  const auto run = beginRun(denoiserOf(makeScoreGuided(plain, classifierScore(classifier, 1, 2, true), {})), shape);
  const auto before = beginRun(plain, shape);
  const Numbers x = waves(1);
  const double t = 0.7;
  const auto c = processAt(WEFT_PROCESS_VARIANCE_PRESERVING, t);
  const auto said = [&](const Numbers& at) {
    const Numbers x0 = numbersOf(before.predict(tensorOf(shape, at), t).item("x0"));
    double sum = 0;
    for (const size_t begin : {size_t(0), elements / 2})
      sum += classifier->logProbabilities(std::span(x0).subspan(begin, elements / 2), {1, 0, 0, 0})[1];
    return sum;
  };
  const Numbers x0 = numbersOf(run.predict(tensorOf(shape, x), t).item("x0"));
  const Numbers old = numbersOf(before.predict(tensorOf(shape, x), t).item("x0"));
  for (size_t i = 0; i < elements; ++i) {
    Numbers above = x, below = x;
    above[i] += 1e-5;
    below[i] -= 1e-5;
    const double slope = (said(above) - said(below)) / 2e-5;
    QVERIFY(std::abs(x0[i] - (old[i] + 2 * c.b * c.b / c.a * slope)) < 1e-8);
  }
}

void TestGuidanceScores::badClassifiers() {
  const auto refused = [](const auto& body, const char* text) {
    const std::string failure = failureOf(body);
    if (failure.find(text) == std::string::npos) qWarning("%s", failure.c_str());
    return failure.find(text) != std::string::npos;
  };
  QVERIFY(refused([] { mixtureClassifier({}, {}, 1); }, "at least one Gaussian"));
  QVERIFY(refused([] { mixtureClassifier({{1, 2}, {1}}, {}, 1); }, "differ in length"));
  QVERIFY(refused([] { mixtureClassifier({{1}, {2}}, {1}, 1); }, "1 weights for 2 means"));
  QVERIFY(refused([] { mixtureClassifier({{1}, {2}}, {1, 0}, 1); }, "above 0"));
  QVERIFY(refused([] { mixtureClassifier({{1}, {2}}, {}, -1); }, "not be below 0"));
  QVERIFY(refused([] { classifierScore(mixtureClassifier({{1}, {2}}, {}, 1), 2, 1, false); }, "knows 2 classes"));
  const auto load = [](const std::map<std::string, std::pair<std::vector<int64_t>, Numbers>>& tensors) {
    return [=] {
      const TemporaryFile file;
      file.write(tensors);
      perceptronClassifier(file.path, "relu", false);
    };
  };
  QVERIFY(refused([] { perceptronClassifier("/nowhere.safetensors", "relu", false); }, "nowhere"));
  QVERIFY(refused(load({{"other", {{1}, {1}}}}), "there are no layers"));
  QVERIFY(refused(load({{"weight", {{2, 1}, {1, 2}}}}), "has no number"));
  QVERIFY(refused(load({{"0.bias", {{2}, {1, 2}}}}), "has no weight"));
  QVERIFY(refused(load({{"0.weight", {{2}, {1, 2}}}}), "not of a linear layer"));
  QVERIFY(refused(load({{"0.weight", {{2, 1}, {1, 2}}}, {"0.bias", {{3}, {1, 2, 3}}}}), "not as long as its outputs"));
  QVERIFY(refused(load({{"0.weight", {{2, 1}, {1, 2}}}, {"1.weight", {{2, 3}, {1, 2, 3, 4, 5, 6}}}}), "takes 3"));
  QVERIFY(refused(load({{"0.weight", {{2, 1}, {1, std::nan("")}}}}), "not finite"));
  QVERIFY(refused(load({{"0.weight", {{1, 2}, {1, 2}}}}), "at least two classes"));
  const TemporaryFile file;
  file.write({{"0.weight", {{2, 1}, {1, 2}}}});
  QVERIFY(refused([&] { perceptronClassifier(file.path, "gelu", false); }, "there are relu, silu, tanh"));
  // Of samples of another size.
  Asked asked;
  const auto plain = functionDenoiser(gaussian(WEFT_PROCESS_RECTIFIED_FLOW), &asked);
  const auto guided = denoiserOf(
      makeScoreGuided(plain, classifierScore(perceptronClassifier(file.path, "relu", false), 0, 1, false), {}));
  QVERIFY(refused([&] { beginRun(guided, shape); }, "samples of 1 numbers; the latent [2, 2, 2, 3] has 12"));
}

void TestGuidanceScores::target_data() {
  QTest::addColumn<bool>("throughDenoiser");
  QTest::addColumn<bool>("isNorm");
  QTest::addColumn<bool>("masked");
  for (const bool through : {false, true})
    for (const bool isNorm : {false, true})
      for (const bool masked : {false, true})
        QTest::addRow("%s, %s, %s", through ? "denoiser" : "x0", isNorm ? "norm" : "squares", masked ? "mask" : "all")
            << through << isNorm << masked;
}

void TestGuidanceScores::target() {
  QFETCH(bool, throughDenoiser);
  QFETCH(bool, isNorm);
  QFETCH(bool, masked);
  Numbers wanted = waves(4);  // one for both samples
  wanted.resize(12);
  const Numbers mask{0, 1, 0.5, 1, 0, 0.25};  // of both samples and channels
  Asked asked;
  const auto plain = functionDenoiser(gaussian(WEFT_PROCESS_VARIANCE_PRESERVING), &asked);
  TargetLoss loss{tensorOf({1, 2, 2, 3}, wanted), {}, 0.3, isNorm, throughDenoiser};
  if (masked) loss.mask = tensorOf({1, 1, 2, 3}, mask);
  const Value condition = Value::number(1);
  const auto run = beginRun(denoiserOf(makeScoreGuided(plain, targetScore(loss), {})), shape, {Value(), condition});
  const double t = 0.7;
  const auto c = processAt(WEFT_PROCESS_VARIANCE_PRESERVING, t);
  const Numbers x = waves(1);
  const Value branches = run.predict(tensorOf(shape, x), t, WEFT_WANT_BRANCHES).item("branches");
  for (const size_t branch : {0, 1}) {
    const Value under = branch == 0 ? Value() : condition;
    const double slope =
        c.a * spreadOf(under) * spreadOf(under) / (c.a * c.a * spreadOf(under) * spreadOf(under) + c.b * c.b);
    const double factor = throughDenoiser ? c.b * c.b / c.a * slope : 1;
    const Numbers x0 = numbersOf(branches.item(branch));
    for (size_t sample = 0; sample < 2; ++sample) {
      Numbers rest, weight;
      double squares = 0;
      for (size_t i = 0; i < 12; ++i) {
        weight.push_back(masked ? mask[i % 6] : 1);
        rest.push_back(gaussianX0(x[sample * 12 + i], c, meanOf(under), spreadOf(under)) - wanted[i]);
        squares += std::pow(weight[i] * rest[i], 2);
      }
      for (size_t i = 0; i < 12; ++i) {
        const double gradient = weight[i] * weight[i] * rest[i] * (isNorm ? 1 / std::sqrt(squares) : 2);
        QVERIFY(std::abs(x0[sample * 12 + i] - (rest[i] + wanted[i] - 0.3 * factor * gradient)) < 1e-12);
      }
    }
  }
}

void TestGuidanceScores::badTargets() {
  Asked asked;
  auto functions = gaussian(WEFT_PROCESS_RECTIFIED_FLOW);
  functions.gradient = nullptr;
  const auto plain = functionDenoiser(std::move(functions), &asked);
  const auto begun = [&](const TargetLoss& loss) {
    return failureOf([&] { beginRun(denoiserOf(makeScoreGuided(plain, targetScore(loss), {})), shape); });
  };
  const Tensor fits = tensorOf(shape, waves(0)), other = tensorOf({1, 2, 3, 3}, Numbers(18, 0.0));
  QVERIFY(begun({fits, {}}).find("the denoiser has none") != std::string::npos);
  QVERIFY(begun({other, {}}).find("\"target\" is [1, 2, 3, 3], which does not fit the latent [2, 2, 2, 3]") !=
          std::string::npos);
  QVERIFY(begun({fits, tensorOf({3, 1, 2, 3}, Numbers(18, 1.0))}).find("\"mask\" is [3, 1, 2, 3]") !=
          std::string::npos);
  QCOMPARE(begun({fits, {}, 1, false, false}), std::string("no failure"));
}

void TestGuidanceScores::blurIsAnAverage() {
  const std::vector<int64_t> wide{1, 1, 1, 20};
  Numbers point(20, 0.0);
  point[10] = 1;
  const Numbers soft = numbersOf(blurred(tensorOf(wide, point), 2));
  double sum = 0;
  for (const double x : soft) sum += x;
  QVERIFY(std::abs(sum - 1) < 1e-12);
  for (size_t i = 0; i < 20; ++i) {
    const double far = std::abs(double(i) - 10);
    if (far > 4)
      QCOMPARE(soft[i], 0.0);
    else
      QVERIFY(std::abs(soft[i] / soft[10] - std::exp(-far * far / 8)) < 1e-12);
  }
  // Edges are mirrored: even picture stays, and smaller ones than the kernel have a blur too.
  for (const std::vector<int64_t>& small : {std::vector<int64_t>{1, 1, 1, 1}, {1, 2, 2, 3}, {1, 1, 5, 9}}) {
    int64_t count = 1;
    for (const int64_t side : small) count *= side;
    QVERIFY(difference(numbersOf(blurred(tensorOf(small, Numbers(size_t(count), 3.0)), 3)),
                       Numbers(size_t(count), 3.0)) < 1e-14);
  }
}

// x0 = guided + s (d - D(d)) of the denoiser's own formulas, with and without maps of attention.
void TestGuidanceScores::selfAttention() {
  const std::vector<int64_t> grid{1, 2, 4, 6};
  Numbers x;
  for (size_t i = 0; i < 48; ++i) x.push_back(std::sin(0.7 * double(i * i)));
  // Over 2 x 3 tokens, each of 2 x 2 cells, two heads: the second and the last token are looked at.
  Numbers maps(2 * 36, 0.0);
  for (size_t row = 0; row < 12; ++row) maps[row * 6 + (row % 2 == 0 ? 1 : 5)] = 1;
  const auto looked = [](size_t cell) {
    const size_t token = cell / 6 / 2 * 3 + cell % 6 / 2;
    return token == 1 || token == 5;
  };
  for (const bool hasMaps : {false, true}) {
    Asked asked;
    auto functions = gaussian(WEFT_PROCESS_VARIANCE_PRESERVING);
    if (hasMaps) functions.states = Value::record({{"attention", tensorOf({1, 2, 6, 6}, maps)}});
    const auto plain = functionDenoiser(functions, &asked);
    SelfAttentionGuidance guidance;
    guidance.scale = 0.8;
    guidance.sigma = 2;
    const double t = 0.7;
    const auto c = processAt(WEFT_PROCESS_VARIANCE_PRESERVING, t);
    const auto run = beginRun(denoiserOf(makeSelfAttentionGuided(classifierFree(plain, 3), plain, guidance)), grid,
                              {Value::number(1)});
    const Numbers x0 = numbersOf(run.predict(tensorOf(grid, x), t).item("x0"));
    Numbers u;
    for (const double number : x) u.push_back(gaussianX0(number, c, 0.25, 0.5));
    const Numbers soft = numbersOf(blurred(tensorOf(grid, u), 2));
    for (size_t i = 0; i < 48; ++i) {
      const double degraded = !hasMaps || looked(i % 24) ? soft[i] : u[i];
      const double again = gaussianX0(x[i] + c.a * (degraded - u[i]), c, 0.25, 0.5);
      const double guided = u[i] + 3 * (gaussianX0(x[i], c, 1, 0.4) - u[i]);
      QVERIFY(std::abs(x0[i] - (guided + 0.8 * (degraded - again))) < 1e-12);
    }
  }
  Asked asked;
  auto functions = gaussian(WEFT_PROCESS_VARIANCE_PRESERVING);
  functions.states = Value::record({{"attention", tensorOf({1, 1, 5, 5}, Numbers(25, 0.2))}});
  const auto odd = functionDenoiser(functions, &asked);
  const auto run = beginRun(denoiserOf(makeSelfAttentionGuided(odd, odd, {})), grid);
  QVERIFY(failureOf([&] { run.predict(tensorOf(grid, x), 0.5); }).find("a grid that fits") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestGuidanceScores)
#include "test_guidance_scores.moc"
