// The pack weft.io: files that are read, files that are written, and what is said of bad ones.
#include <QtTest>

#include <cmath>
#include <fstream>
#include <limits>

#include <weft/base/files.h>
#include <weft/base/json.h>

#include "image/encode.h"
#include "node_harness.h"
#include "weights/safetensors.h"
#include "weights/sha256.h"

using namespace weft;
using namespace weft::test;

namespace {

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

weights::TensorView view(const std::string& name, const std::string& dtype, const std::vector<int64_t>& shape,
                         const std::string& bytes) {
  return {name, dtype, shape, bytes.data(), bytes.size()};
}

}  // namespace

class TestIo : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_out = fs::path(m_folder->path().toStdString()) / "out";
  }

  void pictureComesBackAsItWasSaved();
  void everyPictureOfABatchIsSaved();
  void stridedPictureIsSaved();
  void badPicturesAreNotSaved_data();
  void badPicturesAreNotSaved();
  void alphaBecomesTheMask();
  void picturesOverTheLimitAreRefused();
  void sizeIsKnownBeforeTheRun();
  void badPictureFiles_data();
  void badPictureFiles();

  void tensorsComeBack_data();
  void tensorsComeBack();
  void tensorIsChosenByKey();
  void wrongKeysAreExplained_data();
  void wrongKeysAreExplained();
  void typeIsKnownBeforeTheRun();
  void typesThatMemoryLacks();
  void emptyTensorsAreTensors();
  void emptyButBeyondCounting();
  void boolHoldsZeroAndOne();

  void inspectListsDigests();
  void sha256Vectors_data();
  void sha256Vectors();
  void sha256OfAMillion();

  void textsAreSaved_data();
  void textsAreSaved();
  void numbersReadBackExactly();

 private:
  fs::path file(const std::string& name) const { return fs::path(m_folder->path().toStdString()) / name; }
  Value path(const std::string& name) const { return Value::string(file(name).string()); }
  std::string readOut(const std::string& name) const { return readFile(m_out / name).value(); }

  std::unique_ptr<QTemporaryDir> m_folder;
  fs::path m_out;
};

void TestIo::pictureComesBackAsItWasSaved() {
  std::vector<float> pixels(3 * 16 * 16);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>(i % 256) / 255.0F;
  NodeRun save("weft.io.SaveImage");
  save.link("image", tensorOf<float>({1, 3, 16, 16}, pixels)).set("name", Value::string("folder/picture")).into(m_out);
  QVERIFY(save.run().ok());
  QCOMPARE(save.call().savedPaths.size(), size_t{1});
  QCOMPARE(save.call().savedPaths.front(), (m_out / "folder/picture.png").string());

  NodeRun load("weft.io.LoadImage");
  load.set("path", Value::string((m_out / "folder/picture.png").string()));
  QVERIFY(load.run().ok());
  QCOMPARE(shapeOf(load.output("image")), (std::vector<int64_t>{1, 3, 16, 16}));
  QCOMPARE(elementsOf<float>(load.output("image")), pixels);
  QCOMPARE(shapeOf(load.output("mask")), (std::vector<int64_t>{1, 1, 16, 16}));
  QCOMPARE(elementsOf<float>(load.output("mask")), std::vector<float>(256, 1.0F));
}

void TestIo::everyPictureOfABatchIsSaved() {
  NodeRun save("weft.io.SaveImage");
  std::vector<float> pixels(2 * 3 * 4, 0.0F);
  std::fill(pixels.begin() + 12, pixels.end(), 1.0F);
  save.link("image", tensorOf<float>({2, 3, 2, 2}, pixels)).set("name", Value::string("pair")).into(m_out);
  QVERIFY(save.run().ok());
  for (const auto& [name, level] : {std::pair{"pair.png", 0.0F}, {"pair-2.png", 1.0F}}) {
    NodeRun load("weft.io.LoadImage");
    load.set("path", Value::string((m_out / name).string()));
    QVERIFY(load.run().ok());
    QCOMPARE(elementsOf<float>(load.output("image")), std::vector<float>(12, level));
  }
}

