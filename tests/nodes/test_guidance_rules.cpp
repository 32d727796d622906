// Guidance rules against diffusers' guiders and ComfyUI's definitions: tests/data/guidance says what is what.
#include <QtTest>

#include <cmath>
#include <filesystem>

#include "function_denoiser.h"
#include "guidance/formulas.h"
#include "guidance/rules.h"
#include "guidance/switched.h"
#include "sdk_host.h"
#include "weights/safetensors.h"

using namespace weft;
using namespace weft::guidance;
using namespace weft::test;

namespace {

const std::vector<int64_t> shape{2, 2, 3, 4};
constexpr size_t steps = 4, perStep = 48;

// A tensor of the file, step by step.
std::vector<Numbers> reference(const std::string& name) {
  static const auto file = weights::SafetensorsFile::open(std::filesystem::path(WEFT_SOURCE_DIR) /
                                                          "tests/data/guidance/reference.safetensors");
  if (!file) throw Failure(file.error().message);
  const auto* info = file->find(name);
  if (!info) throw Failure("no \"" + name + "\" in the reference");
  Numbers all(info->bytes() / sizeof(double));
  if (!file->read(*info, all.data()).ok()) throw Failure("cannot read the reference");
  std::vector<Numbers> rows;
  for (size_t i = 0; i < steps; ++i)
    rows.emplace_back(all.begin() + std::ptrdiff_t(i * perStep), all.begin() + std::ptrdiff_t((i + 1) * perStep));
  return rows;
}

const Numbers times{0.9, 0.7, 0.5, 0.3, 0};

// What becomes of the predictions of a network of one kind, on one process.
struct Case {
  Sources sources;
  MakeRule rule;
  DenoiserRef guided() const { return DenoiserRef(makeObject("denoiser", makeGuided(sources, rule))); }
};

// The network's prediction for x0 at a time, as the denoiser's interface has it: p = alpha x + beta x0.
struct Line {
  double alpha, beta;
};
Line lineOf(int32_t predicts, const weft_coefficients& c) {
  if (predicts == WEFT_PREDICTS_X0) return {0, 1};
  if (predicts == WEFT_PREDICTS_EPSILON) return {1 / c.b, -c.a / c.b};
  if (predicts == WEFT_PREDICTS_V) return {c.a / c.b, -(c.a * c.a + c.b * c.b) / c.b};
  return {1 / c.b, -(1 - c.b) / c.b - 1};
}

// Answers with what the file has for "c", for "u" without a condition, and for "n" with one that says so; or always
// with one of them.
DenoiserRef tableDenoiser(int32_t process, int32_t predicts, Asked* asked, const std::string& always = {}) {
  const auto c = reference("c"), u = reference("u"), n = reference("n");
  DenoiserFunctions functions;
  functions.process = process;
  functions.predicts = predicts;
  functions.x0 = [=](const Numbers& x, double t, const Value& conditioning, const std::vector<int64_t>&) {
    const size_t step = size_t(std::ranges::find(times, t) - times.begin());
    const std::string which(!always.empty() ? std::string_view(always)
                            : conditioning  ? conditioning.asString()
                                            : std::string_view("u"));
    const Numbers& p = which == "u" ? u[step] : which == "n" ? n[step] : c[step];
    const Line line = lineOf(predicts, processAt(process, t));
    Numbers x0(x.size());
    for (size_t i = 0; i < x.size(); ++i) x0[i] = (p[i] - line.alpha * x[i]) / line.beta;
    return x0;
  };
  return functionDenoiser(std::move(functions), asked);
}

Numbers noisyAt(size_t step) {
  Numbers x;
  for (size_t i = 0; i < perStep; ++i) x.push_back(std::sin(double(7 * step + i)));
  return x;
}

// The largest difference of a rule from the reference, over all steps of a sampling.
template <class T>
double worstOf(const DenoiserRef& guided, int32_t process, int32_t predicts, const std::string& name) {
  const auto expected = reference(name);
  const auto run = beginRun(guided, shape, {Value::string("c")}, times);
  double worst = 0;
  for (size_t step = 0; step < steps; ++step) {
    const Tensor x = tensorOf<T>(shape, noisyAt(step));
    const Numbers x0 = numbersOf(run.predict(x, times[step]).item("x0"));
    const Line line = lineOf(predicts, processAt(process, times[step]));
    const Numbers noisy = numbersOf(x);
    Numbers p(perStep);
    for (size_t i = 0; i < perStep; ++i) p[i] = line.alpha * noisy[i] + line.beta * x0[i];
    worst = std::max(worst, difference(p, expected[step]));
  }
  return worst;
}

using MakeCase = std::function<Case(const DenoiserRef&)>;

Case freeCase(const DenoiserRef& denoiser, const FreeGuidance& guidance, MakeRule rule) {
  return {{denoiser, {Value()}, {}, {}, guidance.isIdle()}, std::move(rule)};
}
template <class Formula>
MakeRule formulaRule(const FreeGuidance& guidance, Formula formula) {
  return freeRule(guidance,
                  [formula] { return [formula](const Moment&, std::span<const Tensor> p) { return formula(p); }; });
}

struct Named {
  const char* name;
  MakeCase make;
};

std::vector<Named> cases() {
  std::vector<Named> all;
  const auto add = [&](const char* name, const FreeGuidance& g, const MakeRule& rule, const Interval& interval = {}) {
    all.push_back({name, [=](const DenoiserRef& denoiser) {
                     Case one = freeCase(denoiser, g, rule);
                     one.sources.interval = interval;
                     return one;
                   }});
  };
  const auto addRule = [&](const char* name, const FreeGuidance& g, auto makeRule) { add(name, g, makeRule(g)); };
  addRule("cfg", {7.5}, classifierFreeRule);
  addRule("cfg original", {6.5, true}, classifierFreeRule);
  addRule("cfg rescaled", {7.5, false, 0.7}, classifierFreeRule);
  add("cfg interval", {4}, classifierFreeRule({4}), Interval::checked("share", 0.3, 0.8));
  add("zero star", {5}, zeroStarRule({5}, 2));
  add("zero star original", {4, true, 0.5}, zeroStarRule({4, true, 0.5}, 0));
  add("apg", {7.5}, adaptivelyProjectedRule({7.5}, {0.3, 4, -0.5}));
  add("apg original", {6.5, true}, adaptivelyProjectedRule({6.5, true}, {0, 0, 0}));
  const FreeGuidance tangential{5};
  add("tcfg", tangential,
      formulaRule(tangential, [=](auto p) { return tangential.follow(p[0], tangentiallyDamped(p[0], p[1])); }));
  add("mambo", {9}, formulaRule({9}, [](auto p) { return magnitudeAware(p[0], p[1], 9, 3, false); }));
  add("mambo original", {8, true},
      formulaRule({8, true}, [](auto p) { return magnitudeAware(p[0], p[1], 8, 3, true); }));
  const FreeGuidance four{4}, five{5};
  add("cfg norm", four, formulaRule(four, [=](auto p) { return channelsLimited(four.follow(p[0], p[1]), p[0], 0.9); }));
  add("renorm", four, formulaRule(four, [=](auto p) { return lengthLimited(four.follow(p[0], p[1]), p[0], 1.2); }));
  add("mahiro", five, formulaRule(five, [=](auto p) { return mahiro(five.follow(p[0], p[1]), p[0], p[1], 5); }));
  all.push_back({"perpendicular negative", [](const DenoiserRef& denoiser) {
                   return Case{
                       {denoiser, {Value::string("n"), Value()}, {}, {}, false},
                       formulaRule({.kind = Kind::X0}, [](auto p) {
                         return sampling::combine({{1, p[2]}, {8, perpendicularDirection(p[0], p[1], p[2], 1.3)}});
                       })};
                 }});
  all.push_back({"dual", [](const DenoiserRef& denoiser) {
                   return Case{{denoiser, {Value::string("n"), Value()}, {}, {}, false}, linearRule({7.5, -6, -0.5})};
                 }});
  return all;
}

}  // namespace

