// Conditionings that act together: at places, at times, as much as wanted.
#include <QtTest>

#include "guidance/composition.h"
#include "guidance/regions.h"
#include "guidance_fixture.h"
#include "sdk_host.h"

using namespace weft;
using namespace weft::guidance;
using namespace weft::test;

namespace {

const std::vector<int64_t> wide{2, 1, 12, 16};
constexpr size_t cells = 12 * 16, all = 2 * cells;

Value saying(double number) { return Value::record({{"says", Value::number(number)}}); }
Value at(const Value& conditioning, double x, double y, double width, double height, bool isShare = false) {
  return withArea(conditioning, {isShare, x, y, width, height});
}
Value strong(const Value& conditioning, double strength) {
  return withField(conditioning, "strength", Value::number(strength));
}

// x0 = x / 2 + what the conditioning says, or -1 without.
DenoiserFunctions sayer() {
  DenoiserFunctions functions;
  functions.channels = 1;
  functions.x0 = [](const Numbers& x, double, const Value& conditioning, const std::vector<int64_t>&) {
    Numbers x0;
    for (const double number : x) x0.push_back(number / 2 + (conditioning ? conditioning.item("says").asNumber() : -1));
    return x0;
  };
  functions.gradient = [](const Numbers&, double, const Value& conditioning, const Numbers& cotangent) {
    Numbers out = cotangent;
    for (double& number : out) number *= conditioning ? 0.5 : 0.25;
    return out;
  };
  return functions;
}

Numbers noisy() {
  Numbers x;
  for (size_t i = 0; i < all; ++i) x.push_back(std::sin(double(i)));
  return x;
}

const Numbers times{1, 0.75, 0.5, 0.25, 0};

// What each cell's condition says: x0 - x / 2, of a composition at a time.
Numbers said(const Value& conditioning, const Composition& composition = {}, double t = 0.5, Asked* asked = nullptr) {
  Asked unseen;
  const DenoiserRef denoiser(
      makeObject("denoiser", makeComposed(functionDenoiser(sayer(), asked ? asked : &unseen), composition)));
  Numbers x0 =
      numbersOf(beginRun(denoiser, wide, {conditioning}, times).predict(tensorOf(wide, noisy()), t).item("x0"));
  const Numbers x = noisy();
  for (size_t i = 0; i < all; ++i) x0[i] -= x[i] / 2;
  return x0;
}

template <class Function>
Numbers everywhere(Function&& function) {
  Numbers numbers;
  for (size_t i = 0; i < all; ++i) numbers.push_back(function(int64_t(i % cells / 16), int64_t(i % 16)));
  return numbers;
}

bool inside(int64_t y, int64_t x, int64_t left, int64_t top, int64_t width, int64_t height) {
  return x >= left && x < left + width && y >= top && y < top + height;
}

// As ComfyUI weighs an area: rows and columns of its edges within the latent are multiplied by 1/n, 2/n ...
Numbers comfyWeights(int64_t left, int64_t top, int64_t width, int64_t height, int64_t feather) {
  Numbers weights = everywhere([&](int64_t y, int64_t x) { return inside(y, x, left, top, width, height) ? 1 : 0; });
  const auto multiply = [&](auto isThere, double factor) {
    for (size_t i = 0; i < all; ++i)
      if (isThere(int64_t(i % cells / 16), int64_t(i % 16))) weights[i] *= factor;
  };
  const int64_t down = std::min(feather, height / 4), across = std::min(feather, width / 4);
  for (int64_t n = 0; n < down; ++n) {
    const double factor = double(n + 1) / double(down);
    if (top > 0) multiply([&](int64_t y, int64_t) { return y == top + n; }, factor);
    if (top + height < 12) multiply([&](int64_t y, int64_t) { return y == top + height - 1 - n; }, factor);
  }
  for (int64_t n = 0; n < across; ++n) {
    const double factor = double(n + 1) / double(across);
    if (left > 0) multiply([&](int64_t, int64_t x) { return x == left + n; }, factor);
    if (left + width < 16) multiply([&](int64_t, int64_t x) { return x == left + width - 1 - n; }, factor);
  }
  return weights;
}

}  // namespace

