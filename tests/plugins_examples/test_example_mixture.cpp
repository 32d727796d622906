// The denoiser in closed form against the same by quadrature, and what sampling from it gives.
#include <QtTest>

#include <cmath>
#include <functional>

#include "object_tables.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr const char* type = "org.example.mixture.GaussianMixture";

struct Data {
  std::vector<std::vector<double>> means;
  std::vector<double> weights;
  double deviation;
  bool isFlow;

  double a(double t) const { return isFlow ? 1 - t : 1; }
};

std::string rowsText(const std::vector<std::vector<double>>& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (const double number : row) text += std::to_string(number) + " ";
    text += ";";
  }
  return text;
}

NodeRun nodeFor(const Data& data, const std::string& labels = "") {
  NodeRun node(type);
  node.set("means", Value::string(rowsText(data.means))).set("weights", Value::string(rowsText({data.weights})));
  node.set("deviation", Value::number(data.deviation)).set("labels", Value::string(labels));
  node.set("process", Value::string(data.isFlow ? "flow" : "variance_exploding"));
  return node;
}

Value denoiserOf(const Data& data, const std::string& labels = "") {
  NodeRun node = nodeFor(data, labels);
  return outputOf(node, "denoiser");
}

// E[x | x_t] by summing p(x) N(x_t; a x, b^2) over a fine grid: nothing of the closed form is in it.
std::vector<double> byQuadrature(const Data& data, const std::vector<double>& noisy, double t) {
  const size_t channels = noisy.size();
  const int steps = channels == 1 ? 40001 : 801;
  const double reach = 4, width = 2 * reach / (steps - 1);
  std::vector<double> sum(channels, 0.0), x(channels);
  double mass = 0;
  const std::function<void(size_t)> visit = [&](size_t channel) {
    if (channel < channels) {
      for (int i = 0; i < steps; ++i) {
        x[channel] = -reach + i * width;
        visit(channel + 1);
      }
      return;
    }
    double squares = 0, density = 0;
    for (size_t c = 0; c < channels; ++c) squares += std::pow(noisy[c] - data.a(t) * x[c], 2);
    for (size_t k = 0; k < data.means.size(); ++k) {
      double way = 0;
      for (size_t c = 0; c < channels; ++c) way += std::pow(x[c] - data.means[k][c], 2);
      density += data.weights[k] * std::exp(-way / (2 * data.deviation * data.deviation));
    }
    const double weight = density * std::exp(-squares / (2 * t * t));
    mass += weight;
    for (size_t c = 0; c < channels; ++c) sum[c] += weight * x[c];
  };
  visit(0);
  for (double& number : sum) number /= mass;
  return sum;
}

const Data line{{{-1}, {0.25}, {1.5}}, {1, 3, 2}, 0.2, true};
const Data plane{{{-1, 0.5}, {0.5, -0.5}, {1, 1}}, {1, 2, 1}, 0.3, true};

}  // namespace

class TestExampleMixture : public QObject {
  Q_OBJECT

 private slots:
  void answersWhatQuadratureGives_data() { cases(); }
  void answersWhatQuadratureGives();
  void gradientIsThatOfQuadrature_data() { cases(); }
  void gradientIsThatOfQuadrature();
  void describesItsProcess();
  void cellsAreDrawsOfTheirOwn();
  void farFromAllCentresItAnswersToo();
  void labelsChooseCentres();
  void wrongInputsAreRefused();
  void wrongParametersAreRefused_data();
  void wrongParametersAreRefused();
  void samplingReachesTheMixture_data();
  void samplingReachesTheMixture();

 private:
  static void cases();
};

void TestExampleMixture::cases() {
  QTest::addColumn<bool>("isPlane");
  QTest::addColumn<bool>("isFlow");
  QTest::addColumn<double>("t");
  for (const bool isPlane : {false, true}) {
    for (const bool isFlow : {true, false}) {
      for (const double t : {0.1, 0.5, 0.9}) {
        QTest::addRow("%s %s %.1f", isPlane ? "plane" : "line", isFlow ? "flow" : "exploding", t)
            << isPlane << isFlow << t;
      }
    }
  }
}

