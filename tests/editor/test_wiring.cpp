// Wires drawn by hand: each gesture does what it should in the document, as one step that can be undone to the byte.
#include "canvas_tool_test.h"
#include "palette/search_popup.h"

using namespace weft;
using namespace weft::editor;
using test::Bench;
using test::verifyOneStep;
using test::verifyUntouched;

class TestWiring : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void fromOutputToInput();
  void fromInputToOutput();
  void ontoABody();
  void ontoAParameter();
  void misfitsAreRefusedWithTheReason();
  void pickedUpAndDropped();
  void pickedUpAndMoved();
  void escapeLeavesNothing();
  void ontoAWire();
  void intoTheVoidOpensTheSearch();
  void severalTargetsWithShift();
  void toAllSelectedNodes();
  void reroutes();
  void theKnife();
  void wireMenu();
  void fromTheGraphsInputs();
};

void TestWiring::fromOutputToInput() {
  Bench bench;
  bench.drag(bench.output("model.denoiser"), bench.input("sample.denoiser"));
  QVERIFY(bench.has("model.denoiser", "sample.denoiser"));
  QVERIFY(!bench.has("guided.denoiser", "sample.denoiser"));
  verifyOneStep(bench, "Connect wire");
}

void TestWiring::fromInputToOutput() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}}})");
  bench.drag(bench.input("b.image"), bench.output("a.image"));
  QVERIFY(bench.has("a.image", "b.image"));
  verifyOneStep(bench, "Connect wire");
}

void TestWiring::ontoABody() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}}})");
  bench.drag(bench.output("a.image"), bench.title("b"));
  QVERIFY(bench.has("a.image", "b.image"));
  verifyOneStep(bench, "Connect wire");
}

void TestWiring::ontoAParameter() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.math.Add"}, "b": {"type": "weft.upscalers.Resample"}}})");
  bench.drag(bench.output("a.value"), bench.field("b.width"));
  QVERIFY(bench.has("a.value", "b.width"));
  verifyOneStep(bench, "Connect wire");
}

void TestWiring::misfitsAreRefusedWithTheReason() {
  Bench bench;
  QSignalSpy said(&bench.view, &CanvasView::message);
  bench.pull(bench.output("sample.latent"), bench.input("text.encoder"));
  QCOMPARE(said.last().first().toString(), "A text encoder goes in, and this gives a latent");
  bench.release(bench.input("text.encoder"));
  QCOMPARE(said.last().first().toString(), QString());
  verifyUntouched(bench);
  bench.pull(bench.output("upscale.image"), bench.input("upscale.image"));
  QCOMPARE(said.last().first().toString(), "A node cannot feed itself");
  bench.release(bench.input("upscale.image"));
  verifyUntouched(bench);
}

void TestWiring::pickedUpAndDropped() {
  Bench bench;
  bench.drag(bench.input("decode.latent"), bench.nowhere());
  QVERIFY(!bench.has("sample.latent", "decode.latent"));
  verifyOneStep(bench, "Disconnect wire");
}

void TestWiring::pickedUpAndMoved() {
  Bench bench;
  bench.drag(bench.input("decode.latent"), bench.input("sample.noise"));
  QVERIFY(!bench.has("sample.latent", "sample.noise"));  // a node cannot feed itself
  verifyUntouched(bench);
  bench.drag(bench.input("sample.denoiser"), bench.input("noise.model"));
  QVERIFY(bench.has("guided.denoiser", "noise.model"));
  QVERIFY(!bench.model.node(QString(), "sample")->inputs.contains("denoiser"));
  verifyOneStep(bench, "Move wire");
}

void TestWiring::escapeLeavesNothing() {
  Bench bench;
  bench.pull(bench.output("model.denoiser"), bench.input("sample.denoiser"));
  bench.key(Qt::Key_Escape);
  bench.release(bench.input("sample.denoiser"));
  verifyUntouched(bench);
  bench.pull(bench.input("decode.latent"), bench.nowhere());
  bench.key(Qt::Key_Escape);
  bench.release(bench.nowhere());
  verifyUntouched(bench);
}

void TestWiring::ontoAWire() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.io.LoadImage"},
    "c": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}}},
    "editor": {"positions": {"a": [0, 0], "b": [0, 300], "c": [900, 0]}}})");
  bench.drag(bench.output("b.image"), bench.wire("a.image", "c.image"));
  QVERIFY(bench.has("b.image", "c.image"));
  verifyOneStep(bench, "Move wire");
}