class TestGuidanceRegions : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { connectSdk(); }

  void oneConditioningStaysAsItIs();
  void meansAndStrengths();
  void areasAsInComfyUI_data();
  void areasAsInComfyUI();
  void sharesAreRounded();
  void masks();
  void timeRanges();
  void oneBatch();
  void croppedAreas();
  void sums();
  void branchesAndUnconditional();
  void gradients();
  void badFields_data();
  void badFields();
  void averages();
  void concatenations();
};

void TestGuidanceRegions::oneConditioningStaysAsItIs() {
  Asked asked;
  const Value one = saying(3);
  const DenoiserRef denoiser = functionDenoiser(sayer(), &asked);
  const DenoiserRef composed(makeObject("denoiser", makeComposed(denoiser, {})));
  const Tensor x = tensorOf(wide, noisy());
  for (const Value& conditioning : {one, combined({one}), Value()})
    QCOMPARE(numbersOf(beginRun(composed, wide, {conditioning}).predict(x, 0.5).item("x0")),
             numbersOf(beginRun(denoiser, wide, {conditioning ? one : Value()}).predict(x, 0.5).item("x0")));
}

void TestGuidanceRegions::meansAndStrengths() {
  const Value three = combined({saying(1), strong(saying(4), 2), strong(saying(100), 0)});
  QVERIFY(difference(said(three), Numbers(all, 3.0)) < 1e-12);
  QVERIFY(difference(said(combined({three, strong(saying(7), 3)})), Numbers(all, 5.0)) < 1e-12);
}

void TestGuidanceRegions::areasAsInComfyUI_data() {
  QTest::addColumn<int>("left");
  QTest::addColumn<int>("top");
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("height");
  QTest::addColumn<int>("feather");
  QTest::newRow("all") << 0 << 0 << 16 << 12 << 8;
  QTest::newRow("left half") << 0 << 0 << 8 << 12 << 8;
  QTest::newRow("lower right") << 6 << 4 << 10 << 8 << 8;
  QTest::newRow("within") << 2 << 1 << 13 << 9 << 8;
  QTest::newRow("hard edges") << 2 << 1 << 13 << 9 << 0;
  QTest::newRow("one cell") << 3 << 3 << 1 << 1 << 8;
}

// Next to a condition that acts everywhere, as ComfyUI's sum over counts; alone, with nothing where it does not act.
void TestGuidanceRegions::areasAsInComfyUI() {
  QFETCH(int, left);
  QFETCH(int, top);
  QFETCH(int, width);
  QFETCH(int, height);
  QFETCH(int, feather);
  const auto weights = comfyWeights(left, top, width, height, feather);
  const Value area = strong(at(saying(10), left, top, width, height), 1.5);
  Numbers mixed(all), alone(all);
  for (size_t i = 0; i < all; ++i) {
    mixed[i] = (1 * 2 + 1.5 * weights[i] * 10) / (1 + 1.5 * weights[i]);
    alone[i] = weights[i] > 0 ? 10 : -1;
  }
  for (const bool crops : {false, true}) {
    const Composition composition{.feather = feather, .crops = crops};
    QVERIFY(difference(said(combined({saying(2), area}), composition), mixed) < 1e-12);
    QVERIFY(difference(said(area, composition), alone) < 1e-12);
  }
}

