// Guided denoisers: what they hand on, what they cost, how they stack, and their gradients.
#include <QtTest>

#include "guidance/formulas.h"
#include "guidance/score.h"
#include "guidance/self_attention.h"
#include "guidance/switched.h"
#include "guidance_fixture.h"
#include "sdk_host.h"

using namespace weft;
using namespace weft::guidance;
using namespace weft::test;

namespace {

// The sum over elements of cotangent * x0, whose gradient in x by differences is what gradient() must tell.
Numbers slopes(const DenoiserRunRef& run, const Numbers& x, double t, const Numbers& cotangent) {
  Numbers out;
  for (size_t i = 0; i < x.size(); ++i) {
    double sums[2];
    for (const int side : {0, 1}) {
      Numbers moved = x;
      moved[i] += (side == 0 ? -1 : 1) * 1e-5;
      const Numbers x0 = numbersOf(run.predict(tensorOf(shape, moved), t).item("x0"));
      sums[side] = 0;
      for (size_t j = 0; j < x0.size(); ++j) sums[side] += cotangent[j] * x0[j];
    }
    out.push_back((sums[1] - sums[0]) / 2e-5);
  }
  return out;
}

}  // namespace

class TestGuidanceDenoisers : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { connectSdk(); }

  void ofAConditionAndNone();
  void unconditionalGoesThrough_data();
  void unconditionalGoesThrough();
  void scaleOneCostsNothing();
  void branchesAreEachGuided();
  void rulesStack();
  void gradients_data();
  void gradients();
  void noGradientOfWhatIsNotLinear();
  void processesMustFit();
};

void TestGuidanceDenoisers::ofAConditionAndNone() {
  for (const int32_t process : processes) {
    Asked asked;
    const auto run =
        beginRun(classifierFree(functionDenoiser(gaussian(process), &asked), 3), shape, {Value::number(1)});
    const Numbers x = waves(1), x0 = numbersOf(run.predict(tensorOf(shape, x), 0.4).item("x0"));
    for (size_t i = 0; i < elements; ++i) {
      const double c = gaussianX0(x[i], processAt(process, 0.4), 1, 0.4);
      const double u = gaussianX0(x[i], processAt(process, 0.4), 0.25, 0.5);
      QVERIFY(std::abs(x0[i] - (u + 3 * (c - u))) < 1e-12);
    }
    QCOMPARE(asked.predictions, 1);
    QCOMPARE(asked.rows, 2);
  }
}

// What a solver with CFG++ asks for: the estimate without condition, or with the negative one.
void TestGuidanceDenoisers::unconditionalGoesThrough_data() {
  QTest::addColumn<int>("which");
  QTest::newRow("classifier-free") << 0;
  QTest::newRow("of scale one") << 1;
  QTest::newRow("thresholded") << 2;
  QTest::newRow("beyond its interval") << 3;
  QTest::newRow("switched") << 4;
  QTest::newRow("towards a target") << 5;
  QTest::newRow("by self-attention") << 6;
  QTest::newRow("by a weaker model") << 7;
  QTest::newRow("not linear") << 8;
}

