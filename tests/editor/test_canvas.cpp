// The canvas shows the document, and follows it through edits, undo, another document and into subgraphs.
#include <QAbstractButton>

#include "canvas/decoration_items.h"
#include "canvas_test.h"
#include "commands/layout_edits.h"
#include "commands/link_edits.h"
#include "commands/node_edits.h"
#include "commands/parameter_edits.h"
#include "document/names.h"
#include "theme/theme.h"

using namespace weft;
using namespace weft::editor;
using test::Canvas;

class TestCanvas : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void everyNodeAndWireIsShown();
  void itemsFollowEditsAndUndo();
  void whatStandsSomewhereStays();
  void anotherDocumentTakesThePlace();
  void aPreviewIsTakenBack();
  void subgraphsAreOpenedAndLeft();
  void portsLieWhereTheyAreHit();
  void advancedParametersUnfold();
  void aPlaceholderIsDrawnAsOne();
  void notesReadNothing();
  void runsShowOnNodes();
  void coloursAreOfTheTheme();
};

namespace {

// All that a scene shows, to be compared with one that was made anew.
QString contentOf(GraphScene& scene) {
  QStringList lines;
  for (const NodeItem* item : scene.nodes()) {
    QString line = QString("%1 at %2,%3 size %4x%5 '%6'")
                       .arg(item->face().id)
                       .arg(item->pos().x())
                       .arg(item->pos().y())
                       .arg(item->bodyRect().width())
                       .arg(item->bodyRect().height())
                       .arg(item->face().title);
    for (const PortFace& port : item->face().inputs) line += QString(" <%1%2").arg(port.id).arg(port.linked);
    for (const PortFace& port : item->face().outputs) line += " >" + port.id;
    for (const ParameterFace& parameter : item->face().parameters) {
      line += QString(" %1%2=%3")
                  .arg(parameter.id)
                  .arg(parameter.linked)
                  .arg(QString::fromStdString(parameter.value.dump()));
    }
    for (const Link& link : scene.linksOf(item->face().id)) {
      if (link.to.node != item->face().id) continue;
      lines
          << QString("%1.%2>%3.%4#%5").arg(link.from.node, link.from.port, link.to.node, link.to.port).arg(link.index);
    }
    lines << line;
  }
  for (int i = 0; i < scene.groupCount(); ++i) lines << "group " + scene.group(i)->box().title;
  for (int i = 0; i < scene.noteCount(); ++i) lines << "note " + scene.note(i)->note().text;
  lines.sort();
  return lines.join('\n');
}

void compareWithFresh(Canvas& canvas) {
  Selection selection(canvas.model);
  QVERIFY(selection.open(canvas.selection.instances()));
  GraphScene fresh(canvas.model, selection, canvas.runs);
  QCOMPARE(contentOf(canvas.scene()), contentOf(fresh));
}

}  // namespace

void TestCanvas::everyNodeAndWireIsShown() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  QCOMPARE(canvas.scene().nodes().size(), 11);
  for (const NodeEntry& node : canvas.model.document().graph().nodes) {
    QVERIFY(canvas.scene().node(QString::fromStdString(node.id)));
  }
  for (const Link& link : linksOf(canvas.model.document().graph())) {
    const auto from = canvas.scene().portPoint(link.from, true), to = canvas.scene().portPoint(link.to, false);
    QVERIFY(from && to);
    const Link* found = canvas.scene().linkAt(*to - QPointF(3, 0), 4);
    QVERIFY(found);
    QCOMPARE(found->to, link.to);
  }
}

void TestCanvas::itemsFollowEditsAndUndo() {
  Canvas canvas({});
  canvas.read(test::everythingGraph);
  GraphModel& m = canvas.model;
  QString added;
  const std::vector<std::function<Edit()>> steps = {
      [&] {
        return addNode(m, {}, "weft.upscalers.Resample", {900, 0}, &added);
      },
      [&] {
        return connectPorts(m, {}, {"load", "image"}, {added, "image"});
      },
      [&] {
        return connectPorts(m, {}, {added, "image"}, {"save", "image"});
      },
      [&] { return setParameter(m, {}, {added}, "method", "nearest"); },
      [&] {
        return setCollapsed(m, {}, {"inner", added}, true);
      },
      [&] { return setTitle(m, {}, "load", "A picture"); },
      [&] {
        return place(m, {}, {{{"load", {-400, 40}}}, {{0, {0, 0, 90, 90}}}, {}});
      },
      [&] { return toggle(m, {}, {"sharpen"}, Switch::Bypass); },
      [&] {
        return addNote(m, {}, {"More", {}, {0, 600, 100, 100}});
      },
      [&] { return addGraphInput(m, {}, "wide", added, "width"); },
      [&] { return renameNode(m, {}, "load", "source"); },
      [&] { return removeGraphInput(m, "Inner", "width"); },
      [&] {
        return removeNodes(m, {}, {"sharpen", "inner"});
      },
      [&] { return removeDecoration(m, {}, {0}, {0}); },
  };
  for (const auto& step : steps) {
    const Edit edit = step();
    QVERIFY(!edit.isEmpty());
    QVERIFY(m.apply(edit).ok());
    compareWithFresh(canvas);
  }
  while (m.undoStack().canUndo()) {
    m.undoStack().undo();
    compareWithFresh(canvas);
  }
}

