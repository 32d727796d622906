// What a session hands over: pictures through shared memory, numbers, texts, previews.
#include "session_process.h"

using namespace weft::test;

namespace {

const QByteArray pictures = R"({"weft": 1, "outputs": {"o": "bright.image"}, "nodes": {
    "g": {"type": "org.example.session.Gradient", "params": {"width": 40, "height": 30, "blue": 0.5}},
    "bright": {"type": "org.example.session.Brighten", "inputs": {"image": "g.image"}, "params": {"by": 0.25}}}})";

// The pixels, mapped as another program maps them.
QByteArray pixelsOf(const QJsonObject& picture) {
  QFile file(picture["path"].toString());
  if (!file.open(QIODevice::ReadOnly)) {
    QTest::qFail(qPrintable(file.fileName() + ": " + file.errorString()), __FILE__, __LINE__);
    return {};
  }
  const qint64 bytes = picture["bytes"].toInteger();
  if (file.size() != bytes || bytes != picture["stride"].toInteger() * picture["height"].toInteger()) {
    QTest::qFail("the picture's size is not what was said", __FILE__, __LINE__);
    return {};
  }
  const uchar* mapped = file.map(0, bytes);
  return mapped ? QByteArray(reinterpret_cast<const char*>(mapped), bytes) : QByteArray();
}

