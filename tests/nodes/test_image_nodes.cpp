// Pictures put together and written on: the pack weft.image, and weft.io.SaveAnimation with what it writes.
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

#include <weft/base/files.h>

#include "image/decode.h"
#include "node_harness.h"
#include "png_cases.h"

using namespace weft;
using namespace weft::test;

namespace {

using Colour = std::array<float, 3>;
constexpr Colour red{1, 0, 0}, green{0, 1, 0}, blue{0, 0, 1}, white{1, 1, 1};

Value plain(const Colour& colour, int64_t width, int64_t height) {
  std::vector<float> planes;
  for (const float level : colour) planes.insert(planes.end(), static_cast<size_t>(width * height), level);
  return tensorOf<float>({1, 3, height, width}, planes);
}

struct Pixels {
  explicit Pixels(const Value& image)
      : values(elementsOf<float>(image)), height(shapeOf(image)[2]), width(shapeOf(image)[3]) {}
  Colour at(int64_t x, int64_t y) const {
    Colour colour;
    for (int64_t plane = 0; plane < 3; ++plane)
      colour[size_t(plane)] = values.at(size_t((plane * height + y) * width + x));
    return colour;
  }
  int64_t count(const Colour& colour, int64_t x, int64_t y, int64_t wide, int64_t high) const {
    int64_t found = 0;
    for (int64_t row = y; row < y + high; ++row)
      for (int64_t column = x; column < x + wide; ++column) found += at(column, row) == colour;
    return found;
  }

  std::vector<float> values;
  int64_t height, width;
};

Value list(const std::vector<Value>& items) { return Value::list(items); }

// The chunks of a PNG file: type and data.
std::vector<std::pair<std::string, std::string>> chunksOf(const std::string& file) {
  std::vector<std::pair<std::string, std::string>> chunks;
  for (size_t at = 8; at + 12 <= file.size();) {
    size_t bytes = 0;
    for (size_t i = 0; i < 4; ++i) bytes = bytes << 8 | static_cast<unsigned char>(file[at + i]);
    const std::string type = file.substr(at + 4, 4), data = file.substr(at + 8, bytes);
    if (file.substr(at, bytes + 12) != pngChunk(type, data)) throw std::runtime_error(type + ": a wrong checksum");
    chunks.emplace_back(type, data);
    at += bytes + 12;
  }
  return chunks;
}

int64_t numberAt(const std::string& data, size_t at, size_t bytes) {
  int64_t number = 0;
  for (size_t i = 0; i < bytes; ++i) number = number << 8 | static_cast<unsigned char>(data[at + i]);
  return number;
}

}  // namespace

class TestImageNodes : public QObject {
  Q_OBJECT

 private slots:
  void gridPutsEveryPictureInItsPlace();
  void gridTakesWhatMapsGive();
  void gridMakesRoomForLabels();
  void badGrids();
  void labelIsWritten();
  void numberIsWrittenInTheText();
  void masksAreBoxesWithSoftEdges();
  void pointsLieWhereTheyAre();
  void pointsThatAreNoneAreLeftOut();
  void animationHoldsEveryFrame();
  void badAnimations();
};

// 0 1
// 2     with a gap of 3; the cells as wide and high as what is in them.
void TestImageNodes::gridPutsEveryPictureInItsPlace() {
  NodeRun grid("weft.image.Grid");
  grid.link("images", list({plain(red, 4, 2), plain(green, 6, 2), plain(blue, 2, 5)})).set("gap", Value::integer(3));
  QVERIFY(grid.run().ok());
  const Pixels pixels(grid.output("image"));
  QCOMPARE(pixels.width, int64_t{3 + 4 + 3 + 6 + 3});
  QCOMPARE(pixels.height, int64_t{3 + 2 + 3 + 5 + 3});
  QCOMPARE(pixels.count(red, 3, 3, 4, 2), 8);
  QCOMPARE(pixels.count(green, 10, 3, 6, 2), 12);
  QCOMPARE(pixels.count(blue, 4, 8, 2, 5), 10);  // in the middle of its cell
  QCOMPARE(pixels.count(white, 0, 0, pixels.width, pixels.height), pixels.width * pixels.height - 30);
}

