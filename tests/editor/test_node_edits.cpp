// Edits of nodes and of how they look, without any view.
#include <weft/graph/edit_operations.h>

#include "commands/layout_edits.h"
#include "commands/node_edits.h"
#include "commands/parameter_edits.h"
#include "document/merge_inverses.h"
#include "document/names.h"
#include "edit_test.h"

using namespace weft;
using namespace weft::editor;
using test::Editing;

class TestNodeEdits : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void aNewNodeGetsAFreeIdAndAPlace();
  void removingTakesWiresPlacesAndLooksAlong();
  void removingBoundaryNodesRemovesInputsAndOutputs();
  void anOutputOfASubgraphThatGoesIsCutAtItsInstances();
  void anInstanceThatReadsItselfIsCutOnce();
  void aGraphThatRunsItselfIsCutOnce();
  void healingKeepsWiresThroughSeveralNodes();
  void healingKeepsTheOrderOfAVariadicPort();
  void healingKeepsWiresFromAndToTheBorder();
  void healingMakesNoWireThatDoesNotFit();
  void renamingMovesAllThatNamesTheNode();
  void renamingToWhatCannotBeChangesNothing();
  void switchesGoOnForAllBeforeTheyGoOff();
  void fieldsAreSetAndTakenOut();
  void looksSayNothingWhereTheyAreAsUsual();
  void whatTheEditorDoesNotKnowIsKept();
  void garbageInThePlaceOfLooksIsReplaced();
  void groupsAndNotesKeepWhatElseTheyHold();
  void aDragOfAnyLengthIsSmall();
  void aDragThatGrowsIsUndoneWhole();
  void nodesAreAlignedAndDistributed();
  void nothingSelectedIsNoEdit();
};

namespace {

const QByteArray chain = R"({"weft": 1,
  "inputs": {"x": {"to": ["a.a"], "default": 3}},
  "outputs": {"y": "c.value", "z": "b.value"},
  "nodes": {
    "a": {"type": "weft.math.Add", "params": {"b": 1}},
    "b": {"type": "weft.math.Add", "inputs": {"a": "a.value", "b": "a.value"}},
    "c": {"type": "weft.math.Add", "inputs": {"a": "b.value"}},
    "text": {"type": "weft.io.SaveText", "params": {"name": "t"}, "inputs": {"text": "c.value"}}},
  "editor": {"positions": {"a": [0, 0], "b": [200, 0], "c": [400, 0], "@inputs": [-200, 0]},
             "nodes": {"b": {"title": "Middle", "later": true}}}})";

}  // namespace

