// Nodes moved, selected and edited by hand: each gesture is one step that can be undone to the byte.
#include <QPlainTextEdit>

#include "canvas/tools/canvas_overlay.h"
#include "canvas_tool_test.h"
#include "palette/node_tree.h"
#include "palette/search_popup.h"

using namespace weft;
using namespace weft::editor;
using test::Bench;
using test::verifyOneStep;
using test::verifyUntouched;

class TestCanvasTools : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void clicksSelect();
  void theRubberBand();
  void movesTheSelection();
  void alignsWithOthers();
  void pinnedNodesStay();
  void escapePutsNodesBack();
  void altDragDuplicates();
  void groupsMoveWhatTheyHold();
  void corners();
  void ontoAWireInserts();
  void numbersAreDragged();
  void numbersAreTyped();
  void switchesAndChoices();
  void promptsAreTypedInPlace();
  void titlesAndNotes();
  void doubleClickSearches();
  void typesAreDropped();
  void foldingAtTheCorner();
};

namespace {

const char* twoNodes = R"({"weft": 1, "nodes": {
  "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}},
  "editor": {"positions": {"a": [0, 0], "b": [600, 200]}}})";

QWidget* overlayEditor(Bench& bench) {
  for (auto* overlay : bench.view.viewport()->findChildren<CanvasOverlay*>()) {
    if (overlay->isVisible()) return QApplication::focusWidget();
  }
  return nullptr;
}

}  // namespace

void TestCanvasTools::clicksSelect() {
  Bench bench;
  bench.click(bench.title("text"));
  QCOMPARE(bench.selection.nodes(), QSet<QString>{"text"});
  bench.click(bench.title("noise"), Qt::ControlModifier);
  QCOMPARE(bench.selection.nodes(), (QSet<QString>{"text", "noise"}));
  QCOMPARE(bench.selection.current(), "noise");
  bench.click(bench.title("text"), Qt::ShiftModifier);
  QCOMPARE(bench.selection.nodes(), QSet<QString>{"noise"});
  bench.click(bench.nowhere());
  QVERIFY(bench.selection.isEmpty());
  verifyUntouched(bench);
}

void TestCanvasTools::theRubberBand() {
  Bench bench(twoNodes);
  const QPoint below = bench.nowhere(), corner(4, 4);
  bench.drag(below + QPoint(bench.view.width() / 2 - 30, 0), corner);
  QCOMPARE(bench.selection.nodes(), (QSet<QString>{"a", "b"}));
  const QPoint around = bench.title("a") - QPoint(40, 40);
  const QPoint to = bench.title("a") + QPoint(40, 5);
  bench.drag(around, to, Qt::ControlModifier);
  QCOMPARE(bench.selection.nodes(), QSet<QString>{"b"});
  bench.drag(around, to, Qt::ShiftModifier);
  QCOMPARE(bench.selection.nodes(), (QSet<QString>{"a", "b"}));
  bench.pull(around, to);
  bench.key(Qt::Key_Escape);
  QCOMPARE(bench.selection.nodes(), (QSet<QString>{"a", "b"}));
  bench.release(to);
  verifyUntouched(bench);
}

void TestCanvasTools::movesTheSelection() {
  Bench bench(twoNodes);
  bench.click(bench.title("a"));
  bench.click(bench.title("b"), Qt::ShiftModifier);
  const QPointF from = bench.node("a").pos(), other = bench.node("b").pos();
  bench.drag(bench.title("a"), bench.title("a") + QPoint(83, 47));
  const QPointF moved = bench.node("a").pos() - from;
  QVERIFY(moved.x() > 40 && moved.y() > 20);
  QCOMPARE(std::fmod(moved.x(), CanvasView::grid), 0.0);
  QCOMPARE(std::fmod(moved.y(), CanvasView::grid), 0.0);
  QCOMPARE(bench.node("b").pos() - other, moved);
  verifyOneStep(bench, "Move 2 nodes");
}

void TestCanvasTools::alignsWithOthers() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}},
    "editor": {"positions": {"a": [0, 3], "b": [600, 200]}}})");
  bench.view.resetZoom();
  bench.view.centerOn(300, 150);
  bench.drag(bench.title("b"), bench.title("b") - QPoint(0, 193));
  QCOMPARE(bench.node("b").pos(), QPointF(600, 3));  // its top with the other's, off the grid
}

