// Text to words to numbers, as the embedded model sees them.
#include <QtTest>

#include "text/vocabulary.h"
#include "text/words.h"

using namespace weft;
using namespace weft::text;

using Words = std::vector<std::string>;

class TestWords : public QObject {
  Q_OBJECT

 private slots:
  void splits_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<QByteArray>>("words");
    const auto row = [](const char* name, const char* text, QList<QByteArray> words) {
      QTest::newRow(name) << QByteArray(text) << words;
    };
    row("lower case", "Red  APPLE\n", {"red", "apple"});
    row("punctuation", "kiss: woman, man; (medium-light) skin tone!",
        {"kiss", "woman", "man", "medium", "light", "skin", "tone"});
    row("accents", "flag: C\u00f4te d\u2019Ivoire, S\u00c3O Tom\u00e9 & \u00c5land",
        {"flag", "cote", "divoire", "sao", "tome", "aland"});
    row("apostrophes", "woman\u2019s woman's", {"womans", "womans"});
    row("keycaps", "keycap: #, keycap:*", {"keycap", "#", "keycap", "*"});
    row("digits", "1st place", {"1st", "place"});
    row("quotation marks", "japanese \u201chere\u201d button", {"japanese", "here", "button"});
    row("other alphabets stay", "\u044f\u0431\u043b\u043e\u043a\u043e \u732b",
        {"\u044f\u0431\u043b\u043e\u043a\u043e", "\u732b"});
    row("emoji separate", "red\U0001F34Eapple", {"red", "apple"});
    row("cross sign is no letter", "a\u00d7b", {"a", "b"});
    row("nothing", " \t.,", {});
    row("empty", "", {});
    row("broken UTF-8", "red\xff\xc3 apple\xe2\x80", {"red", "apple"});
  }

  void splits() {
    QFETCH(QByteArray, text);
    QFETCH(QList<QByteArray>, words);
    QList<QByteArray> found;
    for (const auto& word : splitWords(std::string_view(text.constData(), size_t(text.size())))) {
      found.append(QByteArray::fromStdString(word));
    }
    QCOMPARE(found, words);
  }

  void tokens() {
    const auto vocabulary = Vocabulary::fromTexts({"red apple", "Green apple"});
    QCOMPARE(vocabulary.words(), (Words{"apple", "green", "red"}));
    QCOMPARE(vocabulary.size(), int64_t(5));
    const auto tokens = vocabulary.tokenize("a green, green APPLE; a pear", 6);
    QCOMPARE(tokens.ids, (std::vector<int64_t>{3, 3, 2, 0, 0, 0}));
    QCOMPARE(tokens.unknown, (Words{"a", "pear"}));
    QVERIFY(tokens.cutOff.empty());
  }

  void tooManyWords() {
    const auto vocabulary = Vocabulary::fromTexts({"red apple green"});
    const auto tokens = vocabulary.tokenize("red red apple green green", 3);
    QCOMPARE(tokens.ids, (std::vector<int64_t>{4, 4, 2}));
    QCOMPARE(tokens.cutOff, (Words{"green"}));
  }

  void textWithoutKnownWords() {
    const auto vocabulary = Vocabulary::fromTexts({"apple"});
    for (const char* text : {"", "pear", "..."}) {
      QCOMPARE(vocabulary.tokenize(text, 3).ids, (std::vector<int64_t>{Vocabulary::nothing, 0, 0}));
    }
    QVERIFY(vocabulary.tokenize(" ...", 3).unknown.empty());
    QCOMPARE(vocabulary.tokenize("\U0001F34E", 3).unknown, (Words{"\U0001F34E"}));
  }

  void refusesBadVocabularies() {
    QVERIFY(Vocabulary::create({"a", "b"}).ok());
    const auto twice = Vocabulary::create({"a", "b", "a"});
    QVERIFY(!twice.ok());
    QVERIFY(QString::fromStdString(twice.error().message).contains("\"a\""));
    QVERIFY(!Vocabulary::create({"a", ""}).ok());
  }
};

QTEST_APPLESS_MAIN(TestWords)
#include "test_words.moc"
