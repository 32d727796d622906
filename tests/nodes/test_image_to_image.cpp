// Sampling that starts from a picture, or draws only a part of it anew, with a denoiser whose answers are known.
#include <QtTest>

#include "gaussian_denoiser.h"
#include "node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

const std::vector<int64_t> shape{1, 4, 2, 3};
constexpr size_t cells = 24;

struct Picture {
  std::vector<float> latent, noise;
};

const Picture& picture() {
  static const Picture made = [] {
    Picture picture;
    for (size_t i = 0; i < cells; ++i) {
      picture.latent.push_back(float(std::sin(double(i) * 1.7)));
      picture.noise.push_back(float(std::cos(double(i * i) * 0.9) * 1.3));
    }
    return picture;
  }();
  return made;
}

Gaussian gaussianOf(int process) {
  Gaussian gaussian;
  gaussian.process = process;
  return gaussian;
}

// Falling, to 0 where the process gets there.
std::vector<double> timesOf(int process, int steps) {
  const bool exploding = process == WEFT_PROCESS_VARIANCE_EXPLODING;
  std::vector<double> times;
  for (int i = 0; i <= steps; ++i)
    times.push_back(exploding ? 20 * std::pow(0.01, double(i) / steps) : 0.98 * (1 - double(i) / steps));
  times.back() = 0;
  return times;
}

// Sample, with the denoiser of a process; what a test does not say is left out.
struct Sampling {
  int process = WEFT_PROCESS_RECTIFIED_FLOW, steps = 10;
  std::string solver = "Euler";
  GaussianCounts counts{};
  std::vector<double> times{};

  NodeRun node(const std::string& type = "Sample") {
    NodeRun sample("weft.schedulers." + type), method("weft.schedulers." + solver);
    if (times.empty()) times = timesOf(process, steps);
    sample.link("denoiser", Value::adopt(makeGaussianDenoiser(gaussianOf(process), &counts)));
    sample.link("sigmas", tensorOf<double>({int64_t(times.size())}, times));
    if (auto done = method.run(); !done) throw std::runtime_error(done.error().message);
    sample.link("solver", method.output("solver"));
    return sample;
  }
};

Value latentOf(const std::vector<float>& numbers) { return tensorOf<float>(shape, numbers); }

std::vector<float> sampled(NodeRun& sample) {
  if (auto done = sample.run(); !done) throw std::runtime_error(done.error().message);
  return elementsOf<float>(sample.output("latent"));
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return INFINITY;
  double worst = 0;
  for (size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(double(a[i]) - double(b[i])));
  return worst;
}

std::vector<float> mixed(const Gaussian& gaussian, double t) {
  std::vector<float> x(cells);
  for (size_t i = 0; i < cells; ++i)
    x[i] = float(gaussian.at(t).a * picture().latent[i] + gaussian.at(t).b * picture().noise[i]);
  return x;
}

// Every solver of the pack that needs nothing linked.
std::vector<std::string> solvers() {
  std::vector<std::string> names;
  const std::string prefix = "weft.schedulers.";
  for (const auto& [id, type] : builtCatalog().types()) {
    if (!id.starts_with(prefix) || type->outputIndex("solver") < 0 || !type->inputs.empty()) continue;
    names.push_back(id.substr(prefix.size()));
  }
  return names;
}

// Euler's method with the known part put in before an evaluation and its answer put in after it, cell by cell.
std::vector<float> byHand(const Sampling& sampling, const std::vector<double>& shares, bool differential) {
  const Gaussian gaussian = gaussianOf(sampling.process);
  const auto times = timesOf(sampling.process, sampling.steps);
  std::vector<float> out;
  for (size_t i = 0; i < cells; ++i) {
    const double latent = picture().latent[i], noise = picture().noise[i];
    double x = gaussian.at(times[0]).a * latent + gaussian.at(times[0]).b * noise;
    for (size_t step = 0; step + 1 < times.size(); ++step) {
      const auto from = gaussian.at(times[step]), to = gaussian.at(times[step + 1]);
      double share = shares[i];
      if (differential) share = share > 0 && share >= 1 - double(step) / sampling.steps ? 1 : 0;
      const double seen = share * x + (1 - share) * (from.a * latent + from.b * noise);
      const double x0 = share * gaussian.x0(seen, times[step], gaussian.mean) + (1 - share) * latent;
      x = to.a * x0 + to.b * (x - from.a * x0) / from.b;
    }
    out.push_back(float(x));
  }
  return out;
}