class TestGuidanceRules : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { connectSdk(); }

  void asTheReference_data();
  void asTheReference();
  void autoGuidance();
  void skippedLayers();
  void nestedConditions();
  void thresholding();
  void rulesOfNothing();
  void momentumIsOfEachConditioning();
  void momentumBeginsAnew();
  void intervals_data();
  void intervals();
  void badIntervals();
  void stepsOfTimes();
  void kindsConvertBack();
};

void TestGuidanceRules::asTheReference_data() {
  QTest::addColumn<int>("index");
  QTest::addColumn<int>("process");
  QTest::addColumn<int>("predicts");
  const struct {
    const char* name;
    int process, predicts;
  } networks[] = {{"x0", WEFT_PROCESS_VARIANCE_EXPLODING, WEFT_PREDICTS_X0},
                  {"epsilon", WEFT_PROCESS_VARIANCE_PRESERVING, WEFT_PREDICTS_EPSILON},
                  {"v", WEFT_PROCESS_VARIANCE_PRESERVING, WEFT_PREDICTS_V},
                  {"flow", WEFT_PROCESS_RECTIFIED_FLOW, WEFT_PREDICTS_FLOW}};
  const auto all = cases();
  for (size_t i = 0; i < all.size(); ++i)
    for (const auto& network : networks)
      QTest::addRow("%s of %s", all[i].name, network.name) << int(i) << network.process << network.predicts;
}

