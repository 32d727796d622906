// Every deterministic solver's error falls with its stated order as steps double: mixtures of Gaussians, whose denoiser
// and flow are known. A new solver is covered by being there.
#include <QtTest>

#include "solver_runs.h"

using namespace weft;
using namespace weft::test;

namespace {

// Two narrow components: what is under the noise is far from linear in x.
Mixture twoPeaks(int process) {
  return {{{0.3, {-0.8, 0}, {0.04, 0, 0}}, {0.7, {0.6, 0}, {0.09, 0, 0}}}, 1, process, 80};
}

const std::vector<double> startNoise{-1.9, -1.1, -0.6, -0.25, 0.1, 0.35, 0.7, 1.2, 2.1};
const std::vector<int64_t> shape{1, 1, 1, 9};

// The largest error at the end of the way.
double errorOf(const Mixture& mixture, const Value& solver, const std::vector<double>& times) {
  const auto out = sampled(denoiserOf(mixture), solver, times, shape, startNoise);
  double worst = 0;
  for (size_t i = 0; i < out.size(); ++i) {
    const double start = startNoise[i] * mixture.at(times.front()).b;
    worst = std::max(worst, std::abs(out[i] - mixture.flow({start, 0}, times.front(), times.back())[0]));
  }
  return worst;
}

// A schedule in which a method's steps are even.
struct Course {
  std::vector<double> (*times)(double, double, int);
  double from, to;
};

struct Measured {
  double order = 0;
  QString figures;
};

// By how much the error falls when steps double, where it is small but well above rounding.
Measured measure(const Mixture& mixture, const Value& solver, const Course& course) {
  Measured measured;
  double before = 0;
  for (int steps = 32; steps <= 512 && (before == 0 || before > 1e-8); steps *= 2) {
    const double error = errorOf(mixture, solver, course.times(course.from, course.to, steps));
    if (before > 0 && error < 0.01) measured.order = std::log2(before / error);
    measured.figures += QStringLiteral(" %1 (%2)").arg(error, 0, 'g', 3).arg(measured.order, 0, 'f', 2);
    before = error;
  }
  measured.figures += ";";
  return measured;
}

}  // namespace

class TestSolverOrders : public QObject {
  Q_OBJECT

 private slots:
  void errorFallsWithTheStatedOrder_data();
  void errorFallsWithTheStatedOrder();
};

void TestSolverOrders::errorFallsWithTheStatedOrder_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<int>("process");
  for (const std::string& name : solverNodes()) {
    const auto facts = factsOf(solverNamed(name).get());
    if (facts.flags & (WEFT_SOLVER_STOCHASTIC | WEFT_SOLVER_ADAPTIVE)) continue;
    QTest::addRow("%s, variance preserving", name.c_str())
        << QString::fromStdString(name) << int(WEFT_PROCESS_VARIANCE_PRESERVING);
    QTest::addRow("%s, variance exploding", name.c_str())
        << QString::fromStdString(name) << int(WEFT_PROCESS_VARIANCE_EXPLODING);
    QTest::addRow("%s, flow", name.c_str()) << QString::fromStdString(name) << int(WEFT_PROCESS_RECTIFIED_FLOW);
  }
}

void TestSolverOrders::errorFallsWithTheStatedOrder() {
  QFETCH(QString, name);
  QFETCH(int, process);
  const Value solver = solverNamed(name.toStdString());
  const int order = int(factsOf(solver.get()).order);
  const Mixture mixture = twoPeaks(process);
  const bool flow = process == WEFT_PROCESS_RECTIFIED_FLOW;
  // Of multistep methods the first steps are of lower order; where they begin, the estimate hardly depends on x.
  const Course courses[] = {{geometricTimes, flow ? 0.999 : 40, 0.1}, {linearTimes, flow ? 0.999 : 4, 0.1}};
  QString figures;
  double best = 0;
  for (const Course& course : courses) {
    const Measured measured = measure(mixture, solver, course);
    figures += measured.figures;
    best = std::max(best, measured.order);
  }
  QVERIFY2(best > order - 0.25, qPrintable(QString::number(order) + ":" + figures));
}

QTEST_GUILESS_MAIN(TestSolverOrders)
#include "test_solver_orders.moc"
