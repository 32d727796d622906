// Solvers of the exponential kind where schedules, options and histories are unusual.
#include <QtTest>

#include "solver_runs.h"

using namespace weft;
using namespace weft::test;

namespace {

Mixture twoPeaks(int process) {
  return {{{0.3, {-0.8, 0}, {0.04, 0, 0}}, {0.7, {0.6, 0}, {0.09, 0, 0}}}, 1, process, 80};
}
const std::vector<double> startNoise{-1.9, -1.1, -0.25, 0.35, 0.7, 2.1};
const std::vector<int64_t> shape{1, 1, 2, 3};

Value text(const char* value) { return Value::string(value); }
Value whole(int64_t value) { return Value::integer(value); }

// Solvers with options that go into their formulas.
const std::vector<std::pair<std::string, Settings>> solvers{
    {"DEIS", {{"solver_order", whole(3)}, {"lower_order_final", Value::boolean(false)}}},
    {"DPMpp2M", {{"cfg_pp", Value::boolean(true)}}},
    {"DPMpp2MSDE", {{"solver_type", text("heun")}}},
    {"DPMpp2SAncestral", {{"cfg_pp", Value::boolean(true)}}},
    {"DPMpp3MSDE", {}},
    {"DPMppSDE", {{"r", Value::number(1)}}},
    {"DPMSolverMultistep", {{"solver_order", whole(3)}, {"algorithm_type", text("dpmsolver")}}},
    {"DPMSolverMultistep", {{"solver_order", whole(3)}, {"algorithm_type", text("sde-dpmsolver")}}},
    {"DPMSolverMultistep", {{"solver_order", whole(3)}, {"algorithm_type", text("sde-dpmsolver++")}}},
    {"DPMSolverSinglestep", {{"solver_order", whole(3)}, {"algorithm_type", text("dpmsolver")}}},
    {"DPMSolverSinglestep", {{"solver_order", whole(3)}, {"solver_type", text("heun")}}},
    {"ERSDE", {{"solver_type", text("Reverse-time SDE")}}},
    {"ExpHeun2", {{"eta", Value::number(1)}}},
    {"RESMultistep", {{"eta", Value::number(1)}, {"cfg_pp", Value::boolean(true)}}},
    {"SASolver", {{"predictor_order", whole(4)}, {"corrector_order", whole(4)}}},
    {"SASolver", {{"corrector_order", whole(0)}, {"algorithm_type", text("noise_prediction")}}},
    {"SEEDS2", {{"r", Value::number(1)}, {"solver_type", text("phi_2")}}},
    {"SEEDS3", {}},
    {"UniPC", {{"solver_order", whole(4)}, {"lower_order_final", Value::boolean(false)}}},
    {"UniPC", {{"solver_order", whole(3)}, {"predict_x0", Value::boolean(false)}, {"solver_type", text("bh1")}}},
};

std::string refusal(const std::string& name, const Settings& settings) {
  NodeRun node("weft.schedulers." + name);
  for (const auto& [parameter, value] : settings) node.set(parameter, value);
  return node.failure();
}

}  // namespace

class TestExponentialSolvers : public QObject {
  Q_OBJECT

 private slots:
  void unusualSchedulesAreFinite_data();
  void unusualSchedulesAreFinite();
  void zeroTerminalSignalIsLeft_data() { unusualSchedulesAreFinite_data(); }
  void zeroTerminalSignalIsLeft();
  void withoutNoiseTheSdeIsTheFlow_data();
  void withoutNoiseTheSdeIsTheFlow();
  void ordersRiseWithTheOption_data();
  void ordersRiseWithTheOption();
  void correctionsCanBeLeftOut();
  void badOptionsAreRefused();
  void foreignHistoriesAreRefused();
};

// From noise alone, with steps that are hardly there, to no noise and to some, one step and many.
void TestExponentialSolvers::unusualSchedulesAreFinite_data() {
  QTest::addColumn<int>("which");
  for (size_t i = 0; i < solvers.size(); ++i) QTest::addRow("%zu %s", i, solvers[i].first.c_str()) << int(i);
}