void TestGuidanceRules::asTheReference() {
  QFETCH(int, index);
  QFETCH(int, process);
  QFETCH(int, predicts);
  const auto all = cases();
  const Named& named = all[size_t(index)];
  Asked asked;
  const DenoiserRef guided = named.make(tableDenoiser(process, predicts, &asked)).guided();
  const double wide = worstOf<double>(guided, process, predicts, named.name);
  const double narrow = worstOf<float>(guided, process, predicts, named.name);
  QVERIFY2(wide <= 1e-9, qPrintable(QString::number(wide)));
  QVERIFY2(narrow <= 1e-5, qPrintable(QString::number(narrow)));
  QCOMPARE(asked.begun, std::string(named.name) == "cfg interval" ? 4 : 2);  // each sampling one, for all conditions
}

void TestGuidanceRules::autoGuidance() {
  Asked asked;
  const int32_t process = WEFT_PROCESS_RECTIFIED_FLOW, predicts = WEFT_PREDICTS_FLOW;
  const auto weak = tableDenoiser(process, predicts, &asked, "u");
  const Case one{{tableDenoiser(process, predicts, &asked), {}, {weak}, {}, false},
                 classifierFreeRule({2.5, false, 0.3})};
  QVERIFY(worstOf<double>(one.guided(), process, predicts, "auto") <= 1e-9);
}

// Classifier-free guidance at all steps, and away from skipped layers at one of them.
void TestGuidanceRules::skippedLayers() {
  Asked asked;
  const int32_t process = WEFT_PROCESS_VARIANCE_PRESERVING, predicts = WEFT_PREDICTS_EPSILON;
  const auto whole = tableDenoiser(process, predicts, &asked), skipping = tableDenoiser(process, predicts, &asked, "n");
  const Case both{{whole, {Value()}, {skipping}, {}, false}, linearRule({5 + 2.8, 1 - 5, -2.8})};
  const Case one{{whole, {Value()}, {}, {}, false}, classifierFreeRule({5})};
  const DenoiserRef switched(
      makeObject("denoiser", makeSwitched(both.guided(), one.guided(), Interval::checked("share", 0.5, 0.75))));
  QVERIFY(worstOf<double>(switched, process, predicts, "skip layer") <= 1e-9);
}

void TestGuidanceRules::nestedConditions() {
  Asked asked;
  const int32_t process = WEFT_PROCESS_RECTIFIED_FLOW, predicts = WEFT_PREDICTS_FLOW;
  const auto denoiser = tableDenoiser(process, predicts, &asked);
  const Case dual{{denoiser, {Value::string("n"), Value()}, {}, {}, false},
                  linearRule({7.5 * 1.5, 1.5 * (1 - 7.5), 1 - 1.5})};
  QVERIFY(worstOf<double>(dual.guided(), process, predicts, "dual nested") <= 1e-9);
}

