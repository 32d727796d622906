// The nodes of guidance: that parameters reach the rules, which have tests of their own, and what is refused.
#include <QtTest>

#include "node_harness.h"
#include "patchable_denoiser.h"

using namespace weft;
using namespace weft::test;

namespace {

using Numbers = std::vector<double>;
const Numbers noisy{0.4, -1.2, 2, 0.6};

Value model() { return Value::adopt(makePatchableDenoiser()); }
Value saying(double number) { return Value::number(number); }

Numbers x0(const Value& denoiser, const Value& conditioning, double t = 0.5) {
  return x0Of(denoiser.get(), conditioning.get(), noisy, t);
}
// What is said, of x0 = x / 2 + that.
double said(const Value& denoiser, const Value& conditioning, double t = 0.5) {
  const Numbers answer = x0(denoiser, conditioning, t);
  for (size_t i = 1; i < answer.size(); ++i)
    if (std::abs(answer[i] - noisy[i] / 2 - answer[0] + noisy[0] / 2) > 1e-9) throw std::runtime_error("not alike");
  return answer[0] - noisy[0] / 2;
}

// A node of the pack, with its parameters and links.
struct Wanted {
  std::string node;
  std::map<std::string, Value> parameters, links;

  NodeRun prepared() const {
    NodeRun run("weft.guidance." + node);
    for (const auto& [name, value] : parameters) run.set(name, value);
    for (const auto& [name, value] : links) run.link(name, value);
    return run;
  }
  Value output(const char* port = "denoiser") const {
    NodeRun run = prepared();
    if (auto done = run.run(); !done) throw std::runtime_error(done.error().message);
    return run.output(port);
  }
  std::string failure() const {
    NodeRun run = prepared();
    return run.failure();
  }
};

bool isNear(double found, double expected) {
  if (std::abs(found - expected) < 1e-9) return true;
  qWarning("%g is not %g", found, expected);
  return false;
}
bool says(const std::string& failure, const char* text) {
  if (failure.find(text) != std::string::npos) return true;
  qWarning("%s", failure.c_str());
  return false;
}

Value number(double value) { return Value::number(value); }
Value text(const char* value) { return Value::string(value); }

}  // namespace

class TestGuidanceNodes : public QObject {
  Q_OBJECT

 private slots:
  void linearRules();
  void parametersMatter_data();
  void parametersMatter();
  void patchedModels_data();
  void patchedModels();
  void guidedAndPatched();
  void patchedInAnInterval();
  void badPatches();
  void intervals();
  void composedConditionings();
  void badConditionings();
  void classifiers();
  void targets();
};

void TestGuidanceNodes::linearRules() {
  const Value c = saying(2);  // u says -1
  const auto of = [&](const Wanted& wanted) { return said(wanted.output(), c); };
  QVERIFY(isNear(of({"ClassifierFree", {{"scale", number(3)}}, {{"denoiser", model()}}}), -1 + 3 * 3));
  QVERIFY(isNear(of({"ClassifierFree",
                     {{"scale", number(3)}, {"use_original_formulation", Value::boolean(true)}},
                     {{"denoiser", model()}, {"negative", saying(1)}}}),
                 2 + 3 * (2 - 1)));
  QVERIFY(isNear(of({"DualConditioning",
                     {{"cfg_conds", number(5)}, {"cfg_cond2_negative", number(2)}},
                     {{"denoiser", model()}, {"middle", saying(1)}}}),
                 -1 + 2 * (1 + 1) + 5 * (2 - 1)));
  QVERIFY(isNear(of({"DualConditioning",
                     {{"cfg_conds", number(5)}, {"cfg_cond2_negative", number(2)}, {"style", text("nested")}},
                     {{"denoiser", model()}, {"middle", saying(1)}, {"negative", saying(0)}}}),
                 2 * (1 + 5 * (2 - 1))));
  const Value weak = Wanted{"ClassifierFree", {{"scale", number(0)}}, {{"denoiser", model()}}}.output();
  QVERIFY(isNear(of({"AutoGuidance", {{"scale", number(2)}}, {{"denoiser", model()}, {"weak", weak}}}), -1 + 2 * 3));
  // All of the negative is along the positive, as numbers that are all alike are.
  QVERIFY(isNear(of({"PerpNeg", {{"scale", number(3)}}, {{"denoiser", model()}, {"negative", saying(7)}}}), -1 + 9));
  QVERIFY(isNear(of({"AdaptiveProjected", {{"scale", number(3)}}, {{"denoiser", model()}}}), -1 + 9));
}

