// The viewer beside a real session: a run, and the picture it made comes up whole; what it saved brings the graph back.
#include <QTemporaryDir>

#include "document/selection.h"
#include "preview/picture_file.h"
#include "preview/viewer_panel.h"
#include "run/run_controller.h"
#include "run_test.h"

using namespace weft;
using namespace weft::editor;

class TestViewerRun : public QObject {
  Q_OBJECT

 private slots:
  void theResultOfARunIsShownAndItsFileCarriesTheGraph() {
    test::failOnWarnings();
    QTemporaryDir folder;
    test::useOwnFolders(folder);
    QVERIFY(QFile::copy(test::shippedGraph("image/hills.png"), folder.filePath("hills.png")));
    GraphModel model(test::catalog());
    Problems problems;
    const auto read = model.read(R"({"weft": 1, "nodes": {
      "load": {"type": "weft.io.LoadImage", "params": {"path": "hills.png"}},
      "save": {"type": "weft.io.SaveImage", "params": {"name": "kept"}, "inputs": {"image": "load.image"}}}})",
                                 folder.filePath("graph.json"), problems);
    QVERIFY(read.ok());
    Selection selection(model);
    RunController runs(model, test::sessionOptions(folder));
    QWidget window;
    ViewerPanel viewer(&window);
    viewer.follow(valuesOf(runs), &selection, &model);
    window.show();
    selection.set({"save"}, "save");
    runs.queue({});
    QTRY_VERIFY_WITH_TIMEOUT(!viewer.view().picture().isNull(), 60'000);

    const auto expected = readPicture(folder.filePath("hills.png"));
    QVERIFY(expected.ok());
    const QImage& shown = viewer.view().picture();
    QCOMPARE(shown.size(), expected->size());
    for (const QPoint at : {QPoint(20, 10), QPoint(48, 40), QPoint(80, 60)}) {
      QCOMPARE(shown.pixelColor(at).rgb(), QColor(expected->pixelColor(at)).rgb());
    }
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath("out/kept.png")), 60'000);
    const auto graph = graphInPicture(folder.filePath("out/kept.png"));
    QVERIFY(graph.ok() && graph->has_value());
    GraphModel again(test::catalog());
    QVERIFY(again.read((*graph)->toStdString(), "kept.png", problems).ok());
    QCOMPARE(again.document().json(), model.document().json());
  }
};

WEFT_EDITOR_TEST_MAIN(TestViewerRun)
#include "test_viewer_run.moc"
