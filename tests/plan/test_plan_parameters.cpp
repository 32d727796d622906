// Literals for parameters: every kind with values it takes and values it does not.
#include <weft/plan/parameters.h>
#include <QtTest>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

const ParameterType& parameter(const QString& id) {
  static const NodeCatalog catalog = makeCatalog();
  const NodeType& every = *catalog.find("t.p.Every");
  return every.parameters[static_cast<size_t>(every.parameterIndex(id.toStdString()))];
}

}  // namespace

class TestPlanParameters : public QObject {
  Q_OBJECT

 private slots:
  void literals_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("literal");
    QTest::addColumn<QString>("result");  // the value, or the error
    const auto row = [](const char* id, const char* literal, const char* result) {
      QTest::newRow((std::string(id) + " " + literal).c_str()) << QString(id) << QString(literal) << QString(result);
    };
    row("number", "0.5", "number 0.5");
    row("number", "0", "number 0");
    row("number", "1", "number 1");
    row("number", "1.0000001", "expected a number from 0 to 1, found 1.0000001");
    row("number", "-1", "expected a number from 0 to 1, found -1");
    row("number", "2147483648", "expected a number from 0 to 1, found 2147483648");
    row("number", "9007199254740993", "expected a number from 0 to 1, found 9007199254740993");
    row("number", "9223372036854775808", "expected a number from 0 to 1, found 9223372036854775808");
    row("number", "\"0.5\"", "expected a number from 0 to 1, found \"0.5\"");
    row("number", "true", "expected a number from 0 to 1, found true");
    row("number", "null", "expected a number from 0 to 1, found null");
    row("number", "[0.5]", "expected a number from 0 to 1, found an array");
    row("integer", "1", "integer 1");
    row("integer", "100", "integer 100");
    row("integer", "20.0", "integer 20");
    row("integer", "0", "expected an integer from 1 to 100, found 0");
    row("integer", "101", "expected an integer from 1 to 100, found 101");
    row("integer", "-1", "expected an integer from 1 to 100, found -1");
    row("integer", "1.5", "expected an integer from 1 to 100, found 1.5");
    row("integer", "2147483648", "expected an integer from 1 to 100, found 2147483648");
    row("integer", "9007199254740993", "expected an integer from 1 to 100, found 9007199254740993");
    row("integer", "9223372036854775808", "expected an integer from 1 to 100, found 9223372036854775808");
    row("integer", "1e30", "expected an integer from 1 to 100, found 1e+30");
    row("integer", "{}", "expected an integer from 1 to 100, found an object");
    row("boolean", "true", "boolean true");
    row("boolean", "1", "expected true or false, found 1");
    row("boolean", "\"true\"", "expected true or false, found \"true\"");
    row("string", "\"a\"", "string \"a\"");
    row("string", "1", "expected a text, found 1");
    row("string", "null", "expected a text, found null");
    row("choice", "\"lanczos\"", "string \"lanczos\"");
    row("choice", "\"lancos\"",
        "expected one of \"nearest\", \"bilinear\", \"lanczos\", found \"lancos\"; did you mean \"lanczos\"?");
    row("choice", "\"\"", "expected one of \"nearest\", \"bilinear\", \"lanczos\", found \"\"");
    row("choice", "0", "expected one of \"nearest\", \"bilinear\", \"lanczos\", found 0");
    row("seed", "0", "integer 0");
    row("seed", "9223372036854775807", "integer 9223372036854775807");
    row("seed", "9007199254740993", "integer 9007199254740993");
    row("seed", "-1", "expected an integer from 0 to 9223372036854775807, found -1");
    row("seed", "9223372036854775808", "expected an integer from 0 to 9223372036854775807, found 9223372036854775808");
    row("seed", "0.5", "expected an integer from 0 to 9223372036854775807, found 0.5");
    row("name", "\"a/b\"", "string \"a/b\"");
    row("name", "\"../a\"", "the output name \"../a\" may not have \"..\" as a part");
    row("name", "\"/etc/a\"", "the output name \"/etc/a\" is absolute; it must be relative to the output folder");
    row("name", "\"\"", "the output name is empty");
  }
  void literals() {
    QFETCH(QString, id);
    QFETCH(QString, literal);
    QFETCH(QString, result);
    const auto value = readParameter(parameter(id), *parseJson(literal.toStdString(), "x"), LiteralOrigin::File);
    QCOMPARE(QString::fromStdString(value ? value->describe() : value.error().message), result);
  }

  void setValues_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("result");
    const auto row = [](const char* id, const char* typed, const char* result) {
      QTest::newRow((std::string(id) + " " + typed).c_str()) << QString(id) << QString(typed) << QString(result);
    };
    row("number", "0.5", "number 0.5");
    row("number", "NaN", "expected a number from 0 to 1, found \"NaN\"");
    row("number", "inf", "expected a number from 0 to 1, found \"inf\"");
    row("number", "1e999", "expected a number from 0 to 1, found \"1e999\"");
    row("number", "\"0.5\"", "expected a number from 0 to 1, found \"0.5\"");
    row("number", "", "expected a number from 0 to 1, found \"\"");
    row("integer", "7", "integer 7");
    row("integer", "7 8", "expected an integer from 1 to 100, found \"7 8\"");
    row("integer", "seven", "expected an integer from 1 to 100, found \"seven\"");
    row("boolean", "true", "boolean true");
    row("boolean", "yes", "expected true or false, found \"yes\"");
    row("string", "7", "string \"7\"");
    row("string", "\"7\"", "string \"\"7\"\"");
    row("choice", "bilinear", "string \"bilinear\"");
    row("seed", "42", "integer 42");
  }
  void setValues() {
    QFETCH(QString, id);
    QFETCH(QString, typed);
    QFETCH(QString, result);
    const auto value = readParameter(parameter(id), Json(typed.toStdString()), LiteralOrigin::Set);
    QCOMPARE(QString::fromStdString(value ? value->describe() : value.error().message), result);
  }

  void linkedValuesAreHeldToTheRange() {
    QCOMPARE(checkParameter(parameter("integer"), Value::number(7))->describe(), std::string("integer 7"));
    QCOMPARE(checkParameter(parameter("number"), Value::integer(1))->describe(), std::string("number 1"));
    QCOMPARE(checkParameter(parameter("integer"), Value::number(7.5)).error().message,
             std::string("expected an integer from 1 to 100, found number 7.5"));
    QVERIFY(!checkParameter(parameter("number"), Value::number(std::nan(""))));
    QVERIFY(!checkParameter(parameter("choice"), Value::string("x")));
    QVERIFY(!checkParameter(parameter("name"), Value::string("../x")));
    QVERIFY(!checkParameter(parameter("boolean"), Value::integer(1)));
  }

  void portLiterals() {
    const auto read = [](const char* type, const Json& literal, LiteralOrigin origin) {
      const auto value = readPortLiteral(*Type::parse(type), literal, origin);
      return value ? value->describe() : value.error().message;
    };
    QCOMPARE(read("number", 0.5, LiteralOrigin::File), std::string("number 0.5"));
    QCOMPARE(read("number", "0.5", LiteralOrigin::File), std::string("expected number, found \"0.5\""));
    QCOMPARE(read("number", "0.5", LiteralOrigin::Set), std::string("number 0.5"));
    QCOMPARE(read("string", "7", LiteralOrigin::Set), std::string("string \"7\""));
    QCOMPARE(read("number|string", "7", LiteralOrigin::Set), std::string("integer 7"));
    QCOMPARE(read("number|string", "red", LiteralOrigin::Set), std::string("string \"red\""));
    QCOMPARE(read("list<number>", Json::array({1, 2}), LiteralOrigin::File), std::string("list of 2"));
    QCOMPARE(read("image", 1, LiteralOrigin::File), std::string("expected image, found 1"));
    QCOMPARE(read("any", nullptr, LiteralOrigin::File),
             std::string("expected a number, a text, true, false or a list, found null"));
  }
};

QTEST_APPLESS_MAIN(TestPlanParameters)
#include "test_plan_parameters.moc"
