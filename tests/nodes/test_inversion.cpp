// From pictures to the noise that draws them, where the flow is known in closed form.
#include <QtTest>

#include "gaussian_denoiser.h"
#include "node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

const std::vector<int64_t> shape{1, 4, 2, 3};

std::vector<float> picture() {
  std::vector<float> numbers(24);
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = float(0.5 + 0.3 * std::sin(double(i * i) * 1.7));
  return numbers;
}

Gaussian gaussianOf(int process) {
  Gaussian gaussian;
  gaussian.process = process;
  return gaussian;
}

// Falling to 0, closer together where there is little noise.
std::vector<double> timesOf(int process, int steps) {
  const double last = process == WEFT_PROCESS_VARIANCE_EXPLODING ? 20 : 0.98;
  std::vector<double> times;
  for (int i = 0; i <= steps; ++i) times.push_back(last * std::pow(1 - double(i) / steps, 3));
  return times;
}

NodeRun nodeOf(const std::string& type, int process, const std::vector<double>& times, GaussianCounts& counts) {
  NodeRun node("weft.schedulers." + type);
  node.link("denoiser", Value::adopt(makeGaussianDenoiser(gaussianOf(process), &counts)));
  node.link("sigmas", tensorOf<double>({int64_t(times.size())}, times));
  return node;
}

Value solverOf(const std::string& name) {
  NodeRun node("weft.schedulers." + name);
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return node.output("solver");
}

std::vector<float> latentFrom(NodeRun& node) {
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<float>(node.output("latent"));
}

struct Inverted {
  std::vector<float> noise;
  int evaluations;
};

Inverted inverted(int process, int steps, int iterations, const char* solver = nullptr) {
  GaussianCounts counts;
  NodeRun node = nodeOf("Invert", process, timesOf(process, steps), counts);
  node.link("latent", tensorOf<float>(shape, picture())).set("iterations", Value::integer(iterations));
  node.set("tolerance", Value::number(1e-9));
  if (solver) node.link("solver", solverOf(solver));
  auto noise = latentFrom(node);
  if (counts.begun != 1 || counts.ended != 1) throw std::runtime_error("runs were not ended");
  return {std::move(noise), counts.predictions};
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return INFINITY;
  double worst = 0;
  for (size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(double(a[i]) - double(b[i])));
  return worst;
}

// How far sampling what was inverted is from the picture.
double wayBack(int process, int steps, int iterations) {
  GaussianCounts counts;
  NodeRun sample = nodeOf("Sample", process, timesOf(process, steps), counts);
  sample.link("latent", tensorOf<float>(shape, inverted(process, steps, iterations).noise));
  return distance(latentFrom(sample), picture());
}

// How far the inverted picture is from the one that the flow leads to, by the amount of noise there.
double errorOf(int process, int steps, const char* solver) {
  const Gaussian gaussian = gaussianOf(process);
  const double last = timesOf(process, steps).front();
  const auto noise = inverted(process, steps, 1, solver).noise;
  double worst = 0;
  for (size_t i = 0; i < noise.size(); ++i)
    worst = std::max(worst, std::abs(noise[i] - gaussian.flow(picture()[i], 0, last)));
  return worst / gaussian.at(last).b;
}

}  // namespace

class TestInversion : public QObject {
  Q_OBJECT

 private slots:
  void leadsToTheNoiseOfTheFlow_data() { addProcesses(); }
  void leadsToTheNoiseOfTheFlow() {
    QFETCH(int, process);
    const double euler = errorOf(process, 100, nullptr), eulerHalf = errorOf(process, 200, nullptr);
    const double heun = errorOf(process, 40, "Heun"), heunHalf = errorOf(process, 80, "Heun");
    const auto figures =
        QStringLiteral("Euler %1 -> %2, Heun %3 -> %4").arg(euler).arg(eulerHalf).arg(heun).arg(heunHalf);
    QVERIFY2(eulerHalf < euler * 0.62, qPrintable(figures));
    QVERIFY2(heunHalf < heun * 0.45 && heunHalf < eulerHalf, qPrintable(figures));
  }

  // DDIM with eta 0 draws no noise, and is Euler's method on these processes.
  void ddimGoesUpLikeEuler() {
    for (const int process : {WEFT_PROCESS_VARIANCE_PRESERVING, WEFT_PROCESS_VARIANCE_EXPLODING})
      QVERIFY(distance(inverted(process, 20, 1, "DDIM").noise, inverted(process, 20, 1, "Euler").noise) < 1e-4);
  }

  // What is of second order downward is so upward.
  void solversGoUp_data() {
    QTest::addColumn<QString>("solver");
    for (const char* solver :
         {"DEIS", "DPM2", "DPMSolverMultistep", "DPMSolverSinglestep", "DPMpp2M", "IPNDM", "UniPC"})
      QTest::newRow(solver) << solver;
  }
  void solversGoUp() {
    QFETCH(QString, solver);
    const auto name = solver.toStdString();
    for (const int process : {0, 1, 2}) {
      const double whole = errorOf(process, 40, name.c_str()), half = errorOf(process, 80, name.c_str());
      QVERIFY2(whole < 0.05 && half < whole * 0.4, qPrintable(QStringLiteral("%1 -> %2").arg(whole).arg(half)));
    }
  }

