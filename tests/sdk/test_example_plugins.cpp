// The plugins to copy do what they say: pictures, guidance and a solver, all through the stable tier.
#include <QtTest>

#include <cmath>
#include <numeric>

#include "../plugins_examples/object_tables.h"
#include "gaussian_denoiser.h"

using namespace weft;
using namespace weft::test;

namespace {

// One sampling with a denoiser value, ended with it.
struct Run {
  weft_denoiser_run run{};
  std::vector<const weft_value*> conditionings;
  const int64_t shape[4] = {1, 1, 1, 4};

  Run(const Value& denoiser, std::vector<const weft_value*> given) : conditionings(std::move(given)) {
    weft_denoiser_request request{};
    request.struct_size = sizeof(request);
    request.dimensions = 4;
    request.shape = shape;
    request.conditionings = conditionings.data();
    request.conditioning_count = conditionings.size();
    request.device = {WEFT_DEVICE_CPU, 0};
    request.threads = 1;
    run.struct_size = sizeof(run);
    if (tableOf<weft_denoiser>(denoiser, WEFT_DENOISER).begin(denoiser.asObject()->self, &request, &run) != WEFT_OK)
      throw std::runtime_error("begin() failed");
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() { run.end(run.self); }
  Value predict(const Value& x, double t, uint32_t wanted) const {
    const weft_value* out = nullptr;
    if (run.predict(run.self, x.get(), t, wanted, &out) != WEFT_OK) throw std::runtime_error("predict() failed");
    return Value::adopt(out);
  }
};

double deviationOf(const std::vector<float>& values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double squares = 0;
  for (const float value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }

}  // namespace

class TestExamplePlugins : public QObject {
  Q_OBJECT

 private slots:
  void invertsPictures();
  void blendsPictures();
  void guidesTowardsTheCondition();
  void rescalingKeepsTheDeviation();
  void guidanceOfGuidance();
  void solverIsOfSecondOrder();
  void solverNeedsNoise();

 private:
  Value guided(GaussianDenoiser& denoiser, double scale, double rescale, const Value& negative = {}) {
    NodeRun node("org.example.guidance.Rescaled");
    node.link("denoiser", denoiserValue(denoiser)).set("scale", Value::number(scale));
    node.set("rescale", Value::number(rescale));
    if (negative) node.link("negative", negative);
    if (!node.run().ok()) throw std::runtime_error("the node failed");
    return node.output("denoiser");
  }
};

void TestExamplePlugins::invertsPictures() {
  NodeRun node("org.example.invert.Invert");
  node.link("image", tensorOf<float>({1, 3, 1, 2}, {0.0F, 0.25F}, {2, 0, 2, 1}));  // strided: one plane thrice
  QVERIFY(node.run().ok());
  QCOMPARE(elementsOf<float>(node.output("image")), (std::vector<float>{1, 0.75F, 1, 0.75F, 1, 0.75F}));
  node.set("amount", Value::number(0.5));
  QVERIFY(node.run().ok());
  QCOMPARE(elementsOf<float>(node.output("image")), std::vector<float>(6, 0.5F));

  NodeRun wrong("org.example.invert.Invert");
  wrong.link("image", tensorOf<double>({1, 3, 1, 1}, {0, 0, 0}));
  QCOMPARE(wrong.failure(), std::string("\"image\" must be a float32 tensor in the CPU's memory"));
}

void TestExamplePlugins::blendsPictures() {
  NodeRun node("org.example.blend.Blend");
  node.link("a", tensorOf<float>({1, 3, 1, 1}, {0, 0.5F, 1})).link("b", tensorOf<float>({1, 3, 1, 1}, {1, 0.5F, 0}));
  node.set("factor", Value::number(0.25));
  QVERIFY(node.run().ok());
  QCOMPARE(elementsOf<float>(node.output("image")), (std::vector<float>{0.25F, 0.5F, 0.75F}));

  NodeRun wrong("org.example.blend.Blend");
  wrong.link("a", tensorOf<float>({1, 3, 1, 1}, {0, 0, 0}))
      .link("b", tensorOf<float>({1, 3, 1, 2}, {0, 0, 0, 0, 0, 0}));
  QCOMPARE(wrong.failure(), std::string("\"a\" and \"b\" must be of one size"));
}

void TestExamplePlugins::guidesTowardsTheCondition() {
  GaussianDenoiser denoiser;
  const Value condition = conditioningOf(1.0);
  const Value x = tensorOf<float>({1, 1, 1, 4}, {-1, 0, 0.5F, 2});
  const double t = 0.6;
  for (const double negativeMean : {0.0, -1.0}) {
    const Value wrapped = guided(denoiser, 3.0, 0.0, negativeMean == 0 ? Value() : conditioningOf(negativeMean));
    const Run run(wrapped, {condition.get()});
    QCOMPARE(denoiser.conditionings, size_t{2});
    denoiser.evaluations = 0;
    const Value answer = run.predict(x, t, WEFT_WANT_UNCONDITIONAL);
    QCOMPARE(denoiser.evaluations, 1);  // both branches in one call
    const auto x0 = elementsOf<float>(answer.asRecord()->at("x0"));
    const auto unconditional = elementsOf<float>(answer.asRecord()->at("unconditional"));
    const auto points = elementsOf<float>(x);
    for (size_t i = 0; i < points.size(); ++i) {
      const int sign = i % 2 ? -1 : 1;
      const double with = denoiser.x0(points[i], t, sign * 1.0);
      const double without = denoiser.x0(points[i], t, sign * negativeMean);
      QVERIFY(near(unconditional[i], without, 1e-6));
      QVERIFY(near(x0[i], without + 3.0 * (with - without), 1e-5));
    }
  }
}

void TestExamplePlugins::rescalingKeepsTheDeviation() {
  // Two samples in one batch: the deviation is that of each.
  GaussianDenoiser denoiser;
  const Value condition = conditioningOf(2.0);
  const Value x = tensorOf<float>({2, 1, 1, 4}, {-1, 0, 0.5F, 2, 3, 1, 2, 1.5F});
  const double t = 0.4;
  const auto sampled = [&](const Value& object) {
    const Run run(object, {condition.get()});
    return elementsOf<float>(run.predict(x, t, 0).asRecord()->at("x0"));
  };
  const auto plain = sampled(denoiserValue(denoiser));
  const auto unscaled = sampled(guided(denoiser, 5.0, 0.0));
  const auto half = sampled(guided(denoiser, 5.0, 0.5));
  const auto full = sampled(guided(denoiser, 5.0, 1.0));
  for (size_t sample = 0; sample < 2; ++sample) {
    const auto deviation = [&](const std::vector<float>& values) {
      return deviationOf({values.begin() + sample * 4, values.begin() + sample * 4 + 4});
    };
    QVERIFY(deviation(unscaled) > 1.01 * deviation(plain));
    QVERIFY(near(deviation(full), deviation(plain), 1e-4 * deviation(plain)));
    for (size_t i = sample * 4; i < sample * 4 + 4; ++i) QVERIFY(near(half[i], (full[i] + unscaled[i]) / 2, 1e-4));
  }
}

void TestExamplePlugins::guidanceOfGuidance() {
  GaussianDenoiser denoiser;
  const Value condition = conditioningOf(1.0);
  const Value x = tensorOf<float>({1, 1, 1, 4}, {-1, 0, 0.5F, 2});
  const double t = 0.5;
  NodeRun outer("org.example.guidance.Rescaled");
  outer.link("denoiser", guided(denoiser, 3.0, 0.0)).set("scale", Value::number(2)).set("rescale", Value::number(0));
  QVERIFY(outer.run().ok());
  const Run run(outer.output("denoiser"), {condition.get()});
  const auto x0 = elementsOf<float>(run.predict(x, t, 0).asRecord()->at("x0"));
  const auto points = elementsOf<float>(x);
  for (size_t i = 0; i < points.size(); ++i) {
    const double with = denoiser.x0(points[i], t, i % 2 ? -1.0 : 1.0);
    const double without = denoiser.x0(points[i], t, 0.0);
    QVERIFY(near(x0[i], without + 6.0 * (with - without), 1e-5));
  }
}

namespace {

// A midpoint solver over a run of the denoiser without condition.
struct Sampling {
  GaussianDenoiser denoiser;
  Value object = denoiserValue(denoiser);
  Run inner{object, {}};
  Value solver;
  weft_solver_run run{};