void TestIo::stridedPictureIsSaved() {
  // One grey plane seen as three: the stride of the channels is 0.
  NodeRun save("weft.io.SaveImage");
  save.link("image", tensorOf<float>({1, 3, 1, 2}, {0.0F, 1.0F}, {2, 0, 2, 1})).into(m_out);
  QVERIFY(save.run().ok());
  NodeRun load("weft.io.LoadImage");
  load.set("path", Value::string((m_out / "image.png").string()));
  QVERIFY(load.run().ok());
  QCOMPARE(elementsOf<float>(load.output("image")), (std::vector<float>{0, 1, 0, 1, 0, 1}));
}

void TestIo::badPicturesAreNotSaved_data() {
  QTest::addColumn<std::vector<int64_t>>("shape");
  QTest::addColumn<float>("level");
  QTest::addColumn<QString>("message");
  const std::vector<int64_t> good{1, 3, 2, 2};
  QTest::newRow("one channel") << std::vector<int64_t>{1, 1, 2, 2} << 0.0F
                               << "the image has shape [1, 1, 2, 2]; expected [N, 3, height, width]";
  QTest::newRow("rank 3") << std::vector<int64_t>{3, 2, 2} << 0.0F
                          << "the image has shape [3, 2, 2]; expected [N, 3, height, width]";
  QTest::newRow("empty") << std::vector<int64_t>{1, 3, 0, 2} << 0.0F
                         << "the image has shape [1, 3, 0, 2]: there is nothing to save";
  QTest::newRow("NaN") << good << std::numeric_limits<float>::quiet_NaN() << "NaN";
}

void TestIo::badPicturesAreNotSaved() {
  QFETCH(std::vector<int64_t>, shape);
  QFETCH(float, level);
  QFETCH(QString, message);
  size_t count = 1;
  for (const int64_t side : shape) count *= static_cast<size_t>(side);
  NodeRun save("weft.io.SaveImage");
  save.link("image", tensorOf<float>(shape, std::vector<float>(count, level))).into(m_out);
  const std::string failure = save.failure();
  QVERIFY2(failure.find(message.toStdString()) != std::string::npos, failure.c_str());
  QVERIFY(!fs::exists(m_out) || fs::is_empty(m_out));
}

void TestIo::alphaBecomesTheMask() {
  const std::vector<float> planes{1.0F, 0.0F, 0.2F, 0.4F};
  write(file("alpha.png"), image::encodePng(planes.data(), 4, 1, 1).value());
  NodeRun load("weft.io.LoadImage");
  load.set("path", path("alpha.png"));
  QVERIFY(load.run().ok());
  QCOMPARE(elementsOf<float>(load.output("image")), (std::vector<float>{1.0F, 0.0F, 51.0F / 255.0F}));
  QCOMPARE(elementsOf<float>(load.output("mask")), (std::vector<float>{102.0F / 255.0F}));
}

void TestIo::picturesOverTheLimitAreRefused() {
  const std::vector<float> planes(3 * 20 * 10, 0.5F);
  write(file("big.png"), image::encodePng(planes.data(), 3, 20, 10).value());
  for (const char* limit : {"max_pixels", "max_side"}) {
    NodeRun load("weft.io.LoadImage");
    load.set("path", path("big.png")).set(limit, Value::integer(19));
    const std::string failure = load.failure();
    QVERIFY2(failure.find("big.png") != std::string::npos && failure.find("20") != std::string::npos, failure.c_str());
    QCOMPARE(load.inferred("image"), "error path: " + failure);
    load.set(limit, Value::integer(200));
    QVERIFY(load.run().ok());
  }
}

void TestIo::sizeIsKnownBeforeTheRun() {
  const std::vector<float> planes(3 * 20 * 10, 0.5F);
  const std::string png = image::encodePng(planes.data(), 3, 20, 10).value();
  write(file("picture"), png);
  NodeRun load("weft.io.LoadImage");
  load.set("path", path("picture"));
  QCOMPARE(load.inferred("image"), std::string("image[1, 3, 10, 20]"));
  QCOMPARE(load.inferred("mask"), std::string("mask[1, 1, 10, 20]"));
  write(file("picture"), png.substr(0, 20));  // too short to tell; decoding says why
  QCOMPARE(load.inferred("image"), std::string());
  write(file("picture"), "GIF89a and so on");
  QVERIFY2(load.inferred("image").find("not a PNG, JPEG or WebP picture") != std::string::npos,
           load.inferred("image").c_str());
  load.set("path", Value::string(""));
  QVERIFY(load.inferred("image").starts_with("error path: no file is named"));
}

