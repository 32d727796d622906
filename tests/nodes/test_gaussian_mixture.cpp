// The exact denoiser of a mixture against formulas that do not share its way: densities by a matrix's inverse,
// Tweedie's formula by differences, an integral by summing.
#include "diffusion/gaussian_mixture.h"

#include <QtTest>
#include <cmath>
#include <numbers>

using namespace weft::diffusion;

namespace {

const std::vector<GaussianComponent> plane = {
    {2, {1, -0.5}, {0.5, 0.3, 0.3, 0.4}}, {1, {-2, 0.25}, {0.09, 0, 0, 1.2}}, {3, {0.5, 2}, {0.04, -0.05, -0.05, 0.3}}};

// log p(x_t) in two dimensions, by the inverse of each covariance.
double logDensityByHand(double a, double b, double x, double y) {
  double sum = 0, weights = 0;
  for (const auto& [weight, mean, s] : plane) {
    const double v00 = a * a * s[0] + b * b, v11 = a * a * s[3] + b * b, v01 = a * a * s[1];
    const double determinant = v00 * v11 - v01 * v01;
    const double dx = x - a * mean[0], dy = y - a * mean[1];
    const double square = (v11 * dx * dx - 2 * v01 * dx * dy + v00 * dy * dy) / determinant;
    sum += weight * std::exp(-square / 2) / (2 * std::numbers::pi * std::sqrt(determinant));
    weights += weight;
  }
  return std::log(sum / weights);
}

struct Point {
  double a, b, x, y;
};
constexpr Point points[] = {{1, 0.5, 0.3, 0.2}, {0.6, 0.8, -1, 0.5},  {0.1, 0.99, 2, -1},
                            {1, 0.1, 0.5, 1.7}, {0.95, 0.3, -2, 0.1}, {1, 14, 20, -8}};

}  // namespace

class TestGaussianMixture : public QObject {
  Q_OBJECT

 private slots:
  void estimatesFollowFromTheDensity() {
    const auto mixture = *GaussianMixture::make(plane);
    for (const auto& [a, b, x, y] : points) {
      NoisyMixture seen(mixture, a, b);
      const double at[] = {x, y};
      QVERIFY(std::abs(seen.logDensity(at) - logDensityByHand(a, b, x, y)) < 1e-10);
      double estimate[2];
      seen.estimate(at, estimate);
      // Tweedie: a E[x | x_t] = x_t + b^2 d log p / dx_t.
      const double h = 1e-5 * b;
      const double slopes[] = {(logDensityByHand(a, b, x + h, y) - logDensityByHand(a, b, x - h, y)) / (2 * h),
                               (logDensityByHand(a, b, x, y + h) - logDensityByHand(a, b, x, y - h)) / (2 * h)};
      for (int i = 0; i < 2; ++i)
        QVERIFY(std::abs(estimate[i] - (at[i] + b * b * slopes[i]) / a) < 1e-7 * std::max(1.0, b / a));
    }
  }

  void gradientsAreDifferences() {
    const auto mixture = *GaussianMixture::make(plane);
    for (const auto& [a, b, x, y] : points) {
      NoisyMixture seen(mixture, a, b);
      const double cotangent[] = {0.7, -1.9};
      double pulled[2];
      seen.pullBack(std::array{x, y}, cotangent, pulled);
      for (int i = 0; i < 2; ++i) {
        const double h = 1e-5;
        double more[2], less[2];
        seen.estimate(std::array{x + (i == 0 ? h : 0), y + (i == 1 ? h : 0)}, more);
        seen.estimate(std::array{x - (i == 0 ? h : 0), y - (i == 1 ? h : 0)}, less);
        const double expected = (cotangent[0] * (more[0] - less[0]) + cotangent[1] * (more[1] - less[1])) / (2 * h);
        QVERIFY2(std::abs(pulled[i] - expected) < 1e-6 * std::max(1.0, std::abs(expected)),
                 qPrintable(QString("%1 instead of %2").arg(pulled[i]).arg(expected)));
      }
    }
  }