class TestSessionValues : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    m_session = std::make_unique<SessionProcess>();
    m_session->load(pictures);
    m_session->runToEnd({{"keep", QJsonArray{"g"}}});
  }
  void cleanup() { QCOMPARE(m_session->status(), 0); }

  void picture() {
    const QJsonObject reply = fetch({{"as", "picture"}});
    const QJsonObject picture = reply["picture"].toObject();
    QCOMPARE(picture["width"].toInt(), 40);
    QCOMPARE(picture["height"].toInt(), 30);
    QCOMPARE(picture["stride"].toInt(), 160);
    QCOMPARE(picture["format"].toString(), QString("rgba8"));
    QCOMPARE(reply["summary"]["shape"_L1].toArray(), (QJsonArray{1, 3, 30, 40}));
    const QByteArray pixels = pixelsOf(picture);
    for (int y = 0; y < 30; ++y) {
      for (int x = 0; x < 40; ++x) {
        const char* pixel = pixels.constData() + y * 160 + x * 4;
        const auto expected = [](float value) { return static_cast<uchar>(std::min(value, 1.0f) * 255 + 0.5f); };
        QCOMPARE(static_cast<uchar>(pixel[0]), expected(static_cast<float>(x) / 40.0f + 0.25f));
        QCOMPARE(static_cast<uchar>(pixel[1]), expected(static_cast<float>(y) / 30.0f + 0.25f));
        QCOMPARE(static_cast<uchar>(pixel[2]), expected(0.75f));
        QCOMPARE(static_cast<uchar>(pixel[3]), uchar{255});
      }
    }
  }

  // A picture is there until it is released, and no path is given twice before.
  void release() {
    QStringList paths;
    for (int i = 0; i < 3; ++i) paths.append(fetch({{"as", "picture"}})["picture"]["path"_L1].toString());
    paths.removeDuplicates();
    QCOMPARE(paths.size(), 3);
    QCOMPARE(m_session->done("memory")["pictures"]["count"_L1].toInt(), 3);
    const QJsonArray given = QJsonArray::fromStringList(paths);
    QCOMPARE(m_session->done("release", {{"pictures", given}})["released"].toInt(), 3);
    QCOMPARE(m_session->done("release", {{"pictures", given}})["released"].toInt(), 0);
    QCOMPARE(m_session->done("memory")["pictures"]["bytes"_L1].toInt(), 0);
    QVERIFY(!QFile(paths[0]).open(QIODevice::ReadOnly));
  }
  void tooManyPictures() {
    QJsonObject last;
    int count = 0;
    for (; count < 1000; ++count) {
      last = m_session->ask("fetch", {{"node", "g"}, {"port", "image"}, {"as", "picture"}});
      if (!last["ok"].toBool()) break;
    }
    QCOMPARE(count, 256);
    QVERIFY(last["error"].toString().endsWith("release those that were read"));
  }

  void regionAndScale() {
    const QByteArray all = pixelsOf(fetch({{"as", "picture"}})["picture"].toObject());
    const QJsonObject part = fetch({{"as", "picture"}, {"region", QJsonArray{10, 5, 8, 6}}})["picture"].toObject();
    QCOMPARE(part["width"].toInt(), 8);
    QCOMPARE(part["full"].toArray(), (QJsonArray{40, 30}));
    const QByteArray cut = pixelsOf(part);
    for (int y = 0; y < 6; ++y) QCOMPARE(cut.mid(y * 32, 32), all.mid((y + 5) * 160 + 40, 32));

    const QJsonObject small = fetch({{"as", "picture"}, {"max", 20}}, "g")["picture"].toObject();
    QCOMPARE(small["width"].toInt(), 20);
    QCOMPARE(small["height"].toInt(), 15);
    // Of four pixels the mean: red is (x + 0.5) / 40 with x even.
    const QByteArray pixels = pixelsOf(small);
    for (int x = 0; x < 20; ++x) {
      const double mean = (2 * x + 0.5) / 40;
      QVERIFY(std::abs(static_cast<uchar>(pixels[x * 4]) - mean * 255) <= 0.51);
    }
    // Never larger than it is.
    QCOMPARE(fetch({{"as", "picture"}, {"max", 4000}})["picture"]["width"_L1].toInt(), 40);
  }

  void channelsAndRange() {
    const QByteArray grey =
        pixelsOf(fetch({{"as", "picture"}, {"channel", 2}, {"range", QJsonArray{0.0, 1.5}}})["picture"].toObject());
    for (const int i : {0, 1, 2}) QCOMPARE(static_cast<uchar>(grey[i]), uchar{128});
    const QByteArray stretched =
        pixelsOf(fetch({{"as", "picture"}, {"channel", 0}, {"range", "auto"}})["picture"].toObject());
    QCOMPARE(static_cast<uchar>(stretched[0]), uchar{0});
    QCOMPARE(static_cast<uchar>(stretched[39 * 4]), uchar{255});
    const QByteArray mask =
        pixelsOf(m_session->done("fetch", {{"node", "g"}, {"port", "mask"}, {"as", "picture"}})["picture"].toObject());
    QCOMPARE(mask.mid(0, 4), QByteArray("\xff\xff\xff\xff", 4));
    QCOMPARE(mask.mid(39 * 4, 4), QByteArray("\0\0\0\xff", 4));
  }

  void pictureMistakes_data() {
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("error");
    QTest::newRow("batch") << R"({"batch": 1})"
                           << "there is no picture 1; there are 1";
    QTest::newRow("channel") << R"({"channel": 3})"
                             << "there is no channel 3; there are 3";
    QTest::newRow("region") << R"({"region": [0, 0, 41, 1]})"
                            << "the region does not lie in the picture of 40 x 30";
    QTest::newRow("region overflow") << R"({"region": [9223372036854775807, 0, 9223372036854775807, 1]})"
                                     << "the region does not lie in the picture of 40 x 30";
    QTest::newRow("negative region") << R"({"region": [-1, 0, 1, 1]})"
                                     << "the region does not lie in the picture of 40 x 30";
    QTest::newRow("half a region") << R"({"region": [0, 0]})"
                                   << "region: expected [x, y, width, height]";
    QTest::newRow("range") << R"({"range": [1, 0]})"
                           << "range: expected \"auto\", or [black, white]";
    QTest::newRow("max") << R"({"max": 0})"
                         << "max: expected an integer from 1";
    QTest::newRow("unknown") << R"({"scale": 2})"
                             << "scale: unknown";
  }
  void pictureMistakes() {
    QFETCH(QString, fields);
    QFETCH(QString, error);
    QJsonObject request = QJsonDocument::fromJson(fields.toUtf8()).object();
    request["node"] = "bright";
    request["port"] = "image";
    request["as"] = "picture";
    const QJsonObject reply = m_session->ask("fetch", request);
    QVERIFY(!reply["ok"].toBool());
    QVERIFY2(reply["error"].toString().startsWith(error), qPrintable(reply["error"].toString()));
  }

  void numbers() {
    things();
    const QJsonObject odd =
        m_session->done("fetch", {{"node", "t"}, {"port", "odd"}, {"as", "numbers"}, {"bins", 5}})["numbers"]
            .toObject();
    QCOMPARE(odd["count"].toInt(), 8);
    QCOMPARE(odd["nan"].toInt(), 1);
    QCOMPARE(odd["infinite"].toInt(), 1);
    QCOMPARE(odd["minimum"].toDouble(), 1.0);
    QCOMPARE(odd["maximum"].toDouble(), 6.0);
    QCOMPARE(odd["mean"].toDouble(), 3.5);
    QVERIFY(std::abs(odd["deviation"].toDouble() - std::sqrt(35.0 / 12)) < 1e-9);
    QCOMPARE(odd["histogram"].toArray(), (QJsonArray{1, 1, 1, 1, 2}));
    QVERIFY(!odd.contains("numbers"));
    const QJsonObject slice =
        m_session
            ->done("fetch", {{"node", "t"},
                             {"port", "odd"},
                             {"as", "numbers"},
                             {"slice", QJsonArray{QJsonArray{1, 2}, QJsonArray{0, 3}}}})["numbers"]
            .toObject();
    QCOMPARE(slice["shape"].toArray(), (QJsonArray{1, 3}));
    QCOMPARE(slice["numbers"].toArray(), (QJsonArray{5, QJsonValue::Null, QJsonValue::Null}));
    for (const char* wrong : {"[[0, 3]]", "[[1, 0]]", "[[0, 1], [0, 1], [0, 1]]", "[1]", "7", "[[-1, 1]]"}) {
      const QJsonValue given = QJsonDocument::fromJson(QByteArray("[") + wrong + "]").array()[0];
      QVERIFY2(!m_session->ask("fetch", {{"node", "t"}, {"port", "odd"}, {"as", "numbers"}, {"slice", given}})["ok"]
                    .toBool(),
               wrong);
    }
  }

  void recordsAndTexts() {
    things();
    QCOMPARE(m_session->done("fetch", {{"node", "t"}, {"port", "text"}, {"as", "text"}})["text"].toString(),
             QString("two\nlines"));
    const QJsonObject record = m_session->done("fetch", {{"node", "t"}, {"port", "record"}, {"as", "numbers"}});
    QCOMPARE(record["value"]["list"_L1][0].toInt(), 7);
    QCOMPARE(record["value"]["name"_L1].toString(), QString("n"));
    QCOMPARE(record["summary"]["kind"_L1].toString(), QString("record"));
    QVERIFY(record["value"]["list"_L1][1].toString().startsWith("tensor float64 [2, 4]"));
    const QJsonObject inner = m_session->done(
        "fetch", {{"node", "t"}, {"port", "record"}, {"as", "numbers"}, {"item", QJsonArray{"list", 1}}});
    QCOMPARE(inner["numbers"]["count"_L1].toInt(), 8);
    const QJsonObject wrong =
        m_session->ask("fetch", {{"node", "t"}, {"port", "record"}, {"item", QJsonArray{"lists"}}});
    QCOMPARE(wrong["error"].toString(), QString("no member \"lists\"; did you mean \"list\"?"));
    QVERIFY(!m_session->ask("fetch", {{"node", "t"}, {"port", "text"}, {"as", "picture"}})["ok"].toBool());
  }

  // Pictures in the making come with the progress, through shared memory too.
  void previews() {
    m_session->load(R"({"weft": 1, "outputs": {"o": "n.value"}, "nodes": {
      "n": {"type": "org.example.session.Slow", "params": {"steps": 20, "pause": 0.01}}}})");
    m_session->runToEnd({{"previews", true}});
    int count = 0;
    for (const QJsonObject& event : m_session->events()) {
      if (!event.contains("preview")) continue;
      const QJsonObject picture = event["preview"].toObject();
      QCOMPARE(picture["width"].toInt(), 6);
      QCOMPARE(pixelsOf(picture).mid(0, 4), QByteArray("\x80\x80\x80\xff", 4));
      m_session->done("release", {{"pictures", QJsonArray{picture["path"]}}});
      ++count;
    }
    QVERIFY(count > 0);
    QCOMPARE(m_session->done("memory")["pictures"]["count"_L1].toInt(), 0);
  }

 private:
  QJsonObject fetch(QJsonObject fields, const QString& node = "bright") {
    fields["node"] = node;
    fields["port"] = "image";
    return m_session->done("fetch", fields);
  }
  // What each node gave in that run, scaled down; what the client has seen is not told again.
  void picturesWithEvents() {
    const auto told = [&](const QJsonObject& run) {
      m_session->runToEnd(run);
      QJsonObject pictures;
      for (const QJsonObject& event : m_session->events()) {
        if (event.contains("picture")) pictures[event["node"].toString()] = event["picture"];
      }
      QJsonArray paths;
      for (const QJsonValue& picture : pictures) paths.append(picture["path"]);
      m_session->done("release", {{"pictures", paths}});
      return pictures;
    };
    QCOMPARE(told({}).keys(), QStringList());
    const QJsonObject first = told({{"pictures", 16}});
    QCOMPARE(first.keys(), (QStringList{"bright", "g"}));
    QCOMPARE(first["g"]["width"].toInt(), 16);
    QCOMPARE(told({{"pictures", 16}}).keys(), QStringList());
    m_session->done("set", {{"values", QJsonObject{{"bright.by", 0.5}}}});
    QCOMPARE(told({{"pictures", 16}}).keys(), QStringList("bright"));
    m_session->load(pictures);
    QCOMPARE(told({{"pictures", 16}}).size(), 2);
    QVERIFY(!m_session->ask("run", {{"pictures", -1}})["ok"].toBool());
  }

  void things() {
    m_session->load(
        R"({"weft": 1, "outputs": {"o": "t.text"}, "nodes": {"t": {"type": "org.example.session.Things"}}})");
    m_session->runToEnd({{"keep", QJsonArray{"t"}}});
  }

  std::unique_ptr<SessionProcess> m_session;
};

}  // namespace

QTEST_GUILESS_MAIN(TestSessionValues)
#include "test_session_values.moc"