void TestExampleMixture::answersWhatQuadratureGives() {
  QFETCH(bool, isPlane);
  QFETCH(bool, isFlow);
  QFETCH(double, t);
  Data data = isPlane ? plane : line;
  data.isFlow = isFlow;
  const auto channels = static_cast<int64_t>(data.means[0].size());
  const DenoiserRun run(denoiserOf(data), {1, channels, 1, 1});
  for (const double first : {-1.25, 0.0, 0.75}) {
    std::vector<double> noisy{first, 0.5 - first};
    noisy.resize(static_cast<size_t>(channels));
    const auto x0 = run.x0(tensorOf<float>({1, channels, 1, 1}, std::vector<float>(noisy.begin(), noisy.end())), t);
    const auto expected = byQuadrature(data, noisy, t);
    for (size_t c = 0; c < noisy.size(); ++c)
      QVERIFY2(std::abs(x0[c] - expected[c]) < 1e-5, qPrintable(QString("%1 %2").arg(x0[c]).arg(expected[c])));
  }
}

// The Jacobian by central differences of the quadrature, times a cotangent.
void TestExampleMixture::gradientIsThatOfQuadrature() {
  QFETCH(bool, isPlane);
  QFETCH(bool, isFlow);
  QFETCH(double, t);
  Data data = isPlane ? plane : line;
  data.isFlow = isFlow;
  const size_t channels = data.means[0].size();
  const std::vector<int64_t> shape{1, static_cast<int64_t>(channels), 1, 1};
  std::vector<double> noisy{0.375, -0.25}, cotangent{0.5, -2};
  noisy.resize(channels);
  cotangent.resize(channels);
  const auto tensor = [&](const std::vector<double>& numbers) {
    return tensorOf<float>(shape, std::vector<float>(numbers.begin(), numbers.end()));
  };
  const DenoiserRun run(denoiserOf(data), shape);
  const Answer answer = run.gradient(tensor(noisy), t, tensor(cotangent));
  QVERIFY2(answer.error.empty(), answer.error.c_str());
  const auto gradient = elementsOf<float>(answer.value);
  for (size_t i = 0; i < channels; ++i) {
    const double step = 1e-4;
    auto above = noisy, below = noisy;
    above[i] += step;
    below[i] -= step;
    const auto high = byQuadrature(data, above, t), low = byQuadrature(data, below, t);
    double expected = 0;
    for (size_t c = 0; c < channels; ++c) expected += cotangent[c] * (high[c] - low[c]) / (2 * step);
    QVERIFY2(std::abs(gradient[i] - expected) < 1e-4 * (1 + std::abs(expected)),
             qPrintable(QString("%1 %2").arg(gradient[i]).arg(expected)));
  }
}

void TestExampleMixture::describesItsProcess() {
  for (const bool isFlow : {true, false}) {
    Data data = plane;
    data.isFlow = isFlow;
    const Value denoiser = denoiserOf(data);
    const auto& table = tableOf<weft_denoiser>(denoiser, WEFT_DENOISER);
    weft_denoiser_info info{};
    info.struct_size = sizeof(info);
    QCOMPARE(table.describe(selfOf(denoiser), &info), weft_status(WEFT_OK));
    QCOMPARE(info.struct_size, uint32_t(sizeof(info)));
    QCOMPARE(info.channels, 2U);
    QCOMPARE(info.process, isFlow ? WEFT_PROCESS_RECTIFIED_FLOW : WEFT_PROCESS_VARIANCE_EXPLODING);
    const double step = 1e-6;
    weft_coefficients at{}, above{}, below{};
    table.coefficients(selfOf(denoiser), 0.25, &at);
    table.coefficients(selfOf(denoiser), 0.25 + step, &above);
    table.coefficients(selfOf(denoiser), 0.25 - step, &below);
    QVERIFY(std::abs((above.a - below.a) / (2 * step) - at.da) < 1e-6);
    QVERIFY(std::abs((above.b - below.b) / (2 * step) - at.db) < 1e-6);
    QCOMPARE(at.b, 0.25);
  }
}

