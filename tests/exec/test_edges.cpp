// Values are checked, and converted where nothing is lost, wherever they go from one node to another.
#include <limits>

#include "exec/run_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class TestEdges : public QObject {
  Q_OBJECT

 private slots:
  void inputs_data();
  void inputs();
  void outputs();
  void parameters_data();
  void parameters();
};

// One node gives `value`; another takes it through a port of the declared type and says of which kind it came.
struct Pair {
  PlanBuilder builder;
  int sink;

  Pair(const Value& value, NodeType taking) {
    const NodeType* give = builder.keep(fakeType("test.edge.Give", {}, {"value:any"}, [value](NodeCall& call) {
      call.setOutput(0, value);
      return Result<CallOutcome>(CallOutcome::Done);
    }));
    builder.add(give, "give");
    sink = builder.add(builder.keep(std::move(taking)), "take", {});
  }
};

void TestEdges::inputs_data() {
  QTest::addColumn<QString>("given");
  QTest::addColumn<QString>("declared");
  QTest::addColumn<QString>("arrives");  // its kind, or an error
  QTest::newRow("same") << "number"
                        << "number"
                        << "number";
  QTest::newRow("integer to number") << "integer"
                                     << "number"
                                     << "number";
  QTest::newRow("whole number to integer") << "whole"
                                           << "integer"
                                           << "integer";
  QTest::newRow("fraction to integer") << "number"
                                       << "integer"
                                       << "input \"in\" takes integer, and was given number 2.5";
  QTest::newRow("either stays") << "integer"
                                << "number|integer"
                                << "integer";
  QTest::newRow("either, with text") << "whole"
                                     << "number|string"
                                     << "number";
  QTest::newRow("any stays") << "integer"
                             << "any"
                             << "integer";
  QTest::newRow("variable stays") << "integer"
                                  << "$T"
                                  << "integer";
  QTest::newRow("text to number") << "string"
                                  << "number"
                                  << "input \"in\" takes number, and was given string";
  QTest::newRow("boolean to number") << "boolean"
                                     << "number"
                                     << "input \"in\" takes number, and was given boolean";
  QTest::newRow("number to image") << "number"
                                   << "image"
                                   << "input \"in\" takes image, and was given number 2.5";
}

Value sample(const QString& name) {
  if (name == "number") return Value::number(2.5);
  if (name == "whole") return Value::number(4);
  if (name == "integer") return Value::integer(3);
  if (name == "boolean") return Value::boolean(true);
  return Value::string("words");
}

void TestEdges::inputs() {
  QFETCH(QString, given);
  QFETCH(QString, declared);
  QFETCH(QString, arrives);
  Pair pair(sample(given), fakeType("test.edge.Take", {"in:" + declared.toStdString()}, {"kind:string"},
                                    [](NodeCall& call) -> Result<CallOutcome> {
                                      call.setOutput(0, Value::string(std::string(kindName(call.input(0, 0)->kind()))));
                                      return CallOutcome::Done;
                                    }));
  pair.builder.node(pair.sink).links[0] = {{0, 0, {}}};
  pair.builder.output("kind", pair.sink);
  const Ran ran = runPlan(pair.builder.plan());
  if (ran.result.failures.empty()) {
    QCOMPARE(QString::fromStdString(*ran.result.outputs.at("kind").asString()), arrives);
  } else {
    QCOMPARE(ran.result.failures[0].node, std::string("take"));
    QCOMPARE(ran.result.failures[0].error.path, std::string("in"));
    const QString message = QString::fromStdString(ran.result.failures[0].error.message);
    QVERIFY2(message.startsWith(arrives), qPrintable(message));
  }
}

void TestEdges::outputs() {
  PlanBuilder builder;
  const auto add = [&](const std::string& id, const Value& value) {
    builder.output(id, builder.add(builder.keep(fakeType("test.edge." + id, {}, {"n:integer"},
                                                         [value](NodeCall& call) -> Result<CallOutcome> {
                                                           call.setOutput(0, value);
                                                           call.setOutput(9, value);  // no such output: ignored
                                                           return CallOutcome::Done;
                                                         })),
                                   id));
  };
  add("whole", Value::number(7));
  add("text", Value::string("seven"));
  const Ran ran = runPlan(builder.plan());
  QCOMPARE(ran.result.outputs.at("whole").kind(), Kind::Integer);
  QCOMPARE(ran.result.failures.size(), size_t(1));
  const QString message = QString::fromStdString(ran.result.failures[0].error.message);
  QVERIFY2(message.startsWith("output \"n\" is declared as integer, and was set to string"), qPrintable(message));
}