void TestGuidanceNodes::parametersMatter_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("parameter");
  QTest::addColumn<double>("value");
  const std::pair<const char*, std::vector<std::pair<const char*, double>>> all[] = {
      {"ClassifierFree", {{"scale", 5}, {"guidance_rescale", 0.7}, {"start", 0.8}, {"stop", 0.2}}},
      {"CFGZeroStar", {{"scale", 5}, {"guidance_rescale", 0.7}, {"zero_init_steps", 4}, {"stop", 0.2}}},
      {"TangentialDamping", {{"scale", 5}, {"guidance_rescale", 0.7}, {"start", 0.8}}},
      {"MagnitudeAware", {{"scale", 5}, {"alpha", 0.5}, {"guidance_rescale", 0.7}}},
      {"AdaptiveProjected", {{"scale", 5}, {"eta", 0}, {"norm_threshold", 1}, {"guidance_rescale", 0.7}}},
      {"CFGNorm", {{"strength", 0.5}, {"guidance_rescale", 0.7}, {"stop", 0.2}}},
      {"RenormCFG", {{"renorm_cfg", 0}, {"start", 0.8}}},
      {"Mahiro", {{"scale", 5}, {"guidance_rescale", 0.7}}},
      {"PerpNeg", {{"scale", 5}, {"stop", 0.2}}},
      {"Thresholding", {{"dynamic_thresholding_ratio", 0.3}, {"sample_max_value", 2}}},
      {"SelfAttention", {{"sag_scale", 3}, {"blur_sigma", 0.3}, {"start", 0.8}}},
  };
  for (const auto& [node, parameters] : all)
    for (const auto& [parameter, value] : parameters)
      QTest::addRow("%s %s", node, parameter) << node << parameter << value;
}

void TestGuidanceNodes::parametersMatter() {
  QFETCH(QString, node);
  QFETCH(QString, parameter);
  QFETCH(double, value);
  // Estimates that differ in their deviation too.
  const Value uneven =
      Wanted{"Thresholding", {{"method", text("static")}, {"clip_sample_range", number(2.25)}}, {{"denoiser", model()}}}
          .output();
  Wanted wanted{node.toStdString(), {}, {{"denoiser", uneven}}};
  if (node == "MagnitudeAware") wanted.parameters["alpha"] = number(0.3);
  if (node == "Thresholding") wanted.parameters["sample_max_value"] = number(3);
  if (node == "PerpNeg") wanted.links["negative"] = saying(3);
  const Numbers before = x0(wanted.output(), saying(2));
  wanted.parameters[parameter.toStdString()] =
      parameter == "zero_init_steps" ? Value::integer(int64_t(value)) : number(value);
  const Numbers after = x0(wanted.output(), saying(2));
  double moved = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    QVERIFY(std::isfinite(before[i]) && std::isfinite(after[i]));
    moved = std::max(moved, std::abs(after[i] - before[i]));
  }
  QVERIFY(moved > 1e-6);
}

void TestGuidanceNodes::patchedModels_data() {
  QTest::addColumn<QString>("node");
  QTest::addColumn<QString>("strength");
  QTest::addColumn<double>("away");  // what the patched model says beyond the other
  QTest::newRow("identity") << "PerturbedAttention"
                            << "perturbed_guidance_scale" << 200.0;
  QTest::newRow("mean of queries") << "SmoothedEnergy"
                                   << "seg_guidance_scale" << 2000.0;
  QTest::newRow("skipped") << "SkipLayer"
                           << "skip_layer_guidance_scale" << 10.0 + 1 + 10 + 3;
}