void addProcesses() {
  QTest::addColumn<int>("process");
  QTest::newRow("rectified flow") << int(WEFT_PROCESS_RECTIFIED_FLOW);
  QTest::newRow("variance preserving") << int(WEFT_PROCESS_VARIANCE_PRESERVING);
  QTest::newRow("variance exploding") << int(WEFT_PROCESS_VARIANCE_EXPLODING);
}

}  // namespace

class TestImageToImage : public QObject {
  Q_OBJECT

 private slots:
  void denoiseTakesTheLastSteps_data();
  void denoiseTakesTheLastSteps();
  void startsFromThePictureUnderNoise_data() { addProcesses(); }
  void startsFromThePictureUnderNoise();
  void noDenoisingGivesThePictureBack();
  void partsOfASchedule_data() { addProcesses(); }
  void partsOfASchedule();
  void impossibleStarts();
  void onePictureForManyNoises();

  void keptCellsStay_data();
  void keptCellsStay();
  void softAndDifferentialMasks_data();
  void softAndDifferentialMasks();
  void masksOfThePicture();
  void badMasks_data();
  void badMasks();
  void stepsByHand();
};

void TestImageToImage::denoiseTakesTheLastSteps_data() {
  QTest::addColumn<int>("steps");
  QTest::addColumn<double>("denoise");
  QTest::addColumn<int>("taken");
  // min(int(steps * strength), steps) of diffusers' pipelines, and its rounding.
  QTest::newRow("half") << 10 << 0.5 << 5;
  QTest::newRow("not whole") << 10 << 0.35 << 3;
  QTest::newRow("as floating point has it") << 100 << 0.29 << 28;
  QTest::newRow("all") << 10 << 1.0 << 10;
  QTest::newRow("less than a step") << 3 << 0.3 << 0;
}

void TestImageToImage::denoiseTakesTheLastSteps() {
  QFETCH(int, steps);
  QFETCH(double, denoise);
  QFETCH(int, taken);
  Sampling sampling{.steps = steps};
  NodeRun sample = sampling.node();
  sample.link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().noise));
  sample.set("denoise", Value::number(denoise));
  sampled(sample);
  QCOMPARE(sampling.counts.predictions, taken);
}

void TestImageToImage::startsFromThePictureUnderNoise() {
  QFETCH(int, process);
  Sampling whole{.process = process}, part{.process = process};
  NodeRun sample = whole.node();
  sample.link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().noise));
  sample.set("denoise", Value::number(0.4));
  const auto times = timesOf(process, 10);
  part.times = {times.begin() + 6, times.end()};
  NodeRun rest = part.node();
  rest.link("latent", latentOf(mixed(gaussianOf(process), times[6])));
  QVERIFY(distance(sampled(sample), sampled(rest)) < 1e-5);
}

void TestImageToImage::noDenoisingGivesThePictureBack() {
  Sampling sampling;
  NodeRun sample = sampling.node();
  sample.link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().noise));
  sample.set("denoise", Value::number(0));
  QCOMPARE(sampled(sample), picture().latent);
  sample.set("denoise", Value::number(1)).set("start_step", Value::integer(10));
  QCOMPARE(sampled(sample), picture().latent);
  sample.set("start_step", Value::integer(0)).set("end_step", Value::integer(0));
  QCOMPARE(sampled(sample), picture().latent);
  QCOMPARE(sampling.counts.begun, 0);
  NodeRun trajectory = sampling.node("SampleTrajectory");
  trajectory.link("latent", latentOf(picture().latent)).set("denoise", Value::number(0));
  if (auto done = trajectory.run(); !done) QFAIL(done.error().message.c_str());
  QCOMPARE(trajectory.output("latents").asList()->size(), size_t(1));
}

void TestImageToImage::partsOfASchedule() {
  QFETCH(int, process);
  Sampling sampling{.process = process};
  NodeRun whole = sampling.node(), first = sampling.node(), second = sampling.node();
  const Value noise = latentOf(picture().noise);
  first.link("noise", noise).set("end_step", Value::integer(4));
  second.link("latent", latentOf(sampled(first))).set("start_step", Value::integer(4));
  QVERIFY(distance(sampled(whole.link("noise", noise)), sampled(second)) < 1e-6);
}