void TestCanvasTools::pinnedNodesStay() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}},
    "editor": {"positions": {"a": [0, 0], "b": [600, 200]}, "nodes": {"a": {"pinned": true}}}})");
  bench.drag(bench.title("a"), bench.title("a") + QPoint(100, 0));
  QCOMPARE(bench.node("a").pos(), QPointF());
  verifyUntouched(bench);
}

void TestCanvasTools::escapePutsNodesBack() {
  Bench bench(twoNodes);
  const QPointF before = bench.node("a").pos();
  bench.pull(bench.title("a"), bench.title("a") + QPoint(90, 60));
  QVERIFY(bench.node("a").pos() != before);
  bench.key(Qt::Key_Escape);
  QCOMPARE(bench.node("a").pos(), before);
  bench.release(bench.title("a") + QPoint(90, 60));
  verifyUntouched(bench);
}

void TestCanvasTools::altDragDuplicates() {
  Bench bench(twoNodes);
  bench.drag(bench.title("a"), bench.title("a") + QPoint(0, 200), Qt::AltModifier);
  QCOMPARE(bench.model.document().graph().nodes.size(), size_t{3});
  QCOMPARE(bench.node("a").pos(), QPointF());
  QCOMPARE(bench.selection.nodes().size(), 1);
  QVERIFY(!bench.selection.nodes().contains("a"));
  verifyOneStep(bench, "Duplicate");
}

void TestCanvasTools::groupsMoveWhatTheyHold() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}},
    "editor": {"positions": {"a": [0, 0], "b": [600, 200]},
      "groups": [{"title": "One", "rect": [-40, -60, 400, 500]}]}})");
  const QPointF a = bench.node("a").pos(), b = bench.node("b").pos();
  const QPoint bar = bench.onView(bench.view.graph().group(0)->titleRect().center());
  bench.drag(bar, bar + QPoint(0, 120));
  QVERIFY(bench.node("a").pos().y() > a.y());
  QCOMPARE(bench.node("b").pos(), b);
  QCOMPARE(bench.view.graph().group(0)->rect().top() + 60, bench.node("a").pos().y());
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasTools::corners() {
  Bench bench(R"({"weft": 1, "nodes": {"a": {"type": "weft.io.LoadImage"}},
    "editor": {"positions": {"a": [0, 0]}, "notes": [{"text": "Note", "rect": [400, 0, 240, 140]}]}})");
  const double width = bench.node("a").bodyRect().width();
  const QPoint corner = bench.onView(bench.node("a").pos() + bench.node("a").bodyRect().bottomRight() - QPointF(3, 3));
  bench.drag(corner, corner + QPoint(150, 0));
  QVERIFY(bench.node("a").bodyRect().width() > width + 40);
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
  const QRectF note = bench.view.graph().note(0)->rect();
  const QPoint end = bench.onView(note.bottomRight() - QPointF(4, 4));
  bench.pull(end, end + QPoint(80, 80));
  bench.key(Qt::Key_Escape);
  QCOMPARE(bench.view.graph().note(0)->rect(), note);
  bench.release(end);
  bench.drag(end, end + QPoint(80, 80));
  QVERIFY(bench.view.graph().note(0)->rect().width() > note.width());
  verifyOneStep(bench, "Resize note");
}

void TestCanvasTools::ontoAWireInserts() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}},
    "c": {"type": "weft.upscalers.Resample"}},
    "editor": {"positions": {"a": [0, 0], "b": [1200, 0], "c": [500, 600]}}})");
  const QPoint middle = bench.wire("a.image", "b.image");
  const NodeItem& item = bench.node("c");
  const QPoint off = bench.onView(item.pos() + item.bodyRect().center()) - bench.title("c");
  bench.drag(bench.title("c"), middle - off);
  QVERIFY(bench.has("a.image", "c.image"));
  QVERIFY(bench.has("c.image", "b.image"));
  verifyOneStep(bench, "Insert Resample");
}