void TestGuidanceDenoisers::unconditionalGoesThrough() {
  QFETCH(int, which);
  Asked asked;
  const auto plain = functionDenoiser(gaussian(WEFT_PROCESS_RECTIFIED_FLOW), &asked);
  const Value negative = Value::number(-1);
  const auto guided = classifierFree(plain, 4, negative);
  const auto loss = [] { return targetScore({tensorOf(shape, waves(2)), {}, 0.1}); };
  DenoiserRef denoiser = guided;
  if (which == 1) denoiser = classifierFree(plain, 1, negative);
  if (which == 2)
    denoiser = denoiserOf(
        makeGuided({guided, {}, {}, {}, false}, changedRule([](const Tensor& x0) { return clipped(x0, 0.1); })));
  if (which == 3)
    denoiser = denoiserOf(
        makeGuided({plain, {negative}, {}, Interval::checked("time", 0.9, 0.8), false}, classifierFreeRule({4})));
  if (which == 4) denoiser = denoiserOf(makeSwitched(guided, plain, Interval::checked("time", 0.9, 0.1)));
  if (which == 5) denoiser = denoiserOf(makeScoreGuided(guided, loss(), {}));
  if (which == 6) denoiser = denoiserOf(makeSelfAttentionGuided(guided, plain, {}));
  if (which == 7) denoiser = denoiserOf(makeGuided({guided, {}, {plain}, {}, false}, linearRule({2, -1})));
  if (which == 8)
    denoiser = denoiserOf(makeGuided({plain, {negative}, {}, {}, false}, adaptivelyProjectedRule({4}, {0, 1, 0})));

  const Tensor x = tensorOf(shape, waves(1));
  const auto without = numbersOf(beginRun(plain, shape, {negative}).predict(x, 0.5).item("x0"));
  const auto run = beginRun(denoiser, shape, {Value::number(1)});
  const Value prediction = run.predict(x, 0.5, WEFT_WANT_UNCONDITIONAL);
  QVERIFY(prediction.item("unconditional"));
  QCOMPARE(numbersOf(prediction.item("unconditional")), without);
  QCOMPARE(numbersOf(prediction.item("x0")), numbersOf(run.predict(x, 0.5).item("x0")));
  QVERIFY(!run.predict(x, 0.5).item("unconditional"));
}

void TestGuidanceDenoisers::scaleOneCostsNothing() {
  Asked asked;
  const auto run = beginRun(classifierFree(functionDenoiser(gaussian(WEFT_PROCESS_RECTIFIED_FLOW), &asked), 1), shape,
                            {Value::number(1)});
  const Tensor x = tensorOf(shape, waves(1));
  run.predict(x, 0.5);
  QCOMPARE(asked.rows, 1);
  QCOMPARE(asked.begun, 1);
  run.predict(x, 0.5, WEFT_WANT_UNCONDITIONAL);
  QCOMPARE(asked.rows, 3);
}

void TestGuidanceDenoisers::branchesAreEachGuided() {
  Asked asked;
  const auto guided = classifierFree(functionDenoiser(gaussian(WEFT_PROCESS_RECTIFIED_FLOW), &asked), 4);
  const std::vector<Value> conditions{Value::number(1), Value::number(-2), Value()};
  const Tensor x = tensorOf(shape, waves(1));
  const Value all = beginRun(guided, shape, conditions).predict(x, 0.5, WEFT_WANT_BRANCHES);
  QCOMPARE(asked.rows, 4);
  QCOMPARE(all.item("branches").size(), size_t(3));
  QCOMPARE(numbersOf(all.item("x0")), numbersOf(all.item("branches").item(0)));
  for (size_t i = 0; i < conditions.size(); ++i)
    QCOMPARE(numbersOf(all.item("branches").item(i)),
             numbersOf(beginRun(guided, shape, {conditions[i]}).predict(x, 0.5).item("x0")));
}

// Guidance of guided denoisers, in both orders, is what the formulas say one after the other.
void TestGuidanceDenoisers::rulesStack() {
  Asked asked;
  const auto plain = functionDenoiser(gaussian(WEFT_PROCESS_RECTIFIED_FLOW), &asked);
  const auto limit = [](const DenoiserRef& denoiser) {
    return denoiserOf(
        makeGuided({denoiser, {}, {}, {}, false}, changedRule([](const Tensor& x0) { return clipped(x0, 0.5); })));
  };
  const Tensor x = tensorOf(shape, waves(1));
  const auto estimate = [&](const DenoiserRef& denoiser, const Value& condition) {
    return Tensor(beginRun(denoiser, shape, {condition}).predict(x, 0.5).item("x0"));
  };
  const Value condition = Value::number(1);
  const Tensor c = estimate(plain, condition), u = estimate(plain, Value());
  const auto mix = [](const Tensor& a, const Tensor& b, double w) { return sampling::combine({{w, a}, {1 - w, b}}); };
  QCOMPARE(numbersOf(estimate(limit(classifierFree(plain, 4)), condition)), numbersOf(clipped(mix(c, u, 4), 0.5)));
  QVERIFY(difference(numbersOf(estimate(classifierFree(limit(plain), 4), condition)),
                     numbersOf(mix(clipped(c, 0.5), clipped(u, 0.5), 4))) < 1e-14);
  // Of both conditions, then of the guided one against the guided negative.
  const Value other = Value::number(-1);
  const Tensor n = estimate(plain, other);
  QVERIFY(difference(numbersOf(estimate(classifierFree(classifierFree(plain, 4), 2, other), condition)),
                     numbersOf(mix(mix(c, u, 4), mix(n, u, 4), 2))) < 1e-14);
}

