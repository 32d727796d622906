// A session with the packs that are shipped: the picture that it shows is the one that SaveImage wrote.
#include "session_process.h"

#include <png.h>

using namespace weft::test;

namespace {

QByteArray readPng(const QString& file) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&image, qPrintable(file))) return {};
  image.format = PNG_FORMAT_RGBA;
  QByteArray pixels(static_cast<qsizetype>(PNG_IMAGE_SIZE(image)), '\0');
  return png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) ? pixels : QByteArray();
}

class TestSessionFiles : public QObject {
  Q_OBJECT

 private slots:
  void pictureIsTheFile() {
    SessionProcess session;
    session.load(R"({"weft": 1, "nodes": {
      "load": {"type": "weft.io.LoadImage", "params": {"path": "hills.png"}},
      "small": {"type": "weft.upscalers.Resample", "params": {"width": 123, "height": 77},
                "inputs": {"image": "load.image"}},
      "save": {"type": "weft.io.SaveImage", "params": {"name": "small"}, "inputs": {"image": "small.image"}}}})");
    QVERIFY(QFile::copy(WEFT_SOURCE_DIR "/graphs/image/hills.png", session.folder().path("hills.png")));
    QCOMPARE(session.runToEnd()["status"].toString(), QString("done"));
    QString saved;
    for (const QJsonObject& event : session.events()) {
      if (event["node"] == "save" && event.contains("files")) saved = event["files"][0].toString();
    }
    QCOMPARE(saved, session.folder().path("out/small.png"));
    const QJsonObject picture =
        session.done("fetch", {{"node", "small"}, {"port", "image"}, {"as", "picture"}})["picture"].toObject();
    QCOMPARE(picture["width"].toInt(), 123);
    QFile shared(picture["path"].toString());
    QVERIFY(shared.open(QIODevice::ReadOnly));
    const uchar* pixels = shared.map(0, shared.size());
    QVERIFY(pixels);
    const QByteArray written = readPng(saved);
    QVERIFY(!written.isEmpty());
    QCOMPARE(QByteArray(reinterpret_cast<const char*>(pixels), shared.size()), written);

    // Only what depends on it runs again, and what was written stays.
    session.done("set", {{"values", QJsonObject{{"small.width", 100}}}});
    session.runToEnd();
    QCOMPARE(session.executed(), (QStringList{"save", "small"}));
    QVERIFY(QFile::exists(session.folder().path("out/small-2.png")));
    QCOMPARE(session.status(), 0);
  }
};

}  // namespace

QTEST_GUILESS_MAIN(TestSessionFiles)
#include "test_session_files.moc"
