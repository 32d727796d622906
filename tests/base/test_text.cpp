#include <QtTest>
#include <cmath>
#include <cstring>
#include <limits>

#include "weft/base/text.h"

using namespace weft;

class TestText : public QObject {
  Q_OBJECT

 private slots:
  void utf8_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("invalidAt");
    const auto row = [](const char* name, const QByteArray& text, int at) { QTest::newRow(name) << text << at; };
    row("empty", "", -1);
    row("ASCII", "abc", -1);
    row("two to four bytes", "é€😀", -1);
    row("last of each length", "\x7f\xdf\xbf\xef\xbf\xbf\xf4\x8f\xbf\xbf", -1);
    row("NUL is valid", QByteArray("a\0b", 3), -1);
    row("continuation alone", "a\x80", 1);
    row("0xFF", "ab\xff", 2);
    row("cut after one", "\xe2", 0);
    row("cut after two", "é\xe2\x82", 2);
    row("cut by a letter",
        "\xe2\x82"
        "a",
        0);
    row("overlong two", "\xc1\xbf", 0);
    row("overlong three", "\xe0\x9f\xbf", 0);
    row("overlong four", "\xf0\x8f\xbf\xbf", 0);
    row("first surrogate", "\xed\xa0\x80", 0);
    row("last surrogate", "\xed\xbf\xbf", 0);
    row("before surrogates", "\xed\x9f\xbf", -1);
    row("beyond Unicode", "\xf4\x90\x80\x80", 0);
    row("five bytes", "\xf8\x88\x80\x80\x80", 0);
  }
  void utf8() {
    QFETCH(QByteArray, text);
    QFETCH(int, invalidAt);
    QCOMPARE(findInvalidUtf8(text.toStdString()), invalidAt < 0 ? std::string::npos : static_cast<size_t>(invalidAt));
    QCOMPARE(isValidUtf8(text.toStdString()), invalidAt < 0);
  }

  void everyByteAgreesWithQt() {
    // All sequences of up to two bytes, and of three that begin where the rules change.
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const auto check = [&](const std::string& text) {
      const QString decoded = decoder(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
      const bool valid = !decoder.hasError() && decoded.toUtf8().toStdString() == text;
      decoder.resetState();
      return valid == isValidUtf8(text);
    };
    for (int a = 1; a < 256; ++a) {
      for (int b = 1; b < 256; ++b) QVERIFY(check({static_cast<char>(a), static_cast<char>(b)}));
    }
    for (const int a : {0xe0, 0xe1, 0xed, 0xee}) {
      for (int b = 0x70; b < 256; ++b) {
        for (const int c : {0x41, 0x7f, 0x80, 0xbf, 0xc0}) {
          QVERIFY(check({static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)}));
        }
      }
    }
  }

  void printing() {
    QCOMPARE(printable("plain é😀"), std::string("plain é😀"));
    QCOMPARE(printable("a\nb\x1b[31m\x7f"), std::string("a\\u000ab\\u001b[31m\\u007f"));
    QCOMPARE(printable("\xc2\x9b"
                       "x"),
             std::string("\\u009bx"));  // a control of 8-bit terminals
    QCOMPARE(printable("\xe2\x80\xae"
                       "abc"),
             std::string("\\u202eabc"));  // text from right to left
    QCOMPARE(printable("\xff\xc0"), std::string("\\xff\\xc0"));
    QCOMPARE(printable("abcdef", 3), std::string("abc..."));
    QCOMPARE(printable("abc", 3), std::string("abc"));
    QVERIFY(isValidUtf8(printable("éééé", 3)));
    QCOMPARE(inQuotes("a\"b"), std::string("\"a\"b\""));
  }

  void numbers() {
    QCOMPARE(formatNumber(0.1), std::string("0.1"));
    QCOMPARE(formatNumber(0.1f), std::string("0.1"));
    QCOMPARE(formatNumber(3.0), std::string("3"));
    QCOMPARE(formatNumber(-0.0), std::string("-0"));
    QCOMPARE(formatNumber(1e300), std::string("1e+300"));
    QCOMPARE(formatNumber(std::numeric_limits<double>::infinity()), std::string("inf"));
    QCOMPARE(formatNumber(-std::numeric_limits<float>::infinity()), std::string("-inf"));
    QCOMPARE(formatNumber(std::numeric_limits<double>::quiet_NaN()), std::string("nan"));
    uint64_t state = 1;
    for (int i = 0; i < 20'000; ++i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      double value;
      std::memcpy(&value, &state, sizeof value);
      if (std::isfinite(value)) QCOMPARE(std::strtod(formatNumber(value).c_str(), nullptr), value);
      const auto bits = static_cast<uint32_t>(state >> 32);
      float small;
      std::memcpy(&small, &bits, sizeof small);
      if (std::isfinite(small)) QCOMPARE(std::strtof(formatNumber(small).c_str(), nullptr), small);
    }
  }

  void closestName_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* expected) {
      QTest::newRow(name) << QString(name) << QString(expected);
    };
    row("modle", "model");
    row("model", "model");
    row("Model", "model");
    row("mdoel", "model");
    row("sampl", "sample");
    row("samplee", "sample");
    row("guidence", "guidance");
    row("x", "");
    row("zzzzzz", "");
    row("", "");
    row("see", "seed");
    row("b", "");  // a single letter is too short to be like another
  }
  void closestName() {
    QFETCH(QString, name);
    QFETCH(QString, expected);
    const std::vector<std::string> known = {"model", "sample", "guidance", "seed", "a"};
    QCOMPARE(weft::closestName(name.toStdString(), known), expected.toStdString());
  }

  void suggestions() {
    const std::vector<std::string> known = {"bicubic", "bilinear"};
    QCOMPARE(didYouMean("bicubik", known), std::string("; did you mean \"bicubic\"?"));
    QCOMPARE(didYouMean("mitchell", known), std::string());
    QCOMPARE(didYouMean(std::string(1'000'000, 'a'), known), std::string());
    QCOMPARE(weft::closestName("ab", std::vector<std::string>{"ax", "ay"}), std::string("ax"));  // the first of equals
  }
};

QTEST_APPLESS_MAIN(TestText)
#include "test_text.moc"
