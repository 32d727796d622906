// What is wrong with a graph: every class of error with its path and message.
#include <QtTest>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

class TestPlanProblems : public QObject {
  Q_OBJECT

 private slots:
  void problems_data() {
    QTest::addColumn<QString>("body");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QString& body, const QString& expected) {
      QTest::newRow(name) << body << expected;
    };
    row("unknown type", nodes({"n Numbr", "s Save value<-n.value"}),
        "nodes.n.type: no node type \"t.p.Numbr\"; did you mean \"t.p.Number\"?");
    row("missing pack", nodes({"n Number", "s Save value<-n.value"}).replace("t.p.Number", "org.example.thing.Number"),
        "nodes.n.type: no node type \"org.example.thing.Number\"; the pack \"org.example.thing\" is not here, and "
        "--plugins DIR adds a folder");
    row("unknown node", nodes({"model Number", "s Save value<-modle.value"}),
        "nodes.s.inputs.value: no node \"modle\"; did you mean \"model\"?");
    row("unknown output", nodes({"n Number", "s Save value<-n.valeu"}),
        "nodes.s.inputs.value: node \"n\" (t.p.Number) has no output \"valeu\"; did you mean \"value\"?");
    row("unknown input", nodes({"n Number", "s Save value<-n.value values<-n.value"}),
        "nodes.s.inputs.values: t.p.Save has no input \"values\"; did you mean \"value\"?");
    row("unknown parameter", nodes({"n Number valu=1", "s Save value<-n.value"}),
        "nodes.n.params.valu: t.p.Number has no parameter \"valu\"; did you mean \"value\"?");
    row("a literal for an input", nodes({"s Save value=1"}),
        "nodes.s.params.value: \"value\" is an input; link it under \"inputs\"");
    row("missing input", nodes({"s Save"}), "nodes.s.inputs.value: required input is not linked; it takes anything");
    row("missing of several", nodes({"i Image", "b Blend a<-i.image", "s Save value<-b.image"}),
        "nodes.b.inputs.b: required input is not linked; it takes image");
    row("empty array", nodes({"n Sum values<-[]", "s Save value<-n.value"}),
        "nodes.n.inputs.values: required input is not linked; it takes number");
    row("second link", nodes({"n Number", "s Save value<-[\"n.value\",\"n.value\"]"}),
        "nodes.s.inputs.value: input \"value\" takes one link, found 2");
    row("second link to a parameter",
        nodes({"n Number", "a Add a<-[\"n.value\",\"n.value\"]", "s Save value<-a.value"}),
        "nodes.a.inputs.a: parameter \"a\" takes one link, found 2");
    row("range", nodes({"e Every integer=101 number=-1", "s Save value<-e.value"}),
        "nodes.e.params.number: expected a number from 0 to 1, found -1\n"
        "nodes.e.params.integer: expected an integer from 1 to 100, found 101");
    row("type mismatch", nodes({"i Image", "t Text", "b Blend a<-i.image b<-t.text", "s Save value<-b.image"}),
        "nodes.b.inputs.b: \"t.text\" is string, which does not fit input \"b\" (image)");
    row("space mismatch",
        nodes({"i Image", "e Encode image<-i.image", "d Decode latent<-e.latent", "s Save value<-d.image"}),
        "nodes.d.inputs.latent: \"e.latent\" is latent<emoji>[?, 16, ?, ?], which does not fit input \"latent\" "
        "(latent<sdxl>)");
    row("through a variable", nodes({"t Text", "p Pass value<-t.text", "a Add a<-p.value", "s Save value<-a.value"}),
        "nodes.a.inputs.a: \"p.value\" is string, which does not fit parameter \"a\" (number)");
    row("in an array", nodes({"n Number", "t Text", "m Sum values<-[\"n.value\",\"t.text\"]", "s Save value<-m.value"}),
        "nodes.m.inputs.values[1]: \"t.text\" is string, which does not fit input \"values\" (number)");
    row("cycle",
        nodes({"a Pass value<-c.value", "b Pass value<-a.value", "c Pass value<-b.value", "s Save value<-c.value"}),
        "nodes.a.inputs.value: the links form a cycle: a -> b -> c -> a");
    row("itself", nodes({"a Add b<-a.value", "s Save value<-a.value"}),
        "nodes.a.inputs.b: the links form a cycle: a -> a");
    row("two cycles",
        nodes({"a Pass value<-b.value", "b Pass value<-a.value", "c Add a<-c.value", "s Save value<-c.value"}),
        "nodes.a.inputs.value: the links form a cycle: a -> b -> a\n"
        "nodes.c.inputs.a: the links form a cycle: c -> c");
    row("cycle of bypassed nodes",
        nodes({"a Pass value<-b.value bypass", "b Pass value<-a.value bypass", "s Save value<-a.value"}),
        "nodes.a.inputs.value: the links form a cycle: a -> b -> a");
    row("nothing to do", nodes({"n Number"}),
        ": nothing to compute: no node has side effects (such as one that saves), and the graph has no \"outputs\"");
    row("empty", nodes({}),
        ": nothing to compute: no node has side effects (such as one that saves), and the graph has "
        "no \"outputs\"");
    row("all muted", nodes({"n Number mute", "s Save value<-n.value"}),
        ": nothing to compute: all that saves or is an output is muted");
    row("path by a link", nodes({"t Text", "f File path<-t.text", "s Save value<-f.value"}),
        "nodes.f.inputs.path: a path is given as a literal, so that it is checked before anything runs; it cannot be "
        "linked");
    row("unknown subgraph", R"("graphs": {"two": {"nodes": {}}}, )" + nodes({"x graph:too", "s Save value<-x.value"}),
        "nodes.x.type: no subgraph \"too\"; did you mean \"two\"?");
    row("device", R"("nodes": {"s": {"type": "t.p.Save", "device": "gpu", "inputs": {"value": "n.value"}},
                               "n": {"type": "t.p.Number", "device": "cuda:x"}})",
        "nodes.s.device: expected auto, cpu, cuda, cuda:N, vulkan or vulkan:N, found \"gpu\"\n"
        "nodes.n.device: expected auto, cpu, cuda, cuda:N, vulkan or vulkan:N, found \"cuda:x\"");
    row("device of another kind", R"("nodes": {"s": {"type": "t.p.Save", "inputs": {"value": "n.value"}},
                                               "n": {"type": "t.p.Number", "device": "cuda:1"}})",
        "nodes.n.device: t.p.Number does not run on cuda:1");
    row("dtype", R"("nodes": {"s": {"type": "t.p.Save", "inputs": {"value": "n.value"}},
                              "n": {"type": "t.p.Number", "dtype": "fp16"}})",
        "nodes.n.dtype: expected auto, f32, bf16 or f16, found \"fp16\"");
    row("behaviour", R"("nodes": {"s": {"type": "t.p.Save", "inputs": {"value": "n.value"}},
                                  "n": {"type": "t.p.Number", "behaviour": 9}})",
        "nodes.n.behaviour: the file was saved with version 9 of t.p.Number; here is version 1");
    row("bypass without a way", nodes({"i Image", "e Encode image<-i.image bypass", "s Save value<-e.latent"}),
        "nodes.e.bypass: none of its linked inputs fits output \"latent\", which \"s\" needs");
    row("output of no node", R"("outputs": {"o": "x.y"}, )" + nodes({"n Number"}), "outputs.o: no node \"x\"");
    row("output of no port", R"("outputs": {"o": "n.valu"}, )" + nodes({"n Number"}),
        "outputs.o: node \"n\" (t.p.Number) has no output \"valu\"; did you mean \"value\"?");
    row("input to no node", R"("inputs": {"i": {"to": ["m.value"]}}, )" + nodes({"n Number", "s Save value<-n.value"}),
        "inputs.i.to[0]: no node \"m\"");
    row("input to no port", R"("inputs": {"i": {"to": ["n.valu"]}}, )" + nodes({"n Number", "s Save value<-n.value"}),
        "inputs.i.to[0]: t.p.Number has no input or parameter \"valu\"; did you mean \"value\"?");
    row("two inputs to one",
        R"("inputs": {"i": {"to": ["n.value"]}, "k": {"to": ["n.value"]}}, )" +
            nodes({"n Number", "s Save value<-n.value"}),
        "inputs.k.to[0]: \"n.value\" is fed by input \"i\" already; it takes one");
    row("input beside a link",
        R"("inputs": {"i": {"to": ["s.value"], "default": 1}}, )" + nodes({"n Number", "s Save value<-n.value"}),
        "inputs.i.to[0]: \"s.value\" has a second link, from \"n.value\"; it takes one");
    row("input without value", R"("inputs": {"i": {"to": ["s.value"]}}, )" + nodes({"s Save"}),
        "inputs.i: has no default and feeds the required input \"s.value\"; give --set i=VALUE");
    row("bad default",
        R"("inputs": {"i": {"to": ["e.integer"], "default": "x"}}, )" + nodes({"e Every", "s Save value<-e.value"}),
        "inputs.i.default: expected an integer from 1 to 100, found \"x\"");
    row("bad default for a port",
        R"("inputs": {"i": {"to": ["m.value"], "default": "x"}}, )" + nodes({"m Maybe", "s Save value<-m.value"}),
        "inputs.i.default: expected number, found \"x\"");
  }
  void problems() {
    QFETCH(QString, body);
    QFETCH(QString, expected);
    const Planned planned = planOf(body);
    QVERIFY(!planned.ok);
    QCOMPARE(planned.lines, expected);
  }

  void problemsInSubgraphs_data() {
    QTest::addColumn<QString>("inner");
    QTest::addColumn<QString>("outer");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QString& inner, const QString& outer, const QString& expected) {
      QTest::newRow(name) << inner << outer << expected;
    };
    const QString good =
        R"("inputs": {"x": {"to": ["a.a"]}, "v": {"to": ["p.value"]}}, "outputs": {"y": "p.value"}, )" +
        nodes({"a Add", "p Pass"});
    const QString save = "s Save value<-g.y";
    row("parameter", R"("outputs": {"y": "n.value"}, )" + nodes({"n Number value=\"x\""}), nodes({"g graph:G", save}),
        "graphs.G.nodes.n.params.value: expected a number, found \"x\"");
    row("once for many", R"("outputs": {"y": "n.value"}, )" + nodes({"n Number value=\"x\""}),
        nodes({"g graph:G", "h graph:G", "i graph:G", save}),
        "graphs.G.nodes.n.params.value: expected a number, found \"x\"");
    row("unused", R"("outputs": {"y": "n.value"}, )" + nodes({"n Number value=\"x\""}),
        nodes({"n Number", "s Save value<-n.value"}), "graphs.G.nodes.n.params.value: expected a number, found \"x\"");
    row("unknown input", good, nodes({"n Number", "g graph:G v<-n.value w<-n.value x=1 z=2", save}),
        "nodes.g.inputs.w: subgraph \"G\" has no input \"w\"\n"
        "nodes.g.params.z: subgraph \"G\" has no input \"z\"");
    row("unknown output", good, nodes({"n Number", "g graph:G v<-n.value", "s Save value<-g.out"}),
        "nodes.s.inputs.value: node \"g\" (graph:G) has no output \"out\"");
    row("missing", good, nodes({"g graph:G", save}),
        "nodes.g.inputs.v: required input is not linked; it takes anything");
    row("literal", good, nodes({"n Number", "g graph:G v<-n.value x=\"one\"", save}),
        "nodes.g.params.x: expected a number, found \"one\"");
    row("type across the border", good,
        nodes({"t Text", "g graph:G v<-t.text x<-t.text", "a Add a<-g.y", "s Save value<-a.value"}),
        "nodes.g.inputs.x: \"t.text\" is string, which does not fit parameter \"a\" (number)\n"
        "nodes.a.inputs.a: \"g/p.value\" is string, which does not fit parameter \"a\" (number)");
    row("cycle across the border", good, nodes({"g graph:G v<-p.value", "p Pass value<-g.y", save}),
        "graphs.G.nodes.p.inputs.value: the links form a cycle: g/p -> p -> g/p");
    row("inner output", R"("outputs": {"y": "n.valu"}, )" + nodes({"n Number"}), nodes({"g graph:G", save}),
        "graphs.G.outputs.y: node \"n\" (t.p.Number) has no output \"valu\"; did you mean \"value\"?");
  }
  void problemsInSubgraphs() {
    QFETCH(QString, inner);
    QFETCH(QString, outer);
    QFETCH(QString, expected);
    const Planned planned = planOf("\"graphs\": {\"G\": {" + inner + "}}, " + outer);
    QVERIFY(!planned.ok);
    QCOMPARE(planned.lines, expected);
  }

  void everythingIsReportedAtOnce() {
    const Planned planned =
        planOf(nodes({"a Nmber", "b Every integer=0 nmber=2", "c Blend a<-d.x b<-b.value", "s Save"}));
    QCOMPARE(planned.lines,
             QString("nodes.a.type: no node type \"t.p.Nmber\"; did you mean \"t.p.Number\"?\n"
                     "nodes.b.params.integer: expected an integer from 1 to 100, found 0\n"
                     "nodes.b.params.nmber: t.p.Every has no parameter \"nmber\"; did you mean \"number\"?\n"
                     "nodes.c.inputs.a: no node \"d\"\n"
                     "nodes.c.inputs.b: \"b.value\" is number, which does not fit input \"b\" (image)\n"
                     "nodes.s.inputs.value: required input is not linked; it takes anything"));
  }

  // A type that says itself what is wrong, and with which parameter or port.
  void inferIsAsked() {
    NodeCatalog catalog = makeCatalog();
    NodeType load = plainType("t.p.Load", {}, {"denoiser:denoiser<$space>"});
    load.parameters = {fakeParameter("space", WEFT_PARAMETER_STRING, Value::string(""))};
    load.infer = [](const NodeQuestion& question) -> Result<InferResult> {
      const std::string& space = *question.parameters[0].asString();
      if (space == "bad") return makeError(ErrorCode::BadFile, "no such model", "space");
      return InferResult{{*Type::parse("denoiser<" + space + ">")}};
    };
    (void)catalog.add(std::move(load));
    (void)catalog.add(plainType("t.p.Sample", {"denoiser:denoiser<$s>"}, {"latent:latent<$s>"}));
    const auto plan = [&](const char* space) {
      return planOf(nodes({QString("l Load space=\"%1\"").arg(space), "m Sample denoiser<-l.denoiser",
                           "d Decode latent<-m.latent", "s Save value<-d.image"}),
                    {}, &catalog);
    };
    QCOMPARE(plan("bad").lines, QString("nodes.l.params.space: no such model"));
    QCOMPARE(plan("emoji").lines, QString("nodes.d.inputs.latent: \"m.latent\" is latent<emoji>, which does not fit "
                                          "input \"latent\" (latent<sdxl>)"));
    const Planned good = plan("sdxl");
    QVERIFY2(good.ok, qPrintable(good.lines));
    QCOMPARE(good.find("m")->outputTypes[0].text(), std::string("latent<sdxl>"));
  }

  void extraPortsFollowTheParameters() {
    NodeCatalog catalog = makeCatalog();
    NodeType many = plainType("t.p.Many", {}, {"value:number"});
    many.parameters = {fakeParameter("count", WEFT_PARAMETER_INTEGER, Value::integer(0))};
    many.extraPorts =
        [](const NodeQuestion& question) -> Result<std::pair<std::vector<PortType>, std::vector<PortType>>> {
      std::pair<std::vector<PortType>, std::vector<PortType>> ports;
      for (int64_t i = 0; i < question.parameters[0].asInteger().value_or(0); ++i) {
        ports.first.push_back(fakePort("in" + std::to_string(i), "number"));
      }
      return ports;
    };
    (void)catalog.add(std::move(many));
    const auto plan = [&](const char* node) {
      return planOf(nodes({"n Number", node, "s Save value<-m.value"}), {}, &catalog);
    };
    QVERIFY(plan("m Many").ok);
    QVERIFY(plan("m Many count=2 in0<-n.value in1<-n.value").ok);
    QCOMPARE(plan("m Many count=2 in0<-n.value in1<-n.value").find("m")->inputs.size(), size_t{2});
    QCOMPARE(plan("m Many count=2 in0<-n.value").lines,
             QString("nodes.m.inputs.in1: required input is not linked; it takes number"));
    QCOMPARE(plan("m Many count=1 in0<-n.value in1<-n.value").lines,
             QString("nodes.m.inputs.in1: t.p.Many has no input \"in1\"; did you mean \"in0\"?"));
  }

  void olderBehaviourIsMigrated() {
    NodeCatalog catalog = makeCatalog();
    NodeType type = plainType("t.p.Moved", {}, {"value:number"});
    type.behaviourVersion = 2;
    type.parameters = {fakeParameter("scale", WEFT_PARAMETER_NUMBER, Value::number(1))};
    type.migrate = [](uint32_t version, const Json& old) -> Result<Json> {
      if (version != 1 || !old.contains("size")) return makeError(ErrorCode::InvalidArgument, "cannot");
      return Json{{"scale", old["size"].get<double>() / 2}};
    };
    (void)catalog.add(std::move(type));
    const QString rest = R"(, "s": {"type": "t.p.Save", "inputs": {"value": "m.value"}}})";
    const Planned old =
        planOf(R"("nodes": {"m": {"type": "t.p.Moved", "behaviour": 1, "params": {"size": 3}})" + rest, {}, &catalog);
    QVERIFY2(old.ok, qPrintable(old.lines));
    QCOMPARE(*old.find("m")->parameters[0].asNumber(), 1.5);
    QCOMPARE(planOf(R"("nodes": {"m": {"type": "t.p.Moved", "behaviour": 1})" + rest, {}, &catalog).lines,
             QString("nodes.m.params: cannot"));
    QVERIFY(
        planOf(R"("nodes": {"m": {"type": "t.p.Moved", "behaviour": 2, "params": {"scale": 3}})" + rest, {}, &catalog)
            .ok);
  }
};

QTEST_APPLESS_MAIN(TestPlanProblems)
#include "test_plan_problems.moc"