  void oneDimensionIsAnIntegral() {
    const auto mixture = *GaussianMixture::make({{0.3, {-1}, {0.04}}, {0.7, {2}, {0.25}}});
    const auto density = [](double x, double mean, double variance) {
      return std::exp(-(x - mean) * (x - mean) / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
    };
    for (const auto& [a, b, noisy] : {std::array{0.8, 0.6, 0.4}, std::array{1.0, 2.0, -3.0}}) {
      double above = 0, below = 0;
      for (double x = -6; x <= 8; x += 1e-3) {
        const double p = (0.3 * density(x, -1, 0.04) + 0.7 * density(x, 2, 0.25)) * density(noisy, a * x, b * b);
        above += x * p;
        below += p;
      }
      double estimate;
      NoisyMixture(mixture, a, b).estimate({&noisy, 1}, {&estimate, 1});
      QVERIFY(std::abs(estimate - above / below) < 1e-9);
    }
  }

  void theEndsAreDefined() {
    const auto mixture = *GaussianMixture::make({{1, {3, 1}, {0, 0, 0, 0}}, {3, {-1, 1}, {0, 0, 0, 0}}});
    const double at[] = {0.4, 0.6}, cotangent[] = {1, 2};
    double out[2];
    NoisyMixture(mixture, 0.5, 0).estimate(at, out);  // no noise: x_t / a
    QCOMPARE(out[0], 0.8);
    QCOMPARE(out[1], 1.2);
    NoisyMixture(mixture, 0.5, 0).pullBack(at, cotangent, out);
    QCOMPARE(out[0], 2.0);
    QCOMPARE(out[1], 4.0);
    NoisyMixture(mixture, 0, 1).estimate(at, out);  // noise alone: the mean of the data
    QVERIFY(std::abs(out[0]) < 1e-14 && std::abs(out[1] - 1) < 1e-14);
    NoisyMixture(mixture, 0, 1).pullBack(at, cotangent, out);
    QVERIFY(std::abs(out[0]) < 1e-14 && std::abs(out[1]) < 1e-14);
    NoisyMixture(mixture, 1, 1e-3).estimate(std::array{3.0005, 1.0}, out);  // far from all but one
    QVERIFY(std::abs(out[0] - 3) < 1e-12 && std::abs(out[1] - 1) < 1e-12);
    const double far[] = {1e5, -1e5};
    NoisyMixture(mixture, 1, 1e-3).estimate(far, out);  // no density there that a double could tell
    QVERIFY(std::isfinite(out[0]) && std::isfinite(out[1]));
  }

  void weightsChoose() {
    const auto mixture = *GaussianMixture::make(plane);
    const auto second = *mixture.withWeights(std::array{0.0, 5.0, 0.0});
    const auto alone = *GaussianMixture::make({plane[1]});
    const double at[] = {0.3, 0.2};
    double ofSecond[2], ofAlone[2];
    NoisyMixture(second, 0.6, 0.8).estimate(at, ofSecond);
    NoisyMixture(alone, 0.6, 0.8).estimate(at, ofAlone);
    QCOMPARE(ofSecond[0], ofAlone[0]);
    QCOMPARE(ofSecond[1], ofAlone[1]);
    QCOMPARE(mixture.components()[2].weight, 0.5);
  }

  void manyDimensionsAreIndependentInTheirAxes() {
    // A rotation of a diagonal covariance by hand, in three dimensions.
    const double c = std::cos(0.7), s = std::sin(0.7);
    const auto straight = *GaussianMixture::make({{1, {0, 0, 0}, {4, 0, 0, 0, 0.25, 0, 0, 0, 1}}});
    const auto turned = *GaussianMixture::make(
        {{1,
          {0, 0, 0},
          {4 * c * c + 0.25 * s * s, 3.75 * c * s, 0, 3.75 * c * s, 4 * s * s + 0.25 * c * c, 0, 0, 0, 1}}});
    const double at[] = {1, 2, 3}, atTurned[] = {c * 1 - s * 2, s * 1 + c * 2, 3};
    double out[3], outTurned[3];
    NoisyMixture(straight, 0.6, 0.8).estimate(at, out);
    NoisyMixture(turned, 0.6, 0.8).estimate(atTurned, outTurned);
    QVERIFY(std::abs(outTurned[0] - (c * out[0] - s * out[1])) < 1e-13);
    QVERIFY(std::abs(outTurned[1] - (s * out[0] + c * out[1])) < 1e-13);
    QVERIFY(std::abs(outTurned[2] - out[2]) < 1e-13);
  }

  void wrongMixturesAreRefused_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("message");
    QTest::newRow("none") << 0 << "one component or more";
    QTest::newRow("means differ") << 1 << "component 1 has a mean of 1 numbers; wanted 2";
    QTest::newRow("covariance") << 2 << "component 0 has a covariance of 1 numbers; wanted 4";
    QTest::newRow("not symmetric") << 3 << "not symmetric";
    QTest::newRow("not positive") << 4 << "eigenvalue below 0";
    QTest::newRow("weight") << 5 << "weight -1";
    QTest::newRow("weights") << 6 << "all weights are 0";
    QTest::newRow("not a number") << 7 << "component 0";
  }

  void wrongMixturesAreRefused() {
    QFETCH(int, which);
    QFETCH(QString, message);
    const GaussianComponent fine{1, {0, 0}, {1, 0, 0, 1}};
    const std::vector<std::vector<GaussianComponent>> wrong = {{},
                                                               {fine, {1, {0}, {1}}},
                                                               {{1, {0, 0}, {1}}},
                                                               {{1, {0, 0}, {1, 0.5, 0.2, 1}}},
                                                               {{1, {0, 0}, {1, 2, 2, 1}}},
                                                               {{-1, {0, 0}, {1, 0, 0, 1}}},
                                                               {{0, {0, 0}, {1, 0, 0, 1}}},
                                                               {{1, {0, 0}, {std::nan(""), 0, 0, 1}}}};
    const auto made = GaussianMixture::make(wrong[size_t(which)]);
    QVERIFY(!made.ok());
    QVERIFY2(QString::fromStdString(made.error().message).contains(message), made.error().message.c_str());
  }
};

QTEST_APPLESS_MAIN(TestGaussianMixture)
#include "test_gaussian_mixture.moc"