void TestExampleMixture::cellsAreDrawsOfTheirOwn() {
  const Value denoiser = denoiserOf(plane);
  std::vector<float> numbers;
  for (int i = 0; i < 2 * 2 * 3 * 2; ++i) numbers.push_back(static_cast<float>(std::sin(i)));
  const auto all = DenoiserRun(denoiser, {2, 2, 3, 2}).x0(tensorOf<float>({2, 2, 3, 2}, numbers), 0.5);
  const DenoiserRun one(denoiser, {1, 2, 1, 1});
  for (size_t n = 0; n < 2; ++n) {
    for (size_t i = 0; i < 6; ++i) {
      const size_t first = n * 12 + i, second = first + 6;
      const auto alone = one.x0(tensorOf<float>({1, 2, 1, 1}, {numbers[first], numbers[second]}), 0.5);
      QCOMPARE(alone, (std::vector<float>{all[first], all[second]}));
    }
  }
}

void TestExampleMixture::farFromAllCentresItAnswersToo() {
  const Data narrow{{{-1}, {1}}, {1, 1}, 1e-6, true};
  const DenoiserRun run(denoiserOf(narrow), {1, 1, 1, 2});
  for (const double t : {0.0, 1e-9, 0.5, 1.0}) {
    for (const float x : run.x0(tensorOf<float>({1, 1, 1, 2}, {1e6F, -1e6F}), t)) QVERIFY(std::isfinite(x));
  }
}

void TestExampleMixture::labelsChooseCentres() {
  const Value denoiser = denoiserOf(line, "left, middle, right");
  const auto conditionOf = [](const char* text) { return Value::record({{"text", Value::string(text)}}); };
  const Value left = conditionOf("the left one"), both = conditionOf("left,right"), other = conditionOf("lefty");
  const Value x = tensorOf<float>({1, 1, 1, 1}, {0.1F});
  const DenoiserRun run(denoiser, {1, 1, 1, 1}, {left.get(), both.get(), other.get(), nullptr});
  const Answer answer = run.predict(x, 0.6, WEFT_WANT_BRANCHES);
  QVERIFY2(answer.error.empty(), answer.error.c_str());
  const auto& branches = *answer.value.asRecord()->at("branches").asList();
  QCOMPARE(branches.size(), size_t{4});
  Data some = line;
  const auto expect = [&](size_t branch, std::vector<double> weights) {
    some.weights = std::move(weights);
    QVERIFY(std::abs(elementsOf<float>(branches[branch])[0] - byQuadrature(some, {double{0.1F}}, 0.6)[0]) < 1e-5);
  };
  expect(0, {1, 0, 0});
  expect(1, {1, 0, 2});
  expect(2, {1, 3, 2});
  expect(3, {1, 3, 2});
}

void TestExampleMixture::wrongInputsAreRefused() {
  const Value denoiser = denoiserOf(plane);
  QCOMPARE(DenoiserRun(denoiser, {1, 3, 4, 4}).error, std::string("this mixture wants latents [N, 2, H, W]"));
  QCOMPARE(DenoiserRun(denoiser, {2}).error, std::string("this mixture wants latents [N, 2, H, W]"));
  const DenoiserRun run(denoiser, {1, 2, 1, 1});
  QCOMPARE(run.predict(tensorOf<float>({1, 2, 1, 2}, {0, 0, 0, 0}), 0.5).error,
           std::string("x has another shape than the run was begun for"));
  QCOMPARE(run.predict(tensorOf<double>({1, 2, 1, 1}, {0, 0}), 0.5).error,
           std::string("expected a tensor of float32, not of float64"));
}

void TestExampleMixture::wrongParametersAreRefused_data() {
  QTest::addColumn<QString>("parameter");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* name, const char* parameter, const char* text, const char* message) {
    QTest::newRow(name) << parameter << text << message;
  };
  row("no centre", "means", " ;; ", "there is no centre; write one, such as \"0.5 0.5 0.5\"");
  row("a word", "means", "1; two", "\"two\" is not a number");
  row("not finite", "means", "1 inf", "\"inf\" is not a number");
  row("ragged", "means", "1 2; 3", "the centres differ in how many numbers they have; each has one for every channel");
  row("few weights", "weights", "1", "wanted 2 numbers in one row, one for each centre");
  row("two rows of weights", "weights", "1 2; 3 4", "wanted 2 numbers in one row, one for each centre");
  row("negative", "weights", "1 -1", "a weight is below 0");
  row("all zero", "weights", "0 0", "all weights are 0; one at least must be above");
  row("few labels", "labels", "one", "there are 1 labels for 2 centres; give one each, or none");
}
void TestExampleMixture::wrongParametersAreRefused() {
  QFETCH(QString, parameter);
  QFETCH(QString, text);
  QFETCH(QString, message);
  NodeRun node(type);
  node.set(parameter.toStdString(), Value::string(text.toStdString()));
  QCOMPARE(QString::fromStdString(node.inferred("denoiser")), "error " + parameter + ": " + message);
  QCOMPARE(QString::fromStdString(node.failure()), message);
}

