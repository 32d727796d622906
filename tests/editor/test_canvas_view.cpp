// How one moves in the canvas: zoom, pan, fit, the minimap, the way back; and what a screen reader is told.
#include <QAccessible>

#include "canvas/minimap.h"
#include "canvas_test.h"

using namespace weft;
using namespace weft::editor;
using test::Canvas;

class TestCanvasView : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void fittingShowsAll();
  void zoomingKeepsThePointBelowThePointer();
  void draggingPans();
  void aTouchpadScrolls();
  void theMinimapLeadsThere();
  void eachGraphIsFoundAsItWasLeft();
  void snappingIsToTheGrid();
  void toolsAreAskedInOrder();
  void nodesAreAccessible();
};

namespace {

void turnWheel(QWidget& at, QPoint where, int angle, Qt::KeyboardModifiers modifiers = {}) {
  QWheelEvent event(where, at.mapToGlobal(where), {}, {0, angle}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&at, &event);
}

double distance(QPointF a, QPointF b) { return QLineF(a, b).length(); }

}  // namespace

void TestCanvasView::fittingShowsAll() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  canvas.view.setZoom(3, {0, 0});
  QVERIFY(!canvas.view.visibleRect().contains(canvas.scene().contentRect()));
  canvas.view.fitAll();
  QVERIFY(canvas.view.visibleRect().contains(canvas.scene().contentRect()));
  canvas.selection.set({"save"});
  canvas.view.fitSelection();
  QCOMPARE(canvas.view.zoom(), 1.0);
  QVERIFY(canvas.view.visibleRect().contains(canvas.scene().node("save")->sceneBoundingRect()));
  canvas.view.setZoom(1000, {0, 0});
  QCOMPARE(canvas.view.zoom(), CanvasView::maximumZoom);
  canvas.view.setZoom(0, {0, 0});
  QCOMPARE(canvas.view.zoom(), CanvasView::minimumZoom);
}

void TestCanvasView::zoomingKeepsThePointBelowThePointer() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  const QPoint pointer(317, 222);
  const QPointF below = canvas.view.mapToScene(pointer);
  const double before = canvas.view.zoom();
  for (int i = 0; i < 12; ++i) {
    turnWheel(*canvas.view.viewport(), pointer, i < 8 ? 120 : -120);
    QVERIFY(distance(canvas.view.mapFromScene(below), pointer) <= 1.5);
  }
  QVERIFY(canvas.view.zoom() > before * 1.5);
}

void TestCanvasView::draggingPans() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  QWidget* port = canvas.view.viewport();
  const auto drag = [&](Qt::MouseButton button) {
    const QPointF before = canvas.view.mapToScene(QPoint(600, 700));
    QTest::mousePress(port, button, {}, {600, 700});
    QTest::mouseMove(port, {650, 720});
    QTest::mouseRelease(port, button, {}, {650, 720});
    return distance(canvas.view.mapFromScene(before), QPoint(650, 720)) <= 1;
  };
  QVERIFY(drag(Qt::MiddleButton));
  QVERIFY(!drag(Qt::LeftButton));
  QTest::keyPress(&canvas.view, Qt::Key_Space);
  QVERIFY(drag(Qt::LeftButton));
  QTest::keyRelease(&canvas.view, Qt::Key_Space);
  QVERIFY(!drag(Qt::LeftButton));
}

void TestCanvasView::aTouchpadScrolls() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  QWidget* port = canvas.view.viewport();
  const double zoom = canvas.view.zoom();
  const QPointF before = canvas.view.mapToScene(QPoint(100, 100));
  QWheelEvent event(QPointF(100, 100), port->mapToGlobal(QPointF(100, 100)), {-30, 20}, {-60, 40}, Qt::NoButton, {},
                    Qt::ScrollUpdate, false);
  QCoreApplication::sendEvent(port, &event);
  QCOMPARE(canvas.view.zoom(), zoom);
  QVERIFY(distance(canvas.view.mapFromScene(before), QPoint(70, 120)) <= 1);
  turnWheel(*port, {100, 100}, 120, Qt::ShiftModifier);
  QCOMPARE(canvas.view.zoom(), zoom);
  QVERIFY(distance(canvas.view.mapFromScene(before), QPoint(130, 120)) <= 1);
}

