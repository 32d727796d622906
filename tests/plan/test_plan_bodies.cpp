// Bodies: subgraphs that a node runs, as plans of their own.
#include <QtTest>

#include "loop_type.h"
#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

namespace {

const NodeCatalog& catalog() {
  static const NodeCatalog all = [] {
    NodeCatalog catalog = makeCatalog();
    (void)catalog.add(loopType("t.p.Loop", false));
    (void)catalog.add(loopType("t.p.Each", true));
    (void)catalog.add(plainType("t.p.Numbers", {}, {"list:list<number>"}));
    (void)catalog.add(plainType("t.p.Grow", {"image:image[N, C, h, w]"}, {"image:image[N, C, 2*h, 2*w]"}));
    (void)catalog.add(plainType("t.p.Sized", {}, {"image:image[1, 3, 8, 8]"}));
    NodeType gpu = plainType("t.p.Gpu", {"value:number"}, {"value:number"});
    gpu.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA;
    (void)catalog.add(std::move(gpu));
    NodeType choose = plainType("t.p.Choose", {}, {"value:number"});
    choose.inputs = fakePorts({"a:number", "b:number"}, WEFT_PORT_LAZY | WEFT_PORT_OPTIONAL);
    choose.parameters = {fakeParameter("first", WEFT_PARAMETER_INTEGER, Value::integer(0))};
    (void)catalog.add(std::move(choose));
    return catalog;
  }();
  return all;
}

// "x": {"to": ["a.a"]}
QString graph(const QString& name, const QString& inputs, const QString& outputs, const QStringList& lines) {
  return QString(R"("%1": {"inputs": {%2}, "outputs": {%3}, %4})").arg(name, inputs, outputs, nodes(lines));
}
QString document(const QStringList& graphs, const QStringList& lines, const QString& outputs = {}) {
  return "\"graphs\": {" + graphs.join(", ") + "}, \"outputs\": {" + outputs + "}, " + nodes(lines);
}
Planned plan(const QString& body, const PlanOptions& options = {}) { return planOf(body, options, &catalog()); }

const QString addIndex =
    graph("AddIndex", R"("x": {"to": ["a.a"]}, "index": {"to": ["a.b"]})", R"("x": "a.value")", {"a Add"});

QString ids(const Plan& plan) {
  QStringList list;
  for (const PlannedNode& node : plan.nodes) list << QString::fromStdString(node.id);
  return list.join(' ');
}

QString captures(const PlannedBody& body) {
  QStringList list;
  for (const PlannedInput& input : body.captures) list << QString("%1.%2").arg(input.node).arg(input.output);
  return list.join(' ');
}

// The nodes of the whole plan, then those of each body: "n loop | loop: loop/a".
QString shape(const Plan& plan) {
  QString text = ids(plan);
  for (const PlannedNode& node : plan.nodes) {
    for (const PlannedBody& body : node.bodies) {
      text += " | " + QString::fromStdString(node.id) + ": " + shape(*body.plan);
    }
  }
  return text;
}

}  // namespace

class TestPlanBodies : public QObject {
  Q_OBJECT

