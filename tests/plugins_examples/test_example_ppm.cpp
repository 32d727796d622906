// PPM files: those that are well-formed, those that are not, and what is written read back.
#include <QtTest>

#include <cmath>
#include <limits>

#include "object_tables.h"

using namespace weft;
using namespace weft::test;

namespace {

QTemporaryDir& folder() {
  static QTemporaryDir temporary;
  return temporary;
}

std::string write(const QByteArray& bytes, const QString& name = "picture.ppm") {
  const QString path = folder().filePath(name);
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) throw std::runtime_error("cannot write");
  return path.toStdString();
}

NodeRun loading(const std::string& path) {
  NodeRun node("org.example.ppm.LoadPPM");
  node.set("path", Value::string(path));
  return node;
}

std::vector<float> load(const std::string& path) {
  NodeRun node = loading(path);
  return elementsOf<float>(outputOf(node, "image"));
}

// Files below the output folder of one SavePPM, in the order of saving.
std::vector<std::string> save(const Value& pictures, const char* bits) {
  NodeRun node("org.example.ppm.SavePPM");
  node.link("image", pictures).set("name", Value::string("saved")).set("bits", Value::string(bits));
  node.into(folder().filePath("out").toStdString());
  if (const auto done = node.run(); !done) throw std::runtime_error(done.error().message);
  return node.call().savedPaths;
}

const QByteArray six = QByteArray::fromHex("ff0000 00ff00 0000ff 000000 ffffff 336699");

}  // namespace

class TestExamplePpm : public QObject {
  Q_OBJECT

 private slots:
  void readsBothForms_data();
  void readsBothForms();
  void brokenFilesAreRefused_data();
  void brokenFilesAreRefused();
  void aLargeClaimTakesNoMemory();
  void readsWhatItWrote_data();
  void readsWhatItWrote();
  void writesWhatFits();
  void stopsWhenAsked();
};

void TestExamplePpm::readsBothForms_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("bytes") << "P6 3 2 255\n" + six;
  QTest::newRow("comments") << "P6\n# by hand\n3 # wide\n#\n2\n255\n" + six;
  QTest::newRow("a comment that ends a number") << "P6\n3#wide\n2#high\n255\n" + six;
  QTest::newRow("carriage returns") << "P6\r\n3 2\r\n255\r" + six;
  QTest::newRow("more behind it") << "P6 3 2 255 " + six + "P6 1 1 255 abc";
  QTest::newRow("text") << QByteArray("P3 3 2 255\n255 0 0  0 255 0  0 0 255\n0 0 0  255 255 255  51 102 153");
  QTest::newRow("text without a line") << QByteArray("P3\t3\t2\t5 5 0 0 0 5 0 0 0 5 # a row\n 0 0 0 5 5 5 1 2 3\n\n");
  QByteArray wide = "P6 3 2 65535\n";
  for (const char byte : six) wide += QByteArray(2, byte);
  QTest::newRow("16 bits") << wide;
  QTest::newRow("text of 16 bits") << QByteArray(
      "P3 3 2 65535 65535 0 0 0 65535 0 0 0 65535 0 0 0 65535 65535 65535 13107 26214 39321");
}

void TestExamplePpm::readsBothForms() {
  QFETCH(QByteArray, bytes);
  const std::string path = write(bytes);
  NodeRun node = loading(path);
  QCOMPARE(node.inferred("image"), std::string("image[1, 3, 2, 3]"));
  const Value image = outputOf(node, "image");
  QCOMPARE(shapeOf(image), (std::vector<int64_t>{1, 3, 2, 3}));
  const std::vector<float> expected{1, 0, 0, 0, 1, 0.2F, 0, 1, 0, 0, 1, 0.4F, 0, 0, 1, 0, 1, 0.6F};
  const auto found = elementsOf<float>(image);
  for (size_t i = 0; i < expected.size(); ++i)
    QVERIFY2(std::abs(found[i] - expected[i]) < 1e-6, qPrintable(QString::number(i)));
}