void TestWiring::intoTheVoidOpensTheSearch() {
  Bench bench;
  bench.drag(bench.output("decode.image"), bench.nowhere());
  verifyUntouched(bench);
  auto* search = bench.view.findChild<SearchPopup*>();
  if (!search) search = bench.view.window()->findChild<SearchPopup*>();
  QVERIFY(search);
  QVERIFY(search->isVisible());
  QVERIFY(search->count() > 0);
  for (int i = 0; i < search->count(); ++i) {
    QVERIFY(!search->entryAt(i).port.isEmpty() || isBoundary(search->entryAt(i).id));
  }
  QTest::keyClicks(QApplication::focusWidget(), "resample");
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
  const QString id = bench.selection.current();
  QVERIFY(bench.has("decode.image", id + ".image"));
  verifyOneStep(bench, "Add Resample");
}

void TestWiring::severalTargetsWithShift() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}, "c": {"type": "weft.upscalers.Resample"}},
    "editor": {"positions": {"a": [0, 0], "b": [500, 0], "c": [500, 400]}}})");
  bench.pull(bench.output("a.image"), bench.input("b.image"), Qt::ShiftModifier);
  bench.move(bench.input("c.image"), Qt::ShiftModifier);
  bench.release(bench.input("c.image"), Qt::ShiftModifier);
  QVERIFY(bench.has("a.image", "b.image"));
  QVERIFY(bench.has("a.image", "c.image"));
  verifyOneStep(bench, "Connect 2 wires");
}

void TestWiring::toAllSelectedNodes() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample"}, "c": {"type": "weft.upscalers.Resample"}},
    "editor": {"positions": {"a": [0, 0], "b": [500, 0], "c": [500, 400]}}})");
  bench.selection.set({"b", "c"});
  bench.drag(bench.output("a.image"), bench.input("b.image"));
  QVERIFY(bench.has("a.image", "b.image"));
  QVERIFY(bench.has("a.image", "c.image"));
  verifyOneStep(bench, "Connect 2 wires");
}

void TestWiring::reroutes() {
  const char* graph = R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}}},
    "editor": {"positions": {"a": [0, 0], "b": [900, 0]}}})";
  for (const int way : {0, 1, 2}) {
    Bench bench(graph);
    const QPoint at = bench.wire("a.image", "b.image");
    if (way == 0) bench.click(at, Qt::AltModifier);
    if (way == 1) bench.doubleClick(at);
    if (way == 2) QTest::mouseClick(bench.view.viewport(), Qt::MiddleButton, {}, at);
    QCOMPARE(bench.model.document().graph().nodes.size(), size_t{3});
    const QString id = bench.selection.current();
    QVERIFY(bench.has("a.image", id + ".value"));
    QVERIFY(bench.has(id + ".value", "b.image"));
    QCOMPARE(bench.node(id).face().kind, NodeKind::Reroute);
    verifyOneStep(bench, "Add reroute");
  }
}

void TestWiring::theKnife() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}},
    "c": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}}},
    "editor": {"positions": {"a": [0, 0], "b": [900, 0], "c": [900, 400]}}})");
  const QPoint middle = bench.wire("a.image", "b.image");
  bench.pull({middle.x(), 10}, {middle.x(), bench.view.height() - 10}, Qt::ControlModifier | Qt::ShiftModifier);
  bench.key(Qt::Key_Escape);
  verifyUntouched(bench);
  bench.release({middle.x(), bench.view.height() - 10});
  bench.drag({middle.x(), 10}, {middle.x(), bench.view.height() - 10}, Qt::ControlModifier | Qt::ShiftModifier);
  QVERIFY(!bench.has("a.image", "b.image"));
  QVERIFY(!bench.has("a.image", "c.image"));
  verifyOneStep(bench, "Cut 2 wires");
}

void TestWiring::wireMenu() {
  Bench bench(R"({"weft": 1, "nodes": {
    "a": {"type": "weft.io.LoadImage"}, "b": {"type": "weft.upscalers.Resample", "inputs": {"image": "a.image"}}},
    "editor": {"positions": {"a": [0, 0], "b": [900, 0]}}})");
  bench.menu(bench.wire("a.image", "b.image"));
  QMenu* menu = bench.openMenu("menu:wire");
  QVERIFY(menu);
  QTest::keyClick(menu, Qt::Key_Up);  // from nothing: the last
  QCOMPARE(menu->activeAction()->text(), "Delete wire");
  QTest::keyClick(menu, Qt::Key_Return);
  QVERIFY(!bench.has("a.image", "b.image"));
  verifyOneStep(bench, "Disconnect wire");
}

void TestWiring::fromTheGraphsInputs() {
  Bench bench;
  bench.drag(bench.output("@inputs.steps"), bench.field("upscale.width"));
  QVERIFY(bench.has("@inputs.steps", "upscale.width"));
  QVERIFY(bench.has("@inputs.steps", "sigmas.steps"));
  verifyOneStep(bench, "Connect wire");
}

WEFT_EDITOR_TEST_MAIN(TestWiring)
#include "test_wiring.moc"