void TestGuidanceRules::thresholding() {
  const auto c = reference("c"), expected = reference("thresholded");
  for (size_t step = 0; step < steps; ++step) {
    const Tensor doubled = sampling::combine({{2, tensorOf(shape, c[step])}});
    QVERIFY(difference(numbersOf(dynamicallyThresholded(doubled, 0.85, 1.6)), expected[step]) <= 1e-12);
  }
  const Tensor values = tensorOf({1, 5}, {-3, -1, 0, 0.5, 9});
  QCOMPARE(numbersOf(clipped(values, 2)), (Numbers{-2, -1, 0, 0.5, 2}));
  QCOMPARE(numbersOf(dynamicallyThresholded(values, 1, 100)), (Numbers{-3.0 / 9, -1.0 / 9, 0, 0.5 / 9, 1}));
  QCOMPARE(numbersOf(dynamicallyThresholded(values, 0, 100)), (Numbers{-1, -1, 0, 0.5, 1}));  // never below 1
}

// Estimates of nothing but zeros, or the same ones, have no directions: answers stay finite.
void TestGuidanceRules::rulesOfNothing() {
  const Tensor zero = tensorOf({1, 2, 1, 2}, {0, 0, 0, 0}), some = tensorOf({1, 2, 1, 2}, {1, -2, 3, 4});
  for (const Tensor& c : {zero, some})
    for (const Tensor& u : {zero, some})
      for (const Tensor& result :
           {rescaled(c, u, 1), optimallyScaled(c, u), tangentiallyDamped(c, u), projected(c, u, 0, 1),
            perpendicularDirection(c, u, u, 1), perpendicularDirection(c, zero, u, 1), channelsLimited(c, u, 1),
            lengthLimited(c, u, 1), mahiro(c, u, u, 3), magnitudeAware(c, u, 3, 8, false)})
        for (const double x : numbersOf(result)) QVERIFY(std::isfinite(x));
  QVERIFY(failureOf([&] {
            rescaled(some, tensorOf({1, 4}, {1, 2, 3, 4}), 1);
          }).find("differ in shape") != std::string::npos);
}

// Two conditionings at once: each has the answers that it has alone.
void TestGuidanceRules::momentumIsOfEachConditioning() {
  Asked asked;
  const auto denoiser = tableDenoiser(WEFT_PROCESS_RECTIFIED_FLOW, WEFT_PREDICTS_FLOW, &asked);
  const FreeGuidance guidance{5};
  const DenoiserRef guided(makeObject(
      "denoiser", makeGuided({denoiser, {Value()}, {}, {}, false}, adaptivelyProjectedRule(guidance, {0.5, 0, 0.7}))));
  const std::vector<Value> conditions{Value::string("c"), Value::string("n")};
  const auto both = beginRun(guided, shape, conditions, times);
  const auto first = beginRun(guided, shape, {conditions[0]}, times);
  const auto second = beginRun(guided, shape, {conditions[1]}, times);
  for (size_t step = 0; step < steps; ++step) {
    const Tensor x = tensorOf(shape, noisyAt(step));
    const Value branches = both.predict(x, times[step], WEFT_WANT_BRANCHES).item("branches");
    QCOMPARE(branches.size(), size_t(2));
    QCOMPARE(numbersOf(branches.item(0)), numbersOf(first.predict(x, times[step]).item("x0")));
    QCOMPARE(numbersOf(branches.item(1)), numbersOf(second.predict(x, times[step]).item("x0")));
  }
}

void TestGuidanceRules::momentumBeginsAnew() {
  Asked asked;
  const auto denoiser = tableDenoiser(WEFT_PROCESS_RECTIFIED_FLOW, WEFT_PREDICTS_FLOW, &asked);
  const DenoiserRef guided(makeObject(
      "denoiser", makeGuided({denoiser, {Value()}, {}, {}, false}, adaptivelyProjectedRule({5}, {1, 0, 0.7}))));
  const auto run = beginRun(guided, shape, {Value::string("c")}, times);
  const Tensor x = tensorOf(shape, noisyAt(0));
  const auto at = [&](double t) { return numbersOf(run.predict(x, t).item("x0")); };
  const Numbers first = at(0.9), second = at(0.7);
  QCOMPARE(at(0.9), first);
  QCOMPARE(at(0.7), second);
  QVERIFY(difference(at(0.7), second) > 1e-3);  // the same again has more of it
}