void TestIo::badPictureFiles_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("text") << QByteArray("hello, this is no picture");
  QTest::newRow("PNG signature") << QByteArray("\x89PNG\r\n\x1a\n", 8);
  QTest::newRow("JPEG start") << QByteArray("\xff\xd8\xff\xe0\0\x10JFIF\0", 11);
  QTest::newRow("WebP start") << QByteArray("RIFF\x10\0\0\0WEBPVP8L", 16);
}

void TestIo::badPictureFiles() {
  QFETCH(QByteArray, bytes);
  write(file("bad.png"), bytes.toStdString());
  NodeRun load("weft.io.LoadImage");
  load.set("path", path("bad.png"));
  auto outcome = load.run();
  QVERIFY(!outcome);
  QVERIFY(outcome.error().code == ErrorCode::BadFile);
  QVERIFY2(outcome.error().message.find("bad.png") != std::string::npos, outcome.error().message.c_str());
  QVERIFY(!load.output("image"));
}

void TestIo::tensorsComeBack_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<int>("code");
  QTest::addColumn<int>("bits");
  const struct {
    const char* name;
    int code, bits;
  } types[] = {{"BOOL", WEFT_TYPE_BOOL, 8},  {"U8", WEFT_TYPE_UINT, 8},      {"I8", WEFT_TYPE_INT, 8},
               {"U16", WEFT_TYPE_UINT, 16},  {"I16", WEFT_TYPE_INT, 16},     {"U32", WEFT_TYPE_UINT, 32},
               {"I32", WEFT_TYPE_INT, 32},   {"U64", WEFT_TYPE_UINT, 64},    {"I64", WEFT_TYPE_INT, 64},
               {"F16", WEFT_TYPE_FLOAT, 16}, {"BF16", WEFT_TYPE_BFLOAT, 16}, {"F32", WEFT_TYPE_FLOAT, 32},
               {"F64", WEFT_TYPE_FLOAT, 64}};
  for (const auto& type : types) QTest::newRow(type.name) << type.name << type.code << type.bits;
}

void TestIo::tensorsComeBack() {
  QFETCH(QString, name);
  QFETCH(int, code);
  QFETCH(int, bits);
  std::vector<uint8_t> bytes(static_cast<size_t>(6 * bits / 8));
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(bits == 8 ? i % 2 : 3 * i);
  const weft_dtype dtype{static_cast<uint8_t>(code), static_cast<uint8_t>(bits), 1};
  NodeRun save("weft.io.SaveTensor");
  save.link("tensor", tensorOf<uint8_t>({2, 1, 3}, bytes, {}, dtype)).set("key", Value::string("it")).into(m_out);
  QVERIFY(save.run().ok());

  const auto saved = weights::SafetensorsFile::open(m_out / "tensor.safetensors");
  QVERIFY(saved.ok());
  QCOMPARE(saved->tensors().front().dtype, name.toStdString());

  NodeRun load("weft.io.LoadTensor");
  load.set("path", Value::string((m_out / "tensor.safetensors").string()));
  QVERIFY(load.run().ok());
  const Value loaded = load.output("tensor");
  QCOMPARE(shapeOf(loaded), (std::vector<int64_t>{2, 1, 3}));
  QCOMPARE(int(loaded.asTensor()->dtype.code), code);
  QCOMPARE(int(loaded.asTensor()->dtype.bits), bits);
  QCOMPARE(std::memcmp(loaded.asTensor()->data, bytes.data(), bytes.size()), 0);
}

void TestIo::tensorIsChosenByKey() {
  const std::string one("\0\0\x80\x3f", 4);
  const std::string two("\0\0\0\x40", 4);
  QVERIFY(
      weights::writeSafetensors(file("two"), {view("first", "F32", {1}, one), view("second", "F32", {}, two)}).ok());
  NodeRun load("weft.io.LoadTensor");
  load.set("path", path("two")).set("key", Value::string("second"));
  QVERIFY(load.run().ok());
  QCOMPARE(shapeOf(load.output("tensor")), std::vector<int64_t>{});
  QCOMPARE(elementsOf<float>(load.output("tensor")), std::vector<float>{2.0F});
}

void TestIo::wrongKeysAreExplained_data() {
  QTest::addColumn<QString>("key");
  QTest::addColumn<QString>("message");
  QTest::newRow("none of several") << ""
                                   << "has 2 tensors; name one as \"key\": \"first\", \"second\"";
  QTest::newRow("near one") << "secnod"
                            << "has no tensor \"secnod\"; did you mean \"second\"?";
  QTest::newRow("far from all") << "weights"
                                << "has no tensor \"weights\"; it has \"first\", \"second\"";
}

