// Nodes of the denoisers pack: the exact denoiser of a mixture, the same denoiser in another process, predictions.
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include <QtTest>

#include "denoiser_calls.h"
#include "diffusion/betas.h"
#include "node_harness.h"
#include "reference_networks.h"

using namespace weft;
using namespace weft::test;

namespace {

using Settings = std::map<std::string, Value>;

constexpr double infinity = std::numeric_limits<double>::infinity();
const std::string pack = "weft.denoisers.";

Value text(const std::string& value) { return Value::string(value); }

Value made(NodeRun& node, const Settings& settings, const std::string& port) {
  for (const auto& [name, value] : settings) node.set(name, value);
  auto outcome = node.run();
  if (!outcome) throw std::runtime_error(outcome.error().message);
  return node.output(port);
}

// Two channels, with covariances.
Value mixture(Settings settings) {
  settings.emplace("means", text("1 -0.5; -2 0.25"));
  settings.emplace("weights", text("3 1"));
  settings.emplace("covariances", text("0.5 0.3 0.3 0.4; 0.09 0 0 1.2"));
  settings.emplace("labels", text("cat dog"));
  NodeRun node(pack + "GaussianMixture");
  return made(node, settings, "denoiser");
}

Value changed(const Value& denoiser, const Settings& settings) {
  NodeRun node(pack + "ChangeProcess");
  node.link("denoiser", denoiser);
  return made(node, settings, "changed");
}

const std::map<std::string, Settings> processes = {
    {"discrete", {{"process", text("discrete")}}},
    {"zero terminal", {{"process", text("discrete")}, {"rescale_betas_zero_snr", Value::boolean(true)}}},
    {"continuous",
     {{"process", text("continuous")},
      {"beta_schedule", text("linear")},
      {"beta_start", Value::number(0.0001)},
      {"beta_end", Value::number(0.02)}}},
    {"cosine", {{"process", text("continuous")}, {"beta_schedule", text("cosine")}}},
    {"exploding", {{"process", text("variance_exploding")}}},
    {"edm", {{"process", text("edm")}}},
    {"flow", {{"process", text("flow")}}}};

double sigmaAt(const Value& denoiser, double t) {
  const auto c = coefficientsAt(denoiser.get(), t);
  return c.a > 0 ? c.b / c.a : infinity;
}

// A time of that sigma, of processes whose time is sigma or a rectified flow's.
double timeAt(const Value& denoiser, double sigma) {
  return factsOf(denoiser.get()).process == WEFT_PROCESS_RECTIFIED_FLOW ? sigma / (1 + sigma) : sigma;
}

bool near(const std::vector<double>& a, const std::vector<double>& b, double tolerance) {
  if (a.size() != b.size() || a.empty()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (!(std::abs(a[i] - b[i]) <= tolerance * std::max(1.0, std::abs(b[i])))) return false;
  return true;
}

}  // namespace

class TestDenoisers : public QObject {
  Q_OBJECT

 private slots:
  void processesAreTold() {
    const auto alphas = *diffusion::alphasCumprodOf(*diffusion::betasOf({"scaled_linear", 0.00085, 0.012, 1000}));
    for (const auto& [name, settings] : processes) {
      const Value denoiser = mixture(settings);
      const auto facts = factsOf(denoiser.get());
      QCOMPARE(facts.first, 0.0);
      QCOMPARE(facts.channels, 2u);
      QCOMPARE(facts.stepTimes.size(), size_t(name == "discrete" || name == "zero terminal" ? 1000 : 0));
      if (!facts.stepTimes.empty()) QCOMPARE(facts.stepTimes.back(), facts.last);
      const double sigma = 0.75;
      const auto c = coefficientsAt(denoiser.get(), timeAt(denoiser, sigma));
      QVERIFY(std::abs(c.b / c.a - sigma) < 1e-12);
      if (facts.process == WEFT_PROCESS_VARIANCE_PRESERVING) QVERIFY(std::abs(c.a * c.a + c.b * c.b - 1) < 1e-12);
    }
    const auto discrete = factsOf(mixture(processes.at("discrete")).get());
    for (const size_t step : {0, 1, 500, 999})
      QVERIFY(std::abs(discrete.stepTimes[step] - std::sqrt((1 - alphas[step]) / alphas[step])) < 1e-12);
    QCOMPARE(factsOf(mixture(processes.at("zero terminal")).get()).last, infinity);
    QCOMPARE(factsOf(mixture(processes.at("cosine")).get()).last, infinity);
    QVERIFY(std::abs(factsOf(mixture(processes.at("continuous")).get()).last - std::sqrt(std::expm1(10.05))) < 1e-9);
    QCOMPARE(factsOf(mixture(processes.at("edm")).get()).last, 80.0);
    QCOMPARE(factsOf(mixture(processes.at("flow")).get()).last, 1.0);
  }