  void samplingGivesThePictureBack_data() { addProcesses(); }
  void samplingGivesThePictureBack() {
    QFETCH(int, process);
    const double one = wayBack(process, 40, 1), half = wayBack(process, 80, 1), exact = wayBack(process, 40, 100);
    const auto figures = QStringLiteral("%1 -> %2, fixed points %3").arg(one).arg(half).arg(exact);
    QVERIFY2(one > 1e-3 && half < one * 0.65, qPrintable(figures));
    QVERIFY2(exact < 1e-5, qPrintable(figures));
  }

  // epsilon at the time that is gone to, of where one is: DDIMInverseScheduler.
  void oneIterationIsDdimInversion() {
    const Gaussian gaussian = gaussianOf(WEFT_PROCESS_VARIANCE_PRESERVING);
    auto times = timesOf(gaussian.process, 7);
    const auto noise = inverted(gaussian.process, 7, 1);
    QCOMPARE(noise.evaluations, 7);
    std::ranges::reverse(times);
    for (size_t i = 0; i < noise.noise.size(); ++i) {
      double x = picture()[i];
      for (size_t step = 0; step < 7; ++step) {
        const auto s = gaussian.at(times[step]), t = gaussian.at(times[step + 1]);
        const double epsilon = (x - t.a * gaussian.x0(x, times[step + 1], gaussian.mean)) / t.b;
        x = t.a * (x - s.b * epsilon) / s.a + t.b * epsilon;
      }
      QVERIFY(std::abs(x - noise.noise[i]) < 1e-5);
    }
  }

  // On a flow there is nothing of the picture left at the end, and Euler's step from there is undone all the same.
  void fixedPointsGoBackFromNoiseAlone() {
    GaussianCounts counts;
    std::vector<double> times{1, 0.8, 0.5, 0.2, 0};
    NodeRun invert = nodeOf("Invert", WEFT_PROCESS_RECTIFIED_FLOW, times, counts);
    invert.link("latent", tensorOf<float>(shape, picture())).set("iterations", Value::integer(200));
    NodeRun sample = nodeOf("Sample", WEFT_PROCESS_RECTIFIED_FLOW, times, counts);
    sample.link("latent", tensorOf<float>(shape, latentFrom(invert)));
    QVERIFY(distance(latentFrom(sample), picture()) < 1e-4);
    NodeRun single = nodeOf("Invert", WEFT_PROCESS_RECTIFIED_FLOW, {1, 0}, counts);
    single.link("latent", tensorOf<float>(shape, picture()));
    QVERIFY(single.failure().find("forgets the data") != std::string::npos);
  }

  void toleranceEndsTheIterations() {
    GaussianCounts counts;
    NodeRun node = nodeOf("Invert", WEFT_PROCESS_RECTIFIED_FLOW, timesOf(WEFT_PROCESS_RECTIFIED_FLOW, 10), counts);
    node.link("latent", tensorOf<float>(shape, picture())).set("iterations", Value::integer(1000));
    node.set("tolerance", Value::number(0.01));
    latentFrom(node);
    QVERIFY(counts.predictions > 10 && counts.predictions < 100);
  }

  void whatCannotBeInvertedIsRefused() {
    GaussianCounts counts;
    const auto times = timesOf(WEFT_PROCESS_VARIANCE_EXPLODING, 4);
    for (const char* solver : {"EulerMaruyama", "ProbabilityFlowODE"}) {
      NodeRun node = nodeOf("Invert", WEFT_PROCESS_VARIANCE_EXPLODING, times, counts);
      node.link("latent", tensorOf<float>(shape, picture())).link("solver", solverOf(solver));
      QVERIFY(node.failure().find("draws noise or chooses its own steps") != std::string::npos);
    }
    NodeRun endless = nodeOf("Invert", WEFT_PROCESS_RECTIFIED_FLOW, timesOf(WEFT_PROCESS_RECTIFIED_FLOW, 40), counts);
    endless.link("latent", tensorOf<float>(shape, picture())).link("solver", solverOf("HeunPP2"));
    QVERIFY(endless.failure().find("does not go upward") != std::string::npos);
    NodeRun rising = nodeOf("Invert", WEFT_PROCESS_RECTIFIED_FLOW, {0, 0.5, 1}, counts);
    rising.link("latent", tensorOf<float>(shape, picture()));
    QVERIFY(rising.failure().find("not below the one before") != std::string::npos);
    NodeRun channels = nodeOf("Invert", WEFT_PROCESS_RECTIFIED_FLOW, {1, 0.5, 0}, counts);
    channels.link("latent", tensorOf<float>({1, 3, 2, 4}, picture()));
    QVERIFY(channels.failure().find("the latent has 3 channels") != std::string::npos);
  }

 private:
  static void addProcesses() {
    QTest::addColumn<int>("process");
    QTest::newRow("rectified flow") << int(WEFT_PROCESS_RECTIFIED_FLOW);
    QTest::newRow("variance preserving") << int(WEFT_PROCESS_VARIANCE_PRESERVING);
    QTest::newRow("variance exploding") << int(WEFT_PROCESS_VARIANCE_EXPLODING);
  }
};

QTEST_GUILESS_MAIN(TestInversion)
#include "test_inversion.moc"
