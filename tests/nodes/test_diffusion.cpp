// The mathematics of diffusion against diffusers, k-diffusion and closed formulas; see
// tests/data/process/make_reference.py.
#include "diffusion/betas.h"
#include "diffusion/clock.h"
#include "diffusion/flow_shift.h"
#include "diffusion/flow_times.h"
#include "diffusion/preconditioning.h"
#include "diffusion/prediction.h"
#include "diffusion/process.h"
#include "diffusion/process_options.h"
#include "weights/safetensors.h"

#include <QtTest>
#include <cmath>
#include <numbers>

using namespace weft::diffusion;

Q_DECLARE_METATYPE(weft::diffusion::ProcessKind)
Q_DECLARE_METATYPE(weft::diffusion::Target)

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr Target targets[] = {Target::Sample, Target::Epsilon, Target::V, Target::Flow, Target::Score};
constexpr std::pair<const char*, ProcessKind> kinds[] = {{"VP", ProcessKind::VariancePreserving},
                                                         {"VE", ProcessKind::VarianceExploding},
                                                         {"flow", ProcessKind::RectifiedFlow}};

std::vector<double> reference(const std::string& name) {
  auto file = weft::weights::SafetensorsFile::open(WEFT_SOURCE_DIR "/tests/data/process/reference.safetensors");
  const auto* info = file ? file->find(name) : nullptr;
  if (!info || info->dtype != "F64") throw std::runtime_error("no reference " + name);
  std::vector<double> numbers(info->bytes() / sizeof(double));
  if (!file->read(*info, numbers.data())) throw std::runtime_error("cannot read " + name);
  return numbers;
}

// |a - b| <= tolerance times the greater of both.
bool near(double a, double b, double tolerance) {
  return a == b || std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

#define QNEAR(actual, expected, tolerance)    \
  QVERIFY2(near(actual, expected, tolerance), \
           qPrintable(QString("%1 instead of %2").arg(actual, 0, 'g', 17).arg(expected, 0, 'g', 17)))

ClockRef stableDiffusion(Interpolation interpolation, bool zeroTerminal = false) {
  auto alphas = *alphasCumprodOf(*betasOf({"scaled_linear", 0.00085, 0.012, 1000}));
  if (zeroTerminal) alphas = *rescaleZeroTerminalSnr(alphas);
  return *trainedAlphas(alphas, interpolation);
}

struct NamedClock {
  const char* name;
  ClockRef clock;
  double first;  // step
};

std::vector<NamedClock> clocks() {
  return {{"trained, log-linear", stableDiffusion(Interpolation::LogLinear), 0},
          {"trained, linear", stableDiffusion(Interpolation::Linear), 0},
          {"trained, zero terminal", stableDiffusion(Interpolation::LogLinear, true), 0},
          {"linear betas", *linearBetas(0.1, 20), 0},
          {"linear betas, zero terminal", *linearBetas(0.1, 20, true), 0},
          {"constant betas", *linearBetas(3, 3), 0},
          {"scaled linear betas", *scaledLinearBetas(0.85, 12), 0},
          {"scaled linear betas, constant", *scaledLinearBetas(5, 5), 0},
          {"scaled linear betas, zero terminal", *scaledLinearBetas(0.85, 12, true), 0},
          {"cosine", *cosineAlphas(0), 0},
          {"improved cosine", *cosineAlphas(0.008), 0},
          {"linear log-SNR", *linearLogSnr(13.3, -5), 0},
          {"linear log-SNR, zero terminal", *linearLogSnr(13.3, -5, true), 0},
          {"geometric", *geometricSigmas(0.01, 50), 0},
          {"EDM", *quarterLogSigmas(0.002, 80), std::log(0.002) / 4},
          {"shifted flow", *shiftedFlow(3), 0},
          {"logit-normal flow", *logitNormalFlow(0.5, 1.2), 0}};
}

}  // namespace