void TestImageToImage::impossibleStarts() {
  Sampling sampling;
  NodeRun nothing = sampling.node();
  QVERIFY(nothing.failure().find("link \"noise\" or \"latent\"") != std::string::npos);
  NodeRun alone = sampling.node();
  alone.link("noise", latentOf(picture().noise));
  for (const auto& [name, value] : {std::pair("start_step", Value::integer(3)), {"denoise", Value::number(0.5)}}) {
    NodeRun sample = sampling.node();
    sample.link("noise", latentOf(picture().noise)).set(name, value);
    QVERIFY(sample.failure().find("link \"latent\"") != std::string::npos);
  }
  NodeRun beyond = sampling.node();
  beyond.link("noise", latentOf(picture().noise)).link("latent", latentOf(picture().latent));
  beyond.set("start_step", Value::integer(11));
  QCOMPARE(beyond.failure(), std::string("start_step is 11, but the steps end before step 10"));
  beyond.set("start_step", Value::integer(5)).set("end_step", Value::integer(4));
  QCOMPARE(beyond.failure(), std::string("start_step is 5, but the steps end before step 4"));
  beyond.set("end_step", Value::integer(-1)).set("denoise", Value::number(NAN));
  QVERIFY(beyond.failure().find("denoise is nan") != std::string::npos);
  NodeRun other = sampling.node();
  other.link("noise", latentOf(picture().noise)).link("latent", tensorOf<float>({1, 4, 3, 2}, picture().latent));
  QCOMPARE(other.failure(), std::string("the latent is [1, 4, 3, 2] and the noise [1, 4, 2, 3]; both have the same "
                                        "channels, height and width"));
}

void TestImageToImage::onePictureForManyNoises() {
  std::vector<float> two = picture().noise;
  two.insert(two.end(), picture().latent.begin(), picture().latent.end());
  Sampling sampling;
  NodeRun batch = sampling.node(), alone = sampling.node();
  batch.link("latent", latentOf(picture().latent)).link("noise", tensorOf<float>({2, 4, 2, 3}, two));
  alone.link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().latent));
  const auto both = sampled(batch), second = sampled(alone);
  QCOMPARE(both.size(), 2 * cells);
  QVERIFY(std::equal(second.begin(), second.end(), both.begin() + cells));
  NodeRun three = sampling.node();
  three.link("latent", tensorOf<float>({3, 4, 2, 1}, picture().latent))
      .link("noise", tensorOf<float>({2, 4, 1, 3}, picture().noise));
  QVERIFY(three.failure().find("does not fit a batch of 2") != std::string::npos);
}

void TestImageToImage::keptCellsStay_data() {
  QTest::addColumn<QString>("solver");
  for (const std::string& solver : solvers()) QTest::newRow(solver.c_str()) << QString::fromStdString(solver);
}

// With any solver, to the last bit; and the others are drawn.
void TestImageToImage::keptCellsStay() {
  QFETCH(QString, solver);
  QStringList refused;  // what a method is not made for
  for (const int process : {WEFT_PROCESS_RECTIFIED_FLOW, WEFT_PROCESS_VARIANCE_EXPLODING}) {
    Sampling sampling{.process = process, .steps = 6, .solver = solver.toStdString()};
    NodeRun sample = sampling.node();
    sample.link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().noise));
    sample.link("mask", tensorOf<float>({1, 1, 2, 3}, {1, 1, 0, 0, 1, 0})).set("denoise", Value::number(0.7));
    if (auto done = sample.run(); !done) {
      refused << QString::fromStdString(done.error().message);
      continue;
    }
    const auto latent = elementsOf<float>(sample.output("latent"));
    for (const size_t channel : {0, 1, 2, 3}) {
      for (const size_t kept : {2, 3, 5}) QCOMPARE(latent[channel * 6 + kept], picture().latent[channel * 6 + kept]);
      for (const size_t drawn : {0, 1, 4})
        QVERIFY(std::abs(latent[channel * 6 + drawn] - picture().latent[channel * 6 + drawn]) > 1e-4);
    }
  }
  QVERIFY2(refused.size() < 2, qPrintable(refused.join('\n')));
}

void TestImageToImage::softAndDifferentialMasks_data() {
  QTest::addColumn<int>("process");
  QTest::addColumn<bool>("differential");
  for (const bool differential : {false, true})
    for (const int process : {0, 1, 2})
      QTest::addRow("process %d, %s", process, differential ? "differential" : "soft") << process << differential;
}

void TestImageToImage::softAndDifferentialMasks() {
  QFETCH(int, process);
  QFETCH(bool, differential);
  Sampling sampling{.process = process, .steps = 8};
  NodeRun sample = sampling.node();
  std::vector<float> mask(cells);
  std::vector<double> shares(cells);
  for (size_t i = 0; i < cells; ++i) shares[i] = mask[i] = float(i % 9) / 8;
  sample.link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().noise));
  sample.link("mask", tensorOf<float>(shape, mask));
  sample.set("mask_mode", Value::string(differential ? "differential" : "soft"));
  QVERIFY(distance(sampled(sample), byHand(sampling, shares, differential)) < 2e-5);
}

