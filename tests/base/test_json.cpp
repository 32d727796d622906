#include <QtTest>
#include <cstdint>
#include <limits>

#include "weft/base/json.h"

using namespace weft;

namespace {

std::string repeated(const std::string& text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string nested(const std::string& open, const std::string& middle, const std::string& close, size_t levels) {
  return repeated(open, levels) + middle + repeated(close, levels);
}

}  // namespace

class TestJson : public QObject {
  Q_OBJECT

 private slots:
  void refuses_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const std::string& text, const char* message) {
      QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray(message);
    };
    row("key twice", "{\n \"b\": 0,\n  \"a\": {\"x\":1, \"y\":2, \"x\":3}}",
        "FILE: line 3, column 23: key \"x\" is given twice");
    row("key twice, at the top", "{\"a\":1,\"a\":1}", "line 1, column 8: key \"a\" is given twice");
    row("key twice after unescaping", "{\"a\":1,\"\\u0061\":1}", "line 1, column 8: key \"a\" is given twice");
    row("key twice, with quotes", "{\"a\\\"\":1, \"a\\\"\":1}", "line 1, column 11: key \"a\"\" is given twice");
    row("key twice in an array", "[{\"a\":1},{\"a\":1,\"a\":2}]", "line 1, column 17");
    row("empty key twice", "{\"\":1,\"\":2}", "line 1, column 7: key \"\" is given twice");
    row("columns count letters", "{\"é😀\":1,\"a\":1,\"a\":1}", "line 1, column 15: key \"a\"");
    std::string many = "{";
    for (int i = 0; i < 1000; ++i) many += "\"" + std::to_string(i) + "\":0,";
    row("key twice among many", many + "\"500\":0}", "key \"500\" is given twice");
    std::string million = "[{";
    for (int i = 0; i <= 1 << 20; ++i) million += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
    row("a key too many", million + "}]", "more than 1048576 keys");
    row("65 arrays", nested("[", "", "]", 65), "line 1, column 65: nested deeper than 64 levels");
    row("65 objects", nested("{\"a\":", "1", "}", 65), "nested deeper than 64 levels");
    row("100,000 arrays", nested("[", "", "]", 100'000), "nested deeper than 64 levels");
    row("100,000 open objects", repeated("{\"a\":", 100'000), "nested deeper than 64 levels");
    row("NUL at the end", std::string("{}\0", 3), "line 1, column 3: NUL byte");
    row("NUL and more", std::string("{}\0anything", 11), "line 1, column 3: NUL byte");
    row("NUL in a string", std::string("[\"a\nb\0\"]", 8), "line 2, column 2: NUL byte");
    row("byte order mark", "\xEF\xBB\xBF{}", "line 1, column 1: a byte order mark");
    row("UTF-16", std::string("\xFF\xFE{\0}\0", 6), "line 1");
    row("invalid UTF-8", "{\"a\":\n \"\xFF\"}", "line 2, column 3: invalid UTF-8");
    row("overlong UTF-8", "[\"\xC0\xAF\"]", "invalid UTF-8");
    row("surrogate in UTF-8", "[\"\xED\xA0\x80\"]", "invalid UTF-8");
    row("lone surrogate", "[\"\\ud800\"]", "surrogate");
    row("empty", "", "line 1, column 1: ");
    row("blank", " \n ", "line 2, column 2");
    row("two documents", "{}{}", "line 1, column 3");
    row("trailing garbage", "{} x", "line 1, column 4");
    row("trailing comma", "[1,\n]", "line 2, column 1");
    row("missing comma", "{\"a\":1 \"b\":2}", "line 1");
    row("cut short", "{\"a\":", "unexpected end of input");
    row("comment", "{/**/}", "line 1");
    row("single quotes", "{'a':1}", "line 1");
    row("raw newline in a string", "[\"a\nb\"]", "line 1");
    row("bad escape", "[\"\\x\"]", "line 1");
    row("leading zero", "[01]", "line 1");
    row("plus", "[+1]", "line 1");
    row("hex", "[0x1]", "line 1");
    row("NaN", "[NaN]", "line 1");
    row("no fraction", "[1.]", "line 1");
    row("too large for any number", "[1e999]", "number overflow");
    row("terminal escape", "[\x1b[31m]", "line 1");
    row("long token", "[\"" + std::string(100'000, 'x'), "...");
    row("more than 64 MB", std::string((size_t{64} << 20) + 1, ' '), "at most 67108864 are allowed");
  }

  void refuses() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    const auto json = parseJson(text.toStdString(), "FILE");
    QVERIFY(!json.ok());
    QCOMPARE(json.error().code, ErrorCode::BadFile);
    const QByteArray error = QByteArray::fromStdString(json.error().message);
    QVERIFY2(error.startsWith("FILE: ") && error.contains(message), error);
    QVERIFY2(error.size() < 500 && !error.contains('\n') && !error.contains('\x1b'), error);
  }

  void reads() {
    const auto json =
        parseJson("{\"z\": [1, -2, 1.5, true, null], \"a\": {\"é\": \"\\ud83d\\ude00\\u0000\"}}\n", "FILE");
    QVERIFY2(json.ok(), json.ok() ? "" : json.error().message.c_str());
    QCOMPARE(json->begin().key(), std::string("z"));  // the order of the file
    QCOMPARE(json->at("z").size(), size_t{5});
    QCOMPARE(json->at("a").at("é").get<std::string>(), std::string("😀\0", 5));
    QVERIFY(parseJson(nested("[", "", "]", 64), "FILE").ok());
    QVERIFY(parseJson(nested("{\"a\":", "1", "}", 64), "FILE").ok());
    QVERIFY(parseJson("7", "FILE").ok());
    QVERIFY(parseJson("{\"a\":{\"x\":1},\"b\":{\"x\":1}}", "FILE").ok());
  }

  void sameAsTheLibrarysOwnReader() {
    const std::string text =
        "{\"a\":[[],{},[{\"b\":[1,2,{\"c\":\"d\"}]}]],\"e\":{\"f\":{\"g\":-0.5}},\"h\":18446744073709551615}";
    const auto json = parseJson(text, "FILE");
    QVERIFY(json.ok());
    QCOMPARE(*json, Json::parse(text));
    QCOMPARE(*parseJson(dumpJson(*json), "FILE"), *json);
  }

  void aHundredThousandKeysAreQuick() {
    std::string text = "{";
    for (int i = 0; i < 100'000; ++i) text += (i ? ",\"n" : "\"n") + std::to_string(i) + "\":{\"type\":\"x\"}";
    text += '}';
    QElapsedTimer timer;
    timer.start();
    const auto json = parseJson(text, "FILE");
    QVERIFY(json.ok());
    QCOMPARE(json->size(), size_t{100'000});
    QVERIFY2(timer.elapsed() < 2000, "the time must not grow with the square of the keys");
  }

  void integers_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("good");
    QTest::addColumn<qlonglong>("value");
    QTest::addColumn<QByteArray>("message");
    const auto good = [](const char* text, qlonglong value) {
      QTest::newRow(text) << QByteArray(text) << true << value << QByteArray();
    };
    const auto bad = [](const char* text, const char* message) {
      QTest::newRow(text) << QByteArray(text) << false << qlonglong{0} << QByteArray(message);
    };
    good("0", 0);
    good("-5", -5);
    good("-0", 0);
    good("4294967297", 4294967297);
    good("9223372036854775807", INT64_MAX);
    good("-9223372036854775808", INT64_MIN);
    good("1e3", 1000);
    good("20.0", 20);
    good("-9007199254740992.0", -9007199254740992);
    bad("1.5", "expected an integer, found 1.5");
    bad("-0.1", "expected an integer, found -0.1");
    bad("9223372036854775808", "9223372036854775808 is too large");
    bad("18446744073709551616", "is too large");
    bad("9007199254740994.0", "is too large");
    bad("1e30", "1e+30 is too large");
    bad("-1e30", "-1e+30 is too large");
    bad("true", "expected an integer, found true");
    bad("null", "expected an integer, found null");
    bad("\"5\"", "expected an integer, found \"5\"");
    bad("[5]", "expected an integer, found an array");
    bad("{}", "expected an integer, found an object");
  }

  void integers() {
    QFETCH(QByteArray, text);
    QFETCH(bool, good);
    QFETCH(qlonglong, value);
    QFETCH(QByteArray, message);
    const auto number = asInteger(*parseJson(text.toStdString(), "FILE"));
    QCOMPARE(number.ok(), good);
    if (good) {
      QCOMPARE(static_cast<qlonglong>(*number), value);
    } else {
      QCOMPARE(number.error().code, ErrorCode::InvalidArgument);
      QVERIFY2(QByteArray::fromStdString(number.error().message).contains(message), number.error().message.c_str());
    }
  }

  void otherKinds() {
    QCOMPARE(*asNumber(Json(3)), 3.0);
    QCOMPARE(*asNumber(Json(-2.5)), -2.5);
    QCOMPARE(*asNumber(Json(UINT64_MAX)), 18446744073709551616.0);
    QCOMPARE(asNumber(Json(true)).error().message, std::string("expected a number, found true"));
    QCOMPARE(asNumber(Json("1")).error().message, std::string("expected a number, found \"1\""));
    QCOMPARE(*asBool(Json(false)), false);
    QCOMPARE(asBool(Json(0)).error().message, std::string("expected true or false, found 0"));
    QCOMPARE(*asString(Json("x")), std::string("x"));
    QCOMPARE(asString(Json(nullptr)).error().message, std::string("expected a text, found null"));
    QCOMPARE(asBool(Json("a\x1b\n")).error().message, std::string("expected true or false, found \"a\\u001b\\u000a\""));
  }

  void numbersReadBackExactly() {
    for (const double value : {0.1, 1.0 / 3, 1e-320, 1.7976931348623157e308, -0.0, 123456789012345678.0, 5e-324}) {
      const auto back = parseJson(dumpJson(Json(value)), "FILE");
      QVERIFY(back.ok());
      QCOMPARE(*asNumber(*back), value);
    }
    QCOMPARE(dumpJson(Json(INT64_MIN)), std::string("-9223372036854775808"));
    QCOMPARE(dumpJson(Json(UINT64_MAX)), std::string("18446744073709551615"));
    QCOMPARE(dumpJson(Json(std::numeric_limits<double>::infinity())), std::string("null"));
    QCOMPARE(dumpJson(Json::parse("{\"b\":[1],\"a\":{}}")), std::string("{\n  \"b\": [\n    1\n  ],\n  \"a\": {}\n}"));
    QVERIFY(isValidJson(dumpJson(Json("\xFF"))));
  }

  void readsFiles() {
    QTemporaryDir folder;
    QFile file(folder.filePath("graph.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"a\":\n1,}");
    file.close();
    const auto bad = readJsonFile(file.fileName().toStdString());
    QVERIFY(!bad.ok());
    QCOMPARE(bad.error().message.substr(0, file.fileName().size() + 18),
             file.fileName().toStdString() + ": line 2, column 3");
    const auto missing = readJsonFile("/nowhere/graph.json");
    QCOMPARE(missing.error().message, std::string("/nowhere/graph.json: No such file or directory"));
    QCOMPARE(readJsonFile("/").error().message, std::string("/: is a folder, not a file"));
  }

 private:
  static bool isValidJson(const std::string& text) { return parseJson(text, "FILE").ok(); }
};

QTEST_APPLESS_MAIN(TestJson)
#include "test_json.moc"