class TestDiffusion : public QObject {
  Q_OBJECT

 private slots:
  void betasAreThoseOfDiffusers_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("steps");
    QTest::addColumn<double>("start");
    QTest::addColumn<double>("end");
    QTest::newRow("linear") << "linear" << 1000 << 0.0001 << 0.02;
    QTest::newRow("scaled_linear") << "scaled_linear" << 1000 << 0.00085 << 0.012;
    for (const char* name : {"squaredcos_cap_v2", "sigmoid", "laplace"})
      QTest::newRow(name) << name << 200 << 0.0001 << 0.02;
  }

  // Theirs are computed in float32, ours are not.
  void betasAreThoseOfDiffusers() {
    QFETCH(QString, name);
    QFETCH(int, steps);
    QFETCH(double, start);
    QFETCH(double, end);
    const std::string schedule = name.toStdString();
    const auto betas = betasOf({schedule, start, end, steps});
    QVERIFY(betas.ok());
    const auto expected = reference(schedule + ".betas");
    QCOMPARE(betas->size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) QNEAR((*betas)[i], expected[i], 1e-6);

    const auto alphas = alphasCumprodOf(*betas);
    QVERIFY(alphas.ok());
    const auto expectedAlphas = reference(schedule + ".alphas_cumprod");
    for (size_t i = 0; i < expectedAlphas.size(); ++i) QNEAR((*alphas)[i], expectedAlphas[i], 1e-4);

    const auto rescaled = rescaleZeroTerminalSnr(*alphas);
    QVERIFY(rescaled.ok());
    const auto expectedRescaled = reference(schedule + ".zero_snr");
    for (size_t i = 0; i < expectedRescaled.size(); ++i)
      QVERIFY2(std::abs((*rescaled)[i] - expectedRescaled[i]) < 3e-6, qPrintable(QString::number(i)));
    QCOMPARE(rescaled->back(), 0.0);
    QNEAR(rescaled->front(), alphas->front(), 1e-14);
  }

  void wrongBetasAreRefused_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("start");
    QTest::addColumn<double>("end");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("message");
    QTest::newRow("falling") << "linear" << 0.02 << 0.01 << 1000 << "beta_start <= beta_end";
    QTest::newRow("zero") << "sigmoid" << 0.0 << 0.01 << 1000 << "0 < beta_start";
    QTest::newRow("one") << "scaled_linear" << 0.1 << 1.0 << 1000 << "beta_end < 1";
    QTest::newRow("not a number") << "linear" << std::nan("") << 0.1 << 10 << "0 < beta_start";
    QTest::newRow("no steps") << "linear" << 0.1 << 0.2 << 0 << "num_train_timesteps is 0";
    QTest::newRow("no steps of a cosine") << "squaredcos_cap_v2" << 0.1 << 0.2 << 0 << "num_train_timesteps is 0";
    QTest::newRow("name") << "cosine" << 0.1 << 0.2 << 10 << "squaredcos_cap_v2";
  }

  void wrongBetasAreRefused() {
    QFETCH(QString, name);
    QFETCH(double, start);
    QFETCH(double, end);
    QFETCH(int, steps);
    QFETCH(QString, message);
    const std::string schedule = name.toStdString();
    const auto betas = betasOf({schedule, start, end, steps});
    QVERIFY(!betas.ok());
    QVERIFY2(QString::fromStdString(betas.error().message).contains(message), betas.error().message.c_str());
  }

  void wrongTablesAreRefused() {
    QVERIFY(!alphasCumprodOf(std::vector<double>{}).ok());
    QVERIFY(!alphasCumprodOf(std::vector<double>{0.1, 1, 0.1}).ok());
    QVERIFY(!alphasCumprodOf(std::vector<double>{0.1, -0.1}).ok());
    QVERIFY(alphasCumprodOf(std::vector<double>{0.1, 1}).ok());
    QVERIFY(!rescaleZeroTerminalSnr({0.5}).ok());
    QVERIFY(!rescaleZeroTerminalSnr({0.5, 0.5}).ok());
    QVERIFY(!trainedSteps({}, Interpolation::Linear).ok());
    QVERIFY(!trainedSteps({0, 1}, Interpolation::Linear).ok());
    QVERIFY(!trainedSteps({1, 1}, Interpolation::Linear).ok());
    QVERIFY(!trainedSteps({1, infinity, infinity}, Interpolation::Linear).ok());
    QVERIFY(!trainedSteps({1, std::nan("")}, Interpolation::Linear).ok());
    QVERIFY(!trainedAlphas({1, 0.5}, Interpolation::Linear).ok());
    QVERIFY(!trainedAlphas({0.5, -0.5}, Interpolation::Linear).ok());
    QVERIFY(!linearBetas(20, 0.1).ok());
    QVERIFY(!scaledLinearBetas(0, 0.1).ok());
    QVERIFY(!cosineAlphas(1).ok());
    QVERIFY(!linearLogSnr(-5, 13).ok());
    QVERIFY(!geometricSigmas(2, 1).ok());
    QVERIFY(!quarterLogSigmas(1, infinity).ok());
    QVERIFY(!shiftedFlow(0).ok());
    QVERIFY(!logitNormalFlow(0, 0).ok());
    QVERIFY(!logitNormalFlow(std::nan(""), 1).ok());
  }

  void processesAreMadeByName() {
    const auto last = [](const ProcessOptions& options) { return makeProcess(options)->lastTime(); };
    const auto time = [](const ProcessOptions& options, double step) { return makeProcess(options)->timeOfStep(step); };
    const auto alphas = *alphasCumprodOf(*betasOf({"scaled_linear", 0.00085, 0.012, 1000}));
    const double discrete = last({}), zero = last({.rescaleBetasZeroSnr = true});
    QNEAR(discrete, std::sqrt(1 / alphas.back() - 1), 1e-14);
    QCOMPARE(makeProcess({})->stepTimes().size(), size_t(1000));
    QCOMPARE(zero, infinity);
    const double song = last({.process = "continuous", .betaSchedule = "linear", .betaStart = 1e-4, .betaEnd = 0.02});
    QNEAR(song, std::sqrt(std::expm1(10.05)), 1e-14);
    const double continuousZero = last({.process = "continuous", .rescaleBetasZeroSnr = true});
    QCOMPARE(continuousZero, infinity);
    const ProcessOptions exploding{.process = "variance_exploding", .sigmaMin = 0.5, .sigmaMax = 50};
    QCOMPARE(last(exploding), 50.0);
    QNEAR(time(exploding, 0.5), 5.0, 1e-13);
    const auto edm = makeProcess({.process = "edm"});
    QNEAR(edm->stepOf(2), std::log(2) / 4, 1e-14);
    const double shifted = time({.process = "flow", .shift = 3}, 0.5);
    QNEAR(shifted, 0.75, 1e-14);
    const double logitNormal = time({.process = "flow", .timeShift = "logit_normal", .logitMean = 1}, 0.5);
    QNEAR(logitNormal, 1 / (1 + std::exp(-1.0)), 1e-14);
    const double linear = time({.interpolation = "linear"}, 998.5), logLinear = time({}, 998.5);
    QVERIFY(linear > logLinear);
  }

  void wrongProcessesAreRefused() {
    const ProcessOptions wrong[] = {{.process = "vp"},
                                    {.betaSchedule = "quadratic"},
                                    {.betaStart = 0.02},
                                    {.numTrainTimesteps = 0},
                                    {.betaSchedule = "trained_betas"},
                                    {.interpolation = "cubic"},
                                    {.process = "edm", .sigmaMin = 90},
                                    {.process = "continuous", .betaSchedule = "laplace"},
                                    {.process = "flow", .shift = -1},
                                    {.process = "flow", .timeShift = "logit_normal", .logitStd = 0},
                                    {.process = "flow", .timeShift = "exponential"},
                                    {.process = "continuous", .betaSchedule = "log_snr", .logSnrMax = -9}};
    for (const auto& options : wrong) QVERIFY(!makeProcess(options).ok());
  }

  void stepsAreThoseOfTheReferences() {
    const auto logLinear = stableDiffusion(Interpolation::LogLinear);
    const auto sigmas = reference("queries.sigmas"), steps = reference("queries.steps");
    for (size_t i = 0; i < sigmas.size(); ++i) {
      // Near the first steps sigma changes little, so float32 tables move the step.
      QVERIFY2(std::abs(logLinear->stepOf(sigmas[i]) - steps[i]) < 2e-3, qPrintable(QString::number(sigmas[i])));
    }
    const auto fractional = reference("log_linear.steps"), between = reference("log_linear.sigmas");
    const auto back = reference("log_linear.back");
    for (size_t i = 0; i < fractional.size(); ++i) {
      QNEAR(logLinear->timeOf(fractional[i]), between[i], 3e-5);
      QVERIFY(std::abs(logLinear->stepOf(logLinear->timeOf(fractional[i])) - back[i]) < 1e-4);
    }
    const auto linear = stableDiffusion(Interpolation::Linear);
    const auto linearSteps = reference("linear.steps"), linearSigmas = reference("linear.sigmas");
    QCOMPARE(linearSteps.size(), size_t(7));
    for (size_t i = 0; i < linearSteps.size(); ++i) QNEAR(linear->timeOf(linearSteps[i]), linearSigmas[i], 3e-5);
  }

  void aZeroTerminalIsInfinite() {
    for (const auto interpolation : {Interpolation::LogLinear, Interpolation::Linear}) {
      const auto clock = stableDiffusion(interpolation, true);
      QCOMPARE(clock->timeOf(999), infinity);
      QCOMPARE(clock->stepOf(infinity), 999.0);
      // What diffusers puts in its place.
      QVERIFY(std::abs(clock->stepOf(reference("zero_snr.last_sigma").front()) - 999) < 1e-3);
      QCOMPARE(clock->times().size(), size_t(1000));
      QVERIFY(clock->timeOf(998.9) < 4096 && clock->timeOf(998.9) > clock->timeOf(998));
    }
    for (const auto& clock : {*linearBetas(0.1, 20, true), *scaledLinearBetas(0.85, 12, true), *cosineAlphas(0),
                              *cosineAlphas(0.008), *linearLogSnr(13, -5, true)}) {
      QCOMPARE(clock->timeOf(1), infinity);
      QCOMPARE(clock->stepOf(infinity), 1.0);
      QVERIFY(std::isfinite(clock->timeOf(0.999)));
    }
  }

  void clocksRiseAndGoBack_data() {
    QTest::addColumn<int>("index");
    const auto all = clocks();
    for (size_t i = 0; i < all.size(); ++i) QTest::newRow(all[i].name) << int(i);
  }

  void clocksRiseAndGoBack() {
    QFETCH(int, index);
    const auto [name, clock, first] = clocks()[size_t(index)];
    const double last = clock->lastStep();
    double before = -1;
    for (int i = 0; i <= 400; ++i) {
      const double step = i == 400 ? last : first + (last - first) * i / 400;
      const double time = clock->timeOf(step);
      QVERIFY2(time > before, qPrintable(QString("at step %1: %2 after %3").arg(step).arg(time).arg(before)));
      QVERIFY2(
          std::abs(clock->stepOf(time) - step) <= 1e-9 * std::max(1.0, last),
          qPrintable(QString("step %1 came back as %2").arg(step, 0, 'g', 17).arg(clock->stepOf(time), 0, 'g', 17)));
      before = time;
    }
    // Beyond the ends: the ends.
    QCOMPARE(clock->timeOf(first - 1), clock->timeOf(first));
    QCOMPARE(clock->timeOf(last + 1), clock->timeOf(last));
    QVERIFY(std::abs(clock->stepOf(0) - first) < 1e-12);
    QVERIFY(std::abs(clock->stepOf(infinity) - last) < 1e-12);
  }

  void continuousClocksFollowTheirFormulas() {
    const auto alphaBar = [](const ClockRef& clock, double u) {
      return alphaBarOf(Process(ProcessKind::VariancePreserving, clock).at(clock->timeOf(u)));
    };
    for (const double u : {1e-4, 0.1, 0.37, 0.8, 0.995}) {
      QNEAR(alphaBar(*linearBetas(0.1, 20), u), std::exp(-0.1 * u - 0.5 * 19.9 * u * u), 1e-12);
      const double cosine = std::cos(std::numbers::pi / 2 * u);
      QNEAR(alphaBar(*cosineAlphas(0), u), cosine * cosine, 1e-11);
      const double f = std::cos(std::numbers::pi / 2 * (u + 0.008) / 1.008),
                   f0 = std::cos(std::numbers::pi / 2 * 0.008 / 1.008);
      QNEAR(alphaBar(*cosineAlphas(0.008), u), f * f / (f0 * f0), 1e-11);
      QNEAR(logSnrOf(Process(ProcessKind::VariancePreserving).at((*linearLogSnr(13.3, -5))->timeOf(u))),
            13.3 - 18.3 * u, 1e-9);
      QNEAR((*geometricSigmas(0.01, 50))->timeOf(u), 0.01 * std::pow(5000, u), 1e-12);
      const double whole = std::exp(-0.05 - 0.25 * 19.9), root = std::exp(-0.05 * u - 0.25 * 19.9 * u * u);
      QNEAR(std::sqrt(alphaBar(*linearBetas(0.1, 20, true), u)), (root - whole) / (1 - whole), 1e-12);
    }
    // Many trained steps with betas of theirs / N are the continuous one.
    const int64_t steps = 100000;
    const auto betas = betasOf({"scaled_linear", 0.85 / double(steps), 12 / double(steps), steps});
    const auto trained = *trainedAlphas(*alphasCumprodOf(*betas), Interpolation::LogLinear);
    for (const double u : {0.1, 0.5, 0.9})
      QNEAR(trained->timeOf(u * double(steps) - 1), (*scaledLinearBetas(0.85, 12))->timeOf(u), 1e-4);
  }

  void processesAndTheirScales_data() {
    QTest::addColumn<ProcessKind>("kind");
    for (const auto& [name, kind] : kinds) QTest::newRow(name) << kind;
  }

  void processesAndTheirScales() {
    QFETCH(ProcessKind, kind);
    const Process process(kind);
    double sigmaBefore = 0;
    for (const double time : {1e-8, 0.01, 0.25, 0.5, 0.99}) {
      const auto c = process.at(time);
      QVERIFY(sigmaOf(c) > sigmaBefore);
      sigmaBefore = sigmaOf(c);
      QNEAR(process.timeOfSigma(sigmaOf(c)), time, 1e-13);
      QNEAR(process.timeOfLogSnr(logSnrOf(c)), time, 1e-13);
      if (time < 0.01) continue;  // 1 - alpha-bar has lost its digits there
      QNEAR(process.timeOfAlphaBar(alphaBarOf(c)), time, 1e-11);
      const double h = 1e-6;
      QVERIFY(std::abs((process.at(time + h).a - process.at(time - h).a) / (2 * h) - c.da) < 1e-7);
      QVERIFY(std::abs((process.at(time + h).b - process.at(time - h).b) / (2 * h) - c.db) < 1e-7);
    }
    const auto clean = process.at(0);
    QCOMPARE(clean.a, 1.0);
    QCOMPARE(clean.b, 0.0);
    QCOMPARE(alphaBarOf(clean), 1.0);
    QCOMPARE(logSnrOf(clean), infinity);
    if (kind == ProcessKind::VarianceExploding) return;
    const auto noise = process.at(process.lastTime());
    QCOMPARE(noise.a, 0.0);
    QCOMPARE(noise.b, 1.0);
    QVERIFY(std::isfinite(noise.da) && std::isfinite(noise.db));
    QCOMPARE(sigmaOf(noise), infinity);
    QCOMPARE(alphaBarOf(noise), 0.0);
    QCOMPARE(process.timeOfSigma(infinity), process.lastTime());
    QCOMPARE(process.timeOfAlphaBar(0), process.lastTime());
    QCOMPARE(process.timeOfLogSnr(-infinity), process.lastTime());
  }

  void predictionsAgree_data() {
    QTest::addColumn<ProcessKind>("kind");
    QTest::addColumn<Target>("from");
    for (const auto& [name, kind] : kinds)
      for (const Target target : targets) QTest::addRow("%s, %s", name, nameOf(target).data()) << kind << target;
  }

  void predictionsAgree() {
    QFETCH(ProcessKind, kind);
    QFETCH(Target, from);
    const double x = 0.7, z = -1.3;
    for (const double time : {0.03, 0.3, 0.7, 0.96, 14.0}) {
      if (kind == ProcessKind::RectifiedFlow && time > 1) continue;
      const auto c = Process(kind).at(time);
      const double mixed = c.a * x + c.b * z;
      const auto valueOf = [&](Target target) {
        const auto factors = targetAt(target, c);
        return factors.sample * x + factors.noise * z;
      };
      for (const Target to : targets) {
        const auto there = conversion(from, to, c), back = conversion(to, from, c);
        QVERIFY(there && back);
        const double converted = there->mixed * mixed + there->prediction * valueOf(from);
        QNEAR(converted, valueOf(to), 1e-12);
        QNEAR(back->mixed * mixed + back->prediction * converted, valueOf(from), 1e-12);
        // For any prediction, also one that no x and z of this size would give.
        const double other = there->mixed * mixed + there->prediction * 5.0;
        QNEAR(back->mixed * mixed + back->prediction * other, 5.0, 1e-11);
      }
    }
  }

  // What an estimate tells at the ends, by hand.
  void predictionsAtTheEnds() {
    for (const auto& [name, kind] : kinds) {
      const auto clean = Process(kind).at(0);
      for (const Target from : targets) {
        for (const Target to : targets) {
          const bool known = from == to || (from != Target::Score && to != Target::Score && from != Target::Sample);
          QVERIFY2(conversion(from, to, clean).has_value() == known,
                   qPrintable(QString("%1: %2 to %3").arg(name, nameOf(from).data(), nameOf(to).data())));
        }
      }
      QCOMPARE(conversion(Target::Epsilon, Target::Sample, clean)->mixed, 1.0);
      if (kind == ProcessKind::VarianceExploding) continue;
      const auto noise = Process(kind).at(Process(kind).lastTime());
      for (const Target from : targets) {
        for (const Target to : targets) {
          const auto isNoise = [](Target target) { return target == Target::Epsilon || target == Target::Score; };
          const bool known = from == to || !isNoise(from) || isNoise(to);
          QVERIFY2(conversion(from, to, noise).has_value() == known,
                   qPrintable(QString("%1: %2 to %3").arg(name, nameOf(from).data(), nameOf(to).data())));
        }
      }
      QCOMPARE(conversion(Target::V, Target::Sample, noise)->prediction, -1.0);
      QCOMPARE(conversion(Target::V, Target::Sample, noise)->mixed, 0.0);
      QCOMPARE(conversion(Target::Flow, Target::Sample, noise)->mixed, 1.0);
      QCOMPARE(conversion(Target::Flow, Target::Sample, noise)->prediction, -1.0);
    }
  }

  void targetsHaveNames() {
    for (const Target target : targets) QVERIFY(targetOf(nameOf(target)) == target);
    QVERIFY(!targetOf("noise"));
  }

  void preconditioningIsThatOfDiffusers() {
    const auto sigmas = reference("edm.sigmas");
    const auto skip = reference("edm.c_skip"), out = reference("edm.c_out"), in = reference("edm.c_in"),
               noise = reference("edm.c_noise");
    const auto clock = *quarterLogSigmas(0.002, 80);
    for (size_t i = 0; i < sigmas.size(); ++i) {
      const auto p = preconditioningAt(sigmas[i], 0.7);
      QNEAR(p.cSkip, skip[i], 1e-13);
      QNEAR(p.cOut, out[i], 1e-13);
      QNEAR(p.cIn, in[i], 1e-13);
      QNEAR(p.cNoise, noise[i], 1e-13);
      QNEAR(clock->stepOf(sigmas[i]), noise[i], 1e-13);
      // With data of variance 1, the network predicts -v.
      const auto unit = preconditioningAt(sigmas[i], 1);
      const auto v = conversion(Target::V, Target::Sample, Process(ProcessKind::VarianceExploding).at(sigmas[i]));
      QNEAR(v->mixed, unit.cSkip, 1e-12);
      QNEAR(v->prediction, -unit.cOut, 1e-12);
    }
  }

  void shiftsAreThoseOfDiffusers() {
    const auto times = reference("flow.times");
    const auto exponential = reference("flow.exponential"), linear = reference("flow.linear");
    for (size_t i = 0; i < times.size(); ++i) {
      QNEAR(shiftTime(times[i], exponentialShift(0.83)), exponential[i], 1e-13);
      QNEAR(shiftTime(times[i], linearShift(0.83)), linear[i], 1e-13);
      QNEAR(shiftTime(shiftTime(times[i], 3), 1.0 / 3), times[i], 1e-13);
    }
    const auto three = reference("flow.shift_3");
    QCOMPARE(three.size(), size_t(10));
    for (size_t i = 0; i < three.size(); ++i) QNEAR((*shiftedFlow(3))->timeOf(double(i + 1) / 10), three[i], 1e-6);
    const auto mu = reference("flow.mu");
    QNEAR(ResolutionShift().mu(256), mu[0], 1e-13);
    QNEAR(ResolutionShift().mu(1024), mu[1], 1e-13);
    QNEAR(ResolutionShift().mu(4096), mu[2], 1e-13);
    // Quantiles of the normal distribution from tables: 0.5, 0.975, 0.1587 and one in ten thousand.
    const auto logitNormal = *logitNormalFlow(0.4, 1.5);
    for (const auto& [share, normal] : {std::pair{0.5, 0.0},
                                        {0.975, 1.959963984540054},
                                        {0.15865525393145705, -1.0},
                                        {1e-4, -3.719016485455709},
                                        {0.9999, 3.719016485455709}})
      QNEAR(logitNormal->timeOf(share), 1 / (1 + std::exp(-(0.4 + 1.5 * normal))), 1e-12);
  }

  void flowTimesFall_data() {
    QTest::addColumn<double>("shift");
    for (const double shift : {0.5, 1.0, 3.0}) QTest::addRow("%g", shift) << shift;
  }

  void flowTimesFall() {
    QFETCH(double, shift);
    const auto times = flowTimes(20, shift);
    QCOMPARE(times.size(), size_t(21));
    QCOMPARE(times.front(), 1.0);
    QCOMPARE(times.back(), 0.0);
    for (size_t i = 1; i < times.size(); ++i) QVERIFY(times[i] < times[i - 1]);
    QCOMPARE(times[10], shift * 0.5 / (1 + (shift - 1) * 0.5));
  }
};

QTEST_APPLESS_MAIN(TestDiffusion)
#include "test_diffusion.moc"