 private slots:
  void aBodyIsAPlan() {
    const Planned planned = plan(
        document({addIndex}, {"n Number value=2", "l Loop body=\"AddIndex\" count=3 x<-n.value", "s Save value<-l.x"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("n l s | l: l/a"));
    const PlannedNode& loop = *planned.find("l");
    QCOMPARE(loop.bodies.size(), size_t{1});
    const PlannedBody& body = loop.bodies[0];
    QCOMPARE(body.parameter, size_t{0});
    QCOMPARE(body.inputs, (std::vector<std::string>{"x", "index"}));
    QVERIFY(body.captures.empty());
    const PlannedNode& add = body.plan->nodes[0];
    QCOMPARE(add.parameterLinks[0].node, PlannedInput::fromArgument);
    QCOMPARE(add.parameterLinks[0].output, 0);
    QCOMPARE(add.parameterLinks[1].node, PlannedInput::fromArgument);
    QCOMPARE(add.parameterLinks[1].output, 1);
    QVERIFY(add.wanted && !add.cacheable && add.dependencies == 0);
    QCOMPARE(body.plan->outputs.size(), size_t{1});
    QCOMPARE(body.plan->outputs[0].source.node, 0);
    QCOMPARE(loop.links[0][0].node, 0);
    QVERIFY(loop.cacheable);
  }

  void constantInputsAreCapturedOrLiteral() {
    const QString body = graph("B", R"("x": {"to": ["a.a"]}, "k": {"to": ["a.b"]}, "m": {"to": ["c.b"], "default": 5},
                                      "o": {"to": ["d.b"]})",
                               R"("x": "d.value")", {"a Add", "c Add a<-a.value", "d Add a<-c.value"});
    const Planned planned = plan(document(
        {body}, {"n Number value=2", "k Number value=4", "l Loop body=\"B\" x=1 o=7 k<-k.value", "s Save value<-l.x"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("k l s | l: l/a l/c l/d"));
    const PlannedNode& loop = *planned.find("l");
    const PlannedBody& planBody = loop.bodies[0];
    QCOMPARE(planBody.inputs, std::vector<std::string>{"x"});
    QCOMPARE(captures(planBody), QString("0.0"));
    QCOMPARE(planBody.plan->nodes[0].parameterLinks[1].node, PlannedInput::fromArgument);
    QCOMPARE(planBody.plan->nodes[0].parameterLinks[1].output, 1);  // after what a pass is given
    QCOMPARE(*planBody.plan->nodes[1].parameters[1].asNumber(), 5.0);
    QCOMPARE(*planBody.plan->nodes[2].parameters[1].asNumber(), 7.0);
    QCOMPARE(planned.find("k")->consumers, std::vector<int>{1});
    QCOMPARE(loop.dependencies, 1);
  }

  void settingsReachBodies() {
    const QString body = document(
        {graph("B", R"("x": {"to": ["a.a"]}, "m": {"to": ["a.b"], "default": 5})", R"("x": "a.value")", {"a Add"})},
        {"l Loop body=\"B\" x=1", "s Save value<-l.x"});
    const auto b = [&](const PlanOptions& options) {
      const Planned planned = plan(body, options);
      if (!planned.ok) qFatal("no plan: %s", qPrintable(planned.lines));
      return *planned.find("l")->bodies[0].plan->nodes[0].parameters[1].asNumber();
    };
    PlanOptions options;
    QCOMPARE(b(options), 5.0);
    options.set = {{"l.m", "6"}};
    QCOMPARE(b(options), 6.0);
    options.set = {{"l/a.b", "7"}};
    QCOMPARE(b(options), 7.0);
    options.set = {{"l/a.c", "7"}, {"l/b.c", "7"}};
    QCOMPARE(plan(body, options).lines, QString("--set l/a.c: node \"l/a\" has no parameter or input \"c\"\n"
                                                "--set l/b.c: no node \"l/b\"; did you mean \"l/a\"?"));
    options.set = {{"l.x", "2"}};  // what is carried begins with it
    QCOMPARE(*plan(body, options).find("l")->links[0][0].constant.asNumber(), 2.0);
  }

  void aCarriedInputBeginsWithItsDefault() {
    const Planned planned =
        plan(document({graph("B", R"("x": {"to": ["a.a"], "default": 5})", R"("x": "a.value")", {"a Add b=1"})},
                      {"l Loop body=\"B\"", "s Save value<-l.x"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(*planned.find("l")->links[0][0].constant.asNumber(), 5.0);
    QCOMPARE(planned.find("l")->bodies[0].inputs, std::vector<std::string>{"x"});
  }

  void whatDoesNotChangeIsComputedOutside() {
    // p needs nothing, q only p, r the carried x; q reaches the body as a capture.
    const QString body = graph("B", R"("x": {"to": ["r.a"]})", R"("x": "r.value")",
                               {"p Number value=3", "q Add a<-p.value b=1", "r Add b<-q.value"});
    const Planned planned = plan(document({body}, {"l Loop body=\"B\" x=1", "s Save value<-l.x"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("l/p l/q l s | l: l/r"));
    QCOMPARE(captures(planned.find("l")->bodies[0]), QString("1.0"));
    QVERIFY(planned.plan.nodes[1].cacheable);
    // Equal to what stands outside, it is that.
    const Planned merged = plan(
        document({body}, {"p Number value=3", "t Save value<-p.value", "l Loop body=\"B\" x=1", "s Save value<-l.x"}));
    QCOMPARE(shape(merged.plan), QString("p t l/q l s | l: l/r"));
    QCOMPARE(merged.plan.nodes[0].aliases, std::vector<std::string>{"l/p"});
  }

  void whatIsAskedForLazilyStaysInside() {
    const QString body = graph("B", R"("index": {"to": ["c.first"]})", R"("y": "c.value")",
                               {"p Number value=3", "q Number value=4", "c Choose a<-p.value b<-q.value"});
    const Planned planned = plan(document({body}, {"l Loop body=\"B\"", "s Save value<-l.y"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("l s | l: l/p l/q l/c"));
    // Needed otherwise too, it is computed outside.
    const QString both = graph("B", R"("index": {"to": ["c.first"]})", R"("y": "c.value", "z": "p.value")",
                               {"p Number value=3", "q Number value=4", "c Choose a<-p.value b<-q.value"});
    QCOMPARE(shape(plan(document({both}, {"l Loop body=\"B\"", "s Save value<-l.y"})).plan),
             QString("l/p l s | l: l/q l/c"));
  }

  void effectsAndChanceStayInside() {
    const QString body = graph("B", R"("x": {"to": ["a.a"]})", R"("x": "a.value")",
                               {"r Random", "a Add b<-r.value", "t Text text=\"again\"", "w Save value<-t.text"});
    const Planned planned = plan(document({body}, {"l Loop body=\"B\" x=1", "s Save value<-l.x"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("l/t l s | l: l/r l/a l/w"));
    QVERIFY(!planned.find("l")->cacheable);
    // A node whose body saves is computed though nothing needs it.
    const Planned alone = plan(document({body}, {"l Loop body=\"B\" x=1", "m Loop body=\"B\" x=1"}));
    QVERIFY2(alone.ok, qPrintable(alone.lines));
    QCOMPARE(shape(alone.plan), QString("l/t l m | l: l/r l/a l/w | m: m/r m/a m/w"));
    QVERIFY(alone.find("l")->wanted);
    QVERIFY(!alone.plan.documentJson.empty());
  }

  void nestedBodiesReachOutwards() {
    // The inner loop adds k (from outside of both), j (the outer index) and its own index.
    const QString inner = graph("In", R"("x": {"to": ["a.a"]}, "index": {"to": ["a.b"]}, "j": {"to": ["b.b"]},
                                         "k": {"to": ["c.b"]})",
                                R"("x": "c.value")", {"a Add", "b Add a<-a.value", "c Add a<-b.value", "p Number"});
    const QString outer = graph("Out", R"("x": {"to": ["l.x"]}, "index": {"to": ["l.j"]}, "k": {"to": ["l.k"]})",
                                R"("x": "l.x")", {"l Loop body=\"In\" count=2"});
    const Planned planned =
        plan(document({inner, outer}, {"n Number value=9", "o Loop body=\"Out\" x=0 k<-n.value", "s Save value<-o.x"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("n o s | o: o/l | o/l: o/l/a o/l/b o/l/c"));
    const PlannedBody& first = planned.find("o")->bodies[0];
    QCOMPARE(first.inputs, (std::vector<std::string>{"x", "index"}));
    QCOMPARE(captures(first), QString("0.0"));
    const PlannedBody& second = first.plan->nodes[0].bodies[0];
    QCOMPARE(second.inputs, (std::vector<std::string>{"x", "index"}));
    QCOMPARE(captures(second), QString("-2.1 -2.2"));  // the outer index, and what the outer one captured
    QCOMPARE(second.plan->nodes[1].parameterLinks[1].output, 2);
    QCOMPARE(second.plan->nodes[2].parameterLinks[1].output, 3);
  }

  void anInnerLoopThatDoesNotChangeIsComputedOutside() {
    const QString outer = graph("Out", R"("x": {"to": ["a.a"]})", R"("x": "a.value")",
                                {"l Loop body=\"AddIndex\" x=1 count=4", "a Add b<-l.x"});
    const Planned planned = plan(document({addIndex, outer}, {"o Loop body=\"Out\" x=0", "s Save value<-o.x"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("o/l o s | o/l: o/l/a | o: o/a"));
    // What does not change in the inner one but does in the outer one stands between them.
    const QString inner = graph("In", R"("x": {"to": ["b.a"]}, "j": {"to": ["a.a"]})", R"("x": "b.value")",
                                {"a Add b=1", "b Add b<-a.value"});
    const QString around =
        graph("Out", R"("x": {"to": ["l.x"]}, "index": {"to": ["l.j"]})", R"("x": "l.x")", {"l Loop body=\"In\""});
    QCOMPARE(shape(plan(document({inner, around}, {"o Loop body=\"Out\" x=0", "s Save value<-o.x"})).plan),
             QString("o s | o: o/l/a o/l | o/l: o/l/b"));
  }

  void instancesInBodiesAndBodiesInInstances() {
    const QString twice = graph("Twice", R"("v": {"to": ["a.a", "a.b"]})", R"("w": "a.value")", {"a Add"});
    const QString body = graph("B", R"("x": {"to": ["g.v"]})", R"("x": "g.w")", {"g graph:Twice"});
    const QString wrapped =
        graph("W", R"("start": {"to": ["l.x"]}, "how": {"to": ["l.body"]})", R"("end": "l.x")", {"l Loop count=3"});
    const Planned planned =
        plan(document({twice, body, wrapped}, {"w graph:W start=2 how=\"B\"", "s Save value<-w.end"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("w/l s | w/l: w/l/g/a"));
    QCOMPARE(*planned.find("w/l")->links[0][0].constant.asNumber(), 2.0);
  }

  void typesFlowThroughBodies() {
    const auto type = [](const Planned& planned, const std::string& id) {
      return planned.find(id)->outputTypes.empty() ? std::string() : planned.find(id)->outputTypes[0].text();
    };
    const QString step = graph("Step", R"("x": {"to": ["p.value"]})", R"("x": "p.value")", {"p Pass"});
    const Planned same = plan(document(
        {step}, {"i Sized", "e Encode image<-i.image", "l Loop body=\"Step\" x<-e.latent", "s Save value<-l.x"}));
    QVERIFY2(same.ok, qPrintable(same.lines));
    QCOMPARE(type(same, "l"), std::string("latent<emoji>[1, 16, 1, 1]"));
    // A picture that grows is of no size that holds for every pass.
    const QString grow = graph("G", R"("x": {"to": ["g.image"]})", R"("x": "g.image")", {"g Grow"});
    const Planned grown = plan(document({grow}, {"i Sized", "l Loop body=\"G\" x<-i.image", "s Save value<-l.x"}));
    QVERIFY2(grown.ok, qPrintable(grown.lines));
    QCOMPARE(type(grown, "l"), std::string("image[1, 3, ?, ?]"));
    // An integer that becomes a number is one from the start.
    const QString half = graph("H", R"("x": {"to": ["p.value"]})", R"("x": "a.value")", {"p Pass", "a Add a<-p.value"});
    const Planned number = plan(document({half}, {"l Loop body=\"H\" x=1", "s Save value<-l.x"}));
    QVERIFY2(number.ok, qPrintable(number.lines));
    QCOMPARE(number.find("l")->bodies[0].plan->nodes[0].outputTypes[0].text(), std::string("number"));
    const Planned each = plan(document({graph("E", R"("item": {"to": ["p.value"]})", R"("y": "p.value")", {"p Pass"})},
                                       {"n Numbers", "l Each body=\"E\" items<-n.list", "s Save value<-l.y"}));
    QVERIFY2(each.ok, qPrintable(each.lines));
    QCOMPARE(type(each, "l"), std::string("list<number>"));
  }

  void keysSayWhatABodyComputes_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<bool>("same");
    const QStringList lines{"n Number value=2", "l Loop body=\"B\" count=3 x<-n.value", "s Save value<-l.x"};
    const auto body = [](const QStringList& inside, const QString& name = "B") {
      return graph(name, R"("x": {"to": ["a.a"]}, "k": {"to": ["c.b"], "default": 1})", R"("x": "c.value")", inside);
    };
    QTest::newRow("itself") << body({"a Add b=1", "c Add a<-a.value"}) << lines << true;
    QTest::newRow("renamed") << body({"a Add b=1", "c Add a<-a.value"}, "C")
                             << QStringList{"n Number value=2", "loop Loop body=\"C\" count=3 x<-n.value",
                                            "s Save value<-loop.x"}
                             << true;
    QTest::newRow("a parameter inside") << body({"a Add b=2", "c Add a<-a.value"}) << lines << false;
    QTest::newRow("the default of an input")
        << body({"a Add b=1", "c Add a<-a.value"}).replace("\"default\": 1", "\"default\": 2") << lines << false;
    QTest::newRow("one node more") << body({"a Add b=1", "d Add a<-a.value", "c Add a<-d.value"}) << lines << false;
    QTest::newRow("another count") << body({"a Add b=1", "c Add a<-a.value"})
                                   << QStringList(lines).replaceInStrings("count=3", "count=4") << false;
    QTest::newRow("another start") << body({"a Add b=1", "c Add a<-a.value"})
                                   << QStringList(lines).replaceInStrings("value=2", "value=3") << false;
    QTest::newRow("what is linked to an input")
        << body({"a Add b=1", "c Add a<-a.value"})
        << QStringList{"n Number value=2", "l Loop body=\"B\" count=3 x<-n.value k<-n.value", "s Save value<-l.x"}
        << false;
  }
  void keysSayWhatABodyComputes() {
    QFETCH(QString, body);
    QFETCH(QStringList, lines);
    QFETCH(bool, same);
    const auto keyOfLoop = [](const Planned& planned) {
      for (const PlannedNode& node : planned.plan.nodes) {
        if (!node.bodies.empty()) return node.key;
      }
      qFatal("no plan: %s", qPrintable(planned.lines));
    };
    const Planned base =
        plan(document({graph("B", R"("x": {"to": ["a.a"]}, "k": {"to": ["c.b"], "default": 1})", R"("x": "c.value")",
                             {"a Add b=1", "c Add a<-a.value"})},
                      {"n Number value=2", "l Loop body=\"B\" count=3 x<-n.value", "s Save value<-l.x"}));
    QCOMPARE(keyOfLoop(plan(document({body}, lines))) == keyOfLoop(base), same);
  }

  void equalLoopsAreOne() {
    const Planned planned = plan(document({addIndex}, {"l Loop body=\"AddIndex\" x=1", "m Loop body=\"AddIndex\" x=1",
                                                       "a Add a<-l.x b<-m.x", "s Save value<-a.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("l a s | l: l/a"));
    QCOMPARE(planned.find("l")->aliases, std::vector<std::string>{"m"});
    QCOMPARE(planned.find("l")->bodies[0].plan->nodes[0].aliases, std::vector<std::string>{"m/a"});
  }

  void bypassAndMute() {
    const QStringList lines{"n Number value=2", "l Loop body=\"AddIndex\" x<-n.value", "s Save value<-l.x",
                            "t Save value<-n.value"};
    QCOMPARE(shape(plan(document({addIndex}, QStringList(lines).replaceInStrings("l Loop", "l Loop bypass"))).plan),
             QString("n s t"));
    QCOMPARE(shape(plan(document({addIndex}, QStringList(lines).replaceInStrings("l Loop", "l Loop mute"))).plan),
             QString("n t"));
    // Inside: what is bypassed hands the argument on; without an output of its body a node gives nothing.
    const QString body = graph("B", R"("x": {"to": ["p.value"]})", R"("x": "p.value")", {"p Pass bypass"});
    const Planned through = plan(document({body}, {"n Number", "l Loop body=\"B\" x<-n.value", "s Save value<-l.x"}));
    QVERIFY2(through.ok, qPrintable(through.lines));
    QCOMPARE(through.find("l")->bodies[0].plan->outputs[0].source.node, PlannedInput::fromArgument);
    const QString silent = graph("B", R"("x": {"to": ["p.value"]})", R"("x": "p.value")", {"p Pass mute"});
    QCOMPARE(shape(plan(document({silent}, {"n Number", "l Loop body=\"B\" x<-n.value", "s Save value<-l.x",
                                            "t Save value<-n.value"}))
                       .plan),
             QString("n t"));
  }

  void theDeviceOfALoopIsThatOfItsBody() {
    const Planned planned = plan(
        R"("graphs": {"B": {"inputs": {"x": {"to": ["g.value"]}}, "outputs": {"x": "g.value"},
             "nodes": {"g": {"type": "t.p.Gpu"}}}},
           "outputs": {"o": "l.x"}, "nodes": {"l": {"type": "t.p.Loop", "device": "cuda", "params": {"body": "B", "x": 1}}})");
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.find("l")->device, std::string("cpu"));
    QCOMPARE(planned.find("l")->bodies[0].plan->nodes[0].device, std::string("cuda"));
  }

  void onlyTakesALoopAsAWhole() {
    const QString body = document({addIndex}, {"l Loop body=\"AddIndex\" x=1", "s Save value<-l.x"});
    PlanOptions options;
    options.only = {"l"};
    QCOMPARE(shape(plan(body, options).plan), QString("l | l: l/a"));
    options.only = {"l/a"};
    QCOMPARE(plan(body, options).lines,
             QString("--only l/a: it lies in the body of \"l\", which is computed as a whole"));
    options.only = {"l/b"};
    QCOMPARE(plan(body, options).lines, QString("--only l/b: no node \"l/b\"; did you mean \"l/a\"?"));
  }

  void problems_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("problems");
    const auto row = [](const char* name, const QString& body, const QString& problems) {
      QTest::newRow(name) << body << problems;
    };
    row("no body", document({addIndex}, {"l Loop x=1", "s Save value<-l.x"}),
        "nodes.l.params.body: it names a subgraph, one of the file's \"graphs\"");
    row("an unknown body", document({addIndex}, {"l Loop body=\"AddIndx\" x=1", "s Save value<-l.x"}),
        "nodes.l.params.body: no subgraph \"AddIndx\"; did you mean \"AddIndex\"?");
    row("no text", document({addIndex}, {"l Loop body=3", "s Save value<-l.x"}),
        "nodes.l.params.body: expected the name of a subgraph, found 3");
    row("a linked body", document({addIndex}, {"t Text", "l Loop body<-t.text", "s Save value<-l.x"}),
        "nodes.l.inputs.body: a body is given as a literal, so that it is checked before anything runs; it cannot be "
        "linked");
    row("a port that the body has not",
        document({addIndex}, {"n Number", "l Loop body=\"AddIndex\" x=1 y<-n.value z=1", "s Save value<-l.x"}),
        "nodes.l.inputs.y: t.p.Loop has no input \"y\"\n"
        "nodes.l.params.z: t.p.Loop has no parameter \"z\"");
    row("an output that the body has not", document({addIndex}, {"l Loop body=\"AddIndex\" x=1", "s Save value<-l.y"}),
        "nodes.s.inputs.value: node \"l\" (t.p.Loop) has no output \"y\"");
    row("within",
        document({graph("B", R"("x": {"to": ["a.a", "a.z"]})", R"("x": "a.valeu")", {"a Add b=\"one\"", "t Txt"})},
                 {"l Loop body=\"B\" x=1", "s Save value<-l.x"}),
        "graphs.B.inputs.x.to[1]: t.p.Add has no input or parameter \"z\"\n"
        "graphs.B.nodes.a.params.b: expected a number, found \"one\"\n"
        "graphs.B.nodes.t.type: no node type \"t.p.Txt\"; did you mean \"t.p.Text\"?\n"
        "graphs.B.outputs.x: node \"a\" (t.p.Add) has no output \"valeu\"; did you mean \"value\"?");
    row("what is not fed",
        document({graph("B", R"("i": {"to": ["e.image"]})", R"("y": "e.latent")", {"e Encode"})},
                 {"l Loop body=\"B\"", "s Save value<-l.y"}),
        "nodes.l.inputs.i: required input is not linked; it takes image[N, C, 8*h, 8*w]");
    row("a type at the port",
        document({addIndex}, {"t Text", "l Loop body=\"AddIndex\" x<-t.text", "s Save value<-l.x"}),
        "nodes.l.inputs.x: \"t.text\" is string, which does not fit input \"x\" (number)");
    row("a type within",
        document({graph("E", R"("item": {"to": ["b.a", "b.b"]})", R"("y": "b.image")", {"b Blend"})},
                 {"n Numbers", "l Each body=\"E\" items<-n.list", "s Save value<-l.y"}),
        "graphs.E.inputs.item: input \"item\" of the body is number, which does not fit input \"a\" (image)\n"
        "graphs.E.inputs.item: input \"item\" of the body is number, which does not fit input \"b\" (image)");
    row("a carried output",
        document({graph("B", R"("x": {"to": ["e.image"]})", R"("x": "e.latent")", {"e Encode"})},
                 {"i Image", "l Loop body=\"B\" x<-i.image", "s Save value<-l.x"}),
        "graphs.B.outputs.x: output \"x\" is latent<emoji>[?, 16, ?, ?], which does not fit input \"x\" (image), to "
        "which the next pass carries it");
    row("a type between its nodes",
        document({graph("B", R"("x": {"to": ["p.value"]})", R"("x": "d.image")",
                        {"p Pass", "e Encode image<-p.value", "d Decode latent<-e.latent"})},
                 {"i Image", "l Loop body=\"B\" x<-i.image", "s Save value<-l.x"}),
        "graphs.B.nodes.d.inputs.latent: \"l/e.latent\" is latent<emoji>[?, 16, ?, ?], which does not fit input "
        "\"latent\" (latent<sdxl>)");
    row("a cycle through a loop",
        document({addIndex}, {"l Loop body=\"AddIndex\" x<-a.value", "a Add a<-l.x", "s Save value<-l.x"}),
        "nodes.l.inputs.x: the links form a cycle: l -> a -> l");
    row("a cycle in a body",
        document({graph("B", R"("x": {"to": ["a.a"]})", R"("x": "c.value")", {"a Add b<-c.value", "c Add a<-a.value"})},
                 {"l Loop body=\"B\" x=1", "s Save value<-l.x"}),
        "graphs.B.nodes.a.inputs.b: the links form a cycle: l/a -> l/c -> l/a");
    row("a body in itself",
        document({graph("B", R"("x": {"to": ["l.x"]})", R"("x": "l.x")", {"l Loop body=\"B\""})},
                 {"l Loop body=\"B\" x=1", "s Save value<-l.x"}),
        "graphs.B.nodes.l.params.body: subgraph \"B\" would run inside itself, and never end");
    row("an instance in its own body",
        document({graph("B", R"("x": {"to": ["g.x"]})", R"("x": "g.x")", {"g graph:G"}),
                  graph("G", R"("x": {"to": ["l.x"]})", R"("x": "l.x")", {"l Loop body=\"B\""})},
                 {"g graph:G x=1", "s Save value<-g.x"}),
        "graphs.B.nodes.g.type: subgraph \"G\" would run inside itself, and never end");
    row("in an unused subgraph",
        document({addIndex, graph("Unused", R"("v": {"to": ["l.x"]})", "", {"l Loop body=\"AddInde\""})},
                 {"n Number", "s Save value<-n.value"}),
        "graphs.Unused.nodes.l.params.body: no subgraph \"AddInde\"; did you mean \"AddIndex\"?");
  }
  void problems() {
    QFETCH(QString, body);
    QFETCH(QString, problems);
    const Planned planned = plan(body);
    QCOMPARE(planned.lines, problems);
    QVERIFY(!planned.ok);
  }

  void unusedSubgraphsWithLoopsAreRight() {
    const Planned planned = plan(document(
        {addIndex, graph("Unused", R"("v": {"to": ["l.x"]})", R"("w": "l.x")", {"l Loop body=\"AddIndex\" count=2"})},
        {"n Number", "s Save value<-n.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(shape(planned.plan), QString("n s"));
    const QString told = graph("Told", R"("how": {"to": ["l.body"]})", R"("w": "l.x")", {"l Loop x=1"});
    QVERIFY(plan(document({addIndex, told}, {"n Number", "s Save value<-n.value"})).ok);
  }

  // 64 bodies in each other, each of which changes its type once: gone through a bounded number of times.
  void deepNesting() {
    const auto nested = [](int depth) {
      QStringList graphs{
          graph("B0", R"("x": {"to": ["p.value"]})", R"("x": "a.value")", {"p Pass", "a Add a<-p.value"})};
      for (int i = 1; i < depth; ++i) {
        graphs << graph(QString("B%1").arg(i), R"("x": {"to": ["p.value"]})", R"("x": "l.x")",
                        {"p Pass", QString("l Loop body=\"B%1\" count=2 x<-p.value").arg(i - 1)});
      }
      return plan(document(graphs, {QString("l Loop body=\"B%1\" x=1").arg(depth - 1), "s Save value<-l.x"}));
    };
    const Planned deepest = nested(64);
    QVERIFY2(deepest.ok, qPrintable(deepest.lines));
    const Planned beyond = nested(65);
    QVERIFY(!beyond.ok);
    QVERIFY2(beyond.lines.contains("subgraphs are nested more than 64 deep"), qPrintable(beyond.lines));
  }
};

QTEST_APPLESS_MAIN(TestPlanBodies)
#include "test_plan_bodies.moc"