void TestImageNodes::gridTakesWhatMapsGive() {
  const auto sizeOf = [](const Value& images, int columns) {
    NodeRun grid("weft.image.Grid");
    grid.link("images", images).set("gap", Value::integer(0)).set("columns", Value::integer(columns));
    if (!grid.run().ok()) return QSize();
    const Pixels pixels(grid.output("image"));
    return QSize(int(pixels.width), int(pixels.height));
  };
  const Value one = plain(red, 4, 2);
  QCOMPARE(sizeOf(list({list({one, one, one}), list({one})}), 0), QSize(12, 4));  // a row for each list
  QCOMPARE(sizeOf(list({one, one, one, one, one}), 0), QSize(12, 4));             // about as many rows as columns
  QCOMPARE(sizeOf(list({one, one, one, one, one}), 5), QSize(20, 2));
  QCOMPARE(sizeOf(list({one, one, one}), 2), QSize(8, 4));
  QCOMPARE(sizeOf(tensorOf<float>({3, 3, 2, 4}, std::vector<float>(72, 0.5F)), 3), QSize(12, 2));  // a batch
}

void TestImageNodes::gridMakesRoomForLabels() {
  NodeRun grid("weft.image.Grid");
  grid.link("images", list({list({plain(red, 40, 30), plain(red, 40, 30)}), list({plain(red, 40, 30)})}));
  grid.set("title", Value::string("T")).set("column_labels", Value::string("5, a much wider one"));
  grid.set("row_labels", Value::string("euler,heun")).set("gap", Value::integer(8)).set("letters", Value::integer(1));
  QVERIFY(grid.run().ok());
  const Pixels pixels(grid.output("image"));
  const int64_t left = 8 + 5 * 6 - 1 + 8, top = 8 + 12 + 8 + 12, wide = 16 * 6 - 1;  // "euler"; "a much wider one"
  QCOMPARE(pixels.width, left + 40 + 8 + wide + 6 + 8);                              // a sign's room beside the label
  QCOMPARE(pixels.height, top + 2 * 38);
  QCOMPARE(pixels.count(red, left, top, 40, 30), 1200);
  QCOMPARE(pixels.count(white, left, top - 5, 40, 5), 200);  // nothing hangs into the pictures
  const auto written = [&](int64_t x, int64_t y, int64_t w, int64_t h) {
    return w * h - pixels.count(white, x, y, w, h);
  };
  QVERIFY(written(8, top + 10, 5 * 6, 12) > 20);  // euler
  QVERIFY(written(left, top - 12, 40, 8) > 8);    // 5
  QVERIFY(written(left + 48, top - 12, wide, 8) > 80);
  QCOMPARE(written(left - 8, top, 8, 60), 0);  // between labels and pictures
}

void TestImageNodes::badGrids() {
  NodeRun none("weft.image.Grid");
  none.link("images", list({}));
  QCOMPARE(none.failure(), std::string("there are no pictures to put side by side"));
  NodeRun wrong("weft.image.Grid");
  wrong.link("images", list({tensorOf<float>({1, 1, 2, 2}, {0, 0, 0, 0})}));
  QCOMPARE(wrong.failure(), std::string("expected an image of shape [N, 3, height, width]"));
  NodeRun labels("weft.image.Grid");
  labels.link("images", plain(red, 2, 2)).set("row_labels", Value::string("a, b, c"));
  QCOMPARE(labels.failure(), std::string("there are 3 row_labels for 1 row"));
}

void TestImageNodes::labelIsWritten() {
  for (const char* place : {"above", "below", "over"}) {
    NodeRun label("weft.image.Label");
    label.link("image", tensorOf<float>({2, 3, 40, 90}, std::vector<float>(2 * 3 * 40 * 90, 0.5F)));
    label.set("text", Value::string("gjpqy!")).set("place", Value::string(place));
    QVERIFY(label.run().ok());
    const auto shape = shapeOf(label.output("image"));
    const bool over = std::string(place) == "over";
    QCOMPARE(shape, (std::vector<int64_t>{2, 3, over ? 40 : 74, 90}));
    const auto values = elementsOf<float>(label.output("image"));
    const size_t half = values.size() / 2;
    QVERIFY(std::equal(values.begin(), values.begin() + std::ptrdiff_t(half), values.begin() + std::ptrdiff_t(half)));
    const auto grey = size_t(std::count(values.begin(), values.end(), 0.5F));
    QVERIFY(over ? grey < values.size() : grey == size_t{2 * 3 * 40 * 90});
    QVERIFY(std::count(values.begin(), values.end(), 0.1F) > 100);
  }
}

