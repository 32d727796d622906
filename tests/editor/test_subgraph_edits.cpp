// Subgraphs made of nodes, unpacked, renamed, made unique.
#include "commands/node_edits.h"
#include "commands/subgraph_edits.h"
#include "document/names.h"
#include "edit_test.h"

using namespace weft;
using namespace weft::editor;
using test::Editing;

class TestSubgraphEdits : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void wiresBecomeInputsAndOutputs();
  void oneInputForASourceOneOutputForAPort();
  void promotedParametersStayPromoted();
  void aVariadicPortKeepsItsOrder();
  void nodesKeepTheirPlacesInside();
  void collapsingNothingIsNoEdit();
  void unpackingIsTheWayBack();
  void whatTheInstanceGaveGoesInside();
  void theSubgraphGoesWithItsLastInstance();
  void unpackingCarriesSwitchesAndDevice();
  void nestedInstancesAreUnpackedOneLevelAtATime();
  void uniqueMeansACopyOfItsOwn();
  void renamingReachesInstancesAndBodies();
  void onlyWhatNobodyUsesIsRemoved();
};

namespace {

const QByteArray graph = R"({"weft": 1,
  "inputs": {"x": {"to": ["b.b", "c.b"], "default": 5}},
  "outputs": {"sum": "c.value"},
  "nodes": {
    "one": {"type": "weft.math.Number", "params": {"value": 2}},
    "a": {"type": "weft.math.Add", "inputs": {"a": "one.value", "b": "one.value"}},
    "b": {"type": "weft.math.Multiply", "inputs": {"a": "a.value"}},
    "c": {"type": "weft.math.Add", "inputs": {"a": "b.value"}},
    "save": {"type": "weft.io.SaveText", "params": {"name": "t"}, "inputs": {"text": "b.value"}}},
  "editor": {"positions": {"one": [0, 0], "a": [200, 10], "b": [400, 20], "c": [600, 0], "save": [600, 200]},
             "nodes": {"a": {"title": "First"}}}})";

const QByteArray loops = R"({"weft": 1, "nodes": {
    "each": {"type": "weft.flow.Map", "params": {"body": "body"}},
    "lost": {"type": "nobody.knows.Loop", "params": {"what": "body"}},
    "one": {"type": "graph:body"}},
  "graphs": {
    "body": {"inputs": {"item": {"to": ["n.a"]}}, "outputs": {"out": "n.value"},
      "nodes": {"n": {"type": "weft.math.Add"}, "deeper": {"type": "graph:leaf"}}},
    "leaf": {"nodes": {"n": {"type": "weft.math.Number"}}},
    "idle": {"nodes": {"n": {"type": "graph:leaf"}}}}})";

}  // namespace

