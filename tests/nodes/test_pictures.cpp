// JPEG and WebP, telling formats apart, orientation, and the pictures that training draws.
#include <cstdio>

#include <jpeglib.h>
#include <webp/encode.h>

#include <QtTest>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "image/decode.h"
#include "image/encode.h"
#include "image/plot.h"

using namespace weft;
using namespace weft::image;

namespace {

Result<Picture> decode(const std::string& bytes, const PictureLimits& limits = {}) {
  return decodePicture({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, "FILE", limits);
}

// Left half red, right half blue, upper half lighter: every turn and mirroring looks different.
std::vector<uint8_t> sample(int width, int height) {
  std::vector<uint8_t> rgb;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const uint8_t light = y < height / 2 ? 100 : 0;
      rgb.insert(rgb.end(), {x < width / 2 ? uint8_t{255} : light, light, x < width / 2 ? light : uint8_t{255}});
    }
  }
  return rgb;
}

std::string exifWithOrientation(int orientation, bool little) {
  using namespace std::string_literals;
  const char tag = static_cast<char>(orientation);
  if (little) {
    return "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + tag + "\0\0\0\0\0\0\0"s;
  }
  return "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + tag + "\0\0\0\0\0\0"s;
}

std::string jpeg(int width, int height, const std::string& exif = {}, bool progressive = false) {
  jpeg_compress_struct writer{};
  jpeg_error_mgr errors{};
  writer.err = jpeg_std_error(&errors);
  jpeg_create_compress(&writer);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&writer, &buffer, &size);
  writer.image_width = static_cast<JDIMENSION>(width);
  writer.image_height = static_cast<JDIMENSION>(height);
  writer.input_components = 3;
  writer.in_color_space = JCS_RGB;
  jpeg_set_defaults(&writer);
  jpeg_set_quality(&writer, 95, TRUE);
  if (progressive) jpeg_simple_progression(&writer);
  jpeg_start_compress(&writer, TRUE);
  if (!exif.empty()) {
    jpeg_write_marker(&writer, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                      static_cast<unsigned>(exif.size()));
  }
  std::vector<uint8_t> rgb = sample(width, height);
  for (int y = 0; y < height; ++y) {
    JSAMPROW row = rgb.data() + static_cast<size_t>(y) * width * 3;
    jpeg_write_scanlines(&writer, &row, 1);
  }
  jpeg_finish_compress(&writer);
  jpeg_destroy_compress(&writer);
  std::string bytes(reinterpret_cast<char*>(buffer), size);
  std::free(buffer);
  return bytes;
}

std::string webp(int width, int height, bool withAlpha) {
  const std::vector<uint8_t> rgb = sample(width, height);
  std::vector<uint8_t> rgba;
  for (size_t i = 0; i < rgb.size(); i += 3) rgba.insert(rgba.end(), {rgb[i], rgb[i + 1], rgb[i + 2], 51});
  uint8_t* output = nullptr;
  const size_t size = withAlpha ? WebPEncodeLosslessRGBA(rgba.data(), width, height, width * 4, &output)
                                : WebPEncodeLosslessRGB(rgb.data(), width, height, width * 3, &output);
  std::string bytes(reinterpret_cast<char*>(output), size);
  WebPFree(output);
  return bytes;
}

bool isRed(const Picture& picture, int64_t x, int64_t y) {
  const int64_t at = y * picture.width + x;
  return picture.rgb[static_cast<size_t>(at)] > 0.8f &&
         picture.rgb[static_cast<size_t>(2 * picture.pixels() + at)] < 0.6f;
}

bool isLight(const Picture& picture, int64_t x, int64_t y) {
  return picture.rgb[static_cast<size_t>(picture.pixels() + y * picture.width + x)] > 0.2f;
}

}  // namespace

class TestPictures : public QObject {
  Q_OBJECT

 private slots:
  void jpegIsRead() {
    for (const bool progressive : {false, true}) {
      const auto picture = decode(jpeg(48, 32, {}, progressive));
      QVERIFY2(picture.ok(), picture.ok() ? "" : picture.error().message.c_str());
      QCOMPARE(picture->width, int64_t{48});
      QCOMPARE(picture->height, int64_t{32});
      QVERIFY(!picture->alpha);
      QVERIFY(isRed(*picture, 4, 4) && isLight(*picture, 4, 4));
      QVERIFY(!isRed(*picture, 44, 4) && !isLight(*picture, 44, 28));
    }
  }