void TestExponentialSolvers::unusualSchedulesAreFinite() {
  QFETCH(int, which);
  const auto& [name, settings] = solvers[size_t(which)];
  const auto run = [&](const std::vector<double>& times) {
    return sampled(denoiserOf(twoPeaks(WEFT_PROCESS_RECTIFIED_FLOW)), solverNamed(name, settings), times, shape,
                   startNoise);
  };
  for (const auto& times : {std::vector<double>{1, 0}, {1, 0.5}, {0.3, 0.1}, linearTimes(1, 0, 16)})
    for (const double number : run(times))
      QVERIFY2(std::abs(number) < 5,
               qPrintable(QStringLiteral("%1 times from %2: %3").arg(times.size()).arg(times[0]).arg(number)));
  for (const double number : run({1, 0.6, 0.59999, 0.2, 1e-4, 0})) QVERIFY(std::isfinite(number));
}

// A schedule of a model with zero-terminal-SNR begins at an infinite sigma: as good as at one that is very high.
void TestExponentialSolvers::zeroTerminalSignalIsLeft() {
  QFETCH(int, which);
  const auto& [name, settings] = solvers[size_t(which)];
  const Value solver = solverNamed(name, settings);
  Mixture mixture = twoPeaks(WEFT_PROCESS_VARIANCE_PRESERVING);
  mixture.last = std::numeric_limits<double>::infinity();
  auto times = geometricTimes(40, 0.05, 14);
  times.push_back(0);
  const auto from = [&](double first) {
    times.insert(times.begin(), first);
    const auto out = sampled(denoiserOf(mixture), solver, times, shape, startNoise, 3);
    times.erase(times.begin());
    return out;
  };
  const auto infinite = from(mixture.last), high = from(1e5);
  // Over so long a step, groups that integrate the noise's estimate go astray.
  const bool steady = name != "DPMSolverSinglestep" || !settings.contains("algorithm_type");
  const bool still = !(factsOf(solver.get()).flags & WEFT_SOLVER_STOCHASTIC);
  for (size_t i = 0; i < infinite.size(); ++i) {
    QVERIFY2(std::abs(infinite[i]) < 5, qPrintable(QString::number(infinite[i])));
    if (still && steady) QVERIFY(std::abs(infinite[i] - high[i]) < 0.02);
  }
}

void TestExponentialSolvers::withoutNoiseTheSdeIsTheFlow_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"DPMpp2MSDE", "DPMpp3MSDE", "DPMppSDE", "DPMpp2SAncestral", "RESMultistep", "ERSDE",
                           "SEEDS2", "SEEDS3", "ExpHeun2", "SASolver"})
    QTest::newRow(name) << name;
}

// 200 steps of second order.
void TestExponentialSolvers::withoutNoiseTheSdeIsTheFlow() {
  QFETCH(QString, name);
  const char* share = name == "SASolver" ? "tau" : "eta";
  const Value solver = solverNamed(name.toStdString(), {{share, Value::number(0)}});
  QVERIFY(!(factsOf(solver.get()).flags & WEFT_SOLVER_STOCHASTIC));
  for (const int process : {WEFT_PROCESS_VARIANCE_PRESERVING, WEFT_PROCESS_RECTIFIED_FLOW}) {
    const Mixture mixture = twoPeaks(process);
    const bool flow = process == WEFT_PROCESS_RECTIFIED_FLOW;
    const auto times = flow ? linearTimes(0.999, 0.1, 200) : geometricTimes(40, 0.1, 200);
    const auto out = sampled(denoiserOf(mixture), solver, times, shape, startNoise);
    for (size_t i = 0; i < out.size(); ++i) {
      const double start = startNoise[i] * mixture.at(times.front()).b;
      const double wanted = mixture.flow({start, 0}, times.front(), times.back())[0];
      QVERIFY2(std::abs(out[i] - wanted) < 2e-3, qPrintable(QStringLiteral("%1, not %2").arg(out[i]).arg(wanted)));
    }
  }
}

void TestExponentialSolvers::ordersRiseWithTheOption_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("option");
  QTest::addColumn<int>("highest");
  QTest::newRow("DPMSolverMultistep") << "DPMSolverMultistep"
                                      << "solver_order" << 2;
  QTest::newRow("DPMSolverSinglestep") << "DPMSolverSinglestep"
                                       << "solver_order" << 3;
  QTest::newRow("UniPC") << "UniPC"
                         << "solver_order" << 3;
  QTest::newRow("DEIS") << "DEIS"
                        << "solver_order" << 3;
}

