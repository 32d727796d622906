// --set: values for inputs of the graph and for parameters of nodes.
#include <QtTest>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

const QString body = R"("inputs": {"amount": {"to": ["a.a", "g.x"], "default": 1}, "words": {"to": ["t.text"]},
    "thing": {"to": ["m.value"]}, "both": {"to": ["e.string", "e.integer"]}},
  "graphs": {"G": {"inputs": {"x": {"to": ["n.value"]}}, "outputs": {"y": "n.value"}, )" +
                     nodes({"n Number"}) + "}}, " +
                     nodes({"a Add", "t Text text=\"red\"", "m Maybe", "g graph:G", "e Every", "l Add a<-a.value",
                            "s1 Save value<-a.value", "s2 Save value<-t.text", "s3 Save value<-m.value",
                            "s4 Save value<-g.y", "s5 Save value<-e.value", "s6 Save value<-l.value"});

PlanOptions with(std::initializer_list<std::pair<const std::string, Json>> set) {
  PlanOptions options;
  options.set = set;
  return options;
}

}  // namespace

class TestPlanSettings : public QObject {
  Q_OBJECT

 private slots:
  void inputsAndParametersAreSet() {
    const Planned planned = planOf(
        body, with({{"amount", "2.5"}, {"words", "7"}, {"thing", "3"}, {"e.choice", "lanczos"}, {"e.seed", "42"}}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(*planned.find("a")->parameters[0].asNumber(), 2.5);
    QCOMPARE(*planned.find("g/n")->parameters[0].asNumber(), 2.5);
    QCOMPARE(*planned.find("t")->parameters[0].asString(), std::string("7"));
    QCOMPARE(*planned.find("m")->links[0][0].constant.asInteger(), int64_t{3});
    QCOMPARE(*planned.find("e")->parameters[4].asString(), std::string("lanczos"));
    QCOMPARE(*planned.find("e")->parameters[5].asInteger(), int64_t{42});
  }

  void withoutTheyHaveTheirDefaults() {
    const Planned planned = planOf(body);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(*planned.find("a")->parameters[0].asNumber(), 1.0);
    QCOMPARE(*planned.find("t")->parameters[0].asString(), std::string("red"));
    QVERIFY(planned.find("m")->links[0].empty());
  }

  void theNearerNameWins() {
    const Planned planned = planOf(body, with({{"amount", "2"}, {"a.a", "3"}, {"g/n.value", "4"}}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(*planned.find("a")->parameters[0].asNumber(), 3.0);
    QCOMPARE(*planned.find("g/n")->parameters[0].asNumber(), 4.0);
    const Planned instance = planOf(body, with({{"amount", "2"}, {"g.x", "5"}}));
    QVERIFY2(instance.ok, qPrintable(instance.lines));
    QCOMPARE(*instance.find("g/n")->parameters[0].asNumber(), 5.0);
  }

  void oneInputMayFeedSeveralKinds() {
    const Planned planned = planOf(body, with({{"both", "7"}}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(*planned.find("e")->parameters[3].asString(), std::string("7"));
    QCOMPARE(*planned.find("e")->parameters[1].asInteger(), int64_t{7});
  }

  void theDocumentShowsWhatWasSet() {
    const Planned planned = planOf(body, with({{"amount", "2.5"}, {"words", "7"}, {"e.seed", "42"}}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    const Json json = *parseJson(planned.plan.documentJson, "g.json");
    QCOMPARE(json["inputs"]["amount"]["default"].get<double>(), 2.5);
    QCOMPARE(json["inputs"]["words"]["default"].get<std::string>(), std::string("7"));
    QCOMPARE(json["nodes"]["e"]["params"]["seed"].get<int>(), 42);
    const Planned again =
        planOf(QString::fromStdString(planned.plan.documentJson).mid(1).replace("\"weft\": 1,", "").chopped(1));
    QVERIFY2(again.ok, qPrintable(again.lines));
    QVERIFY(again.find("e")->key == planned.find("e")->key);
  }

  void badSettingsAreProblems_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const char* value, const char* problem) {
      QTest::newRow(name) << QString(name) << QString(value) << QString(problem);
    };
    row("amout", "1", "--set amout: the graph has no input \"amout\"; did you mean \"amount\"?");
    row("ee.seed", "1", "--set ee.seed: no node \"ee\"; did you mean \"e\"?");
    row("e.sed", "1", "--set e.sed: node \"e\" has no parameter or input \"sed\"; did you mean \"seed\"?");
    row("g.y", "1", "--set g.y: node \"g\" has no parameter or input \"y\"");
    row("g/k.value", "1", "--set g/k.value: no node \"g/k\"; did you mean \"g/n\"?");
    row("amount", "much", "--set amount: expected a number, found \"much\"");
    row("e.integer", "101", "--set e.integer: expected an integer from 1 to 100, found 101");
    row("e.integer", "1.5", "--set e.integer: expected an integer from 1 to 100, found 1.5");
    row("thing", "red", "--set thing: expected number, found \"red\"");
    row("s1.value", "1", "--set s1.value: is driven by a link from \"a.value\"");
    row("l.a", "1", "--set l.a: is driven by a link from \"a.value\"");
  }
  void badSettingsAreProblems() {
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, problem);
    const Planned planned = planOf(body, with({{name.toStdString(), Json(value.toStdString())}}));
    QVERIFY(!planned.ok);
    QCOMPARE(planned.lines, problem);
  }

  void aGraphWithoutInputsSaysSo() {
    QCOMPARE(planOf(nodes({"n Number", "s Save value<-n.value"}), with({{"x", "1"}})).lines,
             QString("--set x: the graph has no inputs; set a parameter as NODE.PARAMETER=VALUE"));
  }

  void filesAreBoundToPortsOnly() {
    PlanOptions options;
    options.bound["thing"] = Value::number(1);
    QVERIFY(planOf(body, options).ok);
    options.bound["thing"] = Value::string("x");
    QCOMPARE(planOf(body, options).lines,
             QString("--set thing: this is string \"x\", which does not fit input \"value\" (number)"));
    options.bound.clear();
    options.bound["amount"] = Value::number(1);
    QCOMPARE(planOf(body, options).lines,
             QString("--set amount: @FILE gives a picture or a tensor; parameter \"a\" takes a number\n"
                     "--set amount: @FILE gives a picture or a tensor; parameter \"value\" takes a number"));
  }
};

QTEST_APPLESS_MAIN(TestPlanSettings)
#include "test_plan_settings.moc"
