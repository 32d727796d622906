#include <sys/resource.h>

#include <QtTest>
#include <cmath>
#include <span>

#include "image/decode.h"
#include "image/encode.h"
#include "png_cases.h"

using namespace weft;
using namespace weft::image;

namespace {

Result<Picture> decode(const std::string& bytes, const PictureLimits& limits = {}) {
  return decodePicture({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, "FILE", limits);
}

long peakKilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

class TestPng : public QObject {
  Q_OBJECT

  static void addRows(const std::vector<PngCase>& cases) {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("message");
    for (const PngCase& one : cases) {
      QTest::newRow(one.name.c_str()) << QByteArray::fromStdString(one.bytes) << QByteArray::fromStdString(one.message);
    }
  }

 private slots:
  void refuses_data() { addRows(malformedPngs()); }
  void refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, message);
    const auto picture = decode(bytes.toStdString());
    QVERIFY(!picture.ok());
    QCOMPARE(picture.error().code, ErrorCode::BadFile);
    const QByteArray text = QByteArray::fromStdString(picture.error().message);
    QVERIFY2(text.startsWith("FILE: ") && text.contains(message) && !text.contains('\n'), text);
  }

  void loadsHarmless_data() { addRows(harmlessPngs()); }
  void loadsHarmless() {
    QFETCH(QByteArray, bytes);
    const long before = peakKilobytes();
    const auto picture = decode(bytes.toStdString());
    QVERIFY2(picture.ok(), picture.ok() ? "" : picture.error().message.c_str());
    QCOMPARE(picture->width, int64_t{2});
    QCOMPARE(picture->height, int64_t{2});
    for (int i = 0; i < 12; ++i) QCOMPARE(picture->rgb[i], 0.0f);
    QVERIFY(peakKilobytes() - before < 16 * 1024);
  }

  void everyCutIsAnError() {
    const std::string good = pngFile({3, 5, 8, 6}, zeroRows({3, 5, 8, 6}), pngChunk("tEXt", "a"));
    QVERIFY(decode(good).ok());
    for (size_t length = 0; length < good.size(); ++length) QVERIFY(!decode(good.substr(0, length)).ok());
  }

