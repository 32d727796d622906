// Schedules and what changes them, against diffusers, k-diffusion, ComfyUI and SciPy (tests/data/schedules).
#include <QtTest>

#include <weft/base/json.h>

#include <limits>

#include "diffusion/betas.h"
#include "diffusion/process.h"
#include "node_harness.h"
#include "sampling/schedule_names.h"
#include "sampling/schedules/beta_quantile.h"
#include "stepped_denoiser.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

std::vector<double> stableDiffusionTimes() {
  const auto betas = diffusion::betasOf({"scaled_linear", 0.00085, 0.012, 1000});
  std::vector<double> times;
  const auto alphas = diffusion::alphasCumprodOf(*betas);
  for (const double alphaBar : *alphas) times.push_back(diffusion::sigmaOfAlphaBar(alphaBar));
  return times;
}

// Stable Diffusion 1, EDM and a rectified flow, by the names that the reference has for them.
Value modelOf(const std::string& name) {
  SteppedDenoiser told;
  if (name == "sd1") {
    told.stepTimes = stableDiffusionTimes();
    told.maximum = told.stepTimes.back();
  } else if (name == "zero terminal snr") {
    told.stepTimes = {0.1, 0.5, 2, 10, infinite};
    told.maximum = infinite;
  } else if (name == "edm") {
    told = {WEFT_PROCESS_VARIANCE_EXPLODING, 0.002, 120, {}};
  } else if (name == "all sigmas") {
    told = {WEFT_PROCESS_VARIANCE_EXPLODING, 0, infinite, {}};
  } else if (name == "flow") {
    told = {WEFT_PROCESS_RECTIFIED_FLOW, 0, 1, {}};
  } else {
    throw std::out_of_range("no model " + name);
  }
  return Value::adopt(makeSteppedDenoiser(told));
}

Value valueOf(const Json& json) {
  if (json.is_boolean()) return Value::boolean(json.get<bool>());
  if (json.is_number_integer()) return Value::integer(json.get<int64_t>());
  if (json.is_number()) return Value::number(json.get<double>());
  return Value::string(json.get<std::string>());
}

NodeRun nodeOf(const std::string& node, const Json& parameters, const std::string& model = "") {
  NodeRun run("weft.schedulers." + node);
  for (const auto& [name, value] : parameters.items()) run.set(name, valueOf(value));
  if (!model.empty()) run.link("model", modelOf(model));
  return run;
}

std::vector<double> sigmasOf(NodeRun&& run, const std::string& port = "sigmas") {
  if (auto done = run.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<double>(run.output(port));
}

Json read(const QByteArray& text) {
  const auto json = parseJson(text.toStdString(), "test");
  if (!json) throw std::runtime_error(json.error().message);
  return *json;
}

const Json& reference() {
  static const Json json = [] {
    auto read = readJsonFile(fs::path(WEFT_SOURCE_DIR) / "tests/data/schedules/reference.json");
    if (!read) throw std::runtime_error(read.error().message);
    return *std::move(read);
  }();
  return json;
}

}  // namespace

class TestSchedules : public QObject {
  Q_OBJECT

 private slots:
  void betaDistributionIsThatOfSciPy();
  void equalsReference_data();
  void equalsReference();
  void namesAreThoseOfComfyUi();
  void everyNamedNodeIsThere();

  void curvesFallBetweenTheirEnds_data();
  void curvesFallBetweenTheirEnds();
  void rangeIsTheModels();
  void zeroTerminalSnr();

  void lengthIsKnownBefore_data();
  void lengthIsKnownBefore();
  void refusedBefore_data();
  void refusedBefore();
  void refusedWhenRun_data();
  void refusedWhenRun();
};

void TestSchedules::betaDistributionIsThatOfSciPy() {
  for (const Json& row : reference()["quantiles"]) {
    const double p = row[0], a = row[1], b = row[2], quantile = row[3], probability = row[4];
    const double x = sampling::betaQuantile(p, a, b);
    const auto where = QStringLiteral("p %1, a %2, b %3: %4").arg(p).arg(a).arg(b).arg(x, 0, 'g', 17);
    QVERIFY2(std::abs(x - quantile) <= 1e-11 * quantile, qPrintable(where));
    QVERIFY2(std::abs(sampling::betaProbability(p, a, b) - probability) <= 1e-11 * probability, qPrintable(where));
  }
}