  void trainedBetasAreATable() {
    const auto facts = factsOf(mixture({{"process", text("discrete")},
                                        {"beta_schedule", text("trained_betas")},
                                        {"trained_betas", text("0.1, 0.2\n0.5")}})
                                   .get());
    QCOMPARE(facts.stepTimes.size(), size_t(3));
    QVERIFY(std::abs(facts.stepTimes[1] - std::sqrt(0.28 / 0.72)) < 1e-14);
    QVERIFY(std::abs(facts.last - std::sqrt(0.64 / 0.36)) < 1e-14);
    // A cosine in steps: alpha-bar after each of them.
    const auto cosine = factsOf(mixture({{"process", text("discrete")},
                                         {"beta_schedule", text("cosine")},
                                         {"num_train_timesteps", Value::integer(4)}})
                                    .get());
    QCOMPARE(cosine.stepTimes.size(), size_t(4));
    QVERIFY(std::abs(cosine.stepTimes[1] - 1) < 1e-12);
    QCOMPARE(cosine.last, infinity);
  }

  // One Gaussian in one channel, by hand.
  void aMixtureIsExact() {
    const Value denoiser = mixture({{"process", text("flow")},
                                    {"means", text("0.5")},
                                    {"weights", text("")},
                                    {"covariances", text("")},
                                    {"deviations", text("0.3")},
                                    {"labels", text("")}});
    const double t = 0.4, a = 0.6, b = 0.4, variance = a * a * 0.09 + b * b;
    const Asked asked = ask(denoiser.get(), {{-1, 0, 2}, {1, 2, 3}, t, {}, {}});
    for (size_t i = 0; i < 3; ++i) {
      const double x = std::array{-1.0, 0.0, 2.0}[i];
      QVERIFY(std::abs(asked.x0[i] - (0.5 + a * 0.09 / variance * (x - a * 0.5))) < 1e-14);
      QVERIFY(std::abs(asked.gradient[i] - double(i + 1) * a * 0.09 / variance) < 1e-14);
    }
  }

  void labelsChoose() {
    const Value denoiser = mixture(processes.at("flow"));
    const auto condition = [](const std::string& words) {
      NodeRun node(pack + "MixtureCondition");
      return made(node, {{"text", text(words)}}, "conditioning");
    };
    const Value dog = condition("a dog"), both = condition("dog, cat"), neither = condition("bird");
    const Asked asked = ask(denoiser.get(), {{0.1, 0.2}, {}, 0.7, {dog.get(), both.get(), neither.get(), nullptr}, {}});
    QCOMPARE(asked.branches.size(), size_t(4));
    QVERIFY(near(asked.branches[1], asked.branches[3], 1e-14));
    QVERIFY(near(asked.branches[2], asked.branches[3], 1e-14));
    QVERIFY(near(asked.x0, asked.branches[0], 0));
    const Value alone = mixture({{"process", text("flow")},
                                 {"means", text("-2 0.25")},
                                 {"weights", text("")},
                                 {"covariances", text("0.09 0 0 1.2")},
                                 {"labels", text("")}});
    QVERIFY(near(asked.x0, ask(alone.get(), {{0.1, 0.2}, {}, 0.7, {}, {}}).x0, 1e-13));
  }

