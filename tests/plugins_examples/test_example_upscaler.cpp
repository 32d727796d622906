// The upscaler on the CPU against its formula in double, and its shader against the CPU.
#include <QtTest>

#include <cmath>

#include "../nodes/vulkan_driver.h"
#include "object_tables.h"
#include "run_graph.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr const char* type = "org.example.upscaler.CalmCubic";

struct Picture {
  int64_t count, height, width;
  std::vector<float> pixels;

  double at(int64_t plane, int64_t y, int64_t x) const {
    const int64_t row = std::clamp<int64_t>(y, 0, height - 1), column = std::clamp<int64_t>(x, 0, width - 1);
    return pixels[static_cast<size_t>((plane * height + row) * width + column)];
  }
  Value value() const { return tensorOf<float>({count, 3, height, width}, pixels); }
};

Picture edges(int64_t count, int64_t height, int64_t width) {
  Picture picture{count, height, width, {}};
  for (int64_t i = 0; i < 3 * count * height * width; ++i)
    picture.pixels.push_back(i * i % 7 < 3 ? 0.1F : 0.05F * static_cast<float>(i % 19));
  return picture;
}

// Keys' cubic with a = -0.5 at a distance.
double cubic(double x) {
  x = std::abs(x);
  return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

double expected(const Picture& picture, int64_t plane, int64_t y, int64_t x, int64_t factor, double ringing) {
  const double v = (double(y) + 0.5) / double(factor) - 0.5, u = (double(x) + 0.5) / double(factor) - 0.5;
  const auto row = static_cast<int64_t>(std::floor(v)), column = static_cast<int64_t>(std::floor(u));
  double sum = 0, least = 1e9, greatest = -1e9;
  for (int64_t j = row - 1; j <= row + 2; ++j) {
    for (int64_t i = column - 1; i <= column + 2; ++i) {
      sum += cubic(v - double(j)) * cubic(u - double(i)) * picture.at(plane, j, i);
      if (j < row || j > row + 1 || i < column || i > column + 1) continue;
      least = std::min(least, picture.at(plane, j, i));
      greatest = std::max(greatest, picture.at(plane, j, i));
    }
  }
  const double calm = std::clamp(sum, least, greatest);
  return std::clamp(calm + ringing * (sum - calm), 0.0, 1.0);
}

std::vector<float> enlarged(const Value& picture, int64_t factor, double ringing, const std::string& device) {
  const std::string text = R"("inputs": {"picture": {"to": ["up.image"]}}, "outputs": {"picture": "up.image"}, )"
                           R"("nodes": {"up": {"type": ")" +
                           std::string(type) + R"(", "params": {"factor": )" + std::to_string(factor) +
                           R"(, "ringing": )" + std::to_string(ringing) + "}}}";
  const RanGraph ran = runGraph(text, device, {{"picture", picture}});
  if (!ran.problems.empty() || !ran.failure.empty()) throw std::runtime_error(ran.problems + ran.failure);
  return elementsOf<float>(ran.result.outputs.at("picture"));
}

}  // namespace

class TestExampleUpscaler : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { preferLavapipe(); }
  void cpuKeepsToTheFormula_data() { cases(); }
  void cpuKeepsToTheFormula();
  void shaderDoesAsTheCpu_data() { cases(); }
  void shaderDoesAsTheCpu();
  void sizesAreKnownBefore();
  void wrongPicturesAreRefused();

 private:
  static void cases();
};

void TestExampleUpscaler::cases() {
  QTest::addColumn<int>("count");
  QTest::addColumn<int>("height");
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("factor");
  QTest::addColumn<double>("ringing");
  const auto row = [](int count, int height, int width, int factor, double ringing) {
    QTest::addRow("%d of %d x %d, %d times, %g", count, height, width, factor, ringing)
        << count << height << width << factor << ringing;
  };
  row(1, 9, 13, 2, 0);
  row(1, 9, 13, 3, 0.5);
  row(2, 5, 7, 4, 1);
  row(1, 1, 1, 16, 0.25);
  row(3, 1, 6, 5, 0);
  row(1, 8, 8, 1, 1);
}

void TestExampleUpscaler::cpuKeepsToTheFormula() {
  QFETCH(int, count);
  QFETCH(int, height);
  QFETCH(int, width);
  QFETCH(int, factor);
  QFETCH(double, ringing);
  const Picture picture = edges(count, height, width);
  const auto found = enlarged(picture.value(), factor, ringing, "cpu");
  QCOMPARE(found.size(), picture.pixels.size() * size_t(factor) * size_t(factor));
  const int64_t lines = int64_t(height) * factor, columns = int64_t(width) * factor;
  for (int64_t i = 0; i < int64_t(found.size()); ++i) {
    const double wanted = expected(picture, i / columns / lines, i / columns % lines, i % columns, factor, ringing);
    QVERIFY2(std::abs(found[size_t(i)] - wanted) < 1e-6, qPrintable(QString::number(i)));
  }
}

void TestExampleUpscaler::shaderDoesAsTheCpu() {
  QFETCH(int, count);
  QFETCH(int, height);
  QFETCH(int, width);
  QFETCH(int, factor);
  QFETCH(double, ringing);
  if (const auto device = openDevice({WEFT_DEVICE_VULKAN, 0}); !device) QSKIP(device.error().message.c_str());
  const NodeType* node = builtCatalog().find(type);
  if (!(node->devices & WEFT_DEVICES_VULKAN)) QSKIP("built without Vulkan's headers");
  const Picture picture = edges(count, height, width);
  const auto onCpu = enlarged(picture.value(), factor, ringing, "cpu");
  const auto onDevice = enlarged(picture.value(), factor, ringing, "vulkan");
  QCOMPARE(onDevice.size(), onCpu.size());
  for (size_t i = 0; i < onCpu.size(); ++i)
    QVERIFY2(std::abs(onDevice[i] - onCpu[i]) < 1e-5, qPrintable(QString::number(i)));
}

void TestExampleUpscaler::sizesAreKnownBefore() {
  NodeRun node(type);
  node.set("factor", Value::integer(3));
  QCOMPARE(node.inferred("image", {{"image", "image[2, 3, 5, 7]"}}), std::string("image[2, 3, 15, 21]"));
  QCOMPARE(node.inferred("image", {{"image", "image[?, 3, ?, 7]"}}), std::string("image[?, 3, ?, 21]"));
}

void TestExampleUpscaler::wrongPicturesAreRefused() {
  const auto refusal = [](const Value& picture) {
    NodeRun node(type);
    return node.link("image", picture).failure();
  };
  QCOMPARE(refusal(tensorOf<float>({1, 4, 1, 1}, {0, 0, 0, 0})),
           std::string("expected pictures [N, 3, height, width] of float32"));
  QCOMPARE(refusal(tensorOf<double>({1, 3, 1, 1}, {0, 0, 0})),
           std::string("expected pictures [N, 3, height, width] of float32"));
  QCOMPARE(refusal(tensorOf<float>({1, 3, 0, 4}, {})),
           std::string("the picture has no pixels: there is nothing to enlarge"));
}

QTEST_GUILESS_MAIN(TestExampleUpscaler)
#include "test_example_upscaler.moc"