void TestImageNodes::numberIsWrittenInTheText() {
  const auto written = [](const char* text, double number) {
    NodeRun label("weft.image.Label");
    label.link("image", plain(white, 120, 4)).set("text", Value::string(text)).set("number", Value::number(number));
    if (!label.run().ok()) return std::vector<float>();
    return elementsOf<float>(label.output("image"));
  };
  QVERIFY(written("step {} of {}", 12) == written("step 12 of 12", 0));
  QVERIFY(written("{}", 0.25) == written("0.25", 7));
  QVERIFY(written("0.25", 0) != written("0.26", 0));
  QVERIFY(written("abc", 0) != written("ABC", 0));
  QVERIFY(written("\xCE\xBB", 0) == written(" ", 0));  // one blank for what the font lacks
}

void TestImageNodes::masksAreBoxesWithSoftEdges() {
  const auto masked = [](double left, double right, double feather) {
    NodeRun mask("weft.image.BoxMask");
    mask.link("image", plain(red, 8, 2)).set("left", Value::number(left)).set("right", Value::number(right));
    mask.set("top", Value::number(0)).set("bottom", Value::number(1)).set("feather", Value::number(feather));
    if (!mask.run().ok() || shapeOf(mask.output("mask")) != std::vector<int64_t>{1, 1, 2, 8})
      return std::vector<float>();
    auto row = elementsOf<float>(mask.output("mask"));
    row.resize(8);
    return row;
  };
  QCOMPARE(masked(0.25, 0.75, 0), (std::vector<float>{0, 0, 1, 1, 1, 1, 0, 0}));
  QCOMPARE(masked(0.75, 0.25, 0), std::vector<float>(8, 0.0F));
  // Half of an edge of four pixels on each side of 2; above and below the edges reach out of the picture.
  const auto soft = masked(0.25, 1, 4);
  const float down = 0.625F;
  for (size_t i = 0; i < 4; ++i) QCOMPARE(soft[i], down * (0.125F + 0.25F * float(i)));
}

void TestImageNodes::pointsLieWhereTheyAre() {
  NodeRun scatter("weft.image.Scatter");
  scatter.link("points", tensorOf<float>({1, 2, 1, 2}, {1, -1, 1.5F, -1}));
  scatter.link("colour_by", tensorOf<float>({1, 2, 1, 2}, {1, -1, 0, 0}));  // hues of 0 and a half turn
  scatter.set("span", Value::number(2)).set("size", Value::integer(248)).set("radius", Value::number(3));
  scatter.set("opacity", Value::number(1));
  QVERIFY(scatter.run().ok());
  QCOMPARE(scatter.inferred("image"), std::string("image[1, 3, 248, 248]"));
  const Pixels pixels(scatter.output("image"));
  const Colour first = pixels.at(24 + 150, 24 + 25), second = pixels.at(24 + 50, 24 + 150);  // 200 pixels for 4
  QVERIFY(first[0] > 0.8F && first[1] < 0.1F && first[2] < 0.1F);
  QVERIFY(second[0] < 0.1F && second[1] > 0.8F && second[2] > 0.8F);
  QVERIFY(pixels.at(24 + 160, 24 + 160) == white);
}

