// The canvas shows the document, and follows it through edits, undo, reset and into subgraphs.
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "commands/parameter_edits.h"
#include "document/names.h"
#include "editor_test.h"

using namespace weft;
using namespace weft::editor;

namespace {

struct Canvas {
  GraphModel model{test::catalog()};
  Selection selection{model};
  RunState runs;
  CanvasView view{model, selection, runs};
  explicit Canvas(const char* graph) {
    test::load(model, test::shippedGraph(graph));
    view.resize(1280, 800);
    view.show();
  }
};

}  // namespace

class TestCanvas : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void everyNodeHasAnItem();
};

void TestCanvas::everyNodeHasAnItem() {
  Canvas canvas("quickstart.json");
  QVERIFY(QTest::qWaitForWindowExposed(&canvas.view));
  QCOMPARE(canvas.view.graph().nodes().size(), 11);
  for (const NodeEntry& node : canvas.model.document().graph().nodes) {
    QVERIFY(canvas.view.graph().node(QString::fromStdString(node.id)));
  }
  if (qEnvironmentVariableIsSet("CANVAS_GRAB")) canvas.view.grab().save("/tmp/canvas-quick.png");
}

WEFT_EDITOR_TEST_MAIN(TestCanvas)
#include "test_canvas.moc"
