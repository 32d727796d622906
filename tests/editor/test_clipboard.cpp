// Copies of nodes as text, and what a paste makes of them, in the same graph and in another window's.
#include "commands/clipboard.h"
#include "commands/node_edits.h"
#include "document/names.h"
#include "edit_test.h"

using namespace weft;
using namespace weft::editor;
using test::Editing;

class TestClipboard : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void aCopyIsAGraph();
  void pastedNodesGetNewIdsAndKeepTheirWires();
  void incomingWiresAreTakenUpOnlyWhereAskedFor();
  void whatAnInputGaveIsKeptAsALiteral();
  void looksGroupsAndNotesComeAlong();
  void bodiesAndInnerSubgraphsComeAlong();
  void aSubgraphOfTheSameNameAndContentIsUsed();
  void aSubgraphOfTheSameNameAndOtherContentGetsANewName();
  void aSubgraphIsNotPutIntoItself();
  void garbageChangesNothing_data();
  void garbageChangesNothing();
  void aGraphFileIsPastedAndArranged();
};

namespace {

const QByteArray graph = R"({"weft": 1,
  "inputs": {"x": {"to": ["a.a"], "default": 3, "doc": "the first"}},
  "nodes": {
    "zero": {"type": "weft.math.Number"},
    "a": {"type": "weft.math.Add", "inputs": {"b": "zero.value"}, "later": [1]},
    "b": {"type": "weft.flow.List", "inputs": {"items": ["a.value", "zero.value", "a.value"]}}},
  "editor": {"positions": {"a": [100, 50], "b": [300, 20]}, "nodes": {"b": {"title": "List of all"}},
             "groups": [{"title": "G", "rect": [0, 0, 9, 9]}, {"title": "H", "rect": [80, 10, 300, 200], "more": 1}]}})";

const QByteArray loops = R"({"weft": 1, "nodes": {
    "map": {"type": "weft.flow.Map", "params": {"body": "outer"}},
    "other": {"type": "graph:leaf"}},
  "graphs": {
    "outer": {"inputs": {"item": {"to": ["root.number"]}}, "outputs": {"root": "root.guess"},
      "nodes": {"root": {"type": "weft.flow.Repeat", "params": {"body": "newton"}}}},
    "newton": {"inputs": {"guess": {"to": ["n.a"]}}, "outputs": {"guess": "n.value"},
      "nodes": {"n": {"type": "weft.math.Add"}}},
    "leaf": {"nodes": {"n": {"type": "weft.math.Number"}}}}})";

bool pastes(Editing& editing, const QString& text, QPointF at = {}, bool withIncoming = false,
            QSet<QString>* added = nullptr, const QString& graph = {}) {
  const Result<Edit> edit = pasteNodes(editing.model, graph, text, at, withIncoming, added);
  return edit && editing.does(*edit);
}

}  // namespace

void TestClipboard::aCopyIsAGraph() {
  Editing editing(graph);
  QVERIFY(copyNodes(editing.model, {}, {}).isEmpty());
  QVERIFY(copyNodes(editing.model, {}, {"nobody", inputsNode()}).isEmpty());
  QVERIFY(copyNodes(editing.model, "nowhere", {"a"}).isEmpty());
  const QString text = copyNodes(editing.model, {}, {"a", "b", inputsNode()});
  Problems problems;
  const Result<Document> copy = Document::parse(text.toStdString(), "copy", problems);
  QVERIFY(copy);
  QCOMPARE(copy->graph().nodes.size(), size_t{2});
  QCOMPARE(copy->json().at("nodes").at("a").at("later").dump(), "[1]");
  QCOMPARE(copy->json().at("inputs").at("x").at("doc"), "the first");
}