void TestGuidanceRegions::sharesAreRounded() {
  const auto of = [](double x, double y, double width, double height) {
    return said(at(saying(10), x, y, width, height, true), {.feather = 0});
  };
  const auto expected = [](int64_t left, int64_t top, int64_t width, int64_t height) {
    return everywhere([=](int64_t y, int64_t x) { return inside(y, x, left, top, width, height) ? 10 : -1; });
  };
  QVERIFY(difference(of(0.5, 0, 0.5, 1), expected(8, 0, 8, 12)) < 1e-12);
  QVERIFY(difference(of(0.26, 0.24, 0.5, 0.3), expected(4, 3, 8, 4)) < 1e-12);
  QVERIFY(difference(of(0, 0, 0.001, 0.001), expected(0, 0, 1, 1)) < 1e-12);  // one cell at least
}

void TestGuidanceRegions::masks() {
  // A gradient across, for the second sample the other way round.
  Numbers ramp;
  for (size_t i = 0; i < all; ++i) ramp.push_back(i < cells ? double(i % 16) / 15 : 1 - double(i % 16) / 15);
  const Value masked = withField(saying(10), "area_mask", tensorOf(wide, ramp));
  Numbers expected(all);
  for (size_t i = 0; i < all; ++i) expected[i] = (2 + ramp[i] * 10) / (1 + ramp[i]);
  QVERIFY(difference(said(combined({saying(2), masked})), expected) < 1e-12);
  // Within an area, without soft edges.
  const Value both = at(masked, 4, 4, 8, 8);
  for (size_t i = 0; i < all; ++i)
    expected[i] = inside(int64_t(i % cells / 16), int64_t(i % 16), 4, 4, 8, 8) ? expected[i] : 2;
  for (const bool crops : {false, true})
    QVERIFY(difference(said(combined({saying(2), both}), {.crops = crops}), expected) < 1e-12);
  // Of pixels, three by two for a cell, one for both samples: their mean.
  Numbers pixels;
  for (size_t i = 0; i < cells * 6; ++i) pixels.push_back(i % 32 % 2 == 0 && i / 32 % 3 == 0 ? 0.6 : 0);
  const Value fine = withField(saying(10), "area_mask", tensorOf<float>({1, 1, 36, 32}, pixels));
  QVERIFY(difference(said(combined({saying(2), fine})), Numbers(all, (2 + 0.1 * 10) / 1.1)) < 1e-7);
}

void TestGuidanceRegions::timeRanges() {
  const auto during = [](const Value& conditioning, const char* measure, double start, double stop) {
    return withTimeRange(conditioning, Interval::checked(measure, start, stop));
  };
  const Value parts = combined({during(saying(1), "share", 0, 0.5), during(saying(5), "time", 0.75, 0.5)});
  const double expected[] = {1, 3, 5, -1};  // first alone, both, second alone, none
  for (size_t step = 0; step < 4; ++step)
    QVERIFY(difference(said(parts, {}, times[step]), Numbers(all, expected[step])) < 1e-12);
}

void TestGuidanceRegions::oneBatch() {
  Asked asked;
  said(combined({saying(1), saying(2), at(saying(3), 0, 0, 4, 4), strong(saying(9), 0)}), {}, 0.5, &asked);
  QCOMPARE(asked.predictions, 1);
  QVERIFY(asked.rows == 3);
  Asked alone;
  said(at(saying(3), 0, 0, 4, 4), {}, 0.5, &alone);
  QCOMPARE(alone.rows, 2);  // and without condition, for the rest
}

void TestGuidanceRegions::croppedAreas() {
  Asked asked;
  said(combined({saying(1), at(saying(3), 2, 1, 5, 4)}), {.crops = true}, 0.5, &asked);
  QVERIFY(std::ranges::find(asked.shapes, std::vector<int64_t>{2, 1, 4, 5}) != asked.shapes.end());
  QVERIFY(std::ranges::find(asked.shapes, wide) != asked.shapes.end());
}

