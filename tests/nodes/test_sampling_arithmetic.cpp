// What solvers compute with: sums of tensors, to the bit what a loop of one's own gives.
#include <QtTest>

#include <cmath>
#include <limits>

#include <weft/sdk.h>

#include "sampling/arithmetic.h"
#include "sdk_host.h"

using namespace weft;
using namespace weft::sampling;
using namespace weft::test;

namespace {

template <class T>
Tensor numbered(int64_t count, int which) {
  auto tensor = MutableTensor::make<T>({1, count});
  for (int64_t i = 0; i < count; ++i)
    tensor.template data<T>()[size_t(i)] = static_cast<T>(std::sin(double(i * 7 + which * 13)));
  return Tensor(std::move(tensor).publish());
}

}  // namespace

class TestSamplingArithmetic : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { connectSdk(); }

  // Every number of terms that has a loop of its own, and more; lengths that fill no register; types mixed.
  void sumsAreThoseOfALoop() {
    for (const int64_t count : {1, 7, 8, 63, 1000}) {
      for (size_t terms = 1; terms <= 10; ++terms) {
        for (const int types : {0, 1, 2, 3}) {  // bit 0: the first is float64, bit 1: so is every other one
          std::vector<Tensor> tensors;
          for (size_t k = 0; k < terms; ++k) {
            const bool wide = k == 0 ? (types & 1) != 0 : types == 1 || (types == 2 && k % 2 == 1);
            tensors.push_back(wide ? numbered<double>(count, int(k)) : numbered<float>(count, int(k)));
          }
          std::vector<Term> sum;
          for (size_t k = 0; k < terms; ++k) sum.push_back({0.7 * std::pow(-1.3, double(k)), tensors[k]});
          const Tensor made = combine(sum);
          QCOMPARE(made.is<double>(), (types & 1) != 0);
          std::vector<double> wanted(size_t(count), 0.0);
          for (size_t k = 0; k < terms; ++k) {
            const auto numbers = numbersOf(tensors[k]);
            for (size_t i = 0; i < wanted.size(); ++i) {
              const double term = sum[k].factor * numbers[i];
              wanted[i] = k == 0 ? term : wanted[i] + term;
            }
          }
          if (!made.is<double>())
            for (double& number : wanted) number = double(float(number));
          QVERIFY(numbersOf(made) == wanted);
        }
      }
    }
  }

  void whatCountsForNothingDoesNotMatter() {
    auto tensor = MutableTensor::make<float>({2});
    tensor.data<float>()[0] = std::numeric_limits<float>::quiet_NaN();
    tensor.data<float>()[1] = std::numeric_limits<float>::infinity();
    const Tensor undefined(std::move(tensor).publish());
    const Tensor one = combine({{0, undefined}});
    QVERIFY(numbersOf(one) == (std::vector<double>{0, 0}));
    QVERIFY(std::isnan(numbersOf(combine({{1, undefined}}))[0]));
  }

  void badTermsAreRefused() {
    const Tensor four = numbered<float>(4, 0), five = numbered<float>(5, 0);
    QVERIFY_EXCEPTION_THROWN(combine({{1, four}, {0, five}}), Failure);
    auto whole = MutableTensor::make<int64_t>({1, 4});
    const Tensor integers(std::move(whole).publish());
    QVERIFY_EXCEPTION_THROWN(combine({{1, four}, {1, integers}}), Failure);
  }
};

QTEST_GUILESS_MAIN(TestSamplingArithmetic)
#include "test_sampling_arithmetic.moc"