void TestGuidanceDenoisers::gradients_data() {
  QTest::addColumn<int>("which");
  QTest::newRow("classifier-free") << 0;
  QTest::newRow("of scale one") << 1;
  QTest::newRow("two rules") << 2;
  QTest::newRow("three conditions") << 3;
  QTest::newRow("a weaker model") << 4;
  QTest::newRow("switched") << 5;
}

void TestGuidanceDenoisers::gradients() {
  QFETCH(int, which);
  Asked asked;
  const auto plain = functionDenoiser(gaussian(WEFT_PROCESS_VARIANCE_PRESERVING), &asked);
  DenoiserRef denoiser = classifierFree(plain, 4);
  if (which == 1) denoiser = classifierFree(plain, 1);
  if (which == 2) denoiser = classifierFree(classifierFree(plain, 3), 2, Value::number(-1));
  if (which == 3)
    denoiser = denoiserOf(
        makeGuided({plain, {Value::number(2), Value()}, {}, {}, false}, linearRule({7.5, 1.5 - 7.5, 1 - 1.5})));
  if (which == 4)
    denoiser = denoiserOf(makeGuided({plain, {}, {classifierFree(plain, 0)}, {}, false}, linearRule({2.5, -1.5})));
  if (which == 5)
    denoiser = denoiserOf(makeSwitched(classifierFree(plain, 4), plain, Interval::checked("time", 1, 0.6)));
  const auto run = beginRun(denoiser, shape, {Value::number(1)});
  QVERIFY(run.hasGradient());
  const Numbers x = waves(1), cotangent = waves(3);
  for (const double t : {0.4, 0.8})
    QVERIFY(difference(numbersOf(run.gradient(tensorOf(shape, x), t, tensorOf(shape, cotangent))),
                       slopes(run, x, t, cotangent)) < 1e-8);
}

void TestGuidanceDenoisers::noGradientOfWhatIsNotLinear() {
  Asked asked;
  const auto plain = functionDenoiser(gaussian(WEFT_PROCESS_RECTIFIED_FLOW), &asked);
  auto without = gaussian(WEFT_PROCESS_RECTIFIED_FLOW);
  without.gradient = nullptr;
  const auto flat = functionDenoiser(std::move(without), &asked);
  for (const DenoiserRef& denoiser :
       {denoiserOf(makeGuided({plain, {Value()}, {}, {}, false}, classifierFreeRule({4, false, 0.7}))),
        denoiserOf(makeGuided({plain, {Value()}, {}, {}, false}, adaptivelyProjectedRule({4}, {}))),
        classifierFree(flat, 4), denoiserOf(makeGuided({plain, {}, {flat}, {}, false}, linearRule({2, -1}))),
        denoiserOf(makeSwitched(plain, flat, {}))}) {
    const auto run = beginRun(denoiser, shape);
    QVERIFY(!run.hasGradient());
    const Tensor x = tensorOf(shape, waves(1));
    QVERIFY(failureOf([&] { run.gradient(x, 0.5, x); }).find("no gradient") != std::string::npos);
  }
}

void TestGuidanceDenoisers::processesMustFit() {
  Asked asked;
  const auto flow = functionDenoiser(gaussian(WEFT_PROCESS_RECTIFIED_FLOW), &asked);
  const auto exploding = functionDenoiser(gaussian(WEFT_PROCESS_VARIANCE_EXPLODING), &asked);
  for (const std::string& failure : {failureOf([&] {
                                       makeGuided({flow, {}, {exploding}, {}, false}, linearRule({2, -1}));
                                     }),
                                     failureOf([&] { makeSwitched(flow, exploding, {}); }),
                                     failureOf([&] { makeSelfAttentionGuided(flow, exploding, {}); })})
    QVERIFY2(failure.find("different processes or channels") != std::string::npos, failure.c_str());
}

QTEST_GUILESS_MAIN(TestGuidanceDenoisers)
#include "test_guidance_denoisers.moc"
