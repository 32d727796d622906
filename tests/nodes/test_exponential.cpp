// The coefficients of exponential integrators against the integrals that define them.
#include <QtTest>

#include <cmath>
#include <functional>
#include <numeric>

#include "sampling/solvers/exponential.h"

using namespace weft::sampling;

namespace {

// Simpson's rule.
double integral(const std::function<double(double)>& f, double from, double to) {
  constexpr int pieces = 4000;
  const double width = (to - from) / pieces;
  double sum = f(from) + f(to);
  for (int i = 1; i < pieces; ++i) sum += (i % 2 ? 4 : 2) * f(from + i * width);
  return sum * width / 3;
}

Instant instant(double a, double b) { return {a, b, a, std::log(a / b)}; }

// int (1 + tau^2) a_t e^(-(1 + tau^2)(h - u)) p(u) du, or that of the noise: the second term of both equations.
double exact(const Instant& from, const Instant& to, double tauSquared, Integrand kind,
             const std::function<double(double)>& p) {
  const double h = to.lambda - from.lambda, rate = 1 + tauSquared;
  if (kind == Integrand::Data)
    return rate * to.a * integral([&](double u) { return std::exp(-rate * (h - u)) * p(from.lambda + u); }, 0, h);
  return -rate * to.b * integral([&](double u) { return std::exp(h - u) * p(from.lambda + u); }, 0, h);
}

bool near(double got, double wanted) { return std::abs(got - wanted) <= 1e-11 * std::max(1.0, std::abs(wanted)); }

}  // namespace

class TestExponential : public QObject {
  Q_OBJECT

 private slots:
  void phiIsItsIntegral();
  void weightsIntegratePolynomials_data() { steps(); }
  void weightsIntegratePolynomials();
  void differencesAreThoseOfTheIntegral_data() { steps(); }
  void differencesAreThoseOfTheIntegral();
  void theSampleIsKept();
  void noiseMakesUpForWhatIsLost();
  void stepsWithoutNoiseAtTheirEnd();
  void stepsFromNoiseAlone();

 private:
  static void steps() {
    QTest::addColumn<double>("fromA");
    QTest::addColumn<double>("fromB");
    QTest::addColumn<double>("toA");
    QTest::addColumn<double>("toB");
    QTest::newRow("variance preserving") << 0.28 << 0.96 << 0.8 << 0.6;
    QTest::newRow("variance exploding") << 1.0 << 30.0 << 1.0 << 4.0;
    QTest::newRow("flow") << 0.3 << 0.7 << 0.45 << 0.55;
    QTest::newRow("a very short step") << 0.5 << 0.5 << 0.501 << 0.499;
  }
};

void TestExponential::phiIsItsIntegral() {
  double factorial = 1;
  for (int k = 1; k <= 5; ++k) {
    for (const double z : {-20.0, -3.0, -2.0, -1.999, -0.3, -1e-9, 0.0, 1e-5, 0.7, 1.9999, 2.0, 6.0}) {
      const double wanted =
          integral([&](double r) { return std::exp((1 - r) * z) * std::pow(r, k - 1) / factorial; }, 0, 1);
      QVERIFY2(near(phi(k, z), wanted), qPrintable(QStringLiteral("phi_%1(%2)").arg(k).arg(z)));
    }
    factorial *= k;
  }
  QCOMPARE(phi(0, 1.0), std::exp(1.0));
}

// Estimates that lie on a polynomial are integrated exactly, whatever times they are of.
void TestExponential::weightsIntegratePolynomials() {
  QFETCH(double, fromA);
  QFETCH(double, fromB);
  QFETCH(double, toA);
  QFETCH(double, toB);
  const Instant from = instant(fromA, fromB), to = instant(toA, toB);
  const double h = to.lambda - from.lambda;
  for (const auto kind : {Integrand::Data, Integrand::Noise})
    for (const double tauSquared : {0.0, 0.4, 1.0})
      for (const std::vector<double>& places :
           {std::vector<double>{0}, {0, -0.7}, {1, 0, -1.2}, {0, -0.5, -1.3, -1.8}}) {
        const auto p = [&](double lambda) {
          const double u = (lambda - from.lambda) / h;
          double value = 0;
          for (size_t i = 0; i < places.size(); ++i) value = value * u + 0.3 + 0.2 * double(i * i);
          return value;
        };
        std::vector<double> lambdas;
        for (const double place : places) lambdas.push_back(from.lambda + place * h);
        const auto weights = adamsWeights(ExponentialStep(from, to, tauSquared, kind), lambdas);
        QCOMPARE(weights.size(), places.size());
        double sum = 0;
        for (size_t i = 0; i < weights.size(); ++i) sum += weights[i] * p(lambdas[i]);
        const double wanted = exact(from, to, tauSquared, kind, p);
        QVERIFY2(near(sum, wanted), qPrintable(QStringLiteral("%1 in place of %2").arg(sum).arg(wanted)));
      }
}