  void wrongParametersAreNamed_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("message");
    QTest::newRow("no centre") << "means"
                               << ""
                               << "there is no centre";
    QTest::newRow("centres") << "means"
                             << "1 2; 1"
                             << "the centres differ";
    QTest::newRow("word") << "means"
                          << "one two"
                          << "is not a number";
    QTest::newRow("weights") << "weights"
                             << "1 2 3"
                             << "weights: wanted 2 numbers";
    QTest::newRow("weight") << "weights"
                            << "1 -2"
                            << "has the weight -2";
    QTest::newRow("covariances") << "covariances"
                                 << "1 0 0 1"
                                 << "wanted one for each of the 2 centres";
    QTest::newRow("covariance") << "covariances"
                                << "1 0 0 1; 1 0"
                                << "a row of 2 numbers; wanted 4";
    QTest::newRow("negative") << "covariances"
                              << "1 0 0 1; 1 3 3 1"
                              << "an eigenvalue below 0";
    QTest::newRow("labels") << "labels"
                            << "cat"
                            << "1 labels for 2 centres";
    QTest::newRow("beta_end") << "beta_end"
                              << "0.0001"
                              << "beta_start <= beta_end";
    QTest::newRow("no betas") << "beta_schedule"
                              << "trained_betas"
                              << "there are no betas";
    QTest::newRow("trained betas") << "trained_betas"
                                   << "0.1 x"
                                   << "is not a number";
  }

