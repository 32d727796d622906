// What stochastic solvers draw is distributed as the data: weights, means and covariances of a mixture of Gaussians,
// each measured in units of its sampling error. These are normal numbers then, whose root mean square is 1; a solver
// whose errors were a third larger than what so many draws leave would fail.
#include <random>

#include <QtTest>

#include "solver_runs.h"

using namespace weft;
using namespace weft::test;

namespace {

// Three components, far enough from each other that each draw belongs to one.
Mixture threePeaks(int process) {
  return {{{0.5, {-1.2, 0.4}, {0.03, 0.01, 0.02}},
           {0.3, {1.1, 1.0}, {0.02, -0.01, 0.03}},
           {0.2, {0.6, -1.5}, {0.01, 0, 0.04}}},
          2,
          process,
          80};
}
Mixture oneGaussian(int process) { return {{{1, {0.4, -0.7}, {0.25, 0, 0.09}}}, 2, process, 80}; }

const std::vector<int64_t> shape{4, 2, 32, 32};
constexpr size_t draws = 4 * 32 * 32;

std::vector<double> startNoise(uint64_t seed) {
  std::mt19937_64 words(seed);
  std::vector<double> noise(2 * draws);
  const auto uniform = [&] { return (double(words() >> 11) + 0.5) * 0x1p-53; };
  for (double& number : noise)
    number = std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
  return noise;
}

std::vector<Point> pointsOf(const std::vector<double>& latent) {
  std::vector<Point> points;
  for (size_t row = 0; row < 4; ++row)
    for (size_t place = 0; place < 1024; ++place)
      points.push_back({latent[row * 2048 + place], latent[row * 2048 + 1024 + place]});
  return points;
}

// Deviations from what the mixture says, in units of the sampling error.
std::vector<double> deviations(const Mixture& mixture, const std::vector<Point>& points) {
  const size_t parts = mixture.components.size();
  std::vector<std::vector<Point>> own(parts);
  const Mixture::Slice data(mixture, {1, 0, 0, 0});
  for (const Point& point : points) own[data.likeliest(point)].push_back(point);
  std::vector<double> found;
  const auto n = double(points.size());
  for (size_t k = 0; k < parts; ++k) {
    const Component& part = mixture.components[k];
    const auto count = double(own[k].size());
    if (parts > 1) found.push_back((count / n - part.weight) / std::sqrt(part.weight * (1 - part.weight) / n));
    Point mean{};
    for (const Point& p : own[k]) mean[0] += p[0] / count, mean[1] += p[1] / count;
    Symmetric spread{};
    for (const Point& p : own[k]) {
      const double x = p[0] - part.mean[0], y = p[1] - part.mean[1];
      spread.xx += x * x / count, spread.xy += x * y / count, spread.yy += y * y / count;
    }
    const Symmetric& c = part.covariance;
    found.push_back((mean[0] - part.mean[0]) / std::sqrt(c.xx / count));
    found.push_back((mean[1] - part.mean[1]) / std::sqrt(c.yy / count));
    found.push_back((spread.xx - c.xx) / std::sqrt(2 * c.xx * c.xx / count));
    found.push_back((spread.xy - c.xy) / std::sqrt((c.xx * c.yy + c.xy * c.xy) / count));
    found.push_back((spread.yy - c.yy) / std::sqrt(2 * c.yy * c.yy / count));
  }
  return found;
}

double rootMeanSquare(const std::vector<double>& numbers) {
  double sum = 0;
  for (const double number : numbers) sum += number * number;
  return std::sqrt(sum / double(numbers.size()));
}

// How a solver is sampled with: its defaults, unless they are made for something else than the exact denoiser, and as
// many steps as make its own error small against the sampling error.
struct Way {
  int steps = 0;  // 0: 50, of methods of first order 300
  Settings settings{};
  Answers answers = Answers::Mean;
  bool once = false;  // it computes the same for every process
};
Way wayOf(const Variant& variant) {
  static const std::map<std::string, Way> ways{
      // Each level has to follow the one before.
      {"AnnealedLangevin", {.steps = 600, .settings = {{"step_size", Value::number(0.1)}}, .once = true}},
      {"Langevin", {.steps = 60, .once = true}},
      {"EDMStochastic", {.steps = 150}},
      {"EDMStochastic method=euler", {.steps = 1200}},
      {"PredictorCorrector", {.steps = 200}},
      // For models that answer with a draw, not with the mean.
      {"CMStochasticIterative", {.steps = 4, .answers = Answers::Consistent}},
      {"LCM", {.steps = 4, .answers = Answers::Consistent}},
      {"TCD", {.steps = 4, .settings = {{"gamma", Value::number(1)}}, .answers = Answers::Consistent}},
  };
  auto found = ways.find(variant.label);
  if (found == ways.end()) found = ways.find(variant.node);
  Way way = found == ways.end() ? Way{} : found->second;
  way.settings.insert(variant.settings.begin(), variant.settings.end());
  if (way.steps == 0) way.steps = factsOf(solverNamed(variant.node, way.settings).get()).order == 1 ? 300 : 50;
  return way;
}

// Evenly in log b / a, where all processes are one.
std::vector<double> timesOf(int process, const Way& way) {
  auto times = geometricTimes(80, 0.01, way.steps - 1);
  if (process == WEFT_PROCESS_RECTIFIED_FLOW) {
    for (double& time : times) time /= 1 + time;
    times.front() = 1;
  }
  times.push_back(0);
  return times;
}

const std::vector<Variant>& variants() {
  static const auto all = solverVariants();
  return all;
}

}  // namespace