  void everyCutOfAJpegIsAnError() {
    for (const bool progressive : {false, true}) {
      const std::string good = jpeg(48, 32, {}, progressive);
      for (size_t length = 0; length + 2 < good.size(); ++length) {
        const auto picture = decode(good.substr(0, length));
        QVERIFY2(!picture.ok(), qPrintable(QString::number(length)));
        QCOMPARE(picture.error().code, ErrorCode::BadFile);
      }
    }
  }

  void jpegOrientation_data() {
    QTest::addColumn<int>("orientation");
    QTest::addColumn<bool>("redLeft");  // where red and light are once upright; swapped sides: red above, light left
    QTest::addColumn<bool>("lightAbove");
    QTest::addColumn<bool>("sidesSwap");
    QTest::newRow("1") << 1 << true << true << false;
    QTest::newRow("2") << 2 << false << true << false;
    QTest::newRow("3") << 3 << false << false << false;
    QTest::newRow("4") << 4 << true << false << false;
    QTest::newRow("5") << 5 << true << true << true;
    QTest::newRow("6") << 6 << true << false << true;
    QTest::newRow("7") << 7 << false << false << true;
    QTest::newRow("8") << 8 << false << true << true;
    QTest::newRow("9 is unknown") << 9 << true << true << false;
  }
  void jpegOrientation() {
    QFETCH(int, orientation);
    QFETCH(bool, redLeft);
    QFETCH(bool, lightAbove);
    QFETCH(bool, sidesSwap);
    for (const bool little : {false, true}) {
      const auto picture = decode(jpeg(48, 32, exifWithOrientation(orientation, little)));
      QVERIFY(picture.ok());
      QCOMPARE(picture->width, int64_t{sidesSwap ? 32 : 48});
      const int64_t right = picture->width - 4, low = picture->height - 4;
      QCOMPARE(isRed(*picture, 4, 4), redLeft);
      QCOMPARE(sidesSwap ? isRed(*picture, 4, low) : isRed(*picture, right, 4), !redLeft);
      QCOMPARE(isLight(*picture, 4, 4), lightAbove);
      QCOMPARE(sidesSwap ? isLight(*picture, right, 4) : isLight(*picture, 4, low), !lightAbove);
    }
  }

  void brokenExifSpoilsNothing() {
    const std::string whole = exifWithOrientation(6, true);
    for (size_t length = 1; length < 28; ++length) {
      const auto picture = decode(jpeg(48, 32, whole.substr(0, length)));
      QVERIFY(picture.ok());
      QCOMPARE(picture->width, int64_t{48});
    }
    std::string farAway = whole;
    farAway.replace(10, 4, "\xff\xff\xff\x7f");
    QCOMPARE(decode(jpeg(48, 32, farAway))->width, int64_t{48});
  }

  void webpIsRead() {
    for (const bool withAlpha : {false, true}) {
      const auto picture = decode(webp(20, 10, withAlpha));
      QVERIFY2(picture.ok(), picture.ok() ? "" : picture.error().message.c_str());
      QCOMPARE(picture->width, int64_t{20});
      QVERIFY(isRed(*picture, 0, 0) && !isRed(*picture, 19, 9));
      QCOMPARE(picture->alpha != nullptr, withAlpha);
      if (withAlpha) QCOMPARE(picture->alpha[0], 51 / 255.f);
    }
  }

  void everyCutOfAWebpIsAnError() {
    const std::string good = webp(20, 10, true);
    for (size_t length = 0; length + 2 < good.size(); ++length) QVERIFY(!decode(good.substr(0, length)).ok());
  }

  void noMutantCrashes() {
    unsigned state = 1;
    for (const std::string& good : {jpeg(24, 16), jpeg(24, 16, {}, true), webp(20, 10, true)}) {
      for (int i = 0; i < 400; ++i) {
        std::string mutant = good;
        state = state * 1664525u + 1013904223u;
        mutant[(state >> 8) % mutant.size()] = static_cast<char>(state >> 24);
        (void)decode(mutant, {1 << 20, 1 << 12});
      }
    }
  }

  void limitsHoldBeforeDecoding() {
    for (const std::string& bytes : {jpeg(48, 32), webp(48, 32, false)}) {
      QVERIFY(decode(bytes, {48 * 32, 48}).ok());
      for (const PictureLimits& limits : {PictureLimits{48 * 32 - 1, 48}, PictureLimits{48 * 32, 47}}) {
        const auto picture = decode(bytes, limits);
        QVERIFY(!picture.ok());
        QVERIFY(picture.error().message.find("48 x 32 pixels is too l") != std::string::npos);
      }
    }
  }

