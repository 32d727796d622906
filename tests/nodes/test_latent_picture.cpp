// Rough pictures of latents.
#include <QtTest>

#include <cmath>

#include "sampling/latents/latent_picture.h"
#include "sdk_host.h"

using namespace weft;
using namespace weft::sampling;

namespace {

Tensor tensorOf(std::initializer_list<int64_t> shape, std::vector<float> numbers) {
  auto tensor = MutableTensor::make<float>(shape);
  tensor.assign(numbers);
  return std::move(tensor).publish();
}

}  // namespace

class TestLatentPicture : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::connectSdk(); }

  void threeChannelsAreColours() {
    const auto picture = latentPicture(tensorOf({1, 3, 1, 2}, {-1, 1, 0, 0.5F, 3, -7})).copy<float>();
    QCOMPARE(picture, (std::vector<float>{0, 1, 0.5F, 0.75F, 1, 0}));
  }

  void oneChannelIsGrey() {
    const auto picture = latentPicture(tensorOf({2, 1, 1, 2}, {5, 7, 1, 1})).copy<float>();
    // A plane of two numbers is one deviation off its mean, one of equal numbers is in the middle.
    for (const size_t colour : {0, 1, 2}) {
      QVERIFY(std::abs(picture[colour * 2] - 0.3F) < 1e-6 && std::abs(picture[colour * 2 + 1] - 0.7F) < 1e-6);
      QCOMPARE(picture[6 + colour * 2], 0.5F);
    }
  }

  void channelsLieAroundTheColourCircle() {
    std::vector<float> numbers(16 * 4, 0);
    numbers[0] = 1;  // channel 0 at the first cell: red there, the opposite colour less than elsewhere
    const auto picture = latentPicture(tensorOf({1, 16, 2, 2}, numbers)).copy<float>();
    QCOMPARE(picture.size(), size_t(12));
    QVERIFY(picture[0] > picture[1] && picture[4] < picture[5] && picture[8] < picture[9]);
    for (const float number : picture) QVERIFY(number >= 0 && number <= 1);
  }

  void scaleDoesNotMatter() {
    std::vector<float> numbers(4 * 6), larger;
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = float(std::sin(double(i * i)));
    for (const float number : numbers) larger.push_back(number * 100 + 3);
    const auto one = latentPicture(tensorOf({1, 4, 2, 3}, numbers)).copy<float>();
    const auto other = latentPicture(tensorOf({1, 4, 2, 3}, larger)).copy<float>();
    for (size_t i = 0; i < one.size(); ++i) QVERIFY(std::abs(one[i] - other[i]) < 1e-4);
  }

  void brokenNumbersAreBlack() {
    const float none = std::nanf(""), infinite = HUGE_VALF;
    for (const float number : latentPicture(tensorOf({1, 4, 1, 1}, {none, infinite, 1, 2})).copy<float>())
      QCOMPARE(number, 0.0F);
    QCOMPARE(latentPicture(tensorOf({1, 3, 1, 1}, {none, infinite, -infinite})).copy<float>(),
             (std::vector<float>{0, 1, 0}));
  }

  void otherShapesAreRefused() {
    QVERIFY_THROWS_EXCEPTION(Failure, latentPicture(tensorOf({2, 2}, {1, 2, 3, 4})));
    QVERIFY_THROWS_EXCEPTION(Failure, latentPicture(tensorOf({1, 0, 2, 2}, {})));
  }
};

QTEST_APPLESS_MAIN(TestLatentPicture)
#include "test_latent_picture.moc"