void TestSchedules::equalsReference_data() {
  QTest::addColumn<int>("index");
  int index = 0;
  for (const Json& item : reference()["cases"]) {
    const auto name = item["node"].get<std::string>() + item["parameters"].dump() + item["model"].get<std::string>();
    QTest::newRow(name.c_str()) << index++;
  }
}

void TestSchedules::equalsReference() {
  QFETCH(int, index);
  const Json& item = reference()["cases"][size_t(index)];
  const auto times = sigmasOf(nodeOf(item["node"], item["parameters"], item["model"]));
  QCOMPARE(times.size(), item["length"].get<size_t>());
  for (const auto& [place, expected] : item["sigmas"].items()) {
    const double time = times.at(std::stoul(place)), wanted = expected;
    QVERIFY2(
        std::abs(time - wanted) <= 1e-11 * wanted,
        qPrintable(QStringLiteral("%1: %2, not %3").arg(place.c_str()).arg(time, 0, 'g', 17).arg(wanted, 0, 'g', 17)));
  }
  for (size_t i = 1; i < times.size(); ++i) QVERIFY(times[i] < times[i - 1]);
}

void TestSchedules::namesAreThoseOfComfyUi() {
  std::vector<std::string> choices;
  const NodeRun run("weft.schedulers.ModelSigmas");
  for (const auto& choice : run.type().parameters.at(size_t(run.type().parameterIndex("scheduler"))).choices)
    choices.push_back(choice.id);
  QCOMPARE(choices, (std::vector<std::string>{"simple", "sgm_uniform", "karras", "exponential", "ddim_uniform", "beta",
                                              "normal", "linear_quadratic", "kl_optimal"}));
}

void TestSchedules::everyNamedNodeIsThere() {
  for (const auto& names : sampling::scheduleNodeNames) {
    const NodeType* type = builtCatalog().find(names.node);
    QVERIFY2(type, names.node);
    const auto text = QString::fromStdString(type->keywords + " " + type->doc).toLower();
    for (const char* foreign : {names.comfy, names.diffusers})
      QVERIFY2(text.contains(QString::fromUtf8(foreign).toLower()), foreign);
  }
}

void TestSchedules::curvesFallBetweenTheirEnds_data() {
  QTest::addColumn<QString>("node");
  for (const char* node : {"KarrasSigmas", "ExponentialSigmas", "PolyexponentialSigmas", "KLOptimalSigmas"})
    QTest::newRow(node) << node;
}

void TestSchedules::curvesFallBetweenTheirEnds() {
  QFETCH(QString, node);
  for (const auto& [low, high] : {std::pair(0.0291675, 14.614642), {1e-4, 1.0}, {0.002, 700.0}, {1e-5, 1e6}}) {
    for (const int64_t steps : {2, 3, 30, 1000, 10000}) {
      NodeRun run("weft.schedulers." + node.toStdString());
      run.set("steps", Value::integer(steps)).set("sigma_min", Value::number(low));
      const auto times = sigmasOf(std::move(run.set("sigma_max", Value::number(high))));
      QCOMPARE(times.size(), size_t(steps) + 1);
      QCOMPARE(times.front(), high);
      QCOMPARE(times[size_t(steps) - 1], low);
      QCOMPARE(times.back(), 0.0);
      for (size_t i = 1; i < times.size(); ++i) QVERIFY(times[i] < times[i - 1]);
    }
  }
}

void TestSchedules::rangeIsTheModels() {
  const auto of = [](const char* model, const char* parameters) {
    const auto times = sigmasOf(nodeOf("ExponentialSigmas", read(parameters), model));
    return std::pair(times.front(), times[times.size() - 2]);
  };
  const auto trained = stableDiffusionTimes();
  QCOMPARE(of("sd1", "{}"), std::pair(trained.back(), trained.front()));
  QCOMPARE(of("edm", "{}"), std::pair(120.0, 0.002));
  QCOMPARE(of("flow", "{}"), std::pair(1.0, 0.001));
  QCOMPARE(of("edm", "{\"sigma_max\": 80}"), std::pair(80.0, 0.002));
  QCOMPARE(of("edm", "{\"sigma_min\": 0.5}"), std::pair(120.0, 0.5));
  QCOMPARE(of("all sigmas", "{}"), std::pair(4096.0, 0.002));
}