class TestSolverStatistics : public QObject {
  Q_OBJECT

 private slots:
  void drawsAreDistributedAsTheData_data();
  void drawsAreDistributedAsTheData();
};

// Of what a node offers beside its defaults, one process is enough.
void TestSolverStatistics::drawsAreDistributedAsTheData_data() {
  QTest::addColumn<int>("variant");
  QTest::addColumn<int>("process");
  for (size_t i = 0; i < variants().size(); ++i) {
    const Variant& variant = variants()[i];
    const Value solver = solverNamed(variant.node, variant.settings);
    if (!(factsOf(solver.get()).flags & WEFT_SOLVER_STOCHASTIC)) continue;
    const char* label = variant.label.c_str();
    QTest::addRow("%s, flow", label) << int(i) << int(WEFT_PROCESS_RECTIFIED_FLOW);
    if (!variant.isDefault() || wayOf(variant).once) continue;
    QTest::addRow("%s, variance preserving", label) << int(i) << int(WEFT_PROCESS_VARIANCE_PRESERVING);
    QTest::addRow("%s, variance exploding", label) << int(i) << int(WEFT_PROCESS_VARIANCE_EXPLODING);
  }
}

void TestSolverStatistics::drawsAreDistributedAsTheData() {
  QFETCH(int, variant);
  QFETCH(int, process);
  const std::string node = variants()[size_t(variant)].node;
  const Way way = wayOf(variants()[size_t(variant)]);
  const Mixture mixture = way.answers == Answers::Mean ? threePeaks(process) : oneGaussian(process);
  const Value solver = solverNamed(node, way.settings);
  std::vector<double> found;
  for (const int seed : {1, 2}) {
    const auto latent = sampled(denoiserOf(mixture, way.answers), solver, timesOf(process, way), shape,
                                startNoise(uint64_t(seed)), seed + 6);
    const auto its = deviations(mixture, pointsOf(latent));
    found.insert(found.end(), its.begin(), its.end());
  }
  QString figures = QString::number(rootMeanSquare(found)) + " of";
  for (const double number : found) figures += QStringLiteral(" %1").arg(number, 0, 'f', 1);
  QVERIFY2(rootMeanSquare(found) <= 1.3, qPrintable(figures));
}

QTEST_GUILESS_MAIN(TestSolverStatistics)
#include "test_solver_statistics.moc"