void TestGuidanceRules::intervals_data() {
  QTest::addColumn<QString>("measure");
  QTest::addColumn<double>("start");
  QTest::addColumn<double>("stop");
  QTest::addColumn<QList<int>>("guided");  // of the four steps
  QTest::newRow("all") << "share" << 0.0 << 1.0 << QList<int>{0, 1, 2, 3};
  QTest::newRow("none") << "share" << 0.5 << 0.5 << QList<int>{};
  QTest::newRow("rounded down") << "share" << 0.49 << 0.99 << QList<int>{1, 2};
  QTest::newRow("times, both included") << "time" << 0.7 << 0.5 << QList<int>{1, 2};
  QTest::newRow("one time") << "time" << 0.3 << 0.3 << QList<int>{3};
}

void TestGuidanceRules::intervals() {
  QFETCH(QString, measure);
  QFETCH(double, start);
  QFETCH(double, stop);
  QFETCH(QList<int>, guided);
  Asked asked;
  const auto denoiser = tableDenoiser(WEFT_PROCESS_RECTIFIED_FLOW, WEFT_PREDICTS_FLOW, &asked);
  const DenoiserRef inside(makeObject(
      "denoiser", makeGuided({denoiser, {Value()}, {}, Interval::checked(measure.toStdString(), start, stop), false},
                             classifierFreeRule({3}))));
  const auto run = beginRun(inside, shape, {Value::string("c")}, times);
  const auto plain = beginRun(denoiser, shape, {Value::string("c")}, times);
  QList<int> changed;
  for (size_t step = 0; step < steps; ++step) {
    const Tensor x = tensorOf(shape, noisyAt(step));
    const int before = asked.rows;
    const Numbers x0 = numbersOf(run.predict(x, times[step]).item("x0"));
    const bool isGuided = asked.rows - before == 2;
    QCOMPARE(x0 != numbersOf(plain.predict(x, times[step]).item("x0")), isGuided);
    if (isGuided) changed += int(step);
  }
  QCOMPARE(changed, guided);
}

void TestGuidanceRules::badIntervals() {
  const auto of = [](const char* measure, double start, double stop) {
    return failureOf([&] { Interval::checked(measure, start, stop); });
  };
  QVERIFY(of("share", 0.6, 0.5).find("must not be before start") != std::string::npos);
  QVERIFY(of("share", 0.5, 1.5).find("go from 0 to 1") != std::string::npos);
  QVERIFY(of("share", std::nan(""), 1).find("go from 0 to 1") != std::string::npos);
  QVERIFY(of("time", 0.5, 0.6).find("must not be above start") != std::string::npos);
  QVERIFY(of("steps", 0, 1).find("there are time and share") != std::string::npos);
  const Schedule unknown;
  const std::string failure = failureOf([&] { Interval::checked("share", 0.5, 1).contains(0.3, unknown); });
  QVERIFY2(failure.find("needs the schedule") != std::string::npos, failure.c_str());
  QVERIFY(Interval::checked("share", 0, 1).contains(0.3, unknown));
}

void TestGuidanceRules::stepsOfTimes() {
  weft_denoiser_request request{};
  const Value sigmas = tensorOf({5}, times);
  request.sigmas = sigmas.get();
  const Schedule schedule(request);
  QCOMPARE(schedule.steps(), size_t(4));
  const std::pair<double, size_t> expected[] = {{1, 0}, {0.9, 0}, {0.8, 0}, {0.7, 1}, {0.31, 2}, {0.3, 3}, {0, 3}};
  for (const auto& [t, step] : expected) QCOMPARE(schedule.stepAt(t), step);
}

void TestGuidanceRules::kindsConvertBack() {
  const Tensor x = tensorOf(shape, noisyAt(1)), x0 = tensorOf(shape, noisyAt(2));
  for (const char* name : {"x0", "epsilon", "v_prediction", "flow", "prediction"})
    for (const double t : {1.0, 0.5, 0.001}) {
      const auto kind = predictionOf(kindNamed(name), WEFT_PREDICTS_FLOW, processAt(WEFT_PROCESS_RECTIFIED_FLOW, t));
      QVERIFY(difference(numbersOf(kind.toX0(x, kind.fromX0(x, x0))), numbersOf(x0)) < 1e-11);
    }
  QVERIFY(failureOf([] { kindNamed("noise"); }).find("there are prediction, x0") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestGuidanceRules)
#include "test_guidance_rules.moc"
