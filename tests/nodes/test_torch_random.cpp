// Random numbers as torch draws them, and the noise of solvers that are made of them.
#include <QtTest>

#include <cmath>
#include <random>
#include <sstream>

#include "reference_file.h"
#include "sampling/noise/box_muller.h"
#include "sampling/noise/noise_source.h"
#include "sdk_host.h"

using namespace weft;
using namespace weft::sampling;

namespace {

template <class T>
double drawnDifference(TorchGenerator& generator, bool normal, const std::vector<T>& expected) {
  std::vector<T> drawn(expected.size());
  if (normal)
    generator.randn(std::span(drawn));
  else
    generator.rand(std::span(drawn));
  return test::largestDifference(drawn, expected);
}

Tensor zeros(std::initializer_list<int64_t> shape, bool isDouble = false) {
  const std::span<const int64_t> sides(shape.begin(), shape.size());
  auto tensor = MutableTensor::make(isDouble ? dtypeOf<double>() : dtypeOf<float>(), sides);
  std::ranges::fill(tensor.bytes(), std::byte{0});
  return std::move(tensor).publish();
}

}  // namespace

class TestTorchRandom : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::connectSdk(); }

  void drawsOfOneGenerator_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<quint64>("seed");
    QTest::newRow("blocks of sixteen") << "blocks" << quint64(0);
    QTest::newRow("a rest after the blocks") << "rests" << quint64(42);
    QTest::newRow("fewer than sixteen, which share pairs") << "few" << quint64(7);
    QTest::newRow("uniform and normal, seed beyond 32 bits") << "mixed" << (quint64(1) << 40) + 5;
    QTest::newRow("integers") << "integers" << quint64(9);
  }

  void drawsOfOneGenerator() {
    QFETCH(QString, name);
    QFETCH(quint64, seed);
    const test::ReferenceFile file("noise/torch.safetensors");
    TorchGenerator generator(seed);
    int checked = 0;
    for (int number = 0; number < 10; ++number) {
      const std::string prefix = name.toStdString() + "/" + std::to_string(number) + " ";
      for (const auto& info : file.tensors()) {
        if (!info.name.starts_with(prefix)) continue;
        ++checked;
        const std::string kind = info.name.substr(prefix.size());
        const bool normal = kind.starts_with("randn");
        if (kind.starts_with("randint")) {
          std::istringstream ends(kind.substr(8));
          int64_t low = 0, high = 0;
          ends >> low >> high;
          const auto expected = file.read<int64_t>(info.name);
          std::vector<int64_t> drawn(expected.size());
          generator.randint(drawn, low, high);
          QCOMPARE(drawn, expected);
        } else if (kind.ends_with("64")) {
          const double worst = drawnDifference(generator, normal, file.read<double>(info.name));
          QVERIFY2(worst <= 1e-13, qPrintable(QString("%1: %2").arg(kind.c_str()).arg(worst)));
        } else {
          const double worst = drawnDifference(generator, normal, file.read<float>(info.name));
          QVERIFY2(worst <= 1e-6, qPrintable(QString("%1: %2").arg(kind.c_str()).arg(worst)));
        }
      }
    }
    QVERIFY(checked >= 3);
  }

  void emptyRangesAreRefused() {
    TorchGenerator generator(1);
    std::vector<int64_t> out(1);
    QVERIFY_THROWS_EXCEPTION(Failure, generator.randint(out, 3, 3));
    QVERIFY_THROWS_EXCEPTION(Failure, generator.randint(out, 3, -3));
    generator.randint({}, 0, 1);
    generator.randn(std::span<float>{});
  }

  void wordsAreThoseOfTheStandardLibrary() {
    for (const uint32_t seed : {0U, 5489U, 0xFFFFFFFFU}) {
      std::mt19937 expected(seed);
      MersenneTwister words(seed), ahead(seed);
      std::vector<uint32_t> first;
      for (int i = 0; i < 2000; ++i) first.push_back(words());
      for (const uint32_t word : first) QCOMPARE(word, uint32_t(expected()));
      for (const uint64_t count : {0, 1, 623, 624, 751}) ahead.discard(count);  // 1,999 in all
      QCOMPARE(ahead(), first.back());
    }
  }

  // Against the library's functions, at the ends of the range too: to the last bit of float32.
  void normalNumbersAreExact() {
    TorchGenerator generator(2);
    std::vector<float> uniform(1 << 16);
    generator.rand(std::span(uniform));
    for (const size_t i : {0, 1, 8, 24}) uniform[i] = i % 2 == 0 ? 0 : 1 - 0x1p-24F;
    for (const size_t i : {9, 10, 11, 12}) uniform[i] = float(i - 8) * 0.25F - (i == 12 ? 0x1p-24F : 0);
    auto numbers = uniform;
    boxMuller(std::span(numbers));
    for (size_t i = 0; i < numbers.size(); ++i) {
      const size_t first = i / 16 * 16 + i % 8;
      const double radius = std::sqrt(-2 * std::log(1 - double(uniform[first])));
      const double angle = double(float(2 * M_PI) * uniform[first + 8]);
      const double expected = radius * (i % 16 < 8 ? std::cos(angle) : std::sin(angle));
      QVERIFY(std::abs(numbers[i] - expected) <= 6e-8 * std::abs(expected));
    }
  }

  void skippingIsDrawing_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("isDouble");
    for (const int count : {1, 5, 15, 16, 31, 64})
      for (const bool isDouble : {false, true})
        QTest::addRow("%d %s", count, isDouble ? "double" : "float") << count << isDouble;
  }

  void skippingIsDrawing() {
    QFETCH(int, count);
    QFETCH(bool, isDouble);
    TorchGenerator drawn(3), skipped(3);
    std::vector<float> floats(size_t(count), 0);
    std::vector<double> doubles(size_t(count), 0);
    isDouble ? drawn.randn(std::span(doubles)) : drawn.randn(std::span(floats));
    isDouble ? skipped.skipNormal<double>(size_t(count)) : skipped.skipNormal<float>(size_t(count));
    std::vector<double> next(3), after(3);  // of a kept second number too
    drawn.randn(std::span(next));
    skipped.randn(std::span(after));
    QCOMPARE(after, next);
  }

  void noiseGoesOnAfterTheFirst() {
    const Tensor x = zeros({1, 4, 2, 3});
    TorchGenerator generator(11);
    std::vector<std::vector<float>> expected(4, std::vector<float>(24));
    for (auto& tensor : expected) generator.randn(std::span(tensor));
    History history;
    NoiseSource source(11, 1, history);
    for (int i = 1; i < 4; ++i) QCOMPARE(source.draw(x).copy<float>(), expected[size_t(i)]);
    QCOMPARE(history.noiseDrawn, uint64_t(3));
    // Back, ahead, and where it was.
    for (const uint64_t position : {0, 2, 1}) {
      history.noiseDrawn = position;
      QCOMPARE(source.draw(x).copy<float>(), expected[size_t(position) + 1]);
    }
  }

  void positionOutlivesTheSource() {
    const Tensor x = zeros({2, 1, 1, 3}, true);  // fewer than sixteen: pairs go over from one draw to the next
    History first, second;
    NoiseSource whole(5, 1, first);
    whole.draw(x);
    const History kept = historyOf(valueOf(first));
    const auto expected = whole.draw(x).copy<double>();
    NoiseSource later(5, 1, second);
    second = kept;
    QCOMPARE(later.draw(x).copy<double>(), expected);
    QVERIFY(expected.size() == 6);
  }

  void impossibleHistoriesAreRefused() {
    for (const int64_t drawn : {int64_t(-1), std::numeric_limits<int64_t>::max()}) {
      auto none = MutableTensor::make<double>({0});
      const Value value = Value::record({{"tensors", Value::list({})},
                                         {"numbers", std::move(none).publish()},
                                         {"noise_drawn", Value::integer(drawn)}});
      QVERIFY_THROWS_EXCEPTION(Failure, historyOf(value));
    }
  }
};

QTEST_APPLESS_MAIN(TestTorchRandom)
#include "test_torch_random.moc"