void TestSubgraphEdits::wiresBecomeInputsAndOutputs() {
  Editing editing(graph);
  QString instance;
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"a", "b", inputsNode()}, "mix", &instance)));
  QCOMPARE(instance, "mix");
  QCOMPARE(editing.text("graphs.mix.inputs"), R"({"a":{"to":["a.a","a.b"]},"b":{"to":["b.b"]}})");
  QCOMPARE(editing.text("graphs.mix.outputs"), R"({"value":"b.value"})");
  QCOMPARE(editing.text("graphs.mix.nodes.b.inputs"), R"({"a":"a.value"})");
  QCOMPARE(editing.text("nodes.mix"), R"({"type":"graph:mix","inputs":{"a":"one.value"}})");
  QCOMPARE(editing.text("nodes.save.inputs.text"), R"("mix.value")");
  QCOMPARE(editing.text("nodes.c.inputs.a"), R"("mix.value")");
  QVERIFY(editing.at("nodes.a").is_null());
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::oneInputForASourceOneOutputForAPort() {
  Editing editing(graph);
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"c", "save"}, "")));
  QCOMPARE(editing.text("graphs.subgraph.inputs"), R"({"a":{"to":["c.a","save.text"]},"b":{"to":["c.b"]}})");
  QCOMPARE(editing.text("outputs"), R"({"sum":"subgraph.value"})");
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::promotedParametersStayPromoted() {
  Editing editing(graph);
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"b"}, "mix")));
  QCOMPARE(editing.text("inputs.x"), R"({"to":["mix.b","c.b"],"default":5})");
  const auto face = nodeFace(editing.model, {}, "mix");
  QVERIFY(face && face->parameter("b") && face->parameter("b")->linked);
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::aVariadicPortKeepsItsOrder() {
  Editing editing(R"({"weft": 1, "nodes": {
    "one": {"type": "weft.math.Number"}, "two": {"type": "weft.math.Number"}, "in": {"type": "weft.math.Number"},
    "list": {"type": "weft.flow.List", "inputs": {"items": ["one.value", "in.value", "two.value", "one.value"]}},
    "all": {"type": "weft.flow.List", "inputs": {"items": ["two.value", "one.value"]}}}})");
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"list", "in", "all"}, "s")));
  QCOMPARE(editing.text("graphs.s.nodes.list.inputs.items"),
           R"(["items.value","in.value","items_2.value","items.value"])");
  QCOMPARE(editing.text("nodes.s.inputs"),
           R"({"items":"one.value","items_2":"two.value","items_3":["two.value","one.value"]})");
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::nodesKeepTheirPlacesInside() {
  Editing editing(graph);
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"a", "b"}, "mix")));
  QCOMPARE(editing.text("graphs.mix.editor.positions.a"), "[200,10]");
  QCOMPARE(editing.text("graphs.mix.editor.nodes"), R"({"a":{"title":"First"}})");
  QVERIFY(editing.at("editor.positions.a").is_null());
  QVERIFY(editing.at("editor.nodes").is_null());
  QVERIFY(editing.at("editor.positions.mix").is_array());
  const auto x = [&](const char* node) { return nodeLook(editing.model, "mix", node).position->x(); };
  QVERIFY(x("@inputs") < x("a"));
  QVERIFY(x("@outputs") > x("b"));
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::collapsingNothingIsNoEdit() {
  Editing editing(graph);
  QVERIFY(collapseIntoSubgraph(editing.model, {}, {}, "mix").isEmpty());
  QVERIFY(collapseIntoSubgraph(editing.model, {}, {inputsNode(), "nobody"}, "mix").isEmpty());
  QVERIFY(collapseIntoSubgraph(editing.model, "nowhere", {"a"}, "mix").isEmpty());
  QVERIFY(unpackSubgraph(editing.model, {}, "a").isEmpty());
}