void TestNodeEdits::aNewNodeGetsAFreeIdAndAPlace() {
  Editing editing(R"({"weft": 1, "nodes": {}})");
  QString id;
  QVERIFY(editing.does(addNode(editing.model, {}, "weft.io.SaveText", {10.004, -20}, &id)));
  QCOMPARE(id, "save_text");
  QVERIFY(editing.does(addNode(editing.model, {}, "weft.io.SaveText", {0.25, 1e300}, &id)));
  QCOMPARE(id, "save_text_2");
  QVERIFY(editing.does(addNode(editing.model, {}, "nobody.knows.HTTPGet2", {}, &id)));
  QCOMPARE(id, "http_get2");
  QCOMPARE(editing.text("editor.positions"),
           R"({"save_text":[10,-20],"save_text_2":[0.25,1000000000],"http_get2":[0,0]})");
  QCOMPARE(editing.text("nodes.save_text"), R"({"type":"weft.io.SaveText"})");
  QCOMPARE(freeNodeId(editing.model, {}, "save_text_2"), "save_text_3");
  QCOMPARE(freeNodeId(editing.model, {}, "9 lives!"), "_9_lives");
  QCOMPARE(freeNodeId(editing.model, {}, "äöü"), "node");
  QVERIFY(addNode(editing.model, "nowhere", "weft.io.SaveText", {}).isEmpty());
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::removingTakesWiresPlacesAndLooksAlong() {
  Editing editing(chain);
  editing.selection.set({"a", "b"});
  QVERIFY(editing.does(removeNodes(editing.model, {}, {"b", "nobody"})));
  QVERIFY(editing.at("nodes.b").is_null());
  QVERIFY(editing.at("nodes.c.inputs").is_null());
  QCOMPARE(editing.text("outputs"), R"({"y":"c.value"})");
  QVERIFY(editing.at("editor.positions.b").is_null());
  QVERIFY(editing.at("editor.nodes").is_null());
  QCOMPARE(editing.selection.nodes(), QSet<QString>{"a"});
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::removingBoundaryNodesRemovesInputsAndOutputs() {
  Editing editing(chain);
  QVERIFY(editing.does(removeNodes(editing.model, {}, {inputsNode(), outputsNode(), "text"})));
  QVERIFY(editing.at("inputs").is_null());
  QVERIFY(editing.at("outputs").is_null());
  QVERIFY(editing.at("editor.positions.@inputs").is_null());
  QVERIFY(removeNodes(editing.model, {}, {inputsNode()}).isEmpty());
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::anOutputOfASubgraphThatGoesIsCutAtItsInstances() {
  Editing editing(R"({"weft": 1, "nodes": {
      "inner": {"type": "graph:sub"},
      "add": {"type": "weft.math.Add", "inputs": {"a": "inner.y", "b": "inner.z"}}},
    "graphs": {"sub": {"outputs": {"y": "n.value", "z": "m.value"}, "nodes": {
      "n": {"type": "weft.math.Number"}, "m": {"type": "weft.math.Number"}}}}})");
  QVERIFY(editing.does(removeNodes(editing.model, "sub", {"n"})));
  QCOMPARE(editing.text("graphs.sub.outputs"), R"({"z":"m.value"})");
  QCOMPARE(editing.text("nodes.add.inputs"), R"({"b":"inner.z"})");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::anInstanceThatReadsItselfIsCutOnce() {
  Editing editing(R"({"weft": 1, "nodes": {"loop": {"type": "graph:sub", "inputs": {"x": ["loop.y", "loop.y"]}}},
    "graphs": {"sub": {"inputs": {"x": {"to": ["n.a"]}}, "outputs": {"y": "n.value"},
      "nodes": {"n": {"type": "weft.math.Add"}}}}})");
  QVERIFY(editing.does(removeNodes(editing.model, "sub", {"n"})));
  QVERIFY(editing.at("nodes.loop.inputs").is_null());
  editing.model.undoStack().undo();
  QVERIFY(editing.does(removeNodes(editing.model, "sub", {"n", inputsNode()})));
  QCOMPARE(editing.text("nodes"), R"({"loop":{"type":"graph:sub"}})");
  WEFT_VERIFY_UNDO(editing);
}

// Such a graph never runs, but it is a graph file.
void TestNodeEdits::aGraphThatRunsItselfIsCutOnce() {
  const QByteArray text = R"({"weft": 1, "nodes": {}, "graphs": {"self": {
    "inputs": {"x": {"to": ["n.a", "loop.x"]}},
    "outputs": {"y": "n.value", "z": "loop.y", "w": "loop.w"},
    "nodes": {"n": {"type": "weft.math.Add", "inputs": {"b": "loop.y"}},
              "m": {"type": "weft.math.Add", "inputs": {"a": "loop.y", "b": "n.value"}},
              "loop": {"type": "weft.flow.Repeat", "params": {"body": "self"}, "inputs": {"x": "n.value"}}}}}})";
  const std::vector<QSet<QString>> sets{
      {"n"}, {"n", "loop"}, {"n", inputsNode()}, {"loop", outputsNode()}, {"n", "m", inputsNode(), outputsNode()}};
  for (const QSet<QString>& nodes : sets) {
    for (const bool heal : {false, true}) {
      Editing editing(text);
      QVERIFY(editing.does(removeNodes(editing.model, "self", nodes, heal)));
      WEFT_VERIFY_UNDO(editing);
    }
  }
  Editing editing(text);
  QVERIFY(editing.does(removeGraphOutput(editing.model, "self", "y")));
  QVERIFY(editing.does(removeGraphOutput(editing.model, "self", "w")));
  QVERIFY(editing.does(removeGraphInput(editing.model, "self", "x")));
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::healingKeepsWiresThroughSeveralNodes() {
  Editing editing(R"({"weft": 1, "nodes": {
    "one": {"type": "weft.math.Number"},
    "a": {"type": "weft.flow.Pass", "inputs": {"value": "one.value"}},
    "b": {"type": "weft.flow.Pass", "inputs": {"value": "a.value"}},
    "c": {"type": "weft.math.Add", "inputs": {"a": "b.value", "b": "a.value"}}}})");
  QVERIFY(editing.does(removeNodes(editing.model, {}, {"a", "b"}, true)));
  QCOMPARE(editing.text("nodes.c.inputs"), R"({"a":"one.value","b":"one.value"})");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::healingKeepsTheOrderOfAVariadicPort() {
  Editing editing(R"({"weft": 1, "nodes": {
    "one": {"type": "weft.math.Number"}, "two": {"type": "weft.math.Number"},
    "pass": {"type": "weft.flow.Pass", "inputs": {"value": "two.value"}},
    "lost": {"type": "weft.flow.Pass"},
    "list": {"type": "weft.flow.List", "inputs": {"items": ["one.value", "pass.value", "lost.value", "one.value"]}}}})");
  QVERIFY(editing.does(removeNodes(editing.model, {}, {"pass", "lost"}, true)));
  QCOMPARE(editing.text("nodes.list.inputs.items"), R"(["one.value","two.value","one.value"])");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::healingKeepsWiresFromAndToTheBorder() {
  Editing editing(chain);
  QVERIFY(editing.does(removeNodes(editing.model, {}, {"a"}, true)));
  QCOMPARE(editing.text("inputs.x.to"), R"(["b.a","b.b"])");
  QVERIFY(editing.does(removeNodes(editing.model, {}, {"c"}, true)));
  QCOMPARE(editing.text("outputs"), R"({"y":"b.value","z":"b.value"})");
  QCOMPARE(editing.text("nodes.text.inputs.text"), R"("b.value")");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::healingMakesNoWireThatDoesNotFit() {
  Editing editing(R"({"weft": 1, "nodes": {
    "model": {"type": "weft.io.LoadModel"},
    "text": {"type": "weft.encoders.EncodeText", "inputs": {"encoder": "model.text_encoder"}},
    "sample": {"type": "weft.schedulers.Sample", "inputs": {"conditioning": "text.conditioning"}}}})");
  QVERIFY(editing.does(removeNodes(editing.model, {}, {"text"}, true)));
  QVERIFY(editing.at("nodes.sample.inputs").is_null());
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::renamingMovesAllThatNamesTheNode() {
  Editing editing(chain);
  QVERIFY(editing.does(renameNode(editing.model, {}, "b", "sum")));
  QCOMPARE(editing.text("nodes.c.inputs.a"), R"("sum.value")");
  QCOMPARE(editing.text("outputs.z"), R"("sum.value")");
  QCOMPARE(editing.text("editor.positions"), R"({"a":[0,0],"sum":[200,0],"c":[400,0],"@inputs":[-200,0]})");
  QCOMPARE(editing.text("editor.nodes"), R"({"sum":{"title":"Middle","later":true}})");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::renamingToWhatCannotBeChangesNothing() {
  Editing editing(chain);
  for (const char* to : {"b", "a b", "", "1st", "c"}) QVERIFY(renameNode(editing.model, {}, "b", to).isEmpty());
  QVERIFY(renameNode(editing.model, {}, "nobody", "x").isEmpty());
  QVERIFY(renameNode(editing.model, {}, inputsNode(), "x").isEmpty());
}

void TestNodeEdits::switchesGoOnForAllBeforeTheyGoOff() {
  Editing editing(chain);
  QVERIFY(editing.does(toggle(editing.model, {}, {"a"}, Switch::Mute)));
  const Edit both = toggle(editing.model, {}, {"a", "b", inputsNode()}, Switch::Mute);
  QCOMPARE(both.name, "Mute node");
  QVERIFY(editing.does(both));
  QVERIFY(editing.model.node({}, "a")->mute && editing.model.node({}, "b")->mute);
  QVERIFY(editing.does(toggle(editing.model, {}, {"a", "b"}, Switch::Mute)));
  QVERIFY(editing.at("nodes.a.mute").is_null());
  QVERIFY(editing.does(toggle(editing.model, {}, {"c"}, Switch::Bypass)));
  QCOMPARE(editing.text("nodes.c.bypass"), "true");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::fieldsAreSetAndTakenOut() {
  Editing editing(chain);
  QVERIFY(editing.does(setField(editing.model, {}, {"a", "b", inputsNode()}, "device", "cuda:0")));
  QCOMPARE(editing.model.node({}, "b")->device, "cuda:0");
  QVERIFY(setField(editing.model, {}, {"a"}, "device", "cuda:0").isEmpty());
  QVERIFY(editing.does(setField(editing.model, {}, {"a", "c"}, "device", {})));
  QVERIFY(editing.at("nodes.a.device").is_null());
  QVERIFY(setField(editing.model, {}, {"a"}, "params", "x").isEmpty());
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::looksSayNothingWhereTheyAreAsUsual() {
  Editing editing(R"({"weft": 1, "nodes": {"a": {"type": "weft.math.Number"}}})");
  const GraphModel& model = editing.model;
  QVERIFY(editing.does(setCollapsed(model, {}, {"a"}, true)));
  QVERIFY(editing.does(setPinned(model, {}, {"a", "nobody"}, true)));
  QVERIFY(editing.does(setColour(model, {}, {"a"}, QColor("#5b8def"))));
  QVERIFY(editing.does(setTitle(model, {}, "a", "Mine")));
  QVERIFY(editing.does(setWidth(model, {}, "a", 240.5)));
  QVERIFY(editing.does(setSeedChange(model, {}, "a", "seed", SeedChange::Random)));
  QCOMPARE(editing.text("editor.nodes"),
           R"({"a":{"collapsed":true,"pinned":true,"colour":"#5b8def","title":"Mine","width":240.5,)"
           R"("seeds":{"seed":"random"}}})");
  const NodeLook look = nodeLook(model, {}, "a");
  QVERIFY(look.collapsed && look.pinned && look.title == "Mine" && look.width == 240.5);
  QVERIFY(setTitle(model, {}, "a", "Mine").isEmpty());
  QVERIFY(editing.does(setCollapsed(model, {}, {"a"}, false)));
  QVERIFY(editing.does(setPinned(model, {}, {"a"}, false)));
  QVERIFY(editing.does(setColour(model, {}, {"a"}, {})));
  QVERIFY(editing.does(setTitle(model, {}, "a", {})));
  QVERIFY(editing.does(setWidth(model, {}, "a", 0)));
  QVERIFY(editing.does(setSeedChange(model, {}, "a", "seed", SeedChange::Fixed)));
  QCOMPARE(editing.text("editor"), "{}");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::whatTheEditorDoesNotKnowIsKept() {
  Editing editing(chain);
  QVERIFY(editing.does(setTitle(editing.model, {}, "b", {})));
  QCOMPARE(editing.text("editor.nodes.b"), R"({"later":true})");
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::garbageInThePlaceOfLooksIsReplaced() {
  for (const char* garbage : {"5", "[]", R"({"positions": "none", "nodes": {"a": 7}, "groups": {}})"}) {
    Editing editing(QByteArray(R"({"weft": 1, "nodes": {"a": {"type": "weft.math.Number"}}, "editor": )") + garbage +
                    "}");
    QVERIFY(editing.does(place(editing.model, {}, {{{"a", {3, 4}}}, {}, {}})));
    QVERIFY(editing.does(setTitle(editing.model, {}, "a", "T")));
    QVERIFY(editing.does(addGroup(editing.model, {}, {"G", {}, {0, 0, 9, 9}})));
    QCOMPARE(nodeLook(editing.model, {}, "a").position, QPointF(3, 4));
    QCOMPARE(groupBoxes(editing.model, {}).size(), size_t{1});
    WEFT_VERIFY_UNDO(editing);
  }
}

void TestNodeEdits::groupsAndNotesKeepWhatElseTheyHold() {
  Editing editing(R"({"weft": 1, "nodes": {}, "editor": {
    "groups": [{"title": "A", "rect": [0, 0, 10, 10], "locked": true}, "garbage"],
    "notes": [{"text": "Hello", "rect": [1, 2, 3, 4], "pin": 1}]}})");
  const GraphModel& model = editing.model;
  QVERIFY(editing.does(changeGroup(model, {}, 0, {"B", QColor("#112233"), {0, 0, 20, 20}})));
  QCOMPARE(editing.text("editor.groups"),
           R"([{"title":"B","rect":[0,0,20,20],"locked":true,"colour":"#112233"},"garbage"])");
  Placement placement;
  placement.groups[0] = {5, 5, 20, 20};
  placement.notes[0] = {9, 9, 3, 4};
  placement.notes[7] = {9, 9, 3, 4};
  QVERIFY(editing.does(place(model, {}, placement)));
  QCOMPARE(editing.text("editor.notes"), R"([{"text":"Hello","rect":[9,9,3,4],"pin":1}])");
  QVERIFY(changeNote(model, {}, 1, {"x", {}, {}}).isEmpty());
  QVERIFY(changeNote(model, {}, -1, {"x", {}, {}}).isEmpty());
  editing.selection.setDecoration({0, 1}, {0});
  QVERIFY(editing.does(removeDecoration(model, {}, {0, 9}, {0})));
  QCOMPARE(editing.text("editor"), R"({"groups":["garbage"],"notes":[]})");
  QCOMPARE(editing.selection.groups(), QSet<int>{0});
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::aDragOfAnyLengthIsSmall() {
  Editing editing(chain);
  Document document = editing.model.document();
  const auto move = [&](int i) {
    const Placement placement{{{"a", QPointF(i, i)}, {"b", QPointF(i, 0)}, {"text", QPointF(0, i)}}, {}, {}};
    const Edit edit = place(editing.model, {}, placement, "drag");
    const Result<Json> inverse = editDocument(document, edit.operations);
    return editing.does(edit) && inverse ? *inverse : Json();
  };
  const Json first = move(1);
  Json all = first;
  for (int i = 2; i <= 100; ++i) {
    const Json next = move(i);
    QVERIFY(!next.is_null());
    all = mergedInverses(std::move(all), next, document);
    QCOMPARE(all, first);
  }
  QCOMPARE(editing.model.undoStack().count(), 1);
  WEFT_VERIFY_UNDO(editing);
}

// What comes into the drag later is brought back as well; so is what was made on the way.
void TestNodeEdits::aDragThatGrowsIsUndoneWhole() {
  Editing editing(chain);
  const auto put = [](const Json& path, const Json& value) {
    return Edit{"Put", Json::array({{{"op", "put"}, {"path", path}, {"value", value}}}), "drag"};
  };
  QVERIFY(editing.does(place(editing.model, {}, {{{"a", {1, 1}}}, {}, {}}, "drag")));
  QVERIFY(editing.does(place(editing.model, {}, {{{"a", {2, 2}}, {"b", {2, 2}}}, {}, {}}, "drag")));
  QVERIFY(editing.does(put({"editor", "positions"}, {{"text", {1, 1}}})));
  QVERIFY(editing.does(put({"editor", "positions", "text"}, {2, 2})));
  QVERIFY(editing.does(put({"fresh"}, {{"a", 1}})));
  QVERIFY(editing.does(put({"fresh", "b"}, 2)));
  QVERIFY(editing.does(put({"fresh"}, 5)));
  QVERIFY(editing.does(put({"fresh"}, {{"b", 1}})));
  QVERIFY(editing.does({"Erase", Json::array({{{"op", "erase"}, {"path", {"editor", "nodes"}}}}), "drag"}));
  QVERIFY(editing.does(put({"editor", "nodes", "b"}, {{"title", "new"}})));
  QCOMPARE(editing.model.undoStack().count(), 1);
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::nodesAreAlignedAndDistributed() {
  Editing editing(chain);
  const QHash<QString, QRectF> bounds{{"a", {0, 0, 100, 50}}, {"b", {200, 10, 50, 80}}, {"c", {400, 40, 100, 20}}};
  const auto at = [&](const char* node) { return *nodeLook(editing.model, {}, node).position; };
  QVERIFY(editing.does(align(editing.model, {}, bounds, Side::Right)));
  QCOMPARE(at("b"), QPointF(450, 10));
  QVERIFY(editing.does(align(editing.model, {}, bounds, Side::Top)));
  QCOMPARE(at("b"), QPointF(200, 0));
  QCOMPARE(at("c"), QPointF(400, 0));
  QVERIFY(editing.does(align(editing.model, {}, bounds, Side::VerticalCentre)));
  QCOMPARE(at("c").y() + 10, at("a").y() + 25);
  QVERIFY(editing.does(distribute(editing.model, {}, bounds, Qt::Horizontal)));
  QCOMPARE(at("a").x(), 0.0);
  QCOMPARE(at("b").x(), 225.0);
  QCOMPARE(at("c").x(), 400.0);
  QVERIFY(distribute(editing.model, {}, {{"a", {}}, {"b", {}}}, Qt::Vertical).isEmpty());
  WEFT_VERIFY_UNDO(editing);
}

void TestNodeEdits::nothingSelectedIsNoEdit() {
  Editing editing(chain);
  const GraphModel& model = editing.model;
  QVERIFY(removeNodes(model, {}, {}).isEmpty());
  QVERIFY(removeNodes(model, {}, {}, true).isEmpty());
  QVERIFY(toggle(model, {}, {}, Switch::Mute).isEmpty());
  QVERIFY(setColour(model, {}, {}, Qt::red).isEmpty());
  QVERIFY(place(model, {}, {}).isEmpty());
  QVERIFY(place(model, {}, {{{"a", {0, 0}}, {"nobody", {5, 5}}}, {}, {}}).isEmpty());
  QVERIFY(align(model, {}, {}, Side::Left).isEmpty());
  QVERIFY(removeDecoration(model, {}, {}, {}).isEmpty());
  QVERIFY(arrange(model, {}, {}).isEmpty());
}

WEFT_EDITOR_TEST_MAIN(TestNodeEdits)
#include "test_node_edits.moc"