// Liu et al., equations 11 and 15: u + scale * sum of weight * (c - u).
void TestGuidanceRegions::sums() {
  const Composition sum{.rule = Composition::Rule::Sum, .scale = 3, .without = saying(0.5), .feather = 0};
  const Value parts = combined({saying(2), strong(saying(4), 0.5), strong(saying(1), -2)});
  const double u = 0.5;
  QVERIFY(difference(said(parts, sum), Numbers(all, u + 3 * ((2 - u) + 0.5 * (4 - u) - 2 * (1 - u)))) < 1e-12);
  const Value left = at(saying(2), 0, 0, 8, 12);
  QVERIFY(difference(said(left, sum), everywhere([&](int64_t, int64_t x) { return x < 8 ? u + 3 * (2 - u) : u; })) <
          1e-12);
}

void TestGuidanceRegions::branchesAndUnconditional() {
  Asked asked;
  const DenoiserRef composed(
      makeObject("denoiser", makeComposed(functionDenoiser(sayer(), &asked), {.without = saying(0)})));
  const Value parts = combined({saying(2), saying(4)});
  const Tensor x = tensorOf(wide, Numbers(all, 0.0));
  const auto run = beginRun(composed, wide, {parts, saying(-5)});
  const Value answer = run.predict(x, 0.5, WEFT_WANT_BRANCHES | WEFT_WANT_UNCONDITIONAL);
  QCOMPARE(asked.rows, 4);
  QCOMPARE(numbersOf(answer.item("branches").item(0)), Numbers(all, 3.0));
  QCOMPARE(numbersOf(answer.item("branches").item(1)), Numbers(all, -5.0));
  QCOMPARE(numbersOf(answer.item("unconditional")), Numbers(all, 0.0));
  // Guidance around it: of the combination against the negative one.
  const auto guided = beginRun(classifierFree(composed, 3, saying(1)), wide, {parts});
  QCOMPARE(numbersOf(guided.predict(x, 0.5).item("x0")), Numbers(all, 1 + 3 * (3 - 1.0)));
}

void TestGuidanceRegions::gradients() {
  Asked asked;
  const auto plain = functionDenoiser(sayer(), &asked);
  const DenoiserRef composed(makeObject("denoiser", makeComposed(plain, {.feather = 0})));
  const auto run = beginRun(composed, wide, {at(saying(2), 0, 0, 8, 12)});
  QVERIFY(run.hasGradient());
  const Tensor x = tensorOf(wide, noisy());
  const Numbers gradient = numbersOf(run.gradient(x, 0.5, tensorOf(wide, Numbers(all, 4.0))));
  QVERIFY(difference(gradient, everywhere([](int64_t, int64_t at) { return at < 8 ? 2 : 1; })) < 1e-12);
  const DenoiserRef cropped(makeObject("denoiser", makeComposed(plain, {.crops = true})));
  QVERIFY(!beginRun(cropped, wide, {saying(2)}).hasGradient());
}

void TestGuidanceRegions::badFields_data() {
  QTest::addColumn<int>("which");
  QTest::addColumn<QString>("message");
  QTest::newRow("beyond the latent") << 0
                                     << "the area of a conditioning is 8 x 4 cells from 9, 0; wanted whole cells "
                                        "within the latent's 16 x 12";
  QTest::newRow("before it") << 1 << "8 x 4 cells from -1, 0";
  QTest::newRow("empty") << 2 << "0 x 4 cells";
  QTest::newRow("half cells") << 3 << "8 x 4 cells from 0.5, 0";
  QTest::newRow("a mask of another size") << 4
                                          << "the mask of a conditioning is [1, 1, 12, 15]; wanted [1 or 2, 1, 12, "
                                             "16]";
  QTest::newRow("a mask out of range") << 5 << "not within 0..1";
  QTest::newRow("below zero") << 6 << "\"strength\" of a conditioning is below 0";
  QTest::newRow("no number") << 7 << "expected a number";
  QTest::newRow("no measure") << 8 << "\"area\" of the conditioning has no \"measured_in\"";
  QTest::newRow("unknown measure") << 9 << "measured in \"pixels\"";
  QTest::newRow("times the wrong way round") << 10 << "must not be before start";
  QTest::newRow("of nothing") << 11 << "combination of nothing";
  QTest::newRow("infinite") << 12 << "no finite number";
}