// With 40 steps a higher order is nearer.
void TestExponentialSolvers::ordersRiseWithTheOption() {
  QFETCH(QString, name);
  QFETCH(QString, option);
  QFETCH(int, highest);
  const Mixture mixture = twoPeaks(WEFT_PROCESS_VARIANCE_PRESERVING);
  const auto times = geometricTimes(40, 0.1, 42);
  double before = 0;
  for (int order = 1; order <= highest; ++order) {
    const Value solver = solverNamed(
        name.toStdString(), {{option.toStdString(), whole(order)}, {"lower_order_final", Value::boolean(false)}});
    const auto out = sampled(denoiserOf(mixture), solver, times, shape, startNoise);
    double worst = 0;
    for (size_t i = 0; i < out.size(); ++i)
      worst = std::max(worst, std::abs(out[i] - mixture.flow({startNoise[i] * mixture.at(40).b, 0}, 40, 0.1)[0]));
    QVERIFY2(order == 1 || worst < 0.7 * before,
             qPrintable(QStringLiteral("order %1: %2 after %3").arg(order).arg(worst).arg(before)));
    before = worst;
  }
}

void TestExponentialSolvers::correctionsCanBeLeftOut() {
  const Mixture mixture = twoPeaks(WEFT_PROCESS_VARIANCE_PRESERVING);
  const auto run = [&](const Settings& settings) {
    return sampled(denoiserOf(mixture), solverNamed("UniPC", settings), geometricTimes(40, 0.1, 5), shape, startNoise);
  };
  const auto without = run({{"corrector", Value::boolean(false)}});
  QCOMPARE(run({{"disable_corrector", text(" 0,1, 2 3")}}), without);
  QVERIFY(run({{"disable_corrector", text("0,1,2")}}) != without);
  QVERIFY(run({}) != without);
}

void TestExponentialSolvers::badOptionsAreRefused() {
  QVERIFY(refusal("UniPC", {{"disable_corrector", text("0,first")}}).find("wanted numbers of steps") !=
          std::string::npos);
  QVERIFY(refusal("UniPC", {{"disable_corrector", text("-1")}}).find("wanted numbers of steps") != std::string::npos);
  QVERIFY(
      refusal("SEEDS3", {{"r_1", Value::number(0.5)}, {"r_2", Value::number(0.5)}}).find("r_1 must be the lower one") !=
      std::string::npos);
  QVERIFY(refusal("SASolver", {{"tau_start", Value::number(0.1)}}).find("must not be above tau_start") !=
          std::string::npos);
}

// That a step is given the history of another solver's is a mistake in a graph.
void TestExponentialSolvers::foreignHistoriesAreRefused() {
  const auto stepped = [](const std::string& name, int index, const Value& latent, const Value& history) {
    NodeRun begin("weft.schedulers.BeginSampling");
    begin.link("denoiser", denoiserOf(twoPeaks(WEFT_PROCESS_RECTIFIED_FLOW))).link("solver", solverNamed(name));
    begin.link("sigmas", tensorOf<double>({4}, {1, 0.7, 0.3, 0})).link("noise", tensorOf<double>(shape, startNoise));
    if (auto done = begin.run(); !done) throw std::runtime_error(done.error().message);
    auto node = std::make_unique<NodeRun>("weft.schedulers.Step");
    node->link("sampling", begin.output("sampling")).link("latent", latent ? latent : begin.output("latent"));
    node->link("history", history ? history : begin.output("history")).set("index", whole(index));
    return node;
  };
  const auto first = stepped("DPMpp2M", 0, {}, {});
  QVERIFY(first->run().ok());
  const auto second = stepped("SASolver", 1, first->output("latent"), first->output("history"));
  QVERIFY2(second->failure().find("the history is that of another solver") != std::string::npos,
           second->failure().c_str());
}

QTEST_GUILESS_MAIN(TestExponentialSolvers)
#include "test_exponential_solvers.moc"