// The file gives no positions: what the first edit places moves nothing else.
void TestCanvas::whatStandsSomewhereStays() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  QHash<QString, QPointF> before;
  for (const NodeItem* item : canvas.scene().nodes()) before.insert(item->face().id, item->pos());
  QVERIFY(canvas.model.apply(addNode(canvas.model, {}, "weft.upscalers.Resample", {0, -400})).ok());
  QCOMPARE(canvas.scene().nodes().size(), before.size() + 1);
  for (auto it = before.begin(); it != before.end(); ++it) QCOMPARE(canvas.scene().node(it.key())->pos(), it.value());
  canvas.model.undoStack().undo();
  for (auto it = before.begin(); it != before.end(); ++it) QCOMPARE(canvas.scene().node(it.key())->pos(), it.value());
}

void TestCanvas::anotherDocumentTakesThePlace() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  canvas.read(test::everythingGraph);
  QVERIFY(!canvas.scene().node("sample"));
  QVERIFY(canvas.scene().node("sharpen"));
  compareWithFresh(canvas);
  canvas.read(R"({"weft": 1, "nodes": {}})");
  QVERIFY(canvas.scene().isEmpty());
}

void TestCanvas::aPreviewIsTakenBack() {
  Canvas canvas({});
  canvas.read(test::everythingGraph);
  const QString before = contentOf(canvas.scene());
  const QPointF end = *canvas.scene().portPoint({"inner", "image"}, false);
  canvas.scene().preview({{{"inner", {5, 900}}}, {{0, {1, 2, 30, 40}}}, {{0, {7, 7, 70, 70}}}});
  QCOMPARE(canvas.scene().node("inner")->pos(), QPointF(5, 900));
  const QPointF moved = *canvas.scene().portPoint({"inner", "image"}, false);
  QVERIFY(moved != end);
  QVERIFY(canvas.scene().linkAt(moved - QPointF(3, 0), 4));
  canvas.scene().preview({});
  QCOMPARE(contentOf(canvas.scene()), before);
  QCOMPARE(canvas.scene().group(0)->rect(), QRectF(-40, -80, 1000, 700));
  QVERIFY(canvas.scene().linkAt(end - QPointF(3, 0), 4));
}

void TestCanvas::subgraphsAreOpenedAndLeft() {
  Canvas canvas({});
  canvas.read(test::everythingGraph);
  QSignalSpy opened(&canvas.view, &CanvasView::subgraphOpened);
  QTest::mouseDClick(canvas.view.viewport(), Qt::LeftButton, {}, canvas.titleOf("inner"));
  QCOMPARE(opened.size(), 1);
  QCOMPARE(canvas.selection.instances(), QStringList{"inner"});
  QVERIFY(canvas.scene().node("up"));
  QVERIFY(canvas.scene().node(inputsNode()));
  compareWithFresh(canvas);
  QVERIFY(canvas.model.apply(setParameter(canvas.model, "Inner", {"up"}, "height", 99)).ok());
  compareWithFresh(canvas);
  auto* top = canvas.view.findChild<QAbstractButton*>("breadcrumb0");
  QVERIFY(top);
  QTest::mouseClick(top, Qt::LeftButton);
  QCOMPARE(canvas.selection.instances(), QStringList());
  QCOMPARE(canvas.selection.nodes(), QSet<QString>{"inner"});
  QVERIFY(canvas.selection.open({"inner"}));
  canvas.view.goUp();
  QVERIFY(canvas.scene().node("sharpen"));
}