void TestGuidanceRegions::badFields() {
  QFETCH(int, which);
  QFETCH(QString, message);
  const auto field = [](const char* name, const Value& content) { return withField(saying(1), name, content); };
  const auto range = Value::record(
      {{"start", Value::number(0.5)}, {"stop", Value::number(0.1)}, {"measured_in", Value::string("share")}});
  const Value bad[] = {at(saying(1), 9, 0, 8, 4),
                       at(saying(1), -1, 0, 8, 4),
                       at(saying(1), 0, 0, 0, 4),
                       at(saying(1), 0.5, 0, 8, 4),
                       field("area_mask", tensorOf({1, 1, 12, 15}, Numbers(180, 1.0))),
                       field("area_mask", tensorOf({1, 1, 12, 16}, Numbers(192, 1.5))),
                       strong(saying(1), -1),
                       field("strength", Value::string("much")),
                       field("area", Value::record({})),
                       field("area", Value::record({{"measured_in", Value::string("pixels")}})),
                       field("time_range", range),
                       Value::record({{"composition", Value::list({})}}),
                       strong(saying(1), HUGE_VAL)};
  const std::string failure = failureOf([&] { said(bad[which]); });
  QVERIFY2(failure.find(message.toStdString()) != std::string::npos, failure.c_str());
}

void TestGuidanceRegions::averages() {
  const auto text = [](int64_t tokens, const Numbers& states, const Numbers& pooled) {
    return Value::record({{"states", tensorOf<float>({1, tokens, 2}, states)},
                          {"pooled", tensorOf<float>({1, 2}, pooled)},
                          {"other", Value::number(double(tokens))}});
  };
  const Value two = text(2, {1, 2, 3, 4}, {8, 0}), three = text(3, {5, 6, 7, 8, 9, 10}, {0, 4});
  const Value shorter = averaged(two, three, 0.75), longer = averaged(three, two, 0.5);
  QCOMPARE(numbersOf(shorter.item("states")), (Numbers{2, 3, 4, 5}));
  QCOMPARE(numbersOf(shorter.item("pooled")), (Numbers{6, 1}));
  QCOMPARE(shorter.item("other").asNumber(), 2.0);
  QCOMPARE(numbersOf(longer.item("states")), (Numbers{3, 4, 5, 6, 4.5, 5}));
  QCOMPARE(numbersOf(averaged(two, three, 1).item("states")), numbersOf(two.item("states")));
}

void TestGuidanceRegions::concatenations() {
  const auto text = [](int64_t tokens, int64_t width) {
    return Value::record({{"states", tensorOf({1, tokens, width}, Numbers(size_t(tokens * width), double(tokens)))}});
  };
  const Value both = concatenated(text(1, 2), text(2, 2));
  QCOMPARE(std::vector<int64_t>(Tensor(both.item("states")).shape().begin(), Tensor(both.item("states")).shape().end()),
           (std::vector<int64_t>{1, 3, 2}));
  QCOMPARE(numbersOf(both.item("states")), (Numbers{1, 1, 2, 2, 2, 2}));
  QVERIFY(failureOf([&] { concatenated(text(1, 2), text(1, 3)); }).find("of one width") != std::string::npos);
  QVERIFY(failureOf([&] { concatenated(text(1, 2), saying(1)); }).find("no \"states\"") != std::string::npos);
  QVERIFY(failureOf([&] { averaged(combined({text(1, 2)}), text(1, 2), 0.5); }).find("combination of several") !=
          std::string::npos);
}

QTEST_GUILESS_MAIN(TestGuidanceRegions)
#include "test_guidance_regions.moc"
