// Every solver against diffusers and k-diffusion: runs the cases of all files that the scripts of tests/data/sampling
// write (see reference.py there), over the reference's schedule, from its noise, with its seed.
//
// A solver is added to this test by adding cases to a script there; nothing here names one.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include <QtTest>

#include <weft/base/json.h>

#include "node_harness.h"
#include "reference_networks.h"
#include "solver_runs.h"
#include "weights/safetensors.h"

using namespace weft;
using namespace weft::test;

namespace {

struct Family {
  weights::SafetensorsFile file;
  nlohmann::json cases;

  std::vector<double> numbers(const std::string& name) const {
    const auto* info = file.find(name);
    if (!info || info->dtype != "F64") throw std::runtime_error("no tensor " + name + " of doubles");
    std::vector<double> out(info->bytes() / sizeof(double));
    if (auto done = file.read(*info, out.data()); !done) throw std::runtime_error(done.error().message);
    return out;
  }
  template <class T>
  Value tensor(const std::string& name) const {
    const auto wide = numbers(name);
    return tensorOf<T>(file.find(name)->shape, std::vector<T>(wide.begin(), wide.end()));
  }
};

const std::map<std::string, Family>& families() {
  static const auto all = [] {
    std::map<std::string, Family> all;
    for (const auto& entry : fs::directory_iterator(fs::path(WEFT_SOURCE_DIR) / "tests/data/sampling")) {
      if (entry.path().extension() != ".safetensors") continue;
      auto file = weights::SafetensorsFile::open(entry.path());
      if (!file) throw std::runtime_error(file.error().message);
      const auto cases = file->metadata().find("cases");
      if (cases == file->metadata().end()) continue;
      auto list = nlohmann::json::parse(cases->second);
      all.emplace(entry.path().stem().string(), Family{*std::move(file), std::move(list)});
    }
    return all;
  }();
  return all;
}

Value valueFor(const ParameterType& type, const nlohmann::json& json) {
  if (json.is_boolean()) return Value::boolean(json.get<bool>());
  if (json.is_string()) return Value::string(json.get<std::string>());
  return type.kind == WEFT_PARAMETER_NUMBER ? Value::number(json.get<double>()) : Value::integer(json.get<int64_t>());
}

Value solverOf(const nlohmann::json& its) {
  NodeRun node("weft.schedulers." + its["node"].get<std::string>());
  for (const auto& [name, value] : its["params"].items()) {
    const int index = node.type().parameterIndex(name);
    if (index < 0) throw std::runtime_error("the node has no parameter " + name);
    node.set(name, valueFor(node.type().parameters[size_t(index)], value));
  }
  if (auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return node.output("solver");
}

Value denoiserOf(const nlohmann::json& its) {
  ReferenceModel model{its["network"], its["process"], its["prediction"], {}};
  if (!its["guidance"].is_null()) model.guidance = its["guidance"].get<double>();
  return Value::adopt(makeReferenceDenoiser(model));
}

bool listed(const nlohmann::json& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(), [&](const auto& its) { return its == name; });
}

// The largest difference, by the largest element of the reference.
template <class T>
double differenceOf(const Family& family, const nlohmann::json& its) {
  NodeRun sample("weft.schedulers.Sample");
  sample.link("denoiser", denoiserOf(its)).link("solver", solverOf(its));
  sample.link("sigmas", family.tensor<double>(its["sigmas"])).link("noise", family.tensor<T>(its["noise"]));
  sample.set("seed", Value::integer(its["seed"].get<int64_t>()));
  if (auto done = sample.run(); !done) throw std::runtime_error(done.error().message);
  const auto ours = elementsOf<T>(sample.output("latent"));
  const auto theirs = family.numbers(its["name"]);
  if (ours.size() != theirs.size()) throw std::runtime_error("another number of elements");
  double worst = 0, largest = 0;
  for (size_t i = 0; i < ours.size(); ++i) {
    if (!std::isfinite(ours[i])) throw std::runtime_error("not finite");
    worst = std::max(worst, std::abs(double(ours[i]) - theirs[i]));
    largest = std::max(largest, std::abs(theirs[i]));
  }
  return worst / largest;
}

}  // namespace