void TestGuidanceNodes::patchedModels() {
  QFETCH(QString, node);
  QFETCH(QString, strength);
  QFETCH(double, away);
  Wanted wanted{
      node.toStdString(), {{"layers", text("1, 3")}, {strength.toStdString(), number(0.5)}}, {{"denoiser", model()}}};
  QVERIFY(isNear(said(wanted.output(), saying(2)), 2 - 0.5 * away));
  wanted.parameters["scale"] = number(3);
  QVERIFY(isNear(said(wanted.output(), saying(2)), -1 + 3 * 3 - 0.5 * away));
  wanted.links["negative"] = saying(1);
  QVERIFY(isNear(said(wanted.output(), saying(2)), 1 + 3 * 1 - 0.5 * away));
  wanted.parameters[strength.toStdString()] = number(0);
  QVERIFY(isNear(said(wanted.output(), saying(2)), 1 + 3 * 1));
}

// Around a rule that it knows nothing of.
void TestGuidanceNodes::guidedAndPatched() {
  const Value guided = Wanted{"CFGNorm", {{"scale", number(3)}}, {{"denoiser", model()}}}.output();
  Wanted wanted{"SkipLayer",
                {{"layers", text("0")}, {"skip_layer_guidance_scale", number(2)}},
                {{"denoiser", guided}, {"model", model()}}};
  const Numbers before = x0(guided, saying(2)), after = x0(wanted.output(), saying(2));
  for (size_t i = 0; i < before.size(); ++i) QVERIFY(isNear(after[i], before[i] - 2 * 10));
  wanted.parameters["scale"] = number(3);
  QVERIFY(says(wanted.failure(), "scale is for a denoiser that is not guided yet"));
  wanted.links.erase("model");
  QVERIFY(says(wanted.failure(), "does not answer weft.patchable/0"));
}

void TestGuidanceNodes::patchedInAnInterval() {
  const Value guided = Wanted{
      "SkipLayer",
      {{"layers", text("0")},
       {"skip_layer_guidance_scale", number(1)},
       {"scale", number(3)},
       {"start", number(0.25)},
       {"stop", number(0.5)}},
      {{"denoiser",
        model()}}}.output();
  const double expected[] = {8, 8 - 10, 8, 8};  // classifier-free guidance goes on
  for (size_t step = 0; step < 4; ++step)
    QVERIFY(isNear(said(guided, saying(2), scheduleOfTests[step]), expected[step]));
}

void TestGuidanceNodes::badPatches() {
  const auto layers = [](const char* which) {
    return Wanted{"SkipLayer", {{"layers", text(which)}}, {{"denoiser", model()}}}.failure();
  };
  QVERIFY(says(layers(""), "no layers are given"));
  QVERIFY(says(layers("1.5"), "indices of blocks"));
  QVERIFY(says(layers("-1"), "indices of blocks"));
  QVERIFY(says(layers("two"), "is not a number"));
  QVERIFY(says(layers("4"), "there are four layers"));
  QVERIFY(says(
      Wanted{
          "SkipLayer", {{"layers", text("1")}, {"start", number(0.5)}, {"stop", number(0.2)}}, {{"denoiser", model()}}}
          .failure(),
      "must not be before start"));
}