void TestClipboard::pastedNodesGetNewIdsAndKeepTheirWires() {
  Editing editing(graph);
  QSet<QString> added;
  QVERIFY(pastes(editing, copyNodes(editing.model, {}, {"a", "b"}), {1000, 1000}, false, &added));
  QCOMPARE(added, (QSet<QString>{"a_2", "b_2"}));
  QCOMPARE(editing.text("nodes.b_2.inputs.items"), R"(["a_2.value","a_2.value"])");
  QVERIFY(editing.at("nodes.a_2.inputs").is_null());
  QCOMPARE(editing.text("nodes.a_2.later"), "[1]");
  QCOMPARE(editing.text("editor.positions.a_2"), "[1000,1030]");
  QCOMPARE(editing.text("editor.positions.b_2"), "[1200,1000]");
  QVERIFY(pastes(editing, copyNodes(editing.model, {}, {"a_2"}), {}, false, &added));
  QCOMPARE(added, QSet<QString>{"a_3"});
  WEFT_VERIFY_UNDO(editing);
}

void TestClipboard::incomingWiresAreTakenUpOnlyWhereAskedFor() {
  Editing editing(graph), other(R"({"weft": 1, "nodes": {"zero": {"type": "weft.io.SaveText"}}})");
  const QString text = copyNodes(editing.model, {}, {"a", "b"});
  QVERIFY(pastes(editing, text, {}, true));
  QCOMPARE(editing.text("nodes.a_2.inputs"), R"({"b":"zero.value"})");
  QCOMPARE(editing.text("nodes.b_2.inputs.items"), R"(["a_2.value","zero.value","a_2.value"])");
  QCOMPARE(editing.text("inputs.x.to"), R"(["a.a","a_2.a"])");
  QVERIFY(editing.at("nodes.a_2.params").is_null());
  // There the node of that name gives no "value".
  QVERIFY(pastes(other, text, {}, true));
  QCOMPARE(other.text("nodes.b.inputs.items"), R"(["a.value","a.value"])");
  WEFT_VERIFY_UNDO(editing);
  WEFT_VERIFY_UNDO(other);
}

void TestClipboard::whatAnInputGaveIsKeptAsALiteral() {
  Editing editing(graph);
  QVERIFY(pastes(editing, copyNodes(editing.model, {}, {"a"})));
  QCOMPARE(editing.text("nodes.a_2.params"), R"({"a":3})");
  QCOMPARE(editing.text("inputs.x.to"), R"(["a.a"])");
  WEFT_VERIFY_UNDO(editing);
}

void TestClipboard::looksGroupsAndNotesComeAlong() {
  Editing editing(graph);
  QVERIFY(pastes(editing, copyNodes(editing.model, {}, {"b"}, {1, 7}, {0}), {0, 0}));
  QCOMPARE(editing.text("editor.nodes.b_2"), R"({"title":"List of all"})");
  QCOMPARE(editing.text("editor.positions.b_2"), "[220,10]");
  QCOMPARE(editing.at("editor.groups")[2].dump(), R"({"title":"H","rect":[0,0,300,200],"more":1})");
  WEFT_VERIFY_UNDO(editing);
  Editing empty(R"({"weft": 1, "nodes": {}})");
  QVERIFY(pastes(empty, copyNodes(editing.model, {}, {}, {0}), {5, 5}));
  QCOMPARE(groupBoxes(empty.model, {})[0].rect, QRectF(5, 5, 9, 9));
  WEFT_VERIFY_UNDO(empty);
}

void TestClipboard::bodiesAndInnerSubgraphsComeAlong() {
  Editing editing(loops), other(R"({"weft": 1, "nodes": {}})");
  QVERIFY(pastes(other, copyNodes(editing.model, {}, {"map"})));
  QVERIFY(!other.at("graphs.outer").is_null());
  QVERIFY(!other.at("graphs.newton").is_null());
  QVERIFY(other.at("graphs.leaf").is_null());
  WEFT_VERIFY_UNDO(other);
}

void TestClipboard::aSubgraphOfTheSameNameAndContentIsUsed() {
  Editing editing(loops);
  QVERIFY(pastes(editing, copyNodes(editing.model, {}, {"map", "other"})));
  QCOMPARE(editing.at("graphs").size(), size_t{3});
  QCOMPARE(editing.text("nodes.map_2.params.body"), R"("outer")");
  WEFT_VERIFY_UNDO(editing);
}

