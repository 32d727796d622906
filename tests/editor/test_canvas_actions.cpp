// What is done to a canvas by name: by its keys, as the table says them, and by context menus.
#include <QClipboard>

#include "canvas_tool_test.h"

using namespace weft;
using namespace weft::editor;
using test::Bench;
using test::verifyOneStep;
using test::verifyUntouched;

class TestCanvasActions : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void idsAndKeysAreUnique();
  void deletes();
  void deletesAndKeepsTheWire();
  void copiesAndPastes();
  void selectsAlongWires();
  void switches_data();
  void switches();
  void groups();
  void arrowsGoFromNodeToNode();
  void ctrlArrowsNudge();
  void wiresByMenu();
  void subgraphs();
  void arranges();
  void contextMenuOfANode();
};

void TestCanvasActions::idsAndKeysAreUnique() {
  QStringList ids, keys;
  for (const CanvasAction& entry : canvasActionTable()) {
    if (!entry.id) continue;
    QVERIFY2(!ids.contains(entry.id), entry.id);
    ids << entry.id;
    for (const QKeySequence& key : test::keysOf(entry)) {
      QVERIFY2(!key.isEmpty() && !keys.contains(key.toString()), entry.id);
      keys << key.toString();
    }
  }
}

void TestCanvasActions::deletes() {
  Bench bench;
  bench.click(bench.title("decode"));
  bench.key(Qt::Key_Delete);
  QVERIFY(!bench.model.node(QString(), "decode"));
  verifyOneStep(bench, "Remove node");
}

void TestCanvasActions::deletesAndKeepsTheWire() {
  Bench bench;
  bench.click(bench.title("upscale"));
  bench.key(Qt::Key_Delete, Qt::ControlModifier);
  QVERIFY(bench.has("decode.image", "save.image"));
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasActions::copiesAndPastes() {
  Bench bench;
  bench.click(bench.title("decode"));
  bench.click(bench.title("upscale"), Qt::ShiftModifier);
  bench.key(Qt::Key_C, Qt::ControlModifier);
  QVERIFY(QApplication::clipboard()->text().contains("weft.upscalers.Resample"));
  bench.key(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(bench.selection.nodes().size(), 2);
  QVERIFY(bench.has("sample.latent", "decode_2.latent"));
  QVERIFY(bench.has("decode_2.image", "upscale_2.image"));
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.key(Qt::Key_X, Qt::ControlModifier);
  QVERIFY(!bench.model.node(QString(), "decode_2"));
  bench.model.undoStack().undo();
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasActions::selectsAlongWires() {
  Bench bench;
  bench.click(bench.title("guided"));
  bench.key(Qt::Key_BracketRight);
  QCOMPARE(bench.selection.nodes(), (QSet<QString>{"guided", "sample", "decode", "upscale", "save"}));
  bench.click(bench.title("guided"));
  bench.click(bench.title("guided"));
  bench.key(Qt::Key_BracketLeft);
  QCOMPARE(bench.selection.nodes(), (QSet<QString>{"guided", "model", "@inputs"}));
  bench.key(Qt::Key_A, Qt::ControlModifier);
  QCOMPARE(bench.selection.nodes().size(), 11);
  bench.key(Qt::Key_I, Qt::ControlModifier);
  QVERIFY(bench.selection.nodes().isEmpty());
  verifyUntouched(bench);
}

void TestCanvasActions::switches_data() {
  QTest::addColumn<int>("key");
  QTest::addColumn<int>("modifier");
  QTest::newRow("mute") << int(Qt::Key_M) << int(Qt::ControlModifier);
  QTest::newRow("bypass") << int(Qt::Key_B) << int(Qt::ControlModifier);
  QTest::newRow("collapse") << int(Qt::Key_C) << int(Qt::AltModifier);
  QTest::newRow("pin") << int(Qt::Key_P) << int(Qt::NoModifier);
}

void TestCanvasActions::switches() {
  QFETCH(int, key);
  QFETCH(int, modifier);
  Bench bench;
  bench.click(bench.title("decode"));
  bench.key(key, Qt::KeyboardModifiers(modifier));
  QCOMPARE(bench.model.undoStack().count(), 1);
  QVERIFY(!bench.isUntouched());
  const NodeFace& face = bench.node("decode").face();
  QVERIFY(face.mute || face.bypass || face.look.collapsed || face.look.pinned);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasActions::groups() {
  Bench bench;
  bench.click(bench.title("decode"));
  bench.click(bench.title("upscale"), Qt::ShiftModifier);
  bench.key(Qt::Key_G, Qt::ControlModifier);
  QCOMPARE(bench.view.graph().groupCount(), 1);
  const NodeItem& item = bench.node("decode");
  QVERIFY(bench.view.graph().group(0)->rect().contains(item.bodyRect().translated(item.pos())));
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasActions::arrowsGoFromNodeToNode() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.flow.Pass"}, "b": {"type": "weft.io.LoadImage"}, "c": {"type": "weft.io.LoadImage"},
    "d": {"type": "weft.io.LoadImage"}},
    "editor": {"positions": {"a": [-300, 0], "b": [0, 0], "c": [500, 10], "d": [20, 500]}}})");
  bench.click(bench.title("b"));
  bench.key(Qt::Key_Right);
  QCOMPARE(bench.selection.current(), "c");
  bench.key(Qt::Key_Left);
  QCOMPARE(bench.selection.current(), "b");
  bench.key(Qt::Key_Down);
  QCOMPARE(bench.selection.nodes(), QSet<QString>{"d"});
  verifyUntouched(bench);
}

void TestCanvasActions::ctrlArrowsNudge() {
  Bench bench(R"({"weft": 1, "nodes": {"b": {"type": "weft.io.LoadImage"}},
    "editor": {"positions": {"b": [0, 0]}}})");
  bench.click(bench.title("b"));
  for (int i = 0; i < 3; ++i) bench.key(Qt::Key_Right, Qt::ControlModifier);
  QCOMPARE(bench.node("b").pos(), QPointF(3 * CanvasView::grid, 0));
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasActions::wiresByMenu() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}, "t": {"type": "weft.io.SaveText"}},
    "editor": {"positions": {"a": [0, 0], "b": [500, 0], "t": [500, 500]}}})");
  bench.click(bench.title("a"));
  bench.key(Qt::Key_L);
  QMenu* menu = bench.openMenu("menu:wire-to");
  QVERIFY(menu);
  while (menu->activeAction() && menu->activeAction()->menu()) {
    QTest::keyClick(menu, Qt::Key_Right);
    menu = menu->activeAction()->menu();
  }
  QVERIFY(!menu->isEmpty());
  for (const QAction* action : menu->actions()) QVERIFY(action->text().startsWith("Resample"));
  menu->setActiveAction(menu->actions().front());
  QTest::keyClick(menu, Qt::Key_Return);
  QVERIFY(bench.has("a.image", "b.image"));
  verifyOneStep(bench, "Connect wire");
}

