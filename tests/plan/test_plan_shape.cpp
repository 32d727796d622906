// What a plan holds: expansion, order, pruning, bypass and mute.
#include <QtTest>

#include <set>

#include "plan_harness.h"

using namespace weft;
using namespace weft::test;

class TestPlanShape : public QObject {
  Q_OBJECT

 private slots:
  void nodesStandInTheFilesOrder() {
    const Planned planned =
        planOf(nodes({"s Save value<-c.value", "c Add a<-a.value b<-b.value", "b Number value=2", "a Number value=1"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("b a c s"));
    const PlannedNode& add = *planned.find("c");
    QCOMPARE(add.dependencies, 2);
    QCOMPARE(add.height, 1);
    QCOMPARE(planned.find("a")->height, 2);
    QCOMPARE(add.parameterLinks[0].node, 1);
    QVERIFY(!add.parameters[0]);
    QCOMPARE(add.parameterLinks[2].node, -1);
    QCOMPARE(*add.parameters[2].asString(), std::string());
    QCOMPARE(planned.find("a")->consumers, std::vector<int>{2});
    QVERIFY(planned.find("s")->wanted && !add.wanted);
    QVERIFY(planned.plan.documentJson.find("\"weft\": 1") != std::string::npos);
  }

  void whatNobodyNeedsIsPruned() {
    const Planned planned =
        planOf(R"("outputs": {"o": "b.value"}, )" + nodes({"a Number", "b Number value=1", "c Add a<-b.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("b"));
    QCOMPARE(planned.plan.outputs.size(), size_t{1});
    QCOMPARE(planned.plan.outputs[0].name, std::string("o"));
    QCOMPARE(planned.plan.outputs[0].source.node, 0);
    QVERIFY(planned.plan.nodes[0].wanted);
  }

  void variadicLinksKeepTheirOrder() {
    const Planned planned =
        planOf(nodes({"a Number value=1", "b Number value=2", "m Sum values<-[\"b.value\",\"a.value\",\"b.value\"]",
                      "s Save value<-m.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    const auto& links = planned.find("m")->links[0];
    QCOMPARE(links.size(), size_t{3});
    QCOMPARE(links[0].node, 1);
    QCOMPARE(links[1].node, 0);
    QCOMPARE(links[2].node, 1);
    QCOMPARE(planned.find("m")->dependencies, 2);
    QCOMPARE(planned.find("b")->consumers.size(), size_t{1});
  }

  void linksWinOverLiterals() {
    const Planned planned = planOf(nodes({"n Number", "a Add a=5 a<-n.value b=7", "s Save value<-a.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QVERIFY(!planned.find("a")->parameters[0]);
    QCOMPARE(planned.find("a")->parameterLinks[0].node, 0);
    QCOMPARE(*planned.find("a")->parameters[1].asNumber(), 7.0);
  }

  void subgraphsAreLaidOutFlat() {
    const QString graphs = R"("graphs": {
      "Twice": {"inputs": {"x": {"to": ["a.a", "a.b"]}, "bias": {"to": ["b.b"], "default": 3}},
                "outputs": {"y": "b.value"}, )" +
                           nodes({"a Add", "b Add a<-a.value b=9"}) + R"(},
      "Four": {"inputs": {"x": {"to": ["first.x"]}}, "outputs": {"z": "second.y"}, )" +
                           nodes({"first graph:Twice bias=1", "second graph:Twice x<-first.y"}) + "}}, ";
    const Planned planned =
        planOf(graphs + nodes({"n Number value=2", "f graph:Four x<-n.value", "s Save value<-f.z"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("n f/first/a f/first/b f/second/a f/second/b s"));
    QCOMPARE(planned.find("f/first/a")->parameterLinks[0].node, 0);
    QCOMPARE(planned.find("f/first/a")->parameterLinks[1].node, 0);
    QCOMPARE(*planned.find("f/first/b")->parameters[1].asNumber(), 1.0);   // from the instance
    QCOMPARE(*planned.find("f/second/b")->parameters[1].asNumber(), 3.0);  // the input's default
    QCOMPARE(planned.find("s")->links[0][0].node, 4);
  }

  void inputsOfTheGraphReachInside() {
    const QString body = R"("inputs": {"v": {"to": ["g.x", "n.value"], "default": 4}}, "graphs": {
      "G": {"inputs": {"x": {"to": ["a.a"], "default": 3}}, "outputs": {"y": "a.value"}, )" +
                         nodes({"a Add a=1"}) + "}}, " +
                         nodes({"g graph:G", "n Number", "s Save value<-g.y", "t Save value<-n.value"});
    const Planned planned = planOf(body);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(*planned.find("g/a")->parameters[0].asNumber(), 4.0);
    QCOMPARE(*planned.find("n")->parameters[0].asNumber(), 4.0);
  }

  void inputsOfPortsBecomeConstants() {
    const Planned planned =
        planOf(R"("inputs": {"v": {"to": ["s.value"], "default": [1, "a"]}}, )" + nodes({"s Save"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    const PlannedInput& input = planned.find("s")->links[0][0];
    QCOMPARE(input.node, -1);
    QCOMPARE(input.constant.describe(), std::string("list of 2"));
  }

  void devicesAreInherited() {
    const QString body = R"("graphs": {"G": {"outputs": {"y": "n.value"}, "nodes": {
        "n": {"type": "t.p.Gpu"}, "m": {"type": "t.p.Number", "inputs": {"value": "n.value"}},
        "s": {"type": "t.p.Save", "inputs": {"value": "m.value"}}}}},
      "nodes": {"g": {"type": "graph:G", "device": "cuda:1", "dtype": "bf16"}, "k": {"type": "t.p.Gpu"},
                "c": {"type": "t.p.Gpu", "device": "cpu"},
                "s": {"type": "t.p.Save", "inputs": {"value": "k.value"}},
                "t": {"type": "t.p.Save", "inputs": {"value": "c.value"}}})";
    NodeCatalog catalog = makeCatalog();
    NodeType gpu = plainType("t.p.Gpu", {}, {"value:number"});
    gpu.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_CUDA;
    (void)catalog.add(std::move(gpu));
    PlanOptions options;
    options.device = "cuda";
    options.dtype = "f16";
    const Planned planned = planOf(body, options, &catalog);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.find("g/n")->device, std::string("cuda:1"));
    QCOMPARE(planned.find("g/n")->dtype, std::string("bf16"));
    QCOMPARE(planned.find("g/m")->device, std::string("cpu"));  // a wish that its type cannot fulfil
    QCOMPARE(planned.find("k")->device, std::string("cuda"));
    QCOMPARE(planned.find("k")->dtype, std::string("f16"));
    QCOMPARE(planned.find("c")->device, std::string("cpu"));
  }

  void missingDevicesAreTheCpu() {
    NodeCatalog catalog = makeCatalog();
    NodeType gpu = plainType("t.p.Gpu", {}, {"value:number"});
    gpu.devices = WEFT_DEVICES_CPU | WEFT_DEVICES_VULKAN;
    (void)catalog.add(std::move(gpu));
    std::set<std::string> asked;
    PlanOptions options;
    options.device = "vulkan:1";
    options.hasDevice = [&](const std::string& device, const NodeType& type) {
      asked.insert(type.id + " on " + device);
      return device == "vulkan";
    };
    const Planned planned = planOf(R"("nodes": {"a": {"type": "t.p.Gpu"}, "b": {"type": "t.p.Gpu", "device": "vulkan"},
        "c": {"type": "t.p.Gpu", "device": "cpu"}, "n": {"type": "t.p.Number"},
        "s": {"type": "t.p.Save", "inputs": {"value": "a.value"}}, "t": {"type": "t.p.Save", "inputs": {"value": "b.value"}}})",
                                   options, &catalog);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.find("a")->device, std::string("cpu"));
    QCOMPARE(planned.find("b")->device, std::string("vulkan"));
    QCOMPARE(asked, (std::set<std::string>{"t.p.Gpu on vulkan", "t.p.Gpu on vulkan:1"}));
  }

  void badDevicesOfTheRunAreProblems() {
    PlanOptions options;
    options.device = "cuda:";
    options.dtype = "int8";
    QCOMPARE(planOf(nodes({"n Number", "s Save value<-n.value"}), options).lines,
             QString("--device: expected auto, cpu, cuda, cuda:N, vulkan or vulkan:N, found \"cuda:\"\n"
                     "--dtype: expected auto, f32, bf16 or f16, found \"int8\""));
  }

  void bypassPassesTheMatchingInput() {
    // The first input that fits: not the text, not the number.
    NodeCatalog catalog = makeCatalog();
    NodeType mixed =
        plainType("t.p.Mixed", {"text:string", "amount:number", "a:image", "b:image"}, {"image:image", "note:string"});
    (void)catalog.add(std::move(mixed));
    const Planned planned =
        planOf(nodes({"t Text", "n Number", "i Image", "j Blend a<-i.image b<-i.image",
                      "m Mixed text<-t.text amount<-n.value a<-j.image b<-i.image bypass",
                      "k Mixed a<-m.image text<-m.note bypass", "s Save value<-k.image", "u Save value<-k.note"}),
               {}, &catalog);
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QVERIFY(!planned.find("m") && !planned.find("k") && !planned.find("n"));
    QCOMPARE(planned.plan.nodes[static_cast<size_t>(planned.find("s")->links[0][0].node)].id, std::string("j"));
    QCOMPARE(planned.plan.nodes[static_cast<size_t>(planned.find("u")->links[0][0].node)].id, std::string("t"));
  }

  void bypassPassesAParameterToo() {
    const Planned planned = planOf(nodes({"n Number", "a Add b<-n.value bypass", "s Save value<-a.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("n s"));
  }

  void bypassedInstancesPassTheirInputs() {
    const QString graphs = R"("graphs": {"G": {"inputs": {"t": {"to": ["x.text"]}, "i": {"to": ["b.a", "b.b"]}},
        "outputs": {"out": "b.image"}, )" +
                           nodes({"b Blend", "x Text"}) + "}}, ";
    const Planned planned =
        planOf(graphs + nodes({"t Text", "i Image", "g graph:G t<-t.text i<-i.image bypass", "s Save value<-g.out"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("i s"));
  }

  void outputsCrossBypassedNodes() {
    const Planned planned =
        planOf(R"("outputs": {"o": "p.value"}, )" + nodes({"n Number", "p Pass value<-n.value bypass"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("n"));
    QCOMPARE(planned.plan.outputs[0].source.node, 0);
  }

  void muteTakesWhatNeedsIt() {
    const Planned planned =
        planOf(R"("outputs": {"o": "b.value", "k": "k.value"}, )" +
               nodes({"a Number mute", "b Pass value<-a.value", "s Save value<-b.value", "k Number value=1",
                      "c Add a<-a.value", "u Save value<-c.value", "t Save value<-k.value", "m Maybe value<-a.value",
                      "v Save value<-m.value", "n Sum values<-[\"a.value\",\"k.value\"]", "w Save value<-n.value"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("k t m v n w"));
    QVERIFY(planned.find("m")->links[0].empty());
    QCOMPARE(planned.find("n")->links[0].size(), size_t{1});
    QCOMPARE(planned.plan.outputs.size(), size_t{1});
  }

  void mutedNodesAreNotLookedAt() {
    const Planned planned = planOf(
        R"("nodes": {"x": {"type": "not.installed.Thing", "mute": true}, "s": {"type": "t.p.Save", "mute": true},
                     "n": {"type": "t.p.Number"}, "t": {"type": "t.p.Save", "inputs": {"value": "n.value"}},
                     "u": {"type": "t.p.Save", "inputs": {"value": "x.anything"}}})");
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.ids(), QString("n t"));
  }

  void onlyComputesWhatIsNamed() {
    const QString body = R"("outputs": {"o": "b.value"}, "graphs": {"G": {"outputs": {"y": "m.value"}, )" +
                         nodes({"m Number value=5", "q Save value<-m.value"}) + "}}, " +
                         nodes({"a Number", "b Add a<-a.value", "c Number value=3", "s Save value<-c.value",
                                "g graph:G", "x Number mute"});
    PlanOptions options;
    options.only = {"b"};
    QCOMPARE(planOf(body, options).ids(), QString("a b"));
    options.only = {"a", "s"};
    const Planned two = planOf(body, options);
    QCOMPARE(two.ids(), QString("a c s"));
    QVERIFY(two.find("a")->wanted);
    QVERIFY(two.plan.outputs.empty());
    options.only = {"g"};
    QCOMPARE(planOf(body, options).ids(), QString("g/m g/q"));
    options.only = {"g/m"};
    QCOMPARE(planOf(body, options).ids(), QString("g/m"));
    options.only = {"g/n", "bb", "x"};
    QCOMPARE(planOf(body, options).lines, QString("--only g/n: no node \"g/n\"; did you mean \"g/m\"?\n"
                                                  "--only bb: no node \"bb\"; did you mean \"b\"?\n"
                                                  "--only x: the node is muted, or needs one that is"));
  }

  void typesFlowAcrossBordersAndVariables() {
    const QString graphs = R"("graphs": {"G": {"inputs": {"x": {"to": ["p.value"]}}, "outputs": {"y": "p.value"}, )" +
                           nodes({"p Pass"}) + "}}, ";
    const Planned planned =
        planOf(graphs + nodes({"i Image", "g graph:G x<-i.image", "e Encode image<-g.y", "s Save value<-e.latent"}));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.find("g/p")->outputTypes[0].text(), std::string("image"));
    QCOMPARE(planned.find("e")->outputTypes[0].text(), std::string("latent<emoji>[?, 16, ?, ?]"));
  }

  // Two branches of heavy nodes, one longer: those with as many heavy nodes before them share the cores.
  void heavyNodesOfOneLevelArePeers() {
    const QStringList lines{"n Number",
                            "a1 Heavy value<-n.value",
                            "light Add a<-a1.value",
                            "a2 Heavy value<-light.value",
                            "b1 Heavy value<-light.value other<-n.value",
                            "c Heavy value<-n.value other<-light.value",
                            "end Heavy value<-a2.value other<-b1.value",
                            "s Save value<-end.value",
                            "t Save value<-c.value"};
    const Planned planned = planOf(nodes(lines));
    QVERIFY2(planned.ok, qPrintable(planned.lines));
    QCOMPARE(planned.find("a1")->peers, 1);
    QCOMPARE(planned.find("a2")->peers, 3);
    QCOMPARE(planned.find("b1")->peers, 3);
    QCOMPARE(planned.find("c")->peers, 3);
    QCOMPARE(planned.find("end")->peers, 1);
    QCOMPARE(planned.find("light")->peers, 1);
    PlanOptions options;
    options.device = "cuda:0";
    QCOMPARE(planOf(nodes(lines), options).find("a2")->peers, 1);  // a GPU's lane runs one at a time
  }
};

QTEST_APPLESS_MAIN(TestPlanShape)
#include "test_plan_shape.moc"