void TestExamplePpm::brokenFilesAreRefused_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("message");
  QTest::addColumn<bool>("isInHeader");
  const auto row = [](const char* name, const QByteArray& bytes, const char* message, bool isInHeader = true) {
    QTest::newRow(name) << bytes << message << isInHeader;
  };
  const char* none = "it does not begin with P3 or P6, so it is no colour PPM";
  row("empty", "", none);
  row("one byte", "P", none);
  row("grey", "P5 1 1 255 a", none);
  row("a PNG", "\x89PNG\r\n", none);
  row("no space", "P63 2 255 ", "no white space follows its P3 or P6");
  row("ends", "P6", "no white space follows its P3 or P6");
  row("no width", "P6 ", "the file ends before its width");
  row("no height", "P6 3", "the file ends before its height");
  row("endless comment", "P6 3 # 2 255", "the file ends before its height");
  row("no greatest", "P6 3 2 ", "the file ends before its greatest sample");
  row("negative", "P6 -3 2 255 ", "its width is not a number");
  row("a word", "P6 3 two 255 ", "its height is not a number");
  row("hexadecimal", "P6 0x3 2 255 ", "its width is not a number");
  row("a fraction", "P6 3 2 255.0 ", "its greatest sample is not a number");
  row("zero bytes", QByteArray("P6 3\0 2 255 ", 12), "its width is not a number");
  row("no pixels", "P6 0 2 255 ", "it has no pixels: one of its sides is 0");
  row("greatest 0", "P6 3 2 0 ", "its greatest sample is 0; it must be 1 to 65535");
  row("greatest 65536", "P6 3 2 65536 ", "its greatest sample is greater than 65535");
  row("wide", "P6 99999999999999999999999999 1 255 ", "its width is greater than 16777216");
  row("many pixels", "P6 16777216 16777216 255 ",
      "it has 16777216 x 16777216 pixels; at most 67108864 are allowed (raise \"max_pixels\" for more)");
  row("cut off", "P6 3 2 255 " + six.chopped(1), "it is cut off: 3 x 2 pixels take 18 bytes, and 17 follow its header");
  row("cut off, 16 bits", "P6 3 2 256 " + six, "it is cut off: 3 x 2 pixels take 36 bytes, and 18 follow its header");
  row("text cut off", "P3 3 2 9 1 2 3", "it is cut off: 3 x 2 pixels take 35 bytes, and 5 follow its header");
  row("a sample too great", "P6 1 1 100 \x01\x65\x02", "sample 2 is 101, above its greatest, 100", false);
  row("text too great", "P3 1 1 100 1 2 101", "sample 3 is 101, above its greatest, 100", false);
  row("text beyond all", "P3 1 1 65535 1 2 99999", "a sample is greater than 65535", false);
  row("a word among samples", "P3 1 1 255 1 two 3", "a sample is not a number", false);
  row("samples missing", "P3 1 1 255 1 2     ", "the file ends before a sample", false);
}

void TestExamplePpm::brokenFilesAreRefused() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, message);
  QFETCH(bool, isInHeader);
  const std::string path = write(bytes, "broken.ppm");
  NodeRun node = loading(path);
  const std::string expected = path + ": " + message.toStdString();
  QCOMPARE(node.failure(), expected);
  if (isInHeader) QCOMPARE(node.inferred("image"), "error path: " + expected);
}

// Sizes that memory could not hold are refused before it is asked for, whatever the limit.
void TestExamplePpm::aLargeClaimTakesNoMemory() {
  const std::string path = write("P6 16777216 16777216 65535\nabc", "claims.ppm");
  NodeRun node = loading(path);
  node.set("max_pixels", Value::integer(int64_t{1} << 48));
  QCOMPARE(node.failure(), path +
                               ": it is cut off: 16777216 x 16777216 pixels take 1688849860263936 bytes, and 3 "
                               "follow its header");
  QCOMPARE(loading("").failure(), std::string("no file is named; write the path of a PPM file"));
  QCOMPARE(loading("/nowhere/at.ppm").failure(), std::string("/nowhere/at.ppm: No such file or directory"));
}

void TestExamplePpm::readsWhatItWrote_data() {
  QTest::addColumn<QString>("bits");
  QTest::addColumn<int>("steps");
  QTest::newRow("8") << "8" << 255;
  QTest::newRow("16") << "16" << 65535;
}

void TestExamplePpm::readsWhatItWrote() {
  QFETCH(QString, bits);
  QFETCH(int, steps);
  std::vector<float> pixels;
  for (int i = 0; i < 2 * 3 * 5 * 7; ++i) pixels.push_back(static_cast<float>(i * 997 % (steps + 1)) / float(steps));
  const auto paths = save(tensorOf<float>({2, 3, 5, 7}, pixels), bits.toUtf8());
  QCOMPARE(paths.size(), size_t{2});  // one file a picture
  std::vector<float> found;
  for (const std::string& path : paths) {
    const auto picture = load(path);
    found.insert(found.end(), picture.begin(), picture.end());
  }
  QCOMPARE(found, pixels);
}

void TestExamplePpm::writesWhatFits() {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const auto paths = save(tensorOf<float>({1, 3, 1, 2}, {-1, nan, 2, infinity, 0.5F, -infinity}), "8");
  const std::vector<float> expected{0, 0, 1, 1, 128.0F / 255, 0};
  QCOMPARE(load(paths.at(0)), expected);

  NodeRun node("org.example.ppm.SavePPM");
  node.link("image", tensorOf<float>({1, 3, 0, 2}, {}));
  QCOMPARE(node.failure(), std::string("expected pictures [N, 3, height, width] with pixels"));
}

void TestExamplePpm::stopsWhenAsked() {
  NodeRun node = loading(write("P6 3 2 255\n" + six));
  node.call().isCancelled = true;
  QCOMPARE(node.failure(), std::string("cancelled"));
}

QTEST_GUILESS_MAIN(TestExamplePpm)
#include "test_example_ppm.moc"