void TestSubgraphEdits::unpackingIsTheWayBack() {
  Editing editing(graph);
  const Json nodes = editing.at("nodes");
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"a", "b"}, "mix")));
  QSet<QString> unpacked;
  QVERIFY(editing.does(unpackSubgraph(editing.model, {}, "mix", &unpacked)));
  QCOMPARE(unpacked, (QSet<QString>{"a", "b"}));
  QCOMPARE(editing.at("nodes"), nodes);
  QCOMPARE(editing.text("inputs.x.to"), R"(["b.b","c.b"])");
  QVERIFY(editing.at("graphs.mix").is_null());
  QCOMPARE(editing.text("editor.nodes.a"), R"({"title":"First"})");
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::whatTheInstanceGaveGoesInside() {
  Editing editing(R"({"weft": 1,
    "inputs": {"top": {"to": ["inner.q"], "default": 9}},
    "nodes": {
      "n": {"type": "weft.math.Number"},
      "inner": {"type": "graph:s", "params": {"p": 7}, "inputs": {"list": ["n.value", "inner.out"], "gone": "n.value"}},
      "reader": {"type": "weft.math.Add", "inputs": {"a": "inner.out", "b": "inner.lost"}}},
    "graphs": {"s": {
      "inputs": {"p": {"to": ["add.a"], "default": 1}, "q": {"to": ["add.b"], "default": 2},
                 "r": {"to": ["n.value"], "default": 3}, "list": {"to": ["list.items"]},
                 "text": {"to": ["save.text"], "default": "hello"}},
      "outputs": {"out": "add.value"},
      "nodes": {"add": {"type": "weft.math.Add", "params": {"a": 0}}, "n": {"type": "weft.math.Number"},
                "list": {"type": "weft.flow.List"}, "save": {"type": "weft.io.SaveText"}},
      "editor": {"notes": [{"text": "Hello", "rect": [0, 0, 9, 9]}]}}}})");
  QVERIFY(editing.does(unpackSubgraph(editing.model, {}, "inner")));
  QCOMPARE(editing.text("nodes.add.params"), R"({"a":7,"b":2})");
  QCOMPARE(editing.text("inputs.top.to"), R"(["add.b"])");
  QCOMPARE(editing.text("nodes.n_2.params"), R"({"value":3})");
  QCOMPARE(editing.text("nodes.list.inputs.items"), R"(["n.value","add.value"])");
  QCOMPARE(editing.text("nodes.reader.inputs"), R"({"a":"add.value"})");
  QCOMPARE(editing.text("inputs.text"), R"({"to":["save.text"],"default":"hello"})");
  QCOMPARE(notes(editing.model, {}).size(), size_t{1});
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::theSubgraphGoesWithItsLastInstance() {
  Editing editing(loops);
  QVERIFY(editing.does(unpackSubgraph(editing.model, {}, "one")));
  QVERIFY(!editing.at("graphs.body").is_null());
  QCOMPARE(editing.text("nodes.deeper.type"), R"("graph:leaf")");
  QVERIFY(editing.does(unpackSubgraph(editing.model, "idle", "n")));
  QVERIFY(editing.does(unpackSubgraph(editing.model, {}, "deeper")));
  QVERIFY(!editing.at("graphs.leaf").is_null());
  QVERIFY(editing.does(unpackSubgraph(editing.model, "body", "deeper")));
  QVERIFY(editing.at("graphs.leaf").is_null());
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::unpackingCarriesSwitchesAndDevice() {
  Editing editing(R"({"weft": 1, "nodes": {"i": {"type": "graph:s", "mute": true, "device": "cuda:1"}},
    "graphs": {"s": {"nodes": {"a": {"type": "weft.math.Number", "device": "cpu"}, "b": {"type": "weft.math.Number"}}}}})");
  QVERIFY(editing.does(unpackSubgraph(editing.model, {}, "i")));
  QCOMPARE(editing.text("nodes.a"), R"({"type":"weft.math.Number","device":"cpu","mute":true})");
  QCOMPARE(editing.text("nodes.b"), R"({"type":"weft.math.Number","mute":true,"device":"cuda:1"})");
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::nestedInstancesAreUnpackedOneLevelAtATime() {
  Editing editing(graph);
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"a", "b"}, "mix")));
  QVERIFY(editing.does(collapseIntoSubgraph(editing.model, {}, {"mix", "c"}, "mix")));
  QCOMPARE(editing.text("nodes.mix_2.type"), R"("graph:mix_2")");
  QCOMPARE(editing.text("graphs.mix_2.nodes.mix.type"), R"("graph:mix")");
  QVERIFY(editing.selection.open({"mix_2", "mix"}));
  QVERIFY(editing.does(unpackSubgraph(editing.model, {}, "mix_2")));
  QCOMPARE(editing.selection.graph(), QString());
  QVERIFY(editing.does(unpackSubgraph(editing.model, {}, "mix")));
  QVERIFY(editing.at("graphs").is_null() || editing.at("graphs").empty());
  QCOMPARE(editing.text("outputs.sum"), R"("c.value")");
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::uniqueMeansACopyOfItsOwn() {
  Editing editing(loops);
  QVERIFY(editing.does(makeUnique(editing.model, {}, "one")));
  QCOMPARE(editing.text("nodes.one.type"), R"("graph:body_2")");
  QCOMPARE(editing.at("graphs.body_2"), editing.at("graphs.body"));
  QVERIFY(makeUnique(editing.model, {}, "one").isEmpty());
  QVERIFY(editing.does(makeUnique(editing.model, {}, "each")));
  QCOMPARE(editing.text("nodes.each.params.body"), R"("body_3")");
  QVERIFY(makeUnique(editing.model, {}, "nobody").isEmpty());
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::renamingReachesInstancesAndBodies() {
  Editing editing(loops);
  QVERIFY(editing.selection.open({"one"}));
  QVERIFY(editing.does(renameSubgraph(editing.model, "body", "step")));
  QCOMPARE(editing.text("nodes.each.params.body"), R"("step")");
  QCOMPARE(editing.text("nodes.lost.params.what"), R"("step")");
  QCOMPARE(editing.text("nodes.one.type"), R"("graph:step")");
  QCOMPARE(editing.selection.graph(), "step");
  for (const char* to : {"leaf", "a b", "", "step"}) QVERIFY(renameSubgraph(editing.model, "step", to).isEmpty());
  QVERIFY(renameSubgraph(editing.model, "nobody", "x").isEmpty());
  WEFT_VERIFY_UNDO(editing);
}

void TestSubgraphEdits::onlyWhatNobodyUsesIsRemoved() {
  Editing editing(loops);
  QVERIFY(removeSubgraph(editing.model, "body").isEmpty());
  QVERIFY(removeSubgraph(editing.model, "leaf").isEmpty());
  QVERIFY(editing.does(removeSubgraph(editing.model, "idle")));
  QVERIFY(editing.at("graphs.idle").is_null());
  WEFT_VERIFY_UNDO(editing);
}

WEFT_EDITOR_TEST_MAIN(TestSubgraphEdits)
#include "test_subgraph_edits.moc"
