#include <weft/value/type.h>
#include <QtTest>

using namespace weft;

namespace {

Type type(const QString& text) {
  const Result<Type> parsed = Type::parse(text.toStdString());
  if (!parsed) qFatal("%s", parsed.error().message.c_str());
  return *parsed;
}

// A tensor of floats that owns itself.
Value tensor(std::vector<int64_t> shape) {
  struct Owner {
    weft_managed_tensor managed{};
    std::vector<int64_t> shape;
    float data = 0;
  };
  auto* owner = new Owner;
  owner->shape = std::move(shape);
  owner->managed.version = {1, 0};
  owner->managed.manager = owner;
  owner->managed.deleter = [](weft_managed_tensor* self) { delete static_cast<Owner*>(self->manager); };
  owner->managed.tensor = {&owner->data,
                           {WEFT_DEVICE_CPU, 0},
                           static_cast<int32_t>(owner->shape.size()),
                           {WEFT_TYPE_FLOAT, 32, 1},
                           owner->shape.data(),
                           nullptr,
                           0};
  return *Value::tensor(&owner->managed);
}

}  // namespace

class TestTypes : public QObject {
  Q_OBJECT

 private slots:
  void expressionsReadAndPrint_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("printed");
    const auto row = [](const char* text, const char* printed) {
      QTest::newRow(text) << QString(text) << QString(printed);
    };
    row("image", "image");
    row("number | string", "number|string");
    row("latent<emoji>", "latent<emoji>");
    row("latent<$space>[N, C, 8*h, 8 * w]", "latent<$space>[N, C, 8*h, 8*w]");
    row("list<list<$T>|number>", "list<list<$T>|number>");
    row("org.example.thing<a, b>", "org.example.thing<a, b>");
    row("tensor[]", "tensor[]");
    row("tensor[?,0,3]", "tensor[?, 0, 3]");
    row("text_encoder", "text_encoder");
  }
  void expressionsReadAndPrint() {
    QFETCH(QString, text);
    QFETCH(QString, printed);
    QCOMPARE(QString::fromStdString(type(text).text()), printed);
    QVERIFY(type(printed) == type(text));
  }

  void badExpressionsAreRefused_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const QString& text, const char* message) {
      QTest::newRow(text.left(20).toUtf8()) << text << QString(message);
    };
    row("", "expected the name of a type at character 1");
    row("|", "expected the name of a type at character 1");
    row("number|", "expected the name of a type at character 8");
    row("$", "expected the name of a variable at character 2");
    row("list<", "expected the name of a type at character 6");
    row("list<number", "expected ',' or '>' at character 12");
    row("image]", "expected the end");
    row("image[", "expected a dimension");
    row("image[1,]", "expected a dimension");
    row("image[8*]", "expected the name of a dimension");
    row("image[0*h]", "expected a factor above 0");
    row("image[-1]", "expected a dimension");
    row("image[99999999999999999999]", "expected a number of at most 63 bits");
    row("image number", "expected the end");
    row("7", "expected the name of a type");
    row("i\xC3\xA4", "expected the end");
    row(QString("list<").repeated(1000), "expected at most 16 levels");
    row(QString("a|").repeated(1000) + "a", "expected at most 64 names");
  }
  void badExpressionsAreRefused() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    const Result<Type> parsed = Type::parse(text.toStdString());
    QVERIFY(!parsed);
    QVERIFY2(QString::fromStdString(parsed.error().message).contains(message), parsed.error().message.c_str());
  }

  void typesFitOrNot_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char* from, const char* to, bool fits) {
      QTest::newRow((std::string(from) + " into " + to).c_str()) << QString(from) << QString(to) << fits;
    };
    row("image", "image", true);
    row("image", "mask", false);
    row("image", "any", true);
    row("any", "image", true);
    row("integer", "number", true);
    row("number", "integer", true);  // checked as it flows
    row("boolean", "number", false);
    row("number", "string", false);
    row("image", "tensor", true);
    row("mask", "tensor", true);
    row("latent<emoji>", "tensor", true);
    row("sigmas", "tensor", true);
    row("tensor", "image", false);
    row("conditioning", "tensor", false);
    row("latent<emoji>", "latent<emoji>", true);
    row("image", "tensor<float32>", true);
    row("image", "tensor<uint8>", false);
    row("tensor", "tensor<uint8>", true);
    row("tensor<bool>", "tensor<uint8>", false);
    row("tensor<bool>", "tensor", true);
    row("sigmas", "tensor<float32>", false);
    row("latent<emoji>", "latent<sdxl>", false);
    row("latent", "latent<emoji>", true);
    row("latent<emoji>", "latent", true);
    row("latent<any>", "latent<emoji>", true);
    row("denoiser<emoji>", "denoiser<$space>", true);
    row("number|string", "number", false);
    row("number|string", "string|number", true);
    row("number", "number|string", true);
    row("integer|number", "number", true);
    row("any|number", "string", true);
    row("$T", "image", true);
    row("image", "$T", true);
    row("list<integer>", "list<number>", true);
    row("list<image>", "list<string>", false);
    row("list<image>", "sequence<image>", false);
    row("org.example.a", "org.example.b", false);
    row("tensor[1, 3, 8, 8]", "tensor[1, 3, 8, 8]", true);
    row("tensor[1, 3, 8, 8]", "tensor[1, 4, 8, 8]", false);
    row("tensor[1, 3, 8]", "tensor[1, 3, 8, 8]", false);
    row("tensor[?, 3]", "tensor[7, 3]", true);
    row("tensor", "tensor[1]", true);
    row("tensor[1]", "tensor", true);
    row("image[1, 3, 64, 64]", "image[N, C, 8*h, 8*w]", true);
    row("image[1, 3, 60, 64]", "image[N, C, 8*h, 8*w]", false);
    row("tensor[4, 5]", "tensor[n, n]", false);
    row("tensor[4, 4]", "tensor[n, n]", true);
    row("image", "tensor[N, 3, H, W]", true);
    row("image", "tensor[N, 1, H, W]", false);
    row("mask", "tensor[N, 1, H, W]", true);
    row("image", "tensor[N]", false);
  }
  void typesFitOrNot() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(bool, fits);
    TypeBindings bindings;
    QCOMPARE(matchType(type(from), type(to), bindings).ok(), fits);
  }

  void variablesAreOneTypeInOneNode() {
    TypeBindings bindings;
    QVERIFY(matchType(type("latent<emoji>"), type("latent<$space>"), bindings));
    QVERIFY(!matchType(type("latent<sdxl>"), type("latent<$space>"), bindings));
    QCOMPARE(substitute(type("denoiser<$space>"), bindings).text(), std::string("denoiser<emoji>"));
    QVERIFY(matchType(type("image[2, 3, 64, 32]"), type("image[N, C, 8*h, 8*w]"), bindings));
    QCOMPARE(substitute(type("latent<$space>[N, 16, h, 2*w]"), bindings).text(),
             std::string("latent<emoji>[2, 16, 8, 8]"));
    QVERIFY(!matchType(type("image[3, 3, 64, 32]"), type("image[N, C, y, x]"), bindings));
  }

  void aVariableTakesTheWiderType() {
    TypeBindings bindings;
    QVERIFY(matchType(type("integer"), type("$T"), bindings));
    QVERIFY(matchType(type("number"), type("$T"), bindings));
    QCOMPARE(substitute(type("$T"), bindings).text(), std::string("number"));
    QVERIFY(matchType(type("integer"), type("$T"), bindings));
    QCOMPARE(substitute(type("$T"), bindings).text(), std::string("number"));
    QVERIFY(!matchType(type("string"), type("$T"), bindings));
    TypeBindings ofUnion;
    QVERIFY(matchType(type("number|string"), type("$T"), ofUnion));
    QCOMPARE(substitute(type("list<$T>"), ofUnion).text(), std::string("list<number|string>"));
  }

  void failureLeavesTheBindings() {
    TypeBindings bindings;
    QVERIFY(!matchType(type("pair<emoji, image>"), type("pair<$space, string>"), bindings));
    QVERIFY(bindings.types.empty());
  }

  void unionsBindOnlyWhatFits() {
    TypeBindings bindings;
    QVERIFY(matchType(type("list<image>"), type("sequence<$T>|list<$T>"), bindings));
    QCOMPARE(substitute(type("$T"), bindings).text(), std::string("image"));
  }

  void unboundVariablesBecomeUnknown() {
    QCOMPARE(substitute(type("$T"), {}).text(), std::string("any"));
    QCOMPARE(substitute(type("latent<$space>[N, 4, 8*h, w]"), {}).text(), std::string("latent[?, 4, ?, ?]"));
    QCOMPARE(substitute(type("number|$T"), {}).text(), std::string("any"));
    TypeBindings large;
    large.dimensions["h"] = INT64_MAX;
    QCOMPARE(substitute(type("tensor[8*h]"), large).text(), std::string("tensor[?]"));
  }

  // A chain of nodes that each wrap their input into a list, or double it.
  void typesDoNotGrowForEver() {
    Type current = type("image");
    for (int i = 0; i < 1000; ++i) {
      TypeBindings bindings;
      QVERIFY(matchType(current, type("$T"), bindings));
      current = substitute(type("pair<$T, $T>"), bindings);
    }
    QVERIFY(current.text().size() < 2000);
  }

  void theErrorSaysBothTypes() {
    TypeBindings bindings;
    const auto result = matchType(type("image"), type("latent<emoji>"), bindings);
    QCOMPARE(result.error().message, std::string("image does not fit latent<emoji>"));
  }

  void valuesAreHeldToTypes_data() {
    QTest::addColumn<Value>("value");
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char* name, const Value& value, const char* type, bool fits) {
      QTest::newRow(name) << value << QString(type) << fits;
    };
    row("number", Value::number(0.5), "number", true);
    row("fraction into integer", Value::number(0.5), "integer", false);
    row("whole into integer", Value::number(2), "integer", true);
    row("integer into number", Value::integer(2), "number", true);
    row("too large for a number", Value::integer(INT64_MAX), "number", false);
    row("union", Value::string("a"), "number|string", true);
    row("not of the union", Value::boolean(true), "number|string", false);
    row("anything", Value::boolean(true), "any", true);
    row("variable", Value::boolean(true), "$T", true);
    row("a plugin's own", Value::boolean(true), "org.example.thing", true);
    row("nothing", Value(), "any", false);
    row("image", tensor({1, 3, 4, 4}), "image", true);
    row("four channels", tensor({1, 4, 4, 4}), "image", false);
    row("three dimensions", tensor({3, 4, 4}), "image", false);
    row("mask", tensor({1, 1, 4, 4}), "mask", true);
    row("shape", tensor({2, 4}), "tensor[2, 4]", true);
    row("other shape", tensor({2, 4}), "tensor[2, 5]", false);
    row("elements", tensor({2, 4}), "tensor<float32>[2, 4]", true);
    row("other elements", tensor({2, 4}), "tensor<uint8>", false);
    row("multiple", tensor({16, 8}), "tensor[8*h, 8*h]", false);
    row("multiples", tensor({16, 8}), "tensor[8*h, 4*h]", true);
    row("tensor for a number", tensor({1}), "number", false);
    row("list", Value::list({Value::number(1), Value::integer(2)}), "list<number>", true);
    row("list of others", Value::list({Value::number(1), Value::string("")}), "list<number>", false);
    row("record", Value::record({}), "conditioning", true);
    row("not an object", Value::record({}), "denoiser<emoji>", false);
  }
  void valuesAreHeldToTypes() {
    QFETCH(Value, value);
    QFETCH(QString, type);
    QFETCH(bool, fits);
    QCOMPARE(checkValue(value, ::type(type)).ok(), fits);
  }

  void theErrorSaysWhatIsThere() {
    QCOMPARE(checkValue(tensor({1, 4, 8, 8}), type("image")).error().message,
             std::string("tensor float32 [1, 4, 8, 8] is not what image declares"));
  }
};

QTEST_APPLESS_MAIN(TestTypes)
#include "test_types.moc"