void TestClipboard::aSubgraphOfTheSameNameAndOtherContentGetsANewName() {
  Editing editing(loops);
  QByteArray others = loops;
  others.replace("weft.math.Add", "weft.math.Multiply");
  Editing other(others);
  QVERIFY(pastes(editing, copyNodes(other.model, {}, {"map", "other"})));
  QCOMPARE(editing.text("nodes.map_2.params.body"), R"("outer_2")");
  QCOMPARE(editing.text("nodes.other_2.type"), R"("graph:leaf")");
  QCOMPARE(editing.text("graphs.outer_2.nodes.root.params.body"), R"("newton_2")");
  QCOMPARE(editing.text("graphs.newton_2.nodes.n.type"), R"("weft.math.Multiply")");
  QCOMPARE(editing.text("graphs.outer.nodes.root.params.body"), R"("newton")");
  WEFT_VERIFY_UNDO(editing);
}

void TestClipboard::aSubgraphIsNotPutIntoItself() {
  Editing editing(loops);
  const QString text = copyNodes(editing.model, {}, {"map"});
  const Result<Edit> edit = pasteNodes(editing.model, "newton", text, {}, false);
  QVERIFY(!edit);
  QVERIFY(edit.error().message.find("cannot contain itself") != std::string::npos);
  QVERIFY(pastes(editing, text, {}, false, nullptr, "leaf"));
  WEFT_VERIFY_UNDO(editing);
}

void TestClipboard::garbageChangesNothing_data() {
  QTest::addColumn<QString>("text");
  QTest::newRow("nothing") << "";
  QTest::newRow("words") << "Hello";
  QTest::newRow("a number") << "5";
  QTest::newRow("no graph") << R"({"nodes": 5})";
  QTest::newRow("another version") << R"({"weft": 2, "nodes": {}})";
  QTest::newRow("no nodes") << R"({"weft": 1, "nodes": {}})";
  QTest::newRow("a key twice") << R"({"weft": 1, "nodes": {"a": {"type": "a.b.C"}, "a": {"type": "a.b.C"}}})";
  QTest::newRow("half") << QString(graph).left(200);
  QTest::newRow("deep") << QString("[").repeated(200'000);
  QTest::newRow("deep value") << R"({"weft": 1, "nodes": {"a": {"type": "a.b.C", "x": )" + QString("[").repeated(500) +
                                     "1" + QString("]").repeated(500) + "}}}";
  QTest::newRow("huge") << QString("x").repeated(70'000'000);
  QTest::newRow("itself")
      << R"({"weft": 1, "nodes": {"a": {"type": "graph:s"}}, "graphs": {"s": {"nodes": {"a": {"type": "graph:s"}}}}})";
}

void TestClipboard::garbageChangesNothing() {
  QFETCH(QString, text);
  Editing editing(graph);
  const Result<Edit> edit = pasteNodes(editing.model, {}, text, {}, true);
  QVERIFY(!edit);
  QVERIFY(!edit.error().message.empty());
  QVERIFY(edit.error().message.size() < 1000);
  QCOMPARE(test::textOf(editing.model), editing.start);
  QVERIFY(!pasteNodes(editing.model, "nowhere", copyNodes(editing.model, {}, {"a"}), {}, true));
}

void TestClipboard::aGraphFileIsPastedAndArranged() {
  Editing editing(R"({"weft": 1, "nodes": {"model": {"type": "weft.math.Number"}}})");
  QFile file(test::shippedGraph("quickstart.json"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QSet<QString> added;
  QVERIFY(pastes(editing, QString::fromUtf8(file.readAll()), {100, 100}, false, &added));
  QCOMPARE(added.size(), 10);
  QVERIFY(added.contains("model_2"));
  QCOMPARE(editing.text("nodes.text.params"), R"({"text":"red apple"})");
  QCOMPARE(editing.text("nodes.sigmas.params.steps"), "30");
  QSet<std::pair<double, double>> places;
  QPointF corner(1e9, 1e9);
  for (const QString& id : added) {
    const QPointF at = *nodeLook(editing.model, {}, id).position;
    places.insert({at.x(), at.y()});
    corner = {std::min(corner.x(), at.x()), std::min(corner.y(), at.y())};
  }
  QCOMPARE(places.size(), 10);
  QCOMPARE(corner, QPointF(100, 100));
  WEFT_VERIFY_UNDO(editing);
}

WEFT_EDITOR_TEST_MAIN(TestClipboard)
#include "test_clipboard.moc"