void TestIo::wrongKeysAreExplained() {
  QFETCH(QString, key);
  QFETCH(QString, message);
  const std::string four(4, '\0');
  QVERIFY(
      weights::writeSafetensors(file("two"), {view("first", "F32", {1}, four), view("second", "F32", {1}, four)}).ok());
  NodeRun load("weft.io.LoadTensor");
  load.set("path", path("two")).set("key", Value::string(key.toStdString()));
  const std::string expected = file("two").string() + " " + message.toStdString();
  QCOMPARE(load.failure(), expected);
  QCOMPARE(load.inferred("tensor"), "error key: " + expected);
}

void TestIo::typeIsKnownBeforeTheRun() {
  const std::string bytes(24, '\0');
  QVERIFY(weights::writeSafetensors(file("one"), {view("a", "F32", {2, 3}, bytes)}).ok());
  NodeRun load("weft.io.LoadTensor");
  load.set("path", path("one"));
  QCOMPARE(load.inferred("tensor"), std::string("tensor<float32>[2, 3]"));
  load.set("path", Value::string(""));
  QVERIFY(load.inferred("tensor").starts_with("error path: no file is named"));
  write(file("broken"), "{}");
  load.set("path", path("broken"));
  QVERIFY(load.inferred("tensor").starts_with("error path: " + file("broken").string()));
}

void TestIo::typesThatMemoryLacks() {
  const std::string bytes(4, '\0');
  QVERIFY(weights::writeSafetensors(file("f8"), {view("a", "F8_E4M3", {4}, bytes)}).ok());
  NodeRun load("weft.io.LoadTensor");
  load.set("path", path("f8"));
  QCOMPARE(load.failure(),
           file("f8").string() + ": \"a\" has elements of F8_E4M3, which tensors in memory cannot have");
}

void TestIo::emptyTensorsAreTensors() {
  QVERIFY(weights::writeSafetensors(file("empty"), {view("a", "F32", {int64_t{1} << 40, 0}, "")}).ok());
  NodeRun load("weft.io.LoadTensor");
  load.set("path", path("empty"));
  QVERIFY(load.run().ok());
  QCOMPARE(shapeOf(load.output("tensor")), (std::vector<int64_t>{int64_t{1} << 40, 0}));
}

void TestIo::emptyButBeyondCounting() {
  QVERIFY(weights::writeSafetensors(file("empty"), {view("a", "F32", {int64_t{1} << 62, 0}, "")}).ok());
  NodeRun load("weft.io.LoadTensor");
  load.set("path", path("empty"));
  QCOMPARE(
      load.failure(),
      std::string("a tensor of shape [4611686018427387904, 0] cannot be: it is empty, but the bytes along its other "
                  "dimensions are more than 64 bits count"));
}

void TestIo::boolHoldsZeroAndOne() {
  const std::string bytes("\0\x01\x02", 3);
  QVERIFY(weights::writeSafetensors(file("bool"), {view("a", "BOOL", {3}, bytes)}).ok());
  NodeRun load("weft.io.LoadTensor");
  load.set("path", path("bool"));
  auto outcome = load.run();
  QVERIFY(!outcome && outcome.error().code == ErrorCode::BadFile);
  QVERIFY(outcome.error().message.find("holds the byte 2") != std::string::npos);
}