// A mask of twice the latent's size: half of a cell is a half.
void TestImageToImage::masksOfThePicture() {
  Sampling sampling;
  NodeRun sample = sampling.node();
  sample.link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().noise));
  sample.link("mask", tensorOf<float>({1, 1, 4, 6}, {1, 0, 0, 0, 1, 1,  //
                                                     1, 0, 0, 0, 1, 1,  //
                                                     0, 0, 0, 1, 1, 1,  //
                                                     0, 0, 0, 0, 1, 0}));
  const std::vector<double> cell{0.5, 0, 1, 0, 0.25, 0.75};
  std::vector<double> shares;
  for (int channel = 0; channel < 4; ++channel) shares.insert(shares.end(), cell.begin(), cell.end());
  QVERIFY(distance(sampled(sample), byHand(sampling, shares, false)) < 2e-5);
}

void TestImageToImage::badMasks_data() {
  QTest::addColumn<QList<qint64>>("sides");
  QTest::addColumn<double>("value");
  QTest::addColumn<QString>("cause");
  QTest::newRow("not a number") << QList<qint64>{1, 1, 2, 3} << double(NAN) << "has the value nan";
  QTest::newRow("above 1") << QList<qint64>{1, 1, 2, 3} << 1.5 << "has the value 1.5";
  QTest::newRow("below 0") << QList<qint64>{1, 1, 2, 3} << -0.1 << "has the value -0.1";
  QTest::newRow("no multiple") << QList<qint64>{1, 1, 3, 3} << 1.0 << "a whole multiple";
  QTest::newRow("smaller") << QList<qint64>{1, 1, 1, 3} << 1.0 << "a whole multiple";
  QTest::newRow("three dimensions") << QList<qint64>{1, 2, 3} << 1.0 << "a whole multiple";
  QTest::newRow("other channels") << QList<qint64>{1, 3, 2, 3} << 1.0 << "a whole multiple";
  QTest::newRow("empty") << QList<qint64>{1, 1, 0, 0} << 1.0 << "a whole multiple";
}

void TestImageToImage::badMasks() {
  QFETCH(QList<qint64>, sides);
  QFETCH(double, value);
  QFETCH(QString, cause);
  int64_t count = 1;
  for (const qint64 side : sides) count *= side;
  Sampling sampling;
  NodeRun sample = sampling.node();
  const Value mask = tensorOf<float>({sides.begin(), sides.end()}, std::vector<float>(size_t(count), float(value)));
  sample.link("noise", latentOf(picture().noise)).link("mask", mask);
  QVERIFY(sample.failure().find("link \"latent\" and \"noise\" as well") != std::string::npos);
  sample.link("latent", latentOf(picture().latent));
  QVERIFY2(sample.failure().find(cause.toStdString()) != std::string::npos, sample.failure().c_str());
}

void TestImageToImage::stepsByHand() {
  Sampling sampling{.process = WEFT_PROCESS_VARIANCE_PRESERVING};
  NodeRun begin = sampling.node("BeginSampling"), sample = sampling.node();
  for (NodeRun* node : {&begin, &sample}) {
    node->link("latent", latentOf(picture().latent)).link("noise", latentOf(picture().noise));
    node->link("mask", tensorOf<float>({1, 1, 2, 3}, {1, 0.5F, 0, 0, 1, 0})).set("denoise", Value::number(0.5));
  }
  if (auto done = begin.run(); !done) throw std::runtime_error(done.error().message);
  Value latent = begin.output("latent"), history = begin.output("history");
  for (int index = 0; index < 5; ++index) {
    NodeRun step("weft.schedulers.Step");
    step.link("sampling", begin.output("sampling")).link("latent", latent).link("history", history);
    step.set("index", Value::integer(index));
    if (auto done = step.run(); !done) throw std::runtime_error(done.error().message);
    latent = step.output("latent");
    history = step.output("history");
  }
  QCOMPARE(elementsOf<float>(latent), sampled(sample));
  NodeRun after("weft.schedulers.Step");
  after.link("sampling", begin.output("sampling")).link("latent", latent).set("index", Value::integer(5));
  QVERIFY(after.failure().find("the schedule has 5 steps") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestImageToImage)
#include "test_image_to_image.moc"
