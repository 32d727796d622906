// The data set of the embedded model: its list, its pictures, and what is held out.
#include <QtTest>
#include <fstream>
#include <set>

#include "text/words.h"
#include "training/emoji_dataset.h"
#include "training/emoji_names.h"
#include "training/emoji_painter.h"

using namespace weft;
using namespace weft::training;

namespace {

EmojiName named(std::string name) { return {{0x1F600}, std::move(name)}; }

std::filesystem::path written(const QTemporaryDir& folder, const std::string& text) {
  const std::filesystem::path path = folder.filePath("emoji-test.txt").toStdString();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace

class TestEmojiDataset : public QObject {
  Q_OBJECT

  EmojiDataset m_dataset;
  std::vector<EmojiName> m_names;

 private slots:
  void initTestCase() {
    auto names = readEmojiNames(EmojiSources{}.names);
    QVERIFY2(names.ok(), names.ok() ? "" : names.error().message.c_str());
    m_names = std::move(*names);
    auto dataset = drawEmojiDataset({});  // every sequence becomes one glyph, or this fails
    QVERIFY2(dataset.ok(), dataset.ok() ? "" : dataset.error().message.c_str());
    m_dataset = std::move(*dataset);
  }

  void holdsEveryFullyQualifiedEmoji() {
    QCOMPARE(m_dataset.names.size(), size_t(3655));
    QCOMPARE(m_dataset.pictures.size(), size_t(3655) * EmojiDataset::pictureBytes);
    QCOMPARE(std::set<std::string>(m_dataset.names.begin(), m_dataset.names.end()).size(), size_t(3655));
    for (const auto& name : m_dataset.names) {
      const auto words = text::splitWords(name);
      QVERIFY2(!words.empty() && words.size() <= 14, name.c_str());
    }
    const std::set<std::string> names(m_dataset.names.begin(), m_dataset.names.end());
    for (const char* name : {"red apple", "kiss: woman, man, dark skin tone, light skin tone",
                             "flag: \u00e5land islands", "keycap: #", "family: man, woman, girl, boy", "flag: wales"}) {
      QVERIFY2(names.contains(name), name);
    }
  }

  void heldOutHalvesOccurInTraining() {
    QCOMPARE(m_dataset.heldOut.size(), size_t(150));
    QCOMPARE(m_dataset.trained.size(), size_t(3505));
    std::set<std::string> persons, tones;
    for (const auto i : m_dataset.trained) {
      const auto halves = splitName(m_dataset.names[size_t(i)]);
      if (halves.tone.empty()) continue;
      persons.insert(halves.person);
      tones.insert(halves.tone);
    }
    std::set<std::string> heldOutPersons;
    for (const auto i : m_dataset.heldOut) {
      const auto halves = splitName(m_dataset.names[size_t(i)]);
      QVERIFY(!halves.tone.empty());
      QVERIFY2(persons.contains(halves.person) && tones.contains(halves.tone), m_dataset.names[size_t(i)].c_str());
      QVERIFY(heldOutPersons.insert(halves.person).second);
    }
    QCOMPARE(heldOutEmoji(m_names), m_dataset.heldOut);
  }

  // A person, or a tone, that occurs once only must stay in training, however few candidates are left.
  void neverHoldsOutTheLastOfAHalf() {
    const std::vector<EmojiName> few = {named("wave: dark skin tone"), named("wave: light skin tone"),
                                        named("clap: light skin tone"), named("wave"), named("clap")};
    const auto heldOut = heldOutEmoji(few, 10);
    QCOMPARE(heldOut, (std::vector<int64_t>{1}));
  }

  void splitsNames_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("person");
    QTest::addColumn<QString>("tone");
    QTest::newRow("tone") << "waving hand: dark skin tone"
                          << "waving hand"
                          << "dark skin tone";
    QTest::newRow("tone and hair") << "man: light skin tone, bald"
                                   << "man, bald"
                                   << "light skin tone";
    QTest::newRow("two tones") << "kiss: man, man, light skin tone, dark skin tone"
                               << "kiss, man, man"
                               << "light skin tone, dark skin tone";
    QTest::newRow("no tone") << "man: bald"
                             << "man: bald"
                             << "";
    QTest::newRow("plain") << "red apple"
                           << "red apple"
                           << "";
  }

  void splitsNames() {
    QFETCH(QString, name);
    const auto halves = splitName(name.toStdString());
    QTEST(QString::fromStdString(halves.person), "person");
    QTEST(QString::fromStdString(halves.tone), "tone");
  }

  void picturesAreEmojiOnWhite() {
    const auto found = std::find(m_dataset.names.begin(), m_dataset.names.end(), "red triangle pointed up");
    QVERIFY(found != m_dataset.names.end());
    const auto start = size_t(found - m_dataset.names.begin()) * EmojiDataset::pictureBytes;
    const auto pixel = [&](int channel, int y, int x) {
      return int(m_dataset.pictures[start + size_t((channel * 64 + y) * 64 + x)]);
    };
    int redPixels[64] = {};
    for (int y = 0; y < 64; ++y) {
      for (int x = 0; x < 64; ++x) redPixels[y] += pixel(0, y, x) > 150 && pixel(1, y, x) < 120 && pixel(2, y, x) < 120;
    }
    for (int channel = 0; channel < 3; ++channel) QCOMPARE(pixel(channel, 0, 0), 255);
    QVERIFY(redPixels[24] > 2 && redPixels[34] > redPixels[24] + 4 && redPixels[44] > redPixels[34] + 4);
  }

  void balancesTrainingByTone() {
    const auto examples = balancedTraining(m_dataset);
    for (const auto index : m_dataset.trained) {
      const bool toned = m_dataset.names[size_t(index)].find("skin tone") != std::string::npos;
      QCOMPARE(std::count(examples.begin(), examples.end(), index), ptrdiff_t(toned ? 1 : 3));
    }
    for (const auto index : m_dataset.heldOut) {
      QVERIFY(std::find(examples.begin(), examples.end(), index) == examples.end());
    }
  }

  void namesWhatIsNoSingleGlyph() {
    auto painter = EmojiPainter::open(EmojiSources{}.font);
    QVERIFY(painter.ok());
    const uint32_t two[] = {0x1F600, 0x1F601};
    const auto several = painter->paint(two, 64);
    QVERIFY(!several.ok());
    QVERIFY(QString::fromStdString(several.error().message).contains("U+1F600 U+1F601 becomes 2 glyphs"));
    const uint32_t missing[] = {0x10FFFD};
    QVERIFY(!painter->shape(missing).ok());
    const uint32_t waving[] = {0x1F44B, 0x1F3FF};
    QVERIFY(painter->shape(waving).ok());
  }

  void refusesWhatIsNoColourFont() {
    QTemporaryDir folder;
    const auto text = EmojiPainter::open(written(folder, "not a font"));
    QVERIFY(!text.ok());
    QVERIFY(text.error().code == ErrorCode::BadFile);
    QVERIFY(!EmojiPainter::open(folder.filePath("none.ttf").toStdString()).ok());
  }

  void refusesBadLists_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("no separator") << QByteArray("# ok\n1F600 fully-qualified\n") << "line 2: expected";
    QTest::newRow("not hexadecimal") << QByteArray("1F6XX ; fully-qualified # x E1.0 face\n") << "line 1: the code";
    QTest::newRow("too large") << QByteArray("110000 ; fully-qualified # x E1.0 face\n") << "line 1: the code";
    QTest::newRow("no name") << QByteArray("1F600 ; fully-qualified # x\n") << "line 1: there is no name";
    QTest::newRow("twice") << QByteArray("1F600 ; fully-qualified # x E1.0 a\n1F601 ; fully-qualified # x E1.0 A\n")
                           << "line 2: the name \"a\" is there twice";
    QTest::newRow("none") << QByteArray("1F600 ; unqualified # x E1.0 a\n") << "no fully-qualified";
    QTest::newRow("not UTF-8") << QByteArray("\xff\xfe") << "not UTF-8";
  }