void TestCanvas::portsLieWhereTheyAreHit() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  for (const double zoom : {1.0, 0.3, 0.1}) {
    canvas.view.setZoom(zoom, {640, 400});
    for (const NodeItem* item : canvas.scene().nodes()) {
      for (const PortFace& port : item->face().inputs) {
        const NodeHit hit = item->hit(*item->inputPoint(port.id));
        QCOMPARE(hit.part, NodeHit::Part::Input);
        QCOMPARE(hit.id, port.id);
        QCOMPARE(canvas.scene().nodeAt(*canvas.scene().portPoint({item->face().id, port.id}, false)), item);
      }
      for (const PortFace& port : item->face().outputs) {
        const NodeHit hit = item->hit(*item->outputPoint(port.id));
        QCOMPARE(hit.part, NodeHit::Part::Output);
        QCOMPARE(hit.id, port.id);
      }
      for (const ParameterFace& parameter : item->face().parameters) {
        const QRectF field = item->parameterRect(parameter.id);
        if (field.isNull()) continue;
        QCOMPARE(item->hit(field.center()).part, NodeHit::Part::Parameter);
        QCOMPARE(item->hit(field.center()).id, parameter.id);
      }
      QCOMPARE(item->hit(item->titleRect().center()).part, NodeHit::Part::Title);
      QCOMPARE(item->hit({-40, -40}).part, NodeHit::Part::None);
    }
  }
}

void TestCanvas::advancedParametersUnfold() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  NodeItem* item = canvas.scene().node("guided");
  const NodeGeometry before = item->geometry();
  QVERIFY(before.folded > 0);
  QTest::mouseClick(canvas.view.viewport(), Qt::LeftButton, {}, canvas.onScreen(item->pos() + before.more.center()));
  QVERIFY(item->bodyRect().height() > before.size.height());
  for (const ParameterFace& parameter : item->face().parameters) {
    QCOMPARE(item->parameterRect(parameter.id).isNull(), !parameter.visible);
  }
}

void TestCanvas::aPlaceholderIsDrawnAsOne() {
  Canvas canvas({});
  canvas.read(test::everythingGraph);
  NodeItem* item = canvas.scene().node("sharpen");
  QCOMPARE(item->face().kind, NodeKind::Missing);
  QVERIFY(item->inputPoint("image") && item->outputPoint("result"));
  QVERIFY(!item->parameterRect("amount").isNull());
  canvas.view.setZoom(1, canvas.titleOf("sharpen"));
  QVERIFY(test::countOf(canvas.picture(), theme().warning) > 200);
  QVERIFY(nodeMessage(item->face(), item->run()).contains("org.example.fancy"));
  QVERIFY(!item->geometry().message.isNull());
}

void TestCanvas::notesReadNothing() {
  QTemporaryDir folder;
  QImage red(200, 200, QImage::Format_RGB32);
  red.fill(QColor(255, 0, 0));
  const QString file = folder.filePath("red.png");
  QVERIFY(red.save(file));
  Canvas canvas({});
  canvas.read(R"({"weft": 1, "nodes": {}})");
  const QString text = QString("![alternative](%1)\n\n![](%2)").arg(file, QUrl::fromLocalFile(file).toString());
  QVERIFY(canvas.model.apply(addNote(canvas.model, {}, {text, {}, {0, 0, 400, 300}})).ok());
  canvas.view.fitAll();
  QCOMPARE(canvas.scene().noteCount(), 1);
  const QImage picture = canvas.picture();
  QVERIFY(test::countOf(picture, theme().note) > 10000);
  QCOMPARE(test::countOf(picture, QColor(255, 0, 0), 40), 0);
}

void TestCanvas::runsShowOnNodes() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  NodeItem* item = canvas.scene().node("decode");
  const double height = item->bodyRect().height();
  NodeRun run;
  run.status = NodeStatus::Running;
  run.step = 1;
  run.total = 2;
  run.picture = QImage(64, 64, QImage::Format_RGB32);
  run.picture.fill(QColor(250, 10, 240));
  canvas.runs.set("decode", run);
  QVERIFY(item->bodyRect().height() > height + 64);
  QVERIFY(!item->geometry().picture.isNull());
  QVERIFY(test::countOf(canvas.picture(), QColor(250, 10, 240)) > 1000);
  run.status = NodeStatus::Failed;
  run.picture = {};
  run.message = "there is no such file; choose another";
  canvas.runs.set("decode", run);
  QVERIFY(!item->geometry().message.isNull());
  QVERIFY(item->geometry().picture.isNull());
  QCOMPARE(test::countOf(canvas.picture(), QColor(250, 10, 240)), 0);
  canvas.runs.clear();
  QCOMPARE(item->bodyRect().height(), height);
}

void TestCanvas::coloursAreOfTheTheme() {
  Canvas canvas(test::shippedGraph("quickstart.json"));
  canvas.view.setZoom(1, canvas.titleOf("sample"));
  for (const bool dark : {true, false}) {
    useTheme(dark);
    const QImage picture = canvas.picture();
    QVERIFY(test::countOf(picture, theme().canvas, 2) > 100'000);
    QVERIFY(test::countOf(picture, theme().node, 2) > 20'000);
    QVERIFY(test::countOf(picture, typeColour(*Type::parse("latent"))) > 60);
  }
  useTheme(true);
}

WEFT_EDITOR_TEST_MAIN(TestCanvas)
#include "test_canvas.moc"