void TestImageNodes::pointsThatAreNoneAreLeftOut() {
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  const auto drawn = [](const std::vector<float>& points) {
    NodeRun scatter("weft.image.Scatter");
    scatter.link("points", tensorOf<float>({1, 2, 1, 4}, points)).set("opacity", Value::number(1));
    if (!scatter.run().ok()) return std::vector<float>();
    return elementsOf<float>(scatter.output("image"));
  };
  const auto without = drawn({1e30F, 9, 9, 9, 0, 0, 0, 0});
  QVERIFY(!without.empty());
  QVERIFY(drawn({nan, inf, -inf, 9, 0, nan, 0, 0}) == without);
  QVERIFY(drawn({1, inf, -inf, 9, 0, nan, 0, 0}) != without);
  NodeRun wrong("weft.image.Scatter");
  wrong.link("points", tensorOf<float>({1, 3, 1, 1}, {1, 2, 3}));
  QCOMPARE(wrong.failure(), std::string("points must have the shape [N, 2, H, W]"));
  NodeRun fewer("weft.image.Scatter");
  fewer.link("points", tensorOf<float>({1, 2, 1, 1}, {1, 2}))
      .link("colour_by", tensorOf<float>({1, 2, 1, 2}, {1, 2, 3, 4}));
  QCOMPARE(fewer.failure(), std::string("colour_by has 2 points, points 1"));
}

// Every frame comes back through our reader of still pictures: the first as the file is, others as pictures of their
// own made of the header and their data.
void TestImageNodes::animationHoldsEveryFrame() {
  QTemporaryDir folder;
  const fs::path out = folder.path().toStdString();
  const std::vector<Colour> colours{red, green, blue, white};
  NodeRun save("weft.io.SaveAnimation");
  save.link("frames", list({plain(red, 7, 5), plain(green, 7, 5), plain(blue, 7, 5), plain(white, 7, 5)})).into(out);
  save.set("name", Value::string("four")).set("frames_per_second", Value::number(20)).set("hold", Value::number(2));
  save.set("loops", Value::integer(3));
  QVERIFY(save.run().ok());
  const std::string file = readFile((out / "four.png").string()).value();
  std::string header;
  std::vector<std::string> frames, delays;
  int64_t sequence = 0;
  for (const auto& [type, data] : chunksOf(file)) {
    if (type == "IHDR") header = data;
    if (type == "acTL") QVERIFY(frames.empty() && numberAt(data, 0, 4) == 4 && numberAt(data, 4, 4) == 3);
    if (type == "fcTL") {
      QCOMPARE(numberAt(data, 0, 4), sequence++);
      QVERIFY(numberAt(data, 4, 4) == 7 && numberAt(data, 8, 4) == 5);
      const int64_t wanted = frames.size() == 3 ? 2050 : 50;
      QCOMPARE(1000 * numberAt(data, 20, 2), wanted * numberAt(data, 22, 2));
      frames.emplace_back();
    }
    if (type == "IDAT") frames.back() += data;
    if (type != "fdAT") continue;
    QCOMPARE(numberAt(data, 0, 4), sequence++);
    frames.back() += data.substr(4);
  }
  QCOMPARE(frames.size(), colours.size());
  for (size_t i = 0; i < frames.size(); ++i) {
    const std::string still =
        i == 0 ? file : pngSignature + pngChunk("IHDR", header) + pngChunk("IDAT", frames[i]) + pngChunk("IEND", "");
    const auto picture = image::decodePicture({reinterpret_cast<const uint8_t*>(still.data()), still.size()}, "frame");
    QVERIFY(picture.ok());
    QCOMPARE(picture->pixels(), int64_t{35});
    for (size_t value = 0; value < 105; ++value) QCOMPARE(picture->rgb[value], colours[i][value / 35]);
  }
}

void TestImageNodes::badAnimations() {
  QTemporaryDir folder;
  const fs::path out = fs::path(folder.path().toStdString()) / "out";
  const auto failure = [&](const Value& frames) {
    NodeRun save("weft.io.SaveAnimation");
    return save.link("frames", frames).into(out).failure();
  };
  QCOMPARE(failure(list({})), std::string("there are no frames: an animation needs one"));
  QCOMPARE(failure(list({plain(red, 2, 2), plain(red, 3, 2)})),
           std::string("frame 2 of the animation has 3 x 2 pixels, those before 2 x 2"));
  QVERIFY(failure(plain({0, NAN, 0}, 2, 2)).find("NaN") != std::string::npos);
  QVERIFY(!fs::exists(out) || fs::is_empty(out));
}

QTEST_GUILESS_MAIN(TestImageNodes)
#include "test_image_nodes.moc"