  Sampling() {
    NodeRun node("org.example.solver.Midpoint");
    if (!node.run().ok()) throw std::runtime_error("the node failed");
    solver = node.output("solver");
    weft_solver_request request{};
    request.struct_size = sizeof(request);
    request.denoiser = &tableOf<weft_denoiser>(object, WEFT_DENOISER);
    request.denoiser_self = object.asObject()->self;
    request.run = &inner.run;
    run.struct_size = sizeof(run);
    if (tableOf<weft_solver>(solver, WEFT_SOLVER).begin(solver.asObject()->self, &request, &run) != WEFT_OK)
      throw std::runtime_error("begin() failed");
  }
  ~Sampling() { run.end(run.self); }
  Result<Value> step(const Value& x, double t, double s, uint64_t index) {
    const weft_value* out = nullptr;
    const weft_value* x0 = nullptr;
    const weft_status status = run.step(run.self, x.get(), t, s, index, &out, &x0);
    if (x0) Value::adopt(x0);
    if (status == WEFT_OK) return Value::adopt(out);
    const auto* errors = static_cast<const weft_errors*>(hostTable().get_service(WEFT_ERRORS));
    return makeError(static_cast<ErrorCode>(-status), errors->get());
  }
};

}  // namespace

void TestExamplePlugins::solverIsOfSecondOrder() {
  const float start = 1.5F;
  double errors[2];
  for (int i = 0; i < 2; ++i) {
    Sampling sampling;
    const int steps = 8 << i;
    Value x = tensorOf<float>({1, 1, 1, 4}, std::vector<float>(4, start));
    for (int step = 0; step < steps; ++step) {
      auto next = sampling.step(x, 1.0 - double(step) / steps, 1.0 - double(step + 1) / steps, uint64_t(step));
      QVERIFY2(next.ok(), next ? "" : next.error().message.c_str());
      x = *next;
    }
    QCOMPARE(sampling.denoiser.evaluations, 2 * steps);
    errors[i] = std::abs(elementsOf<float>(x).front() - sampling.denoiser.exact(start, 1.0, 0.0));
  }
  // Halving the step divides the error by 4 at least; by 8 here, where the terms of second order cancel. Euler: by 2.
  QVERIFY2(errors[0] < 1e-3, qPrintable(QString::number(errors[0])));
  QVERIFY2(errors[0] / errors[1] > 3.5, qPrintable(QString::number(errors[0] / errors[1])));
}

void TestExamplePlugins::solverNeedsNoise() {
  Sampling sampling;
  const auto out = sampling.step(tensorOf<float>({1, 1, 1, 4}, std::vector<float>(4, 1.0F)), 0.0, -0.1, 0);
  QVERIFY(!out);
  QVERIFY2(out.error().message.starts_with("no noise is left at time 0"), out.error().message.c_str());
}

QTEST_GUILESS_MAIN(TestExamplePlugins)
#include "test_example_plugins.moc"