class TestSolverParity : public QObject {
  Q_OBJECT

 private slots:
  void familiesAreThere() { QVERIFY(!families().empty()); }
  void equalsItsReference_data();
  void equalsItsReference();
  void startsFromNoiseAlone_data();
  void startsFromNoiseAlone();
};

// One row a node and type of a family; a row runs all its cases.
void TestSolverParity::equalsItsReference_data() {
  QTest::addColumn<QString>("family");
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("dtype");
  for (const auto& [name, family] : families()) {
    std::map<std::pair<std::string, std::string>, int> rows;
    for (const auto& its : family.cases)
      for (const auto& dtype : its["dtypes"]) ++rows[{its["node"], dtype}];
    for (const auto& [row, count] : rows)
      QTest::addRow("%s %s, %d cases of %s", row.first.c_str(), row.second.c_str(), count, name.c_str())
          << QString::fromStdString(name) << QString::fromStdString(row.first) << QString::fromStdString(row.second);
  }
}

void TestSolverParity::equalsItsReference() {
  QFETCH(QString, family);
  QFETCH(QString, node);
  QFETCH(QString, dtype);
  const bool narrow = dtype == "float32";
  const double allowed = narrow ? 1e-4 : 1e-9;
  const Family& from = families().at(family.toStdString());
  double worst = 0;
  QStringList failed;
  for (const auto& its : from.cases) {
    if (its["node"] != node.toStdString() || !listed(its["dtypes"], dtype.toStdString())) continue;
    const auto name = QString::fromStdString(its["name"].get<std::string>());
    try {
      const double difference = narrow ? differenceOf<float>(from, its) : differenceOf<double>(from, its);
      if (!(difference <= allowed)) failed << QStringLiteral("%1: %2").arg(name).arg(difference);
      worst = std::max(worst, difference);
    } catch (const std::exception& failure) {
      failed << name + ": " + failure.what();
    }
  }
  qInfo().noquote() << QStringLiteral("at most %1").arg(worst);
  QVERIFY2(failed.isEmpty(), qPrintable(QStringLiteral("%1 differ by more than %2:\n").arg(failed.size()).arg(allowed) +
                                        failed.join('\n')));
}

void TestSolverParity::startsFromNoiseAlone_data() {
  QTest::addColumn<QString>("name");
  for (const std::string& name : solverNodes()) QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

// Zero terminal SNR: a schedule that begins where nothing of the sample is left goes where one goes that begins just
// below.
void TestSolverParity::startsFromNoiseAlone() {
  QFETCH(QString, name);
  // There is nothing that churn could add to noise alone.
  const Settings settings = name == "EDMStochastic" ? Settings{{"s_tmax", Value::number(100)}} : Settings();
  const Value solver = solverNamed(name.toStdString(), settings);
  const auto denoiser = Value::adopt(makeReferenceDenoiser({"mlp", "vp", "v_prediction", {}}));
  std::vector<double> noise;
  for (int i = 0; i < 36; ++i) noise.push_back(1.4 * std::sin(i * i + 0.5));
  const auto from = [&](double start) {
    return sampled(denoiser, solver, {start, 12, 4, 1.3, 0.4, 0}, {2, 2, 3, 3}, noise, 5);
  };
  const auto all = from(INFINITY), nearly = from(4096);
  for (size_t i = 0; i < all.size(); ++i)
    QVERIFY2(std::abs(all[i] - nearly[i]) <= 3e-2, qPrintable(QStringLiteral("%1, %2").arg(all[i]).arg(nearly[i])));
}

QTEST_GUILESS_MAIN(TestSolverParity)
#include "test_solver_parity.moc"