  void wrongParametersAreNamed() {
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, message);
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    try {
      mixture({{name.toStdString(),
                isNumber && name.startsWith("beta") ? Value::number(number) : text(value.toStdString())}});
      QFAIL("no failure");
    } catch (const std::runtime_error& error) {
      QVERIFY2(QString(error.what()).contains(message), error.what());
    }
  }

  void wrongProcessesAreFoundBeforeAnythingRuns() {
    NodeRun node(pack + "GaussianMixture");
    node.set("beta_end", Value::number(0.0001));
    QVERIFY(node.inferred("denoiser").find("beta_start <= beta_end") != std::string::npos);
    node.set("beta_end", Value::number(0.012)).set("means", text("1 2 3"));
    QCOMPARE(node.inferred("denoiser"), std::string("denoiser<mixture>[3, ?, ?]"));
    NodeRun continuous(pack + "ChangeProcess");
    continuous.set("process", text("continuous")).set("beta_schedule", text("sigmoid"));
    QVERIFY(continuous.inferred("changed").find("is one of trained steps") != std::string::npos);
  }

  void changedProcessesAnswerAsTheirOwn_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    for (const auto& from : processes)
      for (const auto& to : processes)
        QTest::addRow("%s to %s", from.first.c_str(), to.first.c_str())
            << QString::fromStdString(from.first) << QString::fromStdString(to.first);
  }

  // The twin: the same mixture, made in the process that the other one was changed to.
  void changedProcessesAnswerAsTheirOwn() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    const Value inner = mixture(processes.at(from.toStdString()));
    const Value twin = mixture(processes.at(to.toStdString()));
    const auto innerFacts = factsOf(inner.get()), facts = factsOf(twin.get());
    const double most = sigmaAt(inner, innerFacts.last);
    if (!facts.stepTimes.empty() && sigmaAt(twin, facts.last) > most && most < 4096) {
      NodeRun node(pack + "ChangeProcess");
      node.link("denoiser", inner);
      for (const auto& [name, value] : processes.at(to.toStdString())) node.set(name, value);
      QVERIFY(node.failure().find("the denoiser knows noise up to") != std::string::npos);
      return;
    }
    const Value outer = changed(inner, processes.at(to.toStdString()));
    const auto outerFacts = factsOf(outer.get());
    QCOMPARE(outerFacts.process, facts.process);
    QVERIFY(outerFacts.stepTimes == facts.stepTimes);
    QCOMPARE(outerFacts.channels, 2u);
    QVERIFY(std::abs(outerFacts.last - std::min(facts.last, timeAt(twin, most))) < 1e-9 ||
            outerFacts.last == facts.last);
    for (const double sigma : {0.03, 0.5, 3.0, 14.0}) {
      const double t = timeAt(twin, sigma);
      const Asking asking{{0.4, -1.5, 6, -0.7, 2, 0}, {1, -2, 3, 0.5, -0.25, 4}, t, {}, {}};
      const Asked expected = ask(twin.get(), asking), asked = ask(outer.get(), asking);
      QVERIFY(near(asked.x0, expected.x0, 1e-11));
      QVERIFY(near(asked.gradient, expected.gradient, 1e-11));
      const auto c = coefficientsAt(outer.get(), t), own = coefficientsAt(twin.get(), t);
      QVERIFY(c.a == own.a && c.b == own.b && c.da == own.da && c.db == own.db);
    }
    if (outerFacts.last != infinity) return;
    // Noise alone: the mean of the data. What goes up to a sigma of 4096 alone comes near it.
    const Asked noise = ask(outer.get(), {{0.4, -1.5}, {}, infinity, {}, {}});
    QVERIFY(near(noise.x0, {0.25, -0.3125}, most == infinity ? 1e-12 : 2e-3));
  }

  void batchesAndConditionsGoThrough() {
    const Value inner = mixture(processes.at("flow")), outer = changed(inner, processes.at("discrete"));
    const Value dog = Value::record({{"text", text("dog")}});
    const double sigma = 2, length = std::sqrt(5.0);
    const Asked asked = ask(outer.get(), {{0.1, 0.2}, {}, sigma, {dog.get(), nullptr}, {}});
    const Asked expected =
        ask(inner.get(), {{0.1 * length / 3, 0.2 * length / 3}, {}, 2.0 / 3, {dog.get(), nullptr}, {}});
    QCOMPARE(asked.branches.size(), size_t(2));
    QVERIFY(near(asked.branches[0], expected.branches[0], 1e-13));
    QVERIFY(near(asked.branches[1], expected.branches[1], 1e-13));
  }

  void schedulesAreToldInTheDenoisersOwnTimes() {
    std::vector<double> told;
    const Value listener = Value::adopt(makeListener(&told));
    const Value outer = changed(listener, processes.at("flow"));
    ask(outer.get(), {{0.5}, {}, 0.5, {}, {0.9, 0.5, 0.25, 0}});
    QVERIFY(near(told, {9, 1, 1.0 / 3, 0}, 1e-13));
    QVERIFY(std::abs(factsOf(outer.get()).last - 10.0 / 11) < 1e-13);
    QVERIFY_EXCEPTION_THROWN(ask(outer.get(), {{0.5}, {}, 0.95, {}, {0.9, 0}}), std::runtime_error);
    QVERIFY_EXCEPTION_THROWN(ask(outer.get(), {{0.5}, {}, std::nan(""), {}, {0.9, 0}}), std::runtime_error);
  }

  void stepsAreRoundedTo_data() {
    QTest::addColumn<QString>("prediction");
    for (const char* name : {"epsilon", "v_prediction", "sample"}) QTest::newRow(name) << name;
  }

  // A network that was trained on steps, asked between two of them: its prediction is that of the nearest step, for the
  // same input in variance-preserving coordinates.
  void stepsAreRoundedTo() {
    QFETCH(QString, prediction);
    const Value network = Value::adopt(makeReferenceDenoiser({"mlp", "vp", prediction.toStdString(), {}}));
    const auto steps = factsOf(network.get()).stepTimes;
    const size_t step = steps.size() / 2;
    const double sigma = steps[step] * 0.7 + steps[step + 1] * 0.3, nearest = steps[step];
    const Value outer = changed(network, {{"process", text("variance_exploding")},
                                          {"sigma_max", Value::number(10)},
                                          {"round_to_steps", Value::boolean(true)}});
    std::vector<double> x, asked;
    for (int i = 0; i < 18; ++i) x.push_back(std::sin(i) * (1 + sigma));
    for (const double number : x) asked.push_back(number / std::hypot(1, sigma));
    // The inner denoiser's tensors are [1, 2, 3, 3].
    const auto predict = [&](const Value& denoiser, const std::vector<double>& at, double t, const char* port) {
      NodeRun node(pack + "Predict");
      node.link("denoiser", denoiser).link("x", tensorOf<double>({1, 2, 3, 3}, at));
      return elementsOf<double>(
          made(node, {{"t", Value::number(t)}, {"prediction_type", text(prediction.toStdString())}}, port));
    };
    const auto told = predict(network, asked, nearest, "prediction");
    const auto x0 = predict(outer, x, sigma, "x0");
    const double length = std::hypot(1, sigma);
    std::vector<double> expected;
    for (size_t i = 0; i < x.size(); ++i)
      expected.push_back(prediction == "epsilon"        ? x[i] - sigma * told[i]
                         : prediction == "v_prediction" ? x[i] / (length * length) - sigma / length * told[i]
                                                        : told[i]);
    QVERIFY(near(x0, expected, 1e-11));
    const Value plain = changed(network, {{"process", text("variance_exploding")}, {"sigma_max", Value::number(10)}});
    QVERIFY(!near(predict(plain, x, sigma, "x0"), expected, 1e-6));
    QVERIFY(near(predict(outer, x, nearest, "x0"), predict(plain, x, nearest, "x0"), 1e-11));
  }

  void roundingHasAGradient() {
    // The mixture predicts x0, so rounding asks for it at a step; its gradient is that of the step.
    const Value outer =
        changed(mixture(processes.at("discrete")),
                {{"process", text("edm")}, {"sigma_max", Value::number(10)}, {"round_to_steps", Value::boolean(true)}});
    const double h = 1e-5, t = 1.2345;
    const Asked asked = ask(outer.get(), {{0.3, 0.2}, {1, -2}, t, {}, {}});
    for (size_t i = 0; i < 2; ++i) {
      std::vector<double> more{0.3, 0.2}, less{0.3, 0.2};
      more[i] += h;
      less[i] -= h;
      const auto up = ask(outer.get(), {more, {}, t, {}, {}}).x0, down = ask(outer.get(), {less, {}, t, {}, {}}).x0;
      QVERIFY(std::abs(asked.gradient[i] - ((up[0] - down[0]) - 2 * (up[1] - down[1])) / (2 * h)) < 1e-7);
    }
    NodeRun node(pack + "ChangeProcess");
    node.link("denoiser", mixture(processes.at("flow"))).set("process", text("edm"));
    QVERIFY(node.set("round_to_steps", Value::boolean(true)).failure().find("trained steps to round to") !=
            std::string::npos);
  }

  void whatANetworkPredictsIsTold() {
    const Value inner = mixture(processes.at("flow"));
    QCOMPARE(factsOf(changed(inner, processes.at("edm")).get()).predicts, int32_t(WEFT_PREDICTS_X0));
    Settings settings = processes.at("edm");
    settings["prediction_type"] = text("v_prediction");
    QCOMPARE(factsOf(changed(inner, settings).get()).predicts, int32_t(WEFT_PREDICTS_V));
  }

  void predictionsOfEveryKind_data() {
    QTest::addColumn<QString>("process");
    for (const auto& [name, settings] : processes) QTest::newRow(name.c_str()) << QString::fromStdString(name);
  }

  void predictionsOfEveryKind() {
    QFETCH(QString, process);
    const Value denoiser = mixture(processes.at(process.toStdString()));
    const double t = timeAt(denoiser, 0.8);
    const auto c = coefficientsAt(denoiser.get(), t);
    const std::vector<double> x{0.3, -1, 2, 0.5};
    const auto predict = [&](const std::string& type) {
      NodeRun node(pack + "Predict");
      node.link("denoiser", denoiser).link("x", tensorOf<double>({1, 2, 1, 2}, x));
      made(node, {{"t", Value::number(t)}, {"prediction_type", text(type)}}, "x0");
      return node;
    };
    const auto values = [](const NodeRun& node, const char* port) { return elementsOf<double>(node.output(port)); };
    const auto first = predict("sample");
    const auto x0 = values(first, "x0"), z = values(first, "noise"), velocity = values(first, "velocity");
    QVERIFY(near(x0, ask(denoiser.get(), {x, {}, t, {}, {}}).x0, 0));
    QVERIFY(near(values(first, "prediction"), x0, 1e-14));
    const std::map<std::string, std::pair<double, double>> factors = {
        {"epsilon", {0, 1}},
        {"v_prediction", {-c.b / std::hypot(c.a, c.b), c.a / std::hypot(c.a, c.b)}},
        {"flow_prediction", {-1, 1}},
        {"score", {0, -1 / c.b}},
        {"sample", {1, 0}}};
    std::map<std::string, std::vector<double>> told;
    for (const auto& [name, by] : factors) {
      for (size_t i = 0; i < x.size(); ++i) told[name].push_back(by.first * x0[i] + by.second * z[i]);
      QVERIFY2(near(values(predict(name), "prediction"), told[name], 1e-13), name.c_str());
    }
    for (size_t i = 0; i < x.size(); ++i) {
      QVERIFY(std::abs(c.a * x0[i] + c.b * z[i] - x[i]) < 1e-13);
      QVERIFY(std::abs(velocity[i] - c.da * x0[i] - c.db * z[i]) < 1e-12);
    }
    for (const auto& [from, prediction] : told) {
      for (const auto& [to, expected] : told) {
        NodeRun node(pack + "ConvertPrediction");
        node.link("denoiser", denoiser).link("x", tensorOf<double>({1, 2, 1, 2}, x));
        node.link("prediction", tensorOf<double>({1, 2, 1, 2}, prediction));
        const auto converted = elementsOf<double>(
            made(node, {{"t", Value::number(t)}, {"from", text(from)}, {"to", text(to)}}, "converted"));
        QVERIFY2(near(converted, expected, 1e-12), (from + " to " + to).c_str());
      }
    }
  }

  void predictionsThatTellNothingAreRefused() {
    const auto convert = [](double t, const char* from, const char* to) {
      NodeRun node(pack + "ConvertPrediction");
      node.link("denoiser", mixture(processes.at("flow"))).link("x", tensorOf<float>({1, 2, 1, 1}, {1, 2}));
      node.link("prediction", tensorOf<float>({1, 2, 1, 1}, {3, 4}));
      node.set("t", Value::number(t)).set("from", text(from)).set("to", text(to));
      const std::string failure = node.failure();
      return failure == "no failure" ? std::to_string(elementsOf<float>(node.output("converted"))[0]) : failure;
    };
    QCOMPARE(convert(1, "epsilon", "sample"),
             std::string("at t = 1.000000 epsilon does not tell sample; give a time between the ends"));
    QCOMPARE(convert(1, "flow_prediction", "sample"), std::string("-2.000000"));
    QCOMPARE(convert(0, "epsilon", "sample"), std::string("1.000000"));
    QVERIFY(convert(0, "epsilon", "score").find("does not tell score") != std::string::npos);
    QVERIFY(convert(1.5, "epsilon", "sample").find("the denoiser knows 0") != std::string::npos);
  }

  void latentsOfOtherShapesAreRefused() {
    NodeRun node(pack + "Predict");
    node.link("denoiser", mixture(processes.at("flow"))).link("x", tensorOf<float>({1, 3, 1, 1}, {1, 2, 3}));
    QVERIFY(node.set("t", Value::number(0.5)).failure().find("wants latents [N, 2, H, W]") != std::string::npos);
    NodeRun flat(pack + "Predict");
    flat.link("denoiser", mixture(processes.at("flow"))).link("x", tensorOf<float>({2, 1}, {1, 2}));
    QVERIFY(flat.set("t", Value::number(0.5)).failure().find("wants latents [N, 2, H, W]") != std::string::npos);
    NodeRun empty(pack + "Predict");
    empty.link("denoiser", mixture(processes.at("flow"))).link("x", tensorOf<float>({0, 2, 4, 4}, {}));
    QVERIFY(empty.set("t", Value::number(0.5)).run().ok());
    QCOMPARE(shapeOf(empty.output("x0")), (std::vector<int64_t>{0, 2, 4, 4}));
  }

  // float32 in, float32 out; cells are where they were.
  void cellsAreDrawsOfTheirOwn() {
    const Value denoiser = mixture(processes.at("edm"));
    std::vector<float> x;
    for (int i = 0; i < 2 * 2 * 2 * 3; ++i) x.push_back(float(std::cos(i)) * 2);
    NodeRun node(pack + "Predict");
    node.link("denoiser", denoiser).link("x", tensorOf<float>({2, 2, 2, 3}, x));
    const auto x0 = elementsOf<float>(made(node, {{"t", Value::number(0.9)}}, "x0"));
    for (size_t n = 0; n < 2; ++n) {
      for (size_t cell = 0; cell < 6; ++cell) {
        const size_t at = n * 12 + cell;
        const auto alone = ask(denoiser.get(), {{x[at], x[at + 6]}, {}, 0.9, {}, {}}).x0;
        QCOMPARE(x0[at], float(alone[0]));
        QCOMPARE(x0[at + 6], float(alone[1]));
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestDenoisers)
#include "test_denoisers.moc"
