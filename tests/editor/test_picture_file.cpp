// Pictures as the editor reads them: the graph they carry, and files made to harm.
#include <zlib.h>

#include <cstring>

#include <QTemporaryDir>

#include "editor_test.h"
#include "preview/picture_file.h"

using namespace weft;
using namespace weft::editor;

namespace {

QByteArray bigEndian(quint32 number) {
  const quint32 turned = qToBigEndian(number);
  return QByteArray(reinterpret_cast<const char*>(&turned), 4);
}

QByteArray chunk(const QByteArray& type, const QByteArray& data) {
  const QByteArray body = type + data;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.constData()), static_cast<uInt>(body.size()));
  return bigEndian(static_cast<quint32>(data.size())) + body + bigEndian(static_cast<quint32>(sum));
}

QByteArray deflated(const QByteArray& data) { return qCompress(data).mid(4); }  // without Qt's length in front

const QByteArray signature("\x89PNG\r\n\x1a\n");

// 2 x 1 pixels: red, and half a green that is not opaque.
QByteArray png(const QByteArray& before, const QByteArray& after = {}) {
  const QByteArray header = bigEndian(2) + bigEndian(1) + QByteArray("\x08\x06\0\0\0", 5);
  return signature + chunk("IHDR", header) + before +
         chunk("IDAT", deflated(QByteArray("\0\xff\0\0\xff\0\x80\0\x33", 9))) + after + chunk("IEND", {});
}

QByteArray text(const QByteArray& keyword, const QByteArray& value) { return chunk("tEXt", keyword + '\0' + value); }
QByteArray packedText(const QByteArray& value, const QByteArray& flags = QByteArray("\1\0", 2)) {
  return chunk("iTXt", QByteArray("weft\0", 5) + flags + QByteArray("\0\0", 2) + value);
}

const QByteArray graph(R"({"weft": 1, "nodes": {}})");

}  // namespace

