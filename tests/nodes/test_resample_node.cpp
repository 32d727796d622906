// weft.upscalers.Resample: sizes, limits, and what is known before the run. The filters themselves: test_resample.cpp.
#include <QtTest>

#include <algorithm>

#include "node_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

// A red, a green and a blue plane of 4 x 2 pixels: black on the left, bright on the right.
Value picture(int64_t count = 1) {
  std::vector<float> pixels;
  for (int64_t plane = 0; plane < 3 * count; ++plane) pixels.insert(pixels.end(), {0, 0, 1, 1, 0, 0, 1, 1});
  return tensorOf<float>({count, 3, 2, 4}, pixels);
}

}  // namespace

class TestResampleNode : public QObject {
  Q_OBJECT

 private slots:
  void sizes_data();
  void sizes();
  void refusedSizes_data();
  void refusedSizes();
  void unknownSides();
  void nearestRepeatsPixels();
  void overshootIsClamped();
  void stridesAreFollowed();
  void emptyPictures();
};

void TestResampleNode::sizes_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("height");
  QTest::addColumn<double>("scale");
  QTest::addColumn<int>("newWidth");
  QTest::addColumn<int>("newHeight");
  QTest::newRow("scale") << 0 << 0 << 2.5 << 10 << 5;
  QTest::newRow("scale down") << 0 << 0 << 0.5 << 2 << 1;
  QTest::newRow("never less than one pixel") << 0 << 0 << 0.01 << 1 << 1;
  QTest::newRow("width") << 10 << 0 << 2.0 << 10 << 5;
  QTest::newRow("height") << 0 << 3 << 2.0 << 6 << 3;
  QTest::newRow("both") << 3 << 7 << 2.0 << 3 << 7;
}

void TestResampleNode::sizes() {
  QFETCH(int, width);
  QFETCH(int, height);
  QFETCH(double, scale);
  QFETCH(int, newWidth);
  QFETCH(int, newHeight);
  for (const char* method : {"nearest", "bilinear", "bicubic", "lanczos"}) {
    NodeRun run("weft.upscalers.Resample");
    run.link("image", picture(2)).set("width", Value::integer(width)).set("height", Value::integer(height));
    run.set("scale", Value::number(scale)).set("method", Value::string(method));
    QVERIFY(run.run().ok());
    QCOMPARE(shapeOf(run.output("image")), (std::vector<int64_t>{2, 3, newHeight, newWidth}));
    QCOMPARE(run.inferred("image", {{"image", "image[2, 3, 2, 4]"}}),
             "image[2, 3, " + std::to_string(newHeight) + ", " + std::to_string(newWidth) + "]");
  }
}

void TestResampleNode::refusedSizes_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<double>("scale");
  QTest::addColumn<int>("maximum");
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("message");
  QTest::newRow("too many pixels") << 0 << 5000.0 << (1 << 26) << "scale"
                                   << "4 x 2 would become 20000 x 10000 px; at most 67108864 pixels are allowed (raise "
                                      "\"max_pixels\" for more)";
  QTest::newRow("own limit") << 8 << 1.0 << 31 << "width"
                             << "4 x 2 would become 8 x 4 px; at most 31 pixels are allowed (raise \"max_pixels\" for "
                                "more)";
  QTest::newRow("too wide") << 0 << 9999999.0 << (1 << 26) << "scale"
                            << "4 x 2 would become 39999996 x 19999998 px; a side may have at most 1048576";
}

void TestResampleNode::refusedSizes() {
  QFETCH(int, width);
  QFETCH(double, scale);
  QFETCH(int, maximum);
  QFETCH(QString, path);
  QFETCH(QString, message);
  NodeRun run("weft.upscalers.Resample");
  run.link("image", picture()).set("width", Value::integer(width)).set("scale", Value::number(scale));
  run.set("max_pixels", Value::integer(maximum));
  QCOMPARE(run.failure(), message.toStdString());
  QCOMPARE(run.inferred("image", {{"image", "image[1, 3, 2, 4]"}}), ("error " + path + ": " + message).toStdString());
}

void TestResampleNode::unknownSides() {
  NodeRun run("weft.upscalers.Resample");
  QCOMPARE(run.inferred("image", {{"image", "image[1, 3, ?, 4]"}}), std::string("image[1, 3, ?, ?]"));
  run.set("width", Value::integer(7));
  QCOMPARE(run.inferred("image", {{"image", "image[?, 3, ?, ?]"}}), std::string("image[?, 3, ?, 7]"));
  QCOMPARE(run.inferred("image", {{"image", "image"}}), std::string());
}

void TestResampleNode::nearestRepeatsPixels() {
  NodeRun run("weft.upscalers.Resample");
  run.link("image", tensorOf<float>({1, 3, 1, 2}, {0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F}));
  run.set("method", Value::string("nearest"));
  QVERIFY(run.run().ok());
  QCOMPARE(elementsOf<float>(run.output("image")),
           (std::vector<float>{0.1F, 0.1F, 0.2F, 0.2F, 0.1F, 0.1F, 0.2F, 0.2F, 0.3F, 0.3F, 0.4F, 0.4F,
                               0.3F, 0.3F, 0.4F, 0.4F, 0.5F, 0.5F, 0.6F, 0.6F, 0.5F, 0.5F, 0.6F, 0.6F}));
}

void TestResampleNode::overshootIsClamped() {
  for (const char* method : {"bicubic", "lanczos"}) {
    NodeRun run("weft.upscalers.Resample");
    run.link("image", picture()).set("scale", Value::number(8)).set("method", Value::string(method));
    QVERIFY(run.run().ok());
    const std::vector<float> pixels = elementsOf<float>(run.output("image"));
    QCOMPARE(std::ranges::min(pixels), 0.0F);
    QCOMPARE(std::ranges::max(pixels), 1.0F);
  }
}

void TestResampleNode::stridesAreFollowed() {
  NodeRun whole("weft.upscalers.Resample"), strided("weft.upscalers.Resample");
  whole.link("image", tensorOf<float>({1, 3, 1, 2}, {0.0F, 1.0F, 0.0F, 1.0F, 0.0F, 1.0F}));
  strided.link("image", tensorOf<float>({1, 3, 1, 2}, {0.0F, 1.0F}, {2, 0, 2, 1}));
  QVERIFY(whole.run().ok() && strided.run().ok());
  QCOMPARE(elementsOf<float>(strided.output("image")), elementsOf<float>(whole.output("image")));
}

void TestResampleNode::emptyPictures() {
  NodeRun run("weft.upscalers.Resample");
  run.link("image", tensorOf<float>({1, 3, 0, 2}, {}));
  QCOMPARE(run.failure(), std::string("the image is empty: there is nothing to scale"));
}

QTEST_GUILESS_MAIN(TestResampleNode)
#include "test_resample_node.moc"