  void aHugeJpegWithoutDataIsRefused() {
    std::string bytes = jpeg(48, 32);
    const size_t frame = bytes.find("\xff\xc0");
    QVERIFY(frame != std::string::npos);
    bytes.replace(frame + 5, 4, std::string("\x20\x00\x20\x00", 4));
    const auto picture = decode(bytes);
    QVERIFY(!picture.ok());
    QVERIFY2(picture.error().message.find("too few for 8192 x 8192") != std::string::npos,
             picture.error().message.c_str());
  }

  void formatsAreToldByTheirBytes() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("really-a-jpeg.png").toStdString();
    std::ofstream(path, std::ios::binary) << jpeg(48, 32);
    QVERIFY(loadPicture(path).ok());
    const std::vector<std::pair<std::string, std::string>> others = {
        {"", "the file is empty"},
        {"GIF89a", "this is a GIF picture"},
        {"<html></html>", "this is an HTML page"},
        {std::string("RIFF\0\0\0\0WAVE", 12), "not a PNG, JPEG or WebP picture"}};
    for (const auto& [bytes, message] : others) {
      const auto picture = decode(bytes);
      QVERIFY(!picture.ok());
      QVERIFY2(picture.error().message.find(message) != std::string::npos, picture.error().message.c_str());
    }
    QVERIFY(!loadPicture(folder.filePath("missing.png").toStdString()).ok());
  }

  void plotShowsEachCurve() {
    const std::vector<Curve> curves = {{"train", {0, 1, 2, 3}, {1, 0.5, NAN, 0.25}}, {"test", {0, 3}, {2, 1}}};
    const auto count = [](const Raster& raster, Colour colour) {
      int found = 0;
      for (size_t i = 0; i < raster.rgb.size(); i += 3) {
        found += raster.rgb[i] == colour.red && raster.rgb[i + 1] == colour.green && raster.rgb[i + 2] == colour.blue;
      }
      return found;
    };
    for (const bool logarithmic : {false, true}) {
      const Raster raster = plotCurves(curves, {"loss", "step", 320, 200, logarithmic});
      QCOMPARE(raster.width, int64_t{320});
      QVERIFY(count(raster, {31, 119, 180}) > 120);
      QVERIFY(count(raster, {214, 69, 65}) > 200);
      QVERIFY(encodePng(raster).ok());
    }
  }

  void plotTakesAnything() {
    const double huge = 1e308, inf = INFINITY;
    const std::vector<std::vector<Curve>> all = {{},
                                                 {{"", {}, {}}},
                                                 {{"a", {1}, {1}}},
                                                 {{"a", {0, 1}, {NAN, inf}}},
                                                 {{"a", {-huge, huge}, {-huge, huge}}},
                                                 {{"a", {0, 1, 2}, {0, 0, 0}}},
                                                 {{"a", {0, 1}, {-1, 0}}},
                                                 {{"a", {0, 1e-320}, {1e-320, 0}}}};
    for (const auto& curves : all) {
      for (const bool logarithmic : {false, true}) {
        const Raster raster = plotCurves(curves, {"title", "x", 1, 1, logarithmic});
        QVERIFY(raster.width >= 160);
      }
    }
  }

  void gridPutsPicturesSideBySide() {
    const float white[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, black[12] = {};
    const float* pictures[] = {white, black, black};
    const Raster raster = pictureGrid(pictures, 2, 2, 2, 3);
    QCOMPARE(raster.width, int64_t{2 + 2 * 8});
    QCOMPARE(raster.height, int64_t{2 + 2 * 8});
    const auto red = [&](int64_t x, int64_t y) {
      return int(raster.rgb[static_cast<size_t>(3 * (y * raster.width + x))]);
    };
    QCOMPARE(red(0, 0), 200);
    QCOMPARE(red(2, 2), 255);
    QCOMPARE(red(7, 7), 255);
    QCOMPARE(red(10, 2), 0);
    QCOMPARE(red(2, 10), 0);
    QCOMPARE(red(10, 10), 200);  // no fourth picture
  }
};

QTEST_APPLESS_MAIN(TestPictures)
#include "test_pictures.moc"