void TestIo::inspectListsDigests() {
  std::string large(3'000'001, 'x');  // over two chunks and a bit
  const std::string abc = "abc";
  QVERIFY(weights::writeSafetensors(file("w"), {view("b \"quoted\"", "U8", {3}, abc), view("empty", "F16", {0, 4}, ""),
                                                view("a", "I8", {3'000'001}, large)})
              .ok());
  NodeRun inspect("weft.io.InspectWeights");
  inspect.set("path", path("w"));
  QVERIFY(inspect.run().ok());
  write(file("broken"), "{}");
  QVERIFY(NodeRun("weft.io.InspectWeights").set("path", path("broken")).inferred("text").starts_with("error path: "));

  const auto saved = weights::SafetensorsFile::open(file("w"));
  const std::string text = *inspect.output("text").asString();
  QVERIFY(text.ends_with('\n'));
  const QStringList lines = QString::fromStdString(text).trimmed().split('\n');
  QCOMPARE(size_t(lines.size()), saved->tensors().size());
  for (qsizetype i = 0; i < lines.size(); ++i) {
    const weights::TensorInfo& tensor = saved->tensors()[static_cast<size_t>(i)];
    const auto line = parseJson(lines[i].toStdString(), "line");
    QVERIFY(line.ok());
    QCOMPARE((*line)["name"].get<std::string>(), tensor.name);
    QCOMPARE((*line)["dtype"].get<std::string>(), tensor.dtype);
    QCOMPARE((*line)["shape"].get<std::vector<int64_t>>(), tensor.shape);
    QCOMPARE((*line)["bytes"].get<uint64_t>(), tensor.bytes());
    QByteArray bytes(static_cast<qsizetype>(tensor.bytes()), '\0');
    QVERIFY(saved->read(tensor, bytes.data()).ok());
    QCOMPARE((*line)["sha256"].get<std::string>(),
             QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString());
  }
}

void TestIo::sha256Vectors_data() {
  // FIPS 180-4 test vectors (NIST, "SHA256" examples), and the lengths around a block's end.
  QTest::addColumn<QByteArray>("message");
  QTest::addColumn<QByteArray>("digest");
  QTest::newRow("empty") << QByteArray()
                         << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  QTest::newRow("abc") << QByteArray("abc")
                       << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  QTest::newRow("448 bits") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                            << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  QTest::newRow("896 bits") << QByteArray(
                                   "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                                   "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu")
                            << QByteArray("cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  for (const int length : {55, 56, 63, 64, 65, 119, 128}) {
    const QByteArray message(length, 'q');
    QTest::newRow(qPrintable(QString::number(length)))
        << message << QCryptographicHash::hash(message, QCryptographicHash::Sha256).toHex();
  }
}

void TestIo::sha256Vectors() {
  QFETCH(QByteArray, message);
  QFETCH(QByteArray, digest);
  weights::Sha256 whole;
  QCOMPARE(whole.add(message.data(), static_cast<size_t>(message.size())).finish(), digest.toStdString());
  weights::Sha256 pieces;
  for (qsizetype i = 0; i < message.size(); i += 7) {
    pieces.add(message.data() + i, static_cast<size_t>(std::min<qsizetype>(7, message.size() - i)));
  }
  QCOMPARE(pieces.finish(), digest.toStdString());
}

void TestIo::sha256OfAMillion() {
  const std::string message(1'000'000, 'a');
  weights::Sha256 hash;
  QCOMPARE(hash.add(message.data(), message.size()).finish(),
           std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

void TestIo::textsAreSaved_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("text") << "string" << QByteArray("two\nlines, \xc3\xa9 and a NUL \0 too", 29);
  QTest::newRow("empty text") << "string" << QByteArray();
  QTest::newRow("integer") << "integer" << QByteArray("-9223372036854775808");
  QTest::newRow("true") << "boolean" << QByteArray("true");
  QTest::newRow("false") << "boolean" << QByteArray("false");
}

void TestIo::textsAreSaved() {
  QFETCH(QString, kind);
  QFETCH(QByteArray, text);
  const Value value = kind == "string"    ? Value::string(text.toStdString())
                      : kind == "integer" ? Value::integer(text.toLongLong())
                                          : Value::boolean(text == "true");
  NodeRun save("weft.io.SaveText");
  save.link("text", value).set("name", Value::string("note")).into(m_out);
  QVERIFY(save.run().ok());
  QCOMPARE(readOut("note.txt"), text.toStdString());
}

void TestIo::numbersReadBackExactly() {
  for (const double number :
       {0.1, 0.1 + 0.2, 1.0 / 3.0, 5e-324, 1.7976931348623157e308, -0.0, 3.0, 1e15, 123456789.125}) {
    NodeRun save("weft.io.SaveText");
    save.link("text", Value::number(number)).into(m_out);
    QVERIFY(save.run().ok());
    const std::string text = readFile(save.call().savedPaths.front()).value();
    char* end = nullptr;
    const double back = std::strtod(text.c_str(), &end);
    QVERIFY2(*end == '\0' && !text.empty(), text.c_str());
    QVERIFY2(back == number && std::signbit(back) == std::signbit(number), text.c_str());
  }
}

QTEST_GUILESS_MAIN(TestIo)
#include "test_io.moc"