// The last trained step has nothing but noise: schedules that take its time have it, curves begin at 4096.
void TestSchedules::zeroTerminalSnr() {
  const std::string model = "zero terminal snr";
  const auto trailing = read("{\"steps\": 5, \"timestep_spacing\": \"trailing\"}");
  QCOMPARE(sigmasOf(nodeOf("TimestepSpacing", trailing, model)), (std::vector<double>{infinite, 10, 2, 0.5, 0.1, 0}));
  for (const char* name : {"simple", "sgm_uniform", "ddim_uniform", "beta", "normal"}) {
    const auto times = sigmasOf(nodeOf("ModelSigmas", Json{{"scheduler", name}, {"steps", 3}}, model));
    QVERIFY2(std::isinf(times.front()) && times[1] < 5000 && times.back() == 0, name);
  }
  for (const char* name : {"karras", "exponential", "linear_quadratic", "kl_optimal"})
    QCOMPARE(sigmasOf(nodeOf("ModelSigmas", Json{{"scheduler", name}, {"steps", 3}}, model)).front(), 4096.0);
}

void TestSchedules::lengthIsKnownBefore_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("parameters");
  QTest::addColumn<QString>("type");
  QTest::newRow("Karras") << "KarrasSigmas"
                          << "{\"steps\": 7}"
                          << "sigmas[8]";
  QTest::newRow("flow") << "FlowSigmas"
                        << "{\"steps\": 7}"
                        << "sigmas[8]";
  QTest::newRow("VP") << "VPSigmas"
                      << "{\"steps\": 7}"
                      << "sigmas[8]";
  QTest::newRow("Align Your Steps") << "AlignYourStepsSigmas"
                                    << "{}"
                                    << "sigmas[11]";
  QTest::newRow("by hand") << "ManualSigmas"
                           << "{\"values\": \"3, 2\\n1 0\"}"
                           << "sigmas[4]";
  QTest::newRow("steps by hand") << "ManualSigmas"
                                 << "{\"values\": \"999 500\", \"unit\": \"step\"}"
                                 << "sigmas[3]";
  QTest::newRow("Laplace, which may repeat") << "LaplaceSigmas"
                                             << "{\"steps\": 7}"
                                             << "";
  QTest::newRow("linear-quadratic") << "LinearQuadraticSigmas"
                                    << "{\"steps\": 7}"
                                    << "sigmas[8]";
}

void TestSchedules::lengthIsKnownBefore() {
  QFETCH(QString, node);
  QFETCH(QString, parameters);
  QFETCH(QString, type);
  const auto run = nodeOf(node.toStdString(), read(parameters.toUtf8()));
  QCOMPARE(QString::fromStdString(run.inferred("sigmas")), type);
}

void TestSchedules::refusedBefore_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("parameters");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* name, const char* node, const char* parameters, const char* message) {
    QTest::newRow(name) << node << parameters << message;
  };
  row("ends the wrong way round", "KarrasSigmas", "{\"sigma_min\": 2, \"sigma_max\": 1}",
      "error sigma_min: sigma_min is 2; it must be below sigma_max, which is 1");
  row("ends that are one", "BetaSigmas", "{\"sigma_min\": 2, \"sigma_max\": 2}", "it must be below sigma_max");
  row("no noise", "VPSigmas", "{\"beta_d\": 0, \"beta_min\": 0}", "a process without noise");
  row("all steps even", "LinearQuadraticSigmas", "{\"steps\": 4, \"linear_steps\": 4}",
      "error linear_steps: linear_steps is 4; it must be below steps, which is 4");
  row("a parabola that rises", "LinearQuadraticSigmas", "{\"steps\": 10, \"threshold_noise\": 0.7}",
      "error threshold_noise: threshold_noise is 0.7; with 5 of 10 steps even it can be at most 0.666667");
  row("words", "ManualSigmas", "{\"values\": \"1 half 0\"}", "\"half\" is not a number");
  row("one time", "ManualSigmas", "{\"values\": \"1\"}", "a schedule has at least two times");
  row("nothing", "ManualSigmas", "{\"values\": \" ;\\n\"}", "a schedule has at least two times");
  row("no steps", "ManualSigmas", "{\"values\": \"\", \"unit\": \"step\"}", "there are no steps");
  row("up and down", "ManualSigmas", "{\"values\": \"1 2 1.5\"}", "number 3 is 1.5, which is not above the one before");
  row("standing", "ManualSigmas", "{\"values\": \"1 1\"}", "number 2 is 1, which is not below the one before");
  row("negative", "ManualSigmas", "{\"values\": \"1 -1\"}", "number 2 is -1; times and steps are not negative");
  row("infinite", "ManualSigmas", "{\"values\": \"inf 0\"}", "\"inf\" is not a number");
  row("no line", "FlowSigmas",
      "{\"use_dynamic_shifting\": true, \"base_image_seq_len\": 256, \"max_image_seq_len\": 256}",
      "a line needs two points");
  row("a shift below 0", "FlowSigmas",
      "{\"use_dynamic_shifting\": true, \"base_shift\": -1, \"max_shift\": -0.5, \"time_shift_type\": \"linear\"}",
      "mu is -0.5");
}