void TestCanvasView::theMinimapLeadsThere() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
  auto* map = canvas.view.findChild<Minimap*>();
  QVERIFY(map && !map->isVisible());  // all is in sight
  canvas.view.setZoom(1, {640, 400});
  QVERIFY(map->isVisible());
  map->grab();
  const QPointF target = canvas.scene().node("save")->sceneBoundingRect().center();
  QTest::mouseClick(map, Qt::LeftButton, {}, map->fromCanvas(target).toPoint());
  QVERIFY(canvas.view.visibleRect().contains(target));
  const QPointF other = canvas.scene().node("model")->sceneBoundingRect().center();
  QTest::mousePress(map, Qt::LeftButton, {}, map->fromCanvas(target).toPoint());
  QTest::mouseMove(map, map->fromCanvas(other).toPoint());
  QTest::mouseRelease(map, Qt::LeftButton, {}, map->fromCanvas(other).toPoint());
  QTRY_VERIFY(canvas.view.visibleRect().contains(other));
  canvas.view.setMinimapVisible(false);
  QVERIFY(!map->isVisible());
  canvas.view.setMinimapVisible(true);
  QVERIFY(map->isVisible());
}

void TestCanvasView::eachGraphIsFoundAsItWasLeft() {
  Canvas canvas({});
  canvas.read(test::everythingGraph);
  canvas.view.setZoom(0.7, {100, 100});
  const QPointF centre = canvas.view.visibleRect().center();
  QVERIFY(canvas.selection.open({"inner"}));
  QVERIFY(canvas.view.visibleRect().contains(canvas.scene().contentRect()));
  canvas.view.setZoom(2, {0, 0});
  canvas.view.goUp();
  QCOMPARE(canvas.view.zoom(), 0.7);
  QVERIFY(distance(canvas.view.visibleRect().center(), centre) < 3);
  QVERIFY(canvas.selection.open({"inner"}));
  QCOMPARE(canvas.view.zoom(), 2.0);
}

void TestCanvasView::snappingIsToTheGrid() {
  Canvas canvas({});
  canvas.view.setSnapToGrid(true);
  QCOMPARE(canvas.view.snapped({31, -9}), QPointF(40, 0));
  canvas.view.setSnapToGrid(false);
  QCOMPARE(canvas.view.snapped({31, -9}), QPointF(31, -9));
}

void TestCanvasView::toolsAreAskedInOrder() {
  struct Recorder : Tool {
    Recorder(CanvasView& view, QStringList& log, QString name, bool takes)
        : Tool(view), m_log(log), m_name(std::move(name)), m_takes(takes) {}
    bool press(const CanvasMouse& mouse) override {
      m_log << m_name + " press " + (mouse.node ? mouse.node->face().id : QString());
      return m_takes;
    }
    void move(const CanvasMouse&) override { m_log << m_name + " move"; }
    void release(const CanvasMouse&) override { m_log << m_name + " release"; }
    void cancel() override { m_log << m_name + " cancel"; }
    QStringList& m_log;
    QString m_name;
    bool m_takes;
  };
  Canvas canvas(test::shippedGraph("quickstart.json"));
  QStringList log;
  canvas.view.addTool(std::make_unique<Recorder>(canvas.view, log, "first", false));
  canvas.view.addTool(std::make_unique<Recorder>(canvas.view, log, "second", true));
  canvas.view.addTool(std::make_unique<Recorder>(canvas.view, log, "third", true));
  const QPoint at = canvas.titleOf("sample");
  QTest::mousePress(canvas.view.viewport(), Qt::LeftButton, {}, at);
  QTest::mouseMove(canvas.view.viewport(), at + QPoint(9, 9));
  QTest::mouseRelease(canvas.view.viewport(), Qt::LeftButton, {}, at + QPoint(9, 9));
  QCOMPARE(log, QStringList({"first press sample", "second press sample", "second move", "second release"}));
  log.clear();
  QTest::mousePress(canvas.view.viewport(), Qt::LeftButton, {}, at);
  QTest::keyClick(&canvas.view, Qt::Key_Escape);
  QTest::mouseRelease(canvas.view.viewport(), Qt::LeftButton, {}, at);
  QCOMPARE(log.last(), QString("second cancel"));
}

void TestCanvasView::nodesAreAccessible() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  QAccessibleInterface* access = QAccessible::queryAccessibleInterface(&canvas.view);
  QVERIFY(access);
  QCOMPARE(access->text(QAccessible::Name), QString("Canvas"));
  QStringList names;
  for (int i = 0; i < access->childCount(); ++i) names << access->child(i)->text(QAccessible::Name);
  QVERIFY(names.contains("Sample"));
  canvas.selection.set({"sample"}, "sample");
  QAccessibleInterface* node = access->focusChild();
  QVERIFY(node && node->state().selected);
  QCOMPARE(node->text(QAccessible::Name), QString("Sample"));
  QCOMPARE(access->child(access->indexOfChild(node)), node);
  const QPoint middle = canvas.view.viewport()->mapToGlobal(canvas.titleOf("sample"));
  QVERIFY(node->rect().contains(middle));
  QCOMPARE(access->childAt(middle.x(), middle.y()), node);
  canvas.read(R"({"weft": 1, "nodes": {}})");
  QVERIFY(!node->isValid());
}

WEFT_EDITOR_TEST_MAIN(TestCanvasView)
#include "test_canvas_view.moc"