void TestCanvasActions::subgraphs() {
  Bench bench;
  bench.click(bench.title("decode"));
  bench.click(bench.title("upscale"), Qt::ShiftModifier);
  bench.key(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
  const QString instance = bench.selection.current();
  QCOMPARE(bench.node(instance).face().kind, NodeKind::Subgraph);
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.key(Qt::Key_Return);
  QCOMPARE(bench.selection.instances(), QStringList{instance});
  bench.key(Qt::Key_U);
  QVERIFY(bench.selection.instances().isEmpty());
  bench.key(Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(bench.has("decode.image", "upscale.image"));
  bench.model.undoStack().undo();
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasActions::arranges() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}}},
    "editor": {"positions": {"a": [0, 0], "b": [-10, 5]}}})");
  bench.key(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
  const NodeItem &a = bench.node("a"), &b = bench.node("b");
  QVERIFY(b.pos().x() > a.pos().x() + a.bodyRect().width());
  verifyOneStep(bench, "Arrange");
}

void TestCanvasActions::contextMenuOfANode() {
  Bench bench;
  bench.menu(bench.title("decode"));
  QMenu* menu = bench.openMenu("menu:node");
  QVERIFY(menu);
  QCOMPARE(bench.selection.nodes(), QSet<QString>{"decode"});
  const auto actions = menu->actions();
  const auto mute = std::find_if(actions.begin(), actions.end(),
                                 [](const QAction* action) { return action->objectName() == "node.mute"; });
  QVERIFY(mute != actions.end());
  menu->setActiveAction(*mute);
  QTest::keyClick(menu, Qt::Key_Return);
  QVERIFY(bench.node("decode").face().mute);
  QCOMPARE(bench.model.undoStack().count(), 1);
}

WEFT_EDITOR_TEST_MAIN(TestCanvasActions)
#include "test_canvas_actions.moc"
