// A sampling wired by hand from BeginSampling and Step, against Sample.
#include <memory>

#include <QtTest>

#include "gaussian_denoiser.h"
#include "multistep_solver.h"
#include "solver_runs.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr int stepCount = 8;
const std::vector<int64_t> shape{1, 4, 2, 3};

Value noiseValue() {
  std::vector<float> noise(24);
  for (size_t i = 0; i < noise.size(); ++i) noise[i] = std::sin(float(i * i) + 0.5f) * 1.5f;
  return tensorOf<float>(shape, noise);
}

Value timesValue() {
  std::vector<double> times;
  for (int i = 0; i <= stepCount; ++i) times.push_back(1 - double(i) / stepCount);
  return tensorOf<double>({stepCount + 1}, times);
}

Value methodNamed(const QString& name) {
  if (name == "multistep") return Value::adopt(makeMultistepSolver());
  return solverNamed(name.toStdString());
}

// What BeginSampling or Sample takes.
void linkParts(NodeRun& node, GaussianCounts& counts, const Value& solver) {
  node.link("denoiser", Value::adopt(makeGaussianDenoiser({}, &counts))).link("sigmas", timesValue());
  node.link("noise", noiseValue()).link("conditioning", Value::record({{"mean", Value::number(0.7)}}));
  node.link("solver", solver);
}

struct Stepped {
  Value latent, x0, history;
};

struct Loop {
  GaussianCounts counts;
  NodeRun begin{"weft.schedulers.BeginSampling"};

  explicit Loop(const QString& solver) {
    linkParts(begin, counts, methodNamed(solver));
    if (auto done = begin.run(); !done) throw std::runtime_error(done.error().message);
  }
  Stepped start() const { return {begin.output("latent"), {}, begin.output("history")}; }
  std::unique_ptr<NodeRun> stepNode(const Stepped& from, int index, bool linkHistory = true) const {
    auto node = std::make_unique<NodeRun>("weft.schedulers.Step");
    node->link("sampling", begin.output("sampling")).link("latent", from.latent);
    if (linkHistory) node->link("history", from.history);
    node->set("index", Value::integer(index));
    return node;
  }
  Stepped step(const Stepped& from, int index) const {
    const auto node = stepNode(from, index);
    if (auto done = node->run(); !done) throw std::runtime_error(done.error().message);
    return {node->output("latent"), node->output("x0"), node->output("history")};
  }
};

}  // namespace

class TestSamplingSteps : public QObject {
  Q_OBJECT

 private slots:
  void givesWhatSampleGives_data() { solvers(); }
  void givesWhatSampleGives();
  void answersTheSameWhateverCameBefore_data() { solvers(); }
  void answersTheSameWhateverCameBefore();
  void stepsBeyondTheSchedule();
  void historyIsAskedFor();
  void otherObjectsAreRefused();
  void partsAreChecked();

 private:
  static void solvers() {
    QTest::addColumn<QString>("solver");
    QTest::newRow("multistep") << "multistep";
    for (const std::string& name : solverNodes()) {
      if (factsOf(solverNamed(name).get()).flags & WEFT_SOLVER_ADAPTIVE) continue;
      QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
  }
};

void TestSamplingSteps::givesWhatSampleGives() {
  QFETCH(QString, solver);
  GaussianCounts counts;
  NodeRun sample("weft.schedulers.Sample");
  linkParts(sample, counts, methodNamed(solver));
  QVERIFY(sample.run().ok());
  const Loop loop(solver);
  Stepped at = loop.start();
  for (int i = 0; i < stepCount; ++i) at = loop.step(at, i);
  QCOMPARE(elementsOf<float>(at.latent), elementsOf<float>(sample.output("latent")));
  QCOMPARE(shapeOf(at.x0), shape);
  QCOMPARE(loop.counts.begun, 1);  // as often as Sample does
  QCOMPARE(loop.counts.predictions, counts.predictions);
}

void TestSamplingSteps::answersTheSameWhateverCameBefore() {
  QFETCH(QString, solver);
  const Loop loop(solver);
  std::vector<Stepped> way{loop.start()};
  for (int i = 0; i < stepCount; ++i) way.push_back(loop.step(way.back(), i));
  for (const int i : {3, 7, 0, 5, 5, 1}) {
    const Stepped again = loop.step(way[size_t(i)], i);
    QCOMPARE(elementsOf<float>(again.latent), elementsOf<float>(way[size_t(i) + 1].latent));
  }
}

void TestSamplingSteps::stepsBeyondTheSchedule() {
  const Loop loop("Euler");
  const auto node = loop.stepNode(loop.start(), stepCount);
  QCOMPARE(node->failure(), std::string("index is 8, but the schedule has 8 steps, the first of which is 0"));
}

void TestSamplingSteps::historyIsAskedFor() {
  const Loop multistep("multistep");
  QVERIFY(multistep.stepNode(multistep.start(), 0, false)->run().ok());
  const auto node = multistep.stepNode(multistep.start(), 1, false);
  QVERIFY2(node->failure().find("link \"history\" of the step before") != std::string::npos, node->failure().c_str());
  const Loop euler("Euler");
  QVERIFY(euler.stepNode(euler.start(), 1, false)->run().ok());
}

void TestSamplingSteps::otherObjectsAreRefused() {
  const Loop loop("Euler");
  NodeRun node("weft.schedulers.Step");
  node.link("sampling", methodNamed("Euler")).link("latent", loop.start().latent);
  QVERIFY2(node.failure().find("the solver does not answer") != std::string::npos, node.failure().c_str());
}

void TestSamplingSteps::partsAreChecked() {
  GaussianCounts counts;
  NodeRun begin("weft.schedulers.BeginSampling");
  begin.link("denoiser", Value::adopt(makeGaussianDenoiser({}, &counts)));
  begin.link("sigmas", tensorOf<double>({2}, {0.5, 0.75})).link("noise", noiseValue());
  QVERIFY2(begin.failure().find("not below the one before") != std::string::npos, begin.failure().c_str());
}

QTEST_GUILESS_MAIN(TestSamplingSteps)
#include "test_sampling_steps.moc"
