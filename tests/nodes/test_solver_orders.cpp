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

// Where the flow leads from the noise.
const std::vector<double>& endOf(const Mixture& mixture, double from, double to) {
  static std::map<std::array<double, 3>, std::vector<double>> known;
  std::vector<double>& end = known[{double(mixture.process), from, to}];
  if (end.empty())
    for (const double noise : startNoise) end.push_back(mixture.flow({noise * mixture.at(from).b, 0}, from, to)[0]);
  return end;
}

// The largest error at the end of the way.
double errorOf(const Mixture& mixture, const Value& solver, const std::vector<double>& times) {
  const auto out = sampled(denoiserOf(mixture), solver, times, shape, startNoise);
  const auto& end = endOf(mixture, times.front(), times.back());
  double worst = 0;
  for (size_t i = 0; i < out.size(); ++i) worst = std::max(worst, std::abs(out[i] - end[i]));
  return worst;
}

// A schedule in which a method's steps are even.
struct Course {
  std::vector<double> (*times)(double, double, int);
  double from, to;
};

// Of a flow, the times at which b / a is geometric.
std::vector<double> ratioTimes(double from, double to, int steps) {
  auto times = geometricTimes(from, to, steps);
  for (double& time : times) time /= 1 + time;
  return times;
}

const std::vector<Variant>& variants() {
  static const auto all = solverVariants();
  return all;
}

bool hasTolerance(const Variant& variant) {
  return builtCatalog().find("weft.schedulers." + variant.node)->parameterIndex("rtol") >= 0;
}

// Without the shorter memory that some have in the last steps, whatever their number.
Value evenSolver(const Variant& variant) {
  Settings settings = variant.settings;
  const NodeType& type = *builtCatalog().find("weft.schedulers." + variant.node);
  if (type.parameterIndex("lower_order_final") >= 0) settings["lower_order_final"] = Value::boolean(false);
  return solverNamed(variant.node, settings);
}

template <class Wanted>
void rows(Wanted&& wanted) {
  QTest::addColumn<int>("variant");
  QTest::addColumn<int>("process");
  for (size_t i = 0; i < variants().size(); ++i) {
    const Variant& variant = variants()[i];
    const Value solver = solverNamed(variant.node, variant.settings);
    if ((factsOf(solver.get()).flags & WEFT_SOLVER_STOCHASTIC) || !wanted(variant)) continue;
    const char* label = variant.label.c_str();
    QTest::addRow("%s, variance preserving", label) << int(i) << int(WEFT_PROCESS_VARIANCE_PRESERVING);
    QTest::addRow("%s, variance exploding", label) << int(i) << int(WEFT_PROCESS_VARIANCE_EXPLODING);
    QTest::addRow("%s, flow", label) << int(i) << int(WEFT_PROCESS_RECTIFIED_FLOW);
  }
}

struct Measured {
  double order = 0;
  QString figures;
};

// By how much the error falls when steps double, where it is small but well above rounding.
Measured measure(const Mixture& mixture, const Value& solver, const Course& course, int mostSteps) {
  Measured measured;
  double before = 0;
  for (int steps = 32; steps <= mostSteps && (before == 0 || before > 1e-8); steps *= 2) {
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
  void errorFallsWithTheTolerance_data();
  void errorFallsWithTheTolerance();
};

void TestSolverOrders::errorFallsWithTheStatedOrder_data() {
  rows([](const Variant& variant) { return !hasTolerance(variant); });
}

void TestSolverOrders::errorFallsWithTheStatedOrder() {
  QFETCH(int, variant);
  QFETCH(int, process);
  const Value solver = evenSolver(variants()[size_t(variant)]);
  // Its integrals are sums of 200 terms, as in its reference, whose own error is of first order.
  const int mostSteps = variants()[size_t(variant)].node == "ERSDE" ? 128 : 512;
  const int order = int(factsOf(solver.get()).order);
  const Mixture mixture = twoPeaks(process);
  const bool flow = process == WEFT_PROCESS_RECTIFIED_FLOW;
  // Of multistep methods the first steps are of lower order; where they begin, the estimate hardly depends on x.
  const Course courses[] = {flow ? Course{ratioTimes, 40, 0.1} : Course{geometricTimes, 40, 0.1},
                            {linearTimes, flow ? 0.999 : 4, 0.1}};
  QString figures;
  double best = 0;
  for (const Course& course : courses) {
    const Measured measured = measure(mixture, solver, course, mostSteps);
    figures += measured.figures;
    best = std::max(best, measured.order);
  }
  QVERIFY2(best > order - 0.25, qPrintable(QString::number(order) + ":" + figures));
}

void TestSolverOrders::errorFallsWithTheTolerance_data() { rows(hasTolerance); }

void TestSolverOrders::errorFallsWithTheTolerance() {
  QFETCH(int, variant);
  QFETCH(int, process);
  const Mixture mixture = twoPeaks(process);
  std::vector<double> errors;
  for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
    Settings settings = variants()[size_t(variant)].settings;
    settings["rtol"] = settings["atol"] = Value::number(tolerance);
    const Value solver = solverNamed(variants()[size_t(variant)].node, settings);
    errors.push_back(errorOf(mixture, solver, {process == WEFT_PROCESS_RECTIFIED_FLOW ? 0.98 : 40, 0.1}));
  }
  const auto figures = QStringLiteral("%1 %2 %3").arg(errors[0]).arg(errors[1]).arg(errors[2]);
  QVERIFY2(errors[0] < 0.05 && errors[1] < errors[0] / 8 && errors[2] < errors[1] / 8, qPrintable(figures));
}

QTEST_GUILESS_MAIN(TestSolverOrders)
#include "test_solver_orders.moc"