// Two estimates with heun's weights, and three with twice weight(2), are Adams' methods; midpoint's differ by O(h^3).
void TestExponential::differencesAreThoseOfTheIntegral() {
  QFETCH(double, fromA);
  QFETCH(double, fromB);
  QFETCH(double, toA);
  QFETCH(double, toB);
  const Instant from = instant(fromA, fromB), to = instant(toA, toB);
  const double h = to.lambda - from.lambda;
  const std::vector<double> lambdas{from.lambda, from.lambda - 0.8 * h, from.lambda - 2.1 * h};
  const std::span<const double> two(lambdas.data(), 2);
  const ExponentialStep step(from, to, 0.5);
  const auto pairs = adamsWeights(step, two), heun = differenceWeights(step, two, SecondOrder::Heun, 0);
  const auto midpoint = differenceWeights(step, two, SecondOrder::Midpoint, 0);
  for (size_t i = 0; i < 2; ++i) QVERIFY(near(heun[i], pairs[i]));
  QVERIFY(near(midpoint[0] + midpoint[1], step.weight(0)));
  QVERIFY(std::abs(midpoint[0] - heun[0]) <= to.a * h * h / 4);
  const auto triples = adamsWeights(step, lambdas);
  const auto three = differenceWeights(step, lambdas, SecondOrder::Heun, 2 * step.weight(2));
  for (size_t i = 0; i < 3; ++i) QVERIFY(near(three[i], triples[i]));
}

// Where the estimate is x0 throughout, x_t = a_t x0 + b_t z follows from x_s = a_s x0 + b_s z.
void TestExponential::theSampleIsKept() {
  const Instant from = instant(0.3, 0.7), to = instant(0.8, 0.2);
  const double x0 = 1.7, z = -0.6, x = from.a * x0 + from.b * z;
  const ExponentialStep data(from, to), noise(from, to, 0, Integrand::Noise);
  QVERIFY(near(data.keep() * x + data.weight(0) * x0, to.a * x0 + to.b * z));
  QVERIFY(near(noise.keep() * x + noise.weight(0) * z, to.a * x0 + to.b * z));
  QCOMPARE(data.noise(), 0.0);
  QCOMPARE(noise.noise(), 0.0);
}

// Of the noise in x_s a share stays, and new noise brings it to b_t.
void TestExponential::noiseMakesUpForWhatIsLost() {
  const Instant from = instant(0.3, 0.7), to = instant(0.8, 0.2);
  for (const double tauSquared : {0.1, 1.0, 3.0}) {
    const ExponentialStep step(from, to, tauSquared);
    QVERIFY(near(std::hypot(step.keep() * from.b, step.noise()), to.b));
    QVERIFY(near(step.keep() * from.a + step.weight(0), to.a));
    // (1 + tau^2) int e^(h - u) du = (1 + tau^2)(e^h - 1), and int 2 tau^2 e^(2 (h - u)) du = tau^2 (e^2h - 1)
    const ExponentialStep ofNoise(from, to, tauSquared, Integrand::Noise);
    const double grown = std::exp(to.lambda - from.lambda);
    QVERIFY(near(ofNoise.noise(), to.b * std::sqrt(tauSquared * (grown * grown - 1))));
  }
}

void TestExponential::stepsWithoutNoiseAtTheirEnd() {
  const Instant from = instant(0.3, 0.7), to{1, 0, 1, std::numeric_limits<double>::infinity()};
  for (const double tauSquared : {0.0, 1.0}) {
    const ExponentialStep data(from, to, tauSquared), noise(from, to, tauSquared, Integrand::Noise);
    QCOMPARE(data.keep(), 0.0);
    QCOMPARE(data.weight(0), 1.0);
    QCOMPARE(data.noise(), 0.0);
    QVERIFY(near(noise.keep(), 1 / 0.3));
    QVERIFY(near(noise.weight(0), -0.7 / 0.3));
    QCOMPARE(noise.noise(), 0.0);
  }
}

void TestExponential::stepsFromNoiseAlone() {
  const Instant from{0, 1, 1e-6, std::log(1e-6)}, to = instant(0.2, 0.8);
  QCOMPARE(ExponentialStep(from, to).keep(), 0.8);
  QCOMPARE(ExponentialStep(from, to).weight(0), 0.2);
  QCOMPARE(ExponentialStep(from, to, 1).keep(), 0.0);
  QCOMPARE(ExponentialStep(from, to, 1).weight(0), 0.2);
  QCOMPARE(ExponentialStep(from, to, 1).noise(), 0.8);
  const ExponentialStep ofNoise(from, to, 1, Integrand::Noise);
  QCOMPARE(ofNoise.noise(), 0.0);
  // All of x is taken for noise: 0.8 of it stays, and 0.2 of x0 is added.
  QVERIFY(std::abs(ofNoise.keep() + ofNoise.weight(0) - 0.8) < 1e-9);
  QVERIFY(std::abs(-1e-6 * ofNoise.weight(0) - 0.2) < 1e-5);
}

QTEST_GUILESS_MAIN(TestExponential)
#include "test_exponential.moc"