class TestPictureFile : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  QString write(const QByteArray& bytes) const {
    const QString path = m_folder.filePath("picture.png");
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) return {};
    return path;
  }

 private slots:
  void init() { test::failOnWarnings(); }

  void graphsAreFound_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("found");
    const QString plain = QString::fromLatin1(graph);
    QTest::newRow("tEXt") << png(text("weft", graph)) << plain;
    QTest::newRow("tEXt is Latin-1") << png(text("weft", "{\"\xe9\": 1}")) << R"({"é": 1})";
    QTest::newRow("zTXt") << png(chunk("zTXt", QByteArray("weft\0\0", 6) + deflated(graph))) << plain;
    QTest::newRow("iTXt") << png(packedText("{\"\xc3\xa9\": 1}", QByteArray("\0\0", 2))) << R"({"é": 1})";
    QTest::newRow("iTXt, deflated") << png(packedText(deflated(graph))) << plain;
    QTest::newRow("behind the pixels") << png({}, text("weft", graph)) << plain;
    QTest::newRow("among others") << png(text("Title", "x") + text("workflow", "{}") + text("weft", graph)) << plain;
    QTest::newRow("the first of two") << png(text("weft", graph) + text("weft", "{}")) << plain;
    QTest::newRow("none") << png(text("Title", "weft")) << QString();
    QTest::newRow("behind the end") << png({}) + text("weft", graph) << QString();
    QTest::newRow("of a longer keyword") << png(text("weft2", graph)) << QString();
  }
  void graphsAreFound() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, found);
    const auto result = graphInPicture(write(bytes));
    QVERIFY2(result.ok(), result ? "" : result.error().message.c_str());
    QCOMPARE(result->has_value(), !found.isNull());
    if (result->has_value()) QCOMPARE(**result, found);
  }

  void damageIsTold_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    const QByteArray good = png(text("weft", graph));
    const qsizetype textAt = good.indexOf("tEXt") - 4;
    const auto changed = [&](qsizetype at, const QByteArray& with) {
      return QByteArray(good).replace(at, with.size(), with);
    };
    QTest::newRow("empty") << QByteArray() << "not a PNG, JPEG or WebP";
    QTest::newRow("a text") << QByteArray("hello, world, this is text") << "not a PNG, JPEG or WebP";
    QTest::newRow("signature alone") << signature << "cut short";
    QTest::newRow("damaged signature") << QByteArray(signature).replace(4, 2, "\n\n") + good.mid(8) << "not a PNG";
    QTest::newRow("cut") << good.left(good.size() - 13) << "cut short";
    QTest::newRow("length 2^31-1") << changed(textAt, "\x7f\xff\xff\xff") << "claims 2147483647 bytes";
    QTest::newRow("length 2^32-1") << changed(textAt, "\xff\xff\xff\xff") << "claims 4294967295 bytes";
    QTest::newRow("wrong checksum") << changed(textAt + 20, "X") << "checksum";
    QTest::newRow("no keyword") << png(chunk("tEXt", "weft")) << "no keyword";
    QTest::newRow("empty keyword") << png(chunk("tEXt", QByteArray("\0x", 2))) << "no keyword";
    QTest::newRow("endless keyword") << png(text(QByteArray(200, 'k'), "x")) << "no keyword";
    QTest::newRow("no deflate stream") << png(packedText("nonsense")) << "damaged";
    QTest::newRow("deflate stream cut") << png(packedText(deflated(graph).chopped(6))) << "damaged";
    QTest::newRow("unknown packing") << png(packedText(graph, "\2\1")) << "unknown way";
    QTest::newRow("iTXt of nothing") << png(chunk("iTXt", QByteArray("weft\0", 5))) << "cut short";
    QTest::newRow("iTXt without its fields") << png(chunk("iTXt", QByteArray("weft\0\0\0abc", 10))) << "cut short";
    QTest::newRow("not UTF-8") << png(packedText("\xff\xfe", QByteArray("\0\0", 2))) << "not UTF-8";
    QTest::newRow("too long") << png(text("weft", QByteArray((16 << 20) + 1, ' '))) << "longer than 16777216 bytes";
    QTest::newRow("bomb") << png(packedText(deflated(QByteArray(40 << 20, ' ')))) << "longer than 16777216 bytes";
  }
  void damageIsTold() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const auto result = graphInPicture(write(bytes));
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::BadFile);
    const QString told = QString::fromStdString(result.error().message);
    QVERIFY2(told.startsWith("picture.png: ") && told.contains(message) && !told.contains('\n'), qPrintable(told));
  }

  void otherProgramsAreNamed_data() {
    QTest::addColumn<QByteArray>("keyword");
    QTest::addColumn<QString>("program");
    QTest::newRow("workflow") << QByteArray("workflow") << "ComfyUI";
    QTest::newRow("prompt") << QByteArray("prompt") << "ComfyUI";
    QTest::newRow("parameters") << QByteArray("parameters") << "AUTOMATIC1111";
  }
  void otherProgramsAreNamed() {
    QFETCH(QByteArray, keyword);
    QFETCH(QString, program);
    const auto result = graphInPicture(write(png(text(keyword, "{}"))));
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::TypeMismatch);
    const QString told = QString::fromStdString(result.error().message);
    QVERIFY2(told.contains(program) && told.contains("not a Weft graph"), qPrintable(told));
  }

  void everyCutAndMutantIsSurvived() {
    const QByteArray good = png(packedText(deflated(graph)));
    for (qsizetype length = 0; length < good.size(); ++length) {
      const QString path = write(good.left(length));
      QVERIFY(!graphInPicture(path).ok());
      QVERIFY(!readPicture(path).ok());
    }
    quint32 state = 1;
    int refused = 0;
    for (int i = 0; i < 1500; ++i) {
      QByteArray mutant = good;
      state = state * 1664525U + 1013904223U;
      mutant[8 + (state >> 8) % static_cast<quint32>(mutant.size() - 8)] = static_cast<char>(state >> 24);
      const QString path = write(mutant);
      refused += graphInPicture(path).ok() ? 0 : 1;
      (void)readPicture(path);
    }
    QVERIFY(refused > 500);
  }

  void pixelsAreThoseOfTheFile() {
    const auto picture = readPicture(write(png(text("weft", graph))));
    QVERIFY(picture.ok());
    QCOMPARE(picture->size(), QSize(2, 1));
    QCOMPARE(picture->pixelColor(0, 0), QColor(255, 0, 0));
    QCOMPARE(picture->pixelColor(1, 0), QColor(0, 128, 0, 51));
    for (const char* name : {"quickstart.png", "image/hills.png"}) {
      const QString path = test::shippedGraph(name);
      const auto read = readPicture(path);
      QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
      const QImage theirs(path);
      QCOMPARE(*read, theirs.convertToFormat(QImage::Format_RGBA8888));
    }
  }

  void largeClaimsCostNothing() {
    const QByteArray header = bigEndian(60000) + bigEndian(60000) + QByteArray("\x08\x02\0\0\0", 5);
    const auto picture = readPicture(
        write(signature + chunk("IHDR", header) + chunk("IDAT", deflated(QByteArray(1000, '\0'))) + chunk("IEND", {})));
    QVERIFY(!picture.ok());
    // 94 bytes with which libpng, left to itself, takes two gigabytes.
    QByteArray claims = png(text("a", "b"));
    claims.replace(claims.indexOf("tEXt") - 4, 4, "\x7f\xff\xff\xff");
    QVERIFY(!readPicture(write(claims)).ok());
    QVERIFY(!readPicture(m_folder.filePath("missing.png")).ok());
    QVERIFY(!readPicture(m_folder.path()).ok());
  }

  // As it ran, with what was set for that run; what the editor makes of it is that graph.
  void aRunsPictureOpensAsItsGraph() {
    const QString path = m_folder.filePath("graph.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"weft": 1, "inputs": {"name": {"to": ["save.name"], "default": "first"}}, "nodes": {
      "load": {"type": "weft.io.LoadImage", "params": {"path": "hills.png"}},
      "save": {"type": "weft.io.SaveImage", "inputs": {"image": "load.image"}}},
      "editor": {"positions": {"load": [1, 2]}}})");
    file.close();
    QVERIFY(QFile::copy(test::shippedGraph("image/hills.png"), m_folder.filePath("hills.png")));
    QProcess runner;
    runner.start(WEFT_BUILD_DIR "/bin/runner", {path, "--set", "name=réd", "--out", m_folder.filePath("out")});
    QVERIFY(runner.waitForFinished(60'000));
    QVERIFY2(runner.exitCode() == 0, runner.readAllStandardError());
    const auto text = graphInPicture(m_folder.filePath("out/réd.png"));
    QVERIFY2(text.ok(), text ? "" : text.error().message.c_str());
    QVERIFY(text->has_value());
    QVERIFY(!(*text)->contains(m_folder.path()));

    GraphModel model(test::catalog()), original(test::catalog());
    Problems problems;
    QVERIFY(model.read((*text)->toStdString(), "picture.png", problems).ok());
    test::load(original, path);
    Edit edit{"Set", Json::array(), {}};
    edit.operations.push_back(
        {{"op", "set-input"}, {"name", "name"}, {"value", {{"to", {"save.name"}}, {"default", "réd"}}}});
    QVERIFY(original.apply(edit).ok());
    QCOMPARE(model.document().json(), original.document().json());
  }

  void namesOfPictures() {
    QVERIFY(isPictureName("a.PNG") && isPictureName("/x/y.jpeg") && isPictureName("b.webp"));
    QVERIFY(!isPictureName("graph.json") && !isPictureName("png"));
  }
};

WEFT_EDITOR_TEST_MAIN(TestPictureFile)
#include "test_picture_file.moc"