  void noMutantCrashes() {
    const std::string good =
        pngFile({9, 7, 8, 3, 0, 0, 1}, std::string(100, '\1'), pngChunk("PLTE", std::string(30, 'x')));
    unsigned state = 1;
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
      std::string mutant = good;
      for (int change = 0; change < 1 + i % 3; ++change) {
        state = state * 1664525u + 1013904223u;
        mutant[8 + (state >> 8) % (mutant.size() - 8)] = static_cast<char>(state >> 24);
      }
      refused += !decode(mutant).ok();
    }
    QVERIFY(refused > 2000);
  }

  void kindsOfPixels_data() {
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("colour");
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QList<float>>("expected");  // red, green, blue, alpha of the first pixel; alpha -1: none
    const QByteArray palette = QByteArray::fromStdString(pngChunk("PLTE", std::string("\xff\x80\x00\x00\x00\xff", 6)));
    const QByteArray clear = QByteArray::fromStdString(pngChunk("tRNS", "\x33"));
    const float part = 128.0f / 255.0f;
    using Floats = QList<float>;
    QTest::newRow("grey 1") << 1 << 0 << QByteArray("\x80", 1) << QByteArray() << Floats{1, 1, 1, -1};
    QTest::newRow("grey 2") << 2 << 0 << QByteArray("\x40", 1) << QByteArray()
                            << Floats{85 / 255.f, 85 / 255.f, 85 / 255.f, -1};
    QTest::newRow("grey 4") << 4 << 0 << QByteArray("\x10", 1) << QByteArray()
                            << Floats{17 / 255.f, 17 / 255.f, 17 / 255.f, -1};
    QTest::newRow("grey 8") << 8 << 0 << QByteArray("\x80", 1) << QByteArray() << Floats{part, part, part, -1};
    QTest::newRow("grey 16") << 16 << 0 << QByteArray("\x80\x01", 2) << QByteArray()
                             << Floats{32769 / 65535.f, 32769 / 65535.f, 32769 / 65535.f, -1};
    QTest::newRow("grey 8, one clear") << 8 << 0 << QByteArray("\x80", 1)
                                       << QByteArray::fromStdString(pngChunk("tRNS", std::string("\0\x80", 2)))
                                       << Floats{part, part, part, 0};
    QTest::newRow("RGB 8") << 8 << 2 << QByteArray("\x00\x80\xff", 3) << QByteArray() << Floats{0, part, 1, -1};
    QTest::newRow("RGB 16") << 16 << 2 << QByteArray("\x00\x01\xff\xff\x00\x00", 6) << QByteArray()
                            << Floats{1 / 65535.f, 1, 0, -1};
    QTest::newRow("palette 1") << 1 << 3 << QByteArray("\x00", 1) << palette << Floats{1, part, 0, -1};
    QTest::newRow("palette 8") << 8 << 3 << QByteArray("\x01", 1) << palette << Floats{0, 0, 1, -1};
    QTest::newRow("palette 8 with alpha")
        << 8 << 3 << QByteArray("\x00", 1) << palette + clear << Floats{1, part, 0, 51 / 255.f};
    QTest::newRow("grey and alpha 8") << 8 << 4 << QByteArray("\x80\xff", 2) << QByteArray()
                                      << Floats{part, part, part, 1};
    QTest::newRow("RGBA 8") << 8 << 6 << QByteArray("\xff\x00\x80\x33", 4) << QByteArray()
                            << Floats{1, 0, part, 51 / 255.f};
    QTest::newRow("RGBA 16") << 16 << 6 << QByteArray("\xff\xff\0\0\0\0\x80\x00", 8) << QByteArray()
                             << Floats{1, 0, 0, 32768 / 65535.f};
  }
  void kindsOfPixels() {
    QFETCH(int, depth);
    QFETCH(int, colour);
    QFETCH(QByteArray, row);
    QFETCH(QByteArray, before);
    QFETCH(QList<float>, expected);
    // One pixel; interlacing leaves such a picture as it is, so both ways must agree.
    for (const int interlace : {0, 1}) {
      const auto picture = decode(pngFile({1, 1, depth, colour, 0, 0, interlace},
                                          std::string(1, '\0') + row.toStdString(), before.toStdString()));
      QVERIFY2(picture.ok(), picture.ok() ? "" : picture.error().message.c_str());
      for (int channel = 0; channel < 3; ++channel) QCOMPARE(picture->rgb[channel], expected[channel]);
      QCOMPARE(picture->alpha != nullptr, expected[3] >= 0);
      if (picture->alpha) QCOMPARE(picture->alpha[0], expected[3]);
    }
  }

  void limitsCanBeRaised() {
    const PngHeader header = {300, 300, 8, 0};
    const std::string bytes = pngFile(header, zeroRows(header));
    QVERIFY(decode(bytes).ok());
    QVERIFY(!decode(bytes, {300 * 300 - 1, 300}).ok());
    QVERIFY(!decode(bytes, {300 * 300, 299}).ok());
    QVERIFY(decode(bytes, {300 * 300, 300}).ok());
    const PngHeader wide = {(1 << 20) + 1, 1, 1, 0};
    const std::string wideBytes = pngFile(wide, zeroRows(wide));
    QVERIFY(!decode(wideBytes).ok());
    QVERIFY(decode(wideBytes, {1 << 26, 1 << 21}).ok());
  }

  void roundsAndClamps() {
    const float values[] = {-1.0f,        0.0f, 0.4999f / 255, 0.5f / 255, 1.0f / 255,
                            254.5f / 255, 1.0f, INFINITY,      -INFINITY};
    const int expected[] = {0, 0, 0, 1, 1, 255, 255, 255, 0};
    const auto png = encodePng(values, 1, 9, 1);
    QVERIFY(png.ok());
    const auto picture = decode(*png);
    QVERIFY(picture.ok());
    for (int i = 0; i < 9; ++i) QCOMPARE(qRound(picture->rgb[i] * 255), expected[i]);
  }

  void writesWhatItReads() {
    for (const int channels : {1, 3, 4}) {
      std::vector<float> planes;
      for (int i = 0; i < 5 * 7 * channels; ++i) planes.push_back(static_cast<float>(i * 7 % 256) / 255.0f);
      const auto png = encodePng(planes.data(), channels, 5, 7, {{"weft", "{\"é\": 1}"}});
      QVERIFY(png.ok());
      QCOMPARE(*png, *encodePng(planes.data(), channels, 5, 7, {{"weft", "{\"é\": 1}"}}));
      QVERIFY(png->find("{\"é\": 1}") != std::string::npos);
      const auto picture = decode(*png);
      QVERIFY(picture.ok());
      for (int i = 0; i < 35; ++i) {
        for (int c = 0; c < 3; ++c) QCOMPARE(picture->rgb[c * 35 + i], planes[(channels == 1 ? 0 : c) * 35 + i]);
        if (channels == 4) QCOMPARE(picture->alpha[i], planes[3 * 35 + i]);
      }
    }
  }

  void refusesToWrite() {
    const float values[] = {0, 0, 0, NAN};
    const auto nan = encodePng(values, 1, 2, 2);
    QVERIFY(!nan.ok());
    QVERIFY2(nan.error().message.find("NaN) at x 1, y 1") != std::string::npos, nan.error().message.c_str());
    QVERIFY(!encodePng(values, 2, 1, 1).ok());
    QVERIFY(!encodePng(values, 1, 0, 1).ok());
    QVERIFY(!encodePng(values, 1, 1, 1, {{"", "x"}}).ok());
    QVERIFY(!encodePng(values, 1, 1, 1, {{std::string(80, 'k'), "x"}}).ok());
    QVERIFY(!encodePng(values, 1, 1, 1, {{"weft", "\xff"}}).ok());
  }
};

QTEST_APPLESS_MAIN(TestPng)
#include "test_png.moc"