void TestSchedules::refusedBefore() {
  QFETCH(QString, node);
  QFETCH(QString, parameters);
  QFETCH(QString, message);
  auto run = nodeOf(node.toStdString(), read(parameters.toUtf8()));
  const auto refused = QString::fromStdString(run.inferred("sigmas"));
  QVERIFY2(refused.startsWith("error ") && refused.contains(message), qPrintable(refused));
  // The same where it shows only when the node runs, since parameters may be driven by links.
  const auto failure = QString::fromStdString(run.failure());
  QVERIFY2(failure != "no failure", qPrintable(failure));
}

void TestSchedules::refusedWhenRun_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("parameters");
  QTest::addColumn<QString>("model");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* name, const char* node, const char* parameters, const char* model,
                      const char* message) { QTest::newRow(name) << node << parameters << model << message; };
  row("no range", "KarrasSigmas", "{}", "", "sigma_min is not known: type it in, or link a model");
  row("half a range", "KarrasSigmas", "{\"sigma_min\": 0.1}", "", "sigma_max is not known");
  row("above the model's", "KarrasSigmas", "{\"sigma_min\": 20}", "sd1",
      "sigma_min is 20; it must be below sigma_max, which is 14.6146");
  row("numbers run out", "KarrasSigmas", "{\"sigma_min\": 1, \"sigma_max\": 1.000000000000001, \"steps\": 50}", "",
      "which is not below the one before");
  row("all times have no steps", "TimestepSpacing", "{}", "edm", "trained on all times");
  row("more steps than trained", "TimestepSpacing", "{\"steps\": 1001}", "sd1",
      "steps is 1001; the model was trained on 1000 steps");
  row("more steps than trained without the first", "TimestepSpacing", "{\"steps\": 1000, \"endpoint\": false}", "sd1",
      "steps is 1000; the model without its first has 999 steps");
  row("more steps than distilled", "TimestepSpacing", "{\"steps\": 51, \"timestep_spacing\": \"lcm\"}", "sd1",
      "steps is 51; the model was distilled on 50 steps");
  row("no model for steps", "BetaSigmas", "{\"spacing\": \"steps\"}", "", "link it");
  row("no model for steps by hand", "ManualSigmas", "{\"values\": \"9\", \"unit\": \"step\"}", "", "link it");
  row("a step beyond", "ManualSigmas", "{\"values\": \"1000 5\", \"unit\": \"step\"}", "sd1",
      "step 1000 is beyond the model's last, which is 999");
}

void TestSchedules::refusedWhenRun() {
  QFETCH(QString, node);
  QFETCH(QString, parameters);
  QFETCH(QString, model);
  QFETCH(QString, message);
  auto run = nodeOf(node.toStdString(), read(parameters.toUtf8()), model.toStdString());
  const auto failure = QString::fromStdString(run.failure());
  QVERIFY2(failure.contains(message), qPrintable(failure));
}

QTEST_GUILESS_MAIN(TestSchedules)
#include "test_schedules.moc"