  void refusesBadLists() {
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    QTemporaryDir folder;
    const auto names = readEmojiNames(written(folder, text.toStdString()));
    QVERIFY(!names.ok());
    QVERIFY2(QString::fromStdString(names.error().message).contains(message), names.error().message.c_str());
  }

  void survivesTheFile() {
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("emoji.safetensors").toStdString();
    QVERIFY(saveEmojiDataset(m_dataset, path).ok());
    const auto loaded = loadEmojiDataset(path);
    QVERIFY(loaded.ok());
    QVERIFY(loaded->names == m_dataset.names && loaded->pictures == m_dataset.pictures &&
            loaded->heldOut == m_dataset.heldOut && loaded->trained == m_dataset.trained);

    auto broken = m_dataset;
    broken.heldOut.front() = 4000;
    QVERIFY(saveEmojiDataset(broken, path).ok());
    QVERIFY(!loadEmojiDataset(path).ok());
  }

  void stopsWhenCancelled() {
    int asked = 0;
    const auto dataset = drawEmojiDataset({}, [&] { return ++asked > 10; });
    QVERIFY(!dataset.ok());
    QVERIFY(dataset.error().code == ErrorCode::Cancelled);
    QVERIFY(asked < 100);
  }
};

QTEST_APPLESS_MAIN(TestEmojiDataset)
#include "test_emoji_dataset.moc"