void TestGuidanceNodes::intervals() {
  const Value guided = Wanted{"ClassifierFree", {{"scale", number(3)}}, {{"denoiser", model()}}}.output();
  const auto in = [&](const char* measure, double start, double end) {
    return Wanted{"GuidanceInterval",
                  {{"measured_in", text(measure)}, {"start", number(start)}, {"end", number(end)}},
                  {{"guided", guided}, {"plain", model()}}};
  };
  const auto guidedSteps = [](const Value& denoiser) {
    std::vector<int> steps;
    for (int i = 0; i < 4; ++i)
      if (std::abs(said(denoiser, saying(2), scheduleOfTests[size_t(i)]) - 8) < 1e-9) steps.push_back(i);
    return steps;
  };
  QCOMPARE(guidedSteps(in("time", 0.8, 0.5).output()), (std::vector{1, 2}));
  QCOMPARE(guidedSteps(in("share", 0.5, 1).output()), (std::vector{2, 3}));
  QVERIFY(says(in("time", 0.5, 0.8).failure(), "must not be above start"));
  QVERIFY(says(in("share", 0.8, 0.5).failure(), "must not be before start"));
  QVERIFY(says(in("share", 0.8, 1.5).failure(), "go from 0 to 1"));
}

// From fields to a picture of two halves; conditionings of this denoiser are numbers, so that records say nothing: what
// acts where is seen by what was set.
void TestGuidanceNodes::composedConditionings() {
  const Value empty = Value::record({{"text", text("a")}});
  const Value area =
      Wanted{"SetArea", {{"x", number(0.5)}, {"width", number(0.5)}}, {{"conditioning", empty}}}.output("conditioning");
  const Value strong =
      Wanted{"SetStrength", {{"strength", number(2)}}, {{"conditioning", area}}}.output("conditioning");
  const Value timed =
      Wanted{"SetTimeRange", {{"start", number(0.25)}, {"end", number(0.5)}}, {{"conditioning", strong}}}.output(
          "conditioning");
  const Value masked =
      Wanted{"SetMask", {}, {{"conditioning", timed}, {"mask", tensorOf<float>({1, 1, 1, 2}, {1, 1})}}}.output(
          "conditioning");
  NodeRun combine("weft.guidance.CombineConditionings");
  combine.link("conditionings", masked).link("conditionings", empty);
  QVERIFY(combine.run().ok());
  const auto& parts = *combine.output("conditioning").asRecord()->at("composition").asList();
  QCOMPARE(parts.size(), size_t(2));
  const auto& first = *parts[0].asRecord();
  QCOMPARE(*first.at("text").asString(), std::string("a"));
  QCOMPARE(*first.at("strength").asNumber(), 2.0);
  QCOMPARE(*first.at("area").asRecord()->at("x").asNumber(), 0.5);
  QCOMPARE(*first.at("time_range").asRecord()->at("stop").asNumber(), 0.5);
  QVERIFY(first.contains("area_mask"));
  // A field that is set on a combination is set on each of its parts.
  const Value all =
      Wanted{"SetStrength", {{"strength", number(3)}}, {{"conditioning", combine.output("conditioning")}}}.output(
          "conditioning");
  for (const Value& part : *all.asRecord()->at("composition").asList())
    QCOMPARE(*part.asRecord()->at("strength").asNumber(), 3.0);
  // Without fields a conditioning goes through as it is, alone and in guidance.
  const Value regions = Wanted{"Regions", {}, {{"denoiser", model()}}}.output();
  QVERIFY(isNear(said(regions, saying(2)), 2));
  QVERIFY(
      isNear(said(Wanted{"ClassifierFree", {{"scale", number(3)}}, {{"denoiser", regions}}}.output(), saying(2)), 8));
  const Value composed =
      Wanted{"Compose", {{"scale", number(3)}}, {{"denoiser", model()}, {"empty_conditioning", saying(1)}}}.output();
  QVERIFY(isNear(said(composed, saying(2)), 1 + 3 * 1));
}

