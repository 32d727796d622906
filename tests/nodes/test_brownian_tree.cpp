// Brownian noise against torchsde; see tests/data/noise/make_brownian_reference.py.
#include <QtTest>

#include <limits>
#include <sstream>

#include "reference_file.h"
#include "sampling/noise/brownian_tree.h"
#include "sampling/noise/seed_sequence.h"
#include "sdk_host.h"

using namespace weft;
using namespace weft::sampling;
using namespace weft::test;

namespace {

Tensor zeros(std::span<const int64_t> shape, bool isDouble) {
  auto tensor = MutableTensor::make(isDouble ? dtypeOf<double>() : dtypeOf<float>(), shape);
  std::ranges::fill(tensor.bytes(), std::byte{0});
  return std::move(tensor).publish();
}

Tensor zeros(std::initializer_list<int64_t> shape) {
  return zeros(std::span<const int64_t>(shape.begin(), shape.size()), true);
}

}  // namespace

class TestBrownianTree : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { connectSdk(); }

  void seedsAreThoseOfNumpy() {
    const ReferenceFile file("noise/brownian.safetensors");
    int checked = 0;
    for (const auto& info : file.tensors()) {
      if (!info.name.starts_with("words ")) continue;
      std::istringstream text(info.name.substr(6));
      uint64_t entropy = 0, pool = 0, number = 0;
      text >> entropy >> pool;
      std::vector<uint64_t> key;
      while (text >> number) key.push_back(number);
      const auto expected = file.read<int64_t>(info.name);
      const auto words = seedSequence(entropy, key, pool, expected.size());
      QCOMPARE(std::vector<int64_t>(words.begin(), words.end()), expected);
      ++checked;
    }
    QCOMPARE(checked, 3);
  }

  // In float32 the last bits of randn are those of the processor, and differences of increments show them.
  void noiseIsThatOfTorchsde_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("seed");
    QTest::addColumn<double>("allowed");
    QTest::newRow("float64") << "seed 0, float64" << qint64(0) << 1e-11;
    QTest::newRow("float32") << "seed 0, float32" << qint64(0) << 5e-5;
    QTest::newRow("seed beyond 32 bits") << "seed beyond 32 bits" << (qint64(1) << 40) + 17 << 1e-11;
    QTest::newRow("a flow") << "a flow" << qint64(5) << 5e-5;
    QTest::newRow("rising times, and those between two decimals") << "times with ties" << qint64(3) << 1e-11;
  }

  void noiseIsThatOfTorchsde() {
    QFETCH(QString, name);
    QFETCH(qint64, seed);
    QFETCH(double, allowed);
    const ReferenceFile file("noise/brownian.safetensors");
    const auto times = file.numbers(name.toStdString() + "/times");
    const auto& info = file.info(name.toStdString() + "/noise");
    const auto noise = file.numbers(info.name);
    const size_t row = noise.size() / (times.size() - 1);
    const auto [low, high] = std::ranges::minmax(times);
    BrownianTree tree(zeros(std::span(info.shape).subspan(1), info.dtype == "F64"), low, high, seed);
    double worst = 0;
    for (size_t i = 0; i + 1 < times.size(); ++i) {
      const auto drawn = tree.noise(times[i], times[i + 1]).copyAs<double>();
      worst = std::max(worst, largestDifference(drawn, std::span(noise).subspan(i * row, row)));
    }
    qInfo().noquote() << "at most" << worst;
    QVERIFY(worst <= allowed);
  }

  // Whatever was asked before, also the other way round.
  void orderDoesNotMatter() {
    const Tensor x = zeros({1, 2, 3, 3});
    BrownianTree once(x, 0.1, 10, 4), often(x, 10, 0.1, 4);
    for (const double from : {9.0, 0.5, 3.3, 0.1}) often.noise(from, 10);
    const auto expected = once.noise(2.5, 1.25).copy<double>();
    QCOMPARE(largestDifference(often.noise(1.25, 2.5).copy<double>(), expected), 0.0);
    QVERIFY(std::ranges::any_of(expected, [](double number) { return std::abs(number) > 0.1; }));
  }

  // The noise over two steps is that over one of their length.
  void incrementsAddUp() {
    const Tensor x = zeros({1, 1, 4, 5});
    BrownianTree tree(x, 0.03, 14, 8);
    const auto whole = tree.noise(5, 1).copy<double>(), first = tree.noise(5, 2.7).copy<double>(),
               second = tree.noise(2.7, 1).copy<double>();
    std::vector<double> sum(whole.size());
    for (size_t i = 0; i < sum.size(); ++i) sum[i] = (first[i] * std::sqrt(2.3) + second[i] * std::sqrt(1.7)) / 2;
    QVERIFY(largestDifference(sum, whole) < 1e-12);
  }

  // Of 20,000 numbers the mean is within 5 deviations of 0, the variance within 5 of 1.
  void noiseIsNormal() {
    const Tensor x = zeros({1, 1, 100, 200});
    BrownianTree tree(x, 0.02, 15, 1);
    for (const auto& [from, to] : {std::pair(15.0, 11.2), {11.2, 0.37}, {0.37, 0.02}}) {
      const auto noise = tree.noise(from, to).copy<double>();
      double mean = 0, square = 0;
      for (const double number : noise) mean += number / 20000, square += number * number / 20000;
      QVERIFY(std::abs(mean) < 5 / std::sqrt(20000.0));
      QVERIFY(std::abs(square - 1) < 5 * std::sqrt(2 / 20000.0));
    }
  }

  void noLengthIsNoNoise() {
    const Tensor x = zeros({1, 1, 1, 2});
    BrownianTree tree(x, 1, 2, 1), point(x, 3, 3, 1);
    for (const auto& noise : {tree.noise(1.5, 1.5), tree.noise(4, 3), point.noise(3, 3), point.noise(4, 2)})
      QCOMPARE(noise.copy<double>(), (std::vector<double>{0, 0}));
  }

  void endlessTimesAreRefused() {
    const Tensor x = zeros({1, 1, 1, 2});
    const double infinity = std::numeric_limits<double>::infinity(), none = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_THROWS_EXCEPTION(Failure, BrownianTree(x, 0, infinity, 1));
    QVERIFY_THROWS_EXCEPTION(Failure, BrownianTree(x, none, 1, 1));
    BrownianTree tree(x, 0, 1, 1);
    QVERIFY_THROWS_EXCEPTION(Failure, tree.noise(infinity, 0));
    QVERIFY_THROWS_EXCEPTION(Failure, tree.noise(1, none));
  }
};

QTEST_APPLESS_MAIN(TestBrownianTree)
#include "test_brownian_tree.moc"