void TestExampleMixture::samplingReachesTheMixture_data() {
  QTest::addColumn<bool>("isFlow");
  QTest::newRow("flow") << true;
  QTest::newRow("variance exploding") << false;
}

// With the schedule and the solver of the other folders, step by step as a sampler does it.
void TestExampleMixture::samplingReachesTheMixture() {
  QFETCH(bool, isFlow);
  Data data = line;
  data.isFlow = isFlow;
  const double first = isFlow ? 1.0 : 40.0;
  NodeRun schedule("org.example.schedule.Logistic"), method("org.example.solver.Midpoint");
  schedule.set("steps", Value::integer(60)).set("first", Value::number(first));
  schedule.set("steepness", Value::number(isFlow ? 6.0 : 14.0));
  const auto times = elementsOf<double>(outputOf(schedule, "sigmas"));

  const int64_t side = 64;
  const Value denoiser = denoiserOf(data), solver = outputOf(method, "solver");
  const DenoiserRun inner(denoiser, {1, 1, side, side});
  weft_solver_request request{};
  request.struct_size = sizeof(request);
  request.denoiser = &tableOf<weft_denoiser>(denoiser, WEFT_DENOISER);
  request.denoiser_self = selfOf(denoiser);
  request.run = &inner.run;
  weft_solver_run run{};
  run.struct_size = sizeof(run);
  QCOMPARE(tableOf<weft_solver>(solver, WEFT_SOLVER).begin(selfOf(solver), &request, &run), weft_status(WEFT_OK));

  std::vector<float> noise(side * side);
  static_cast<const weft_random*>(hostTable().get_service(WEFT_RANDOM))
      ->normal(11, "test", 0, noise.data(), noise.size());
  for (float& number : noise) number *= static_cast<float>(first);
  Value x = tensorOf<float>({1, 1, side, side}, noise);
  for (size_t i = 0; i + 1 < times.size(); ++i) {
    const weft_value *out = nullptr, *x0 = nullptr;
    QCOMPARE(run.step(run.self, x.get(), times[i], times[i + 1], i, &out, &x0), weft_status(WEFT_OK));
    if (x0) Value::adopt(x0);
    x = Value::adopt(out);
  }
  run.end(run.self);

  // Each draw belongs to the nearest centre; the three are far apart.
  std::vector<double> counts(3, 0.0), sums(3, 0.0), squares(3, 0.0);
  for (const float number : elementsOf<float>(x)) {
    size_t nearest = 0;
    for (size_t k = 1; k < 3; ++k)
      if (std::abs(number - data.means[k][0]) < std::abs(number - data.means[nearest][0])) nearest = k;
    counts[nearest] += 1;
    sums[nearest] += number;
    squares[nearest] += std::pow(number - data.means[nearest][0], 2);
  }
  for (size_t k = 0; k < 3; ++k) {
    const double share = data.weights[k] / 6, draws = side * side;
    QVERIFY2(std::abs(counts[k] / draws - share) < 4 * std::sqrt(share * (1 - share) / draws),
             qPrintable(QString("centre %1: %2 of %3").arg(k).arg(counts[k] / draws).arg(share)));
    QVERIFY(std::abs(sums[k] / counts[k] - data.means[k][0]) < 0.03);
    QVERIFY(std::abs(std::sqrt(squares[k] / counts[k]) - data.deviation) < 0.02);
  }
}

QTEST_GUILESS_MAIN(TestExampleMixture)
#include "test_example_mixture.moc"