void TestGuidanceNodes::badConditionings() {
  const Value one = Value::record({});
  const auto area = [&](double x, double width, const char* measure) {
    return Wanted{"SetArea",
                  {{"x", number(x)}, {"width", number(width)}, {"measured_in", text(measure)}},
                  {{"conditioning", one}}}
        .failure();
  };
  QVERIFY(says(area(0.5, 0.6, "share"), "does not lie within the latent"));
  QVERIFY(says(area(0.5, 0, "cells"), "the area is empty"));
  QCOMPARE(area(5, 6, "cells"), std::string("no failure"));
  QVERIFY(
      says(Wanted{"SetTimeRange", {{"start", number(0.5)}, {"end", number(0.2)}}, {{"conditioning", one}}}.failure(),
           "must not be before start"));
  QVERIFY(says(Wanted{"CombineConditionings", {}, {}}.failure(), "nothing is linked"));
  QVERIFY(says(Wanted{"SetStrength", {}, {{"conditioning", number(1)}}}.failure(), "no record"));
  QVERIFY(says(Wanted{"AverageConditionings", {}, {{"to", one}, {"from", one}}}.failure(), "no \"states\""));
  QVERIFY(says(Wanted{"ConcatConditionings", {}, {{"to", one}, {"from", one}}}.failure(), "no \"states\""));
}

void TestGuidanceNodes::classifiers() {
  // Two Gaussians around m and -m seen from between them: p = 1/2, and log p(0 | x_t) rises by a m / variance.
  const Value mixture =
      Wanted{"MixtureClassifier", {{"means", text("1 1 1 1; -1 -1 -1 -1")}, {"deviation", number(0.5)}}, {}}.output(
          "classifier");
  Wanted wanted{"ClassifierGuidance", {{"scale", number(2)}}, {{"denoiser", model()}, {"classifier", mixture}}};
  const double a = 0.5, b = 0.5, variance = a * a * 0.25 + b * b;
  const Numbers middle{1, -1, 1, -1};
  const auto at = [&](const Value& denoiser) { return x0Of(denoiser.get(), nullptr, middle, 0.5); };
  const double push = 2 * b * b / a * a / variance;
  const Numbers first = at(wanted.output());
  for (size_t i = 0; i < 4; ++i) QVERIFY(isNear(first[i], middle[i] / 2 - 1 + push));
  wanted.parameters["label"] = Value::integer(1);
  const Numbers second = at(wanted.output());
  for (size_t i = 0; i < 4; ++i) QVERIFY(isNear(second[i], middle[i] / 2 - 1 - push));
  wanted.parameters["sees"] = text("x0");
  QVERIFY(at(wanted.output()) != second);
  wanted.parameters["label"] = Value::integer(2);
  QVERIFY(says(wanted.failure(), "knows 2 classes"));
  QVERIFY(says(Wanted{"MixtureClassifier", {{"means", text("1 2; 3")}}, {}}.failure(), "differ in length"));
  QVERIFY(says(Wanted{"MixtureClassifier", {{"means", text("")}}, {}}.failure(), "at least one Gaussian"));
  QVERIFY(says(Wanted{"LoadClassifier", {{"file", text("/nowhere.safetensors")}}, {}}.failure(), "nowhere"));
}

void TestGuidanceNodes::targets() {
  const Value wanted = tensorOf<double>({1, 2, 1, 2}, {1, 2, 3, 4});
  Wanted guide{
      "TargetGuidance", {{"scale", number(0.5)}, {"through", text("x0")}}, {{"denoiser", model()}, {"target", wanted}}};
  const Numbers there = x0(guide.output(), {});
  for (size_t i = 0; i < 4; ++i) QVERIFY(isNear(there[i], double(i + 1)));
  guide.parameters["through"] = text("denoiser");  // the gradient is 1/2, b^2 / a is 1/2
  const Numbers pushed = x0(guide.output(), {});
  for (size_t i = 0; i < 4; ++i) {
    const double before = noisy[i] / 2 - 1;
    QVERIFY(isNear(pushed[i], before - 0.25 * (before - double(i + 1))));
  }
}

QTEST_GUILESS_MAIN(TestGuidanceNodes)
#include "test_guidance_nodes.moc"