void TestEdges::parameters_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<Value>("value");
  QTest::addColumn<QString>("error");
  const auto row = [](const char* name, int kind, Value value, const char* error) {
    QTest::newRow(name) << kind << value << error;
  };
  row("number", WEFT_PARAMETER_NUMBER, Value::number(0.5), "");
  row("number: integer", WEFT_PARAMETER_NUMBER, Value::integer(7), "");
  row("number: range", WEFT_PARAMETER_NUMBER, Value::number(10.5), "expected a number from 0 to 10, found number 10.5");
  row("number: infinite", WEFT_PARAMETER_NUMBER, Value::number(infinity),
      "expected a number from 0 to 10, found number inf");
  row("number: nan", WEFT_PARAMETER_NUMBER, Value::number(NAN), "expected a number from 0 to 10, found number nan");
  row("number: text", WEFT_PARAMETER_NUMBER, Value::string("1"), "expected a number from 0 to 10, found string");
  row("integer", WEFT_PARAMETER_INTEGER, Value::integer(3), "");
  row("integer: whole", WEFT_PARAMETER_INTEGER, Value::number(3), "");
  row("integer: fraction", WEFT_PARAMETER_INTEGER, Value::number(2.5),
      "expected an integer from 0 to 10, found number 2.5");
  row("integer: huge", WEFT_PARAMETER_INTEGER, Value::number(1e30),
      "expected an integer from 0 to 10, found number 1e+30");
  row("integer: range", WEFT_PARAMETER_INTEGER, Value::integer(11),
      "expected an integer from 0 to 10, found integer 11");
  row("seed: negative", WEFT_PARAMETER_SEED, Value::integer(-1), "expected an integer from 0 to 10, found integer -1");
  row("boolean", WEFT_PARAMETER_BOOLEAN, Value::boolean(false), "");
  row("boolean: number", WEFT_PARAMETER_BOOLEAN, Value::integer(1), "expected true or false, found integer 1");
  row("string", WEFT_PARAMETER_STRING, Value::string("x"), "");
  row("string: number", WEFT_PARAMETER_STRING, Value::number(1), "expected a text, found number 1");
  row("choice", WEFT_PARAMETER_CHOICE, Value::string("cubic"), "");
  row("choice: other", WEFT_PARAMETER_CHOICE, Value::string("cubik"),
      "expected one of \"linear\", \"cubic\", found \"cubik\"; did you mean \"cubic\"?");
  row("name", WEFT_PARAMETER_NAME, Value::string("folder/picture"), "");
  row("name: outside", WEFT_PARAMETER_NAME, Value::string("../picture"),
      "the output name \"../picture\" may not have \"..\" as a part");
  row("path", WEFT_PARAMETER_PATH, Value::string("/etc/passwd"), "a link cannot give a path");
}

void TestEdges::parameters() {
  QFETCH(int, kind);
  QFETCH(Value, value);
  QFETCH(QString, error);
  NodeType type = fakeType("test.edge.Take", {}, {"out:any"}, [](NodeCall& call) -> Result<CallOutcome> {
    call.setOutput(0, call.parameter(0));
    return CallOutcome::Done;
  });
  ParameterType parameter = fakeParameter("p", kind, Value());
  parameter.minimumNumber = 0;
  parameter.maximumNumber = 10;
  parameter.minimumInteger = kind == WEFT_PARAMETER_SEED ? std::numeric_limits<int64_t>::min() : 0;
  parameter.maximumInteger = 10;
  parameter.choices = {{"linear", "", ""}, {"cubic", "", ""}};
  type.parameters = {parameter};
  Pair pair(value, std::move(type));
  pair.builder.node(pair.sink).parameters[0] = Value();
  pair.builder.node(pair.sink).parameterLinks[0] = {0, 0, {}};
  pair.builder.output("out", pair.sink);
  const Ran ran = runPlan(pair.builder.plan());
  if (error.isEmpty()) {
    QCOMPARE(ran.result.status, RunResult::Status::Done);
    if (kind == WEFT_PARAMETER_INTEGER) QCOMPARE(ran.result.outputs.at("out").kind(), Kind::Integer);
    if (kind == WEFT_PARAMETER_NUMBER) QCOMPARE(ran.result.outputs.at("out").kind(), Kind::Number);
  } else {
    QCOMPARE(ran.result.failures.size(), size_t(1));
    QCOMPARE(ran.result.failures[0].error.path, std::string("p"));
    const QString message = QString::fromStdString(ran.result.failures[0].error.message);
    QVERIFY2(message.startsWith("parameter \"p\": " + error), qPrintable(message));
  }
}

}  // namespace

QTEST_GUILESS_MAIN(TestEdges)
#include "test_edges.moc"