void TestCanvasTools::numbersAreDragged() {
  Bench bench(twoNodes);
  const QPoint at = bench.field("b.width");
  bench.pull(at, at + QPoint(90, 0));
  QVERIFY(!bench.isUntouched());  // live
  bench.key(Qt::Key_Escape);
  QVERIFY(bench.isUntouched());
  bench.release(at);
  bench.drag(at, at + QPoint(90, 0));
  QVERIFY(!bench.isUntouched());
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasTools::numbersAreTyped() {
  Bench bench(twoNodes);
  bench.click(bench.field("b.width"));
  QVERIFY(overlayEditor(bench));
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
  QTest::keyClicks(QApplication::focusWidget(), "321");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(bench.node("b").face().parameter("width")->value, Json(321));
  QTRY_VERIFY(!overlayEditor(bench));
  QVERIFY(bench.view.hasFocus());
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.click(bench.field("b.width"));
  QTest::keyClicks(QApplication::focusWidget(), "9");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
  QCOMPARE(bench.node("b").face().parameter("width")->value, Json(321));
}

void TestCanvasTools::switchesAndChoices() {
  Bench bench(R"({"weft": 1, "nodes": {"b": {"type": "weft.upscalers.Resample"}}})");
  bench.click(bench.field("b.method"));
  QMenu* menu = bench.openMenu("menu:choices");
  QVERIFY(menu);
  const Json before = bench.node("b").face().parameter("method")->value;
  QTest::keyClick(menu, Qt::Key_Down);
  QTest::keyClick(menu, Qt::Key_Return);
  QVERIFY(bench.node("b").face().parameter("method")->value != before);
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasTools::promptsAreTypedInPlace() {
  Bench bench;
  bench.doubleClick(bench.field("@inputs.prompt"));
  QVERIFY(overlayEditor(bench));
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
  QTest::keyClicks(QApplication::focusWidget(), "blue whale");
  bench.click(bench.nowhere());  // the keyboard goes elsewhere
  bench.view.setFocus();
  QCOMPARE(bench.node("@inputs").face().parameter("prompt")->value, Json("blue whale"));
  QTRY_VERIFY(!overlayEditor(bench));
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

void TestCanvasTools::titlesAndNotes() {
  Bench bench(twoNodes);
  bench.doubleClick(bench.title("a"));
  QVERIFY(qobject_cast<QLineEdit*>(overlayEditor(bench)));
  QTest::keyClicks(QApplication::focusWidget(), "Sky");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
  verifyUntouched(bench);
  bench.key(Qt::Key_F2);
  QTest::keyClicks(QApplication::focusWidget(), "Sky");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(bench.node("a").face().title, "Sky");
  QCOMPARE(bench.model.undoStack().count(), 1);
  addNoteHere(bench.view);
  QVERIFY(qobject_cast<QPlainTextEdit*>(overlayEditor(bench)));
  QTest::keyClicks(QApplication::focusWidget(), "# Why");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return, Qt::ControlModifier);
  QCOMPARE(bench.view.graph().note(0)->note().text, "# Why");
}

void TestCanvasTools::doubleClickSearches() {
  Bench bench(twoNodes);
  bench.doubleClick(bench.nowhere());
  auto* search = bench.view.window()->findChild<SearchPopup*>();
  QVERIFY(search && search->isVisible());
  QTest::keyClicks(QApplication::focusWidget(), "save image");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  QCOMPARE(bench.node(bench.selection.current()).face().typeId, "weft.io.SaveImage");
  verifyOneStep(bench, "Add Save image");
}

void TestCanvasTools::typesAreDropped() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}}},
    "editor": {"positions": {"a": [0, 0], "b": [900, 0]}}})");
  QMimeData data;
  data.setData(nodeTypeMime(), "weft.upscalers.Resample");
  const QPoint at = bench.wire("a.image", "b.image");
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(bench.view.viewport(), &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, {});
  QApplication::sendEvent(bench.view.viewport(), &drop);
  const QString id = bench.selection.current();
  QVERIFY(bench.has("a.image", id + ".image"));
  QVERIFY(bench.has(id + ".image", "b.image"));
  verifyOneStep(bench, "Insert Resample");
}

void TestCanvasTools::foldingAtTheCorner() {
  Bench bench(twoNodes);
  const NodeItem& item = bench.node("a");
  bench.click(bench.onView(item.pos() + QPointF(12, item.titleRect().center().y())));
  QVERIFY(bench.node("a").face().look.collapsed);
  QCOMPARE(bench.model.undoStack().count(), 1);
  bench.model.undoStack().undo();
  QVERIFY(bench.isUntouched());
}

WEFT_EDITOR_TEST_MAIN(TestCanvasTools)
#include "test_canvas_tools.moc"
