// Edits of wires: what they leave in the document, under which name, and that undo brings every byte back.
#include "commands/link_edits.h"
#include "document/names.h"
#include "editor_test.h"

using namespace weft;
using namespace weft::editor;

class TestLinkEdits : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void connectsAndReplaces();
  void variadicPortsTakeMore();
  void boundariesAreWiredLikeNodes();
  void movesBothEnds();
  void addsWhatFits();
  void insertsIntoAWire();
};

namespace {

const QString top;

PortRef port(const QString& text) { return {text.section('.', 0, 0), text.section('.', 1)}; }

bool has(const GraphModel& model, const QString& from, const QString& to) {
  const std::vector<Link> links = linksOf(*model.graph(top));
  return std::any_of(links.begin(), links.end(),
                     [&](const Link& link) { return link.from == port(from) && link.to == port(to); });
}

Link linkTo(const GraphModel& model, const QString& to, int index = 0) {
  for (const Link& link : linksOf(*model.graph(top))) {
    if (link.to == port(to) && link.index == index) return link;
  }
  return {};
}

// Applies it; undoing brings the text back, redoing what it did.
void applied(GraphModel& model, const Edit& edit, const QString& name) {
  QCOMPARE(edit.name, name);
  const QString before = test::textOf(model);
  const auto done = model.apply(edit);
  QVERIFY2(done.ok(), done ? "" : done.error().message.c_str());
  const QString after = test::textOf(model);
  QVERIFY(after != before);
  model.undoStack().undo();
  QCOMPARE(test::textOf(model), before);
  model.undoStack().redo();
  QCOMPARE(test::textOf(model), after);
}

void read(GraphModel& model, const char* text) {
  Problems problems;
  QVERIFY(model.read(text, "test.json", problems).ok());
}

}  // namespace

void TestLinkEdits::connectsAndReplaces() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  applied(model, connectPorts(model, top, port("model.denoiser"), port("sample.denoiser")), "Connect wire");
  QVERIFY(has(model, "model.denoiser", "sample.denoiser"));
  QVERIFY(!has(model, "guided.denoiser", "sample.denoiser"));
  applied(model, editor::disconnect(model, top, {linkTo(model, "sample.denoiser"), linkTo(model, "sample.noise")}),
          "Disconnect 2 wires");
  QVERIFY(!model.node(top, "sample")->inputs.contains("denoiser"));
  QVERIFY(connectPorts(model, top, port("decode.image"), port("upscale.image")).isEmpty());
}

void TestLinkEdits::variadicPortsTakeMore() {
  GraphModel model(test::catalog());
  read(model, R"({"weft": 1, "nodes": {
    "a": {"type": "weft.flow.Pass"}, "b": {"type": "weft.flow.Pass"}, "c": {"type": "weft.flow.Pass"},
    "list": {"type": "weft.flow.Collect"}}})");
  const NodeType* type = model.catalog().find("weft.flow.Collect");
  QVERIFY(type);
  const QString in = "list." + QString::fromStdString(type->inputs.front().id);
  applied(model, connectPorts(model, top, port("a.value"), port(in)), "Connect wire");
  applied(model, connectPorts(model, top, {{port("b.value"), port(in)}, {port("c.value"), port(in)}}),
          "Connect 2 wires");
  QCOMPARE(model.node(top, "list")->inputs.begin()->second.size(), size_t{3});
  applied(model, setLinkSource(model, top, linkTo(model, in, 1), port("a.value")), "Move wire");
  QCOMPARE(linkTo(model, in, 1).from, port("a.value"));
  applied(model, editor::disconnect(model, top, {linkTo(model, in, 0)}), "Disconnect wire");
  QCOMPARE(model.node(top, "list")->inputs.begin()->second.size(), size_t{2});
  QCOMPARE(linkTo(model, in, 0).from, port("a.value"));
  QCOMPARE(linkTo(model, in, 1).from, port("c.value"));
}

void TestLinkEdits::boundariesAreWiredLikeNodes() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  applied(model, connectPorts(model, top, port("@inputs.seed"), port("sigmas.steps")), "Connect wire");
  QVERIFY(has(model, "@inputs.seed", "noise.seed"));
  QVERIFY(has(model, "@inputs.seed", "sigmas.steps"));
  QVERIFY(!has(model, "@inputs.steps", "sigmas.steps"));
  applied(model, connectPorts(model, top, port("decode.image"), port("@outputs.picture")), "Connect wire");
  QVERIFY(has(model, "decode.image", "@outputs.picture"));
  applied(model, setLinkSource(model, top, linkTo(model, "@outputs.picture"), port("upscale.image")), "Move wire");
  QVERIFY(has(model, "upscale.image", "@outputs.picture"));
  applied(model, editor::disconnect(model, top, {linkTo(model, "@outputs.picture"), linkTo(model, "noise.seed")}),
          "Disconnect 2 wires");
  QVERIFY(model.document().graph().outputs.empty());
  QVERIFY(!has(model, "@inputs.seed", "noise.seed"));
  QVERIFY(has(model, "@inputs.seed", "sigmas.steps"));
}

void TestLinkEdits::movesBothEnds() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  applied(model, moveLink(model, top, linkTo(model, "decode.latent"), port("sample.noise")), "Move wire");
  QVERIFY(!model.node(top, "decode")->inputs.contains("latent"));
  QVERIFY(has(model, "sample.latent", "sample.noise"));
  QVERIFY(moveLink(model, top, linkTo(model, "upscale.image"), port("upscale.image")).isEmpty());
}

void TestLinkEdits::addsWhatFits() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  QString id;
  applied(model, addLinkedNode(model, top, "weft.upscalers.Resample", {10, 20}, port("decode.image"), {}, {}, &id),
          "Add Resample");
  QVERIFY(has(model, "decode.image", id + ".image"));
  applied(model, addLinkedNode(model, top, "weft.io.LoadModel", {10, 20}, {}, port("text.encoder"), {}, &id),
          "Add Load model");
  QVERIFY(has(model, id + ".text_encoder", "text.encoder"));
}

void TestLinkEdits::insertsIntoAWire() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  QString id;
  applied(model, addReroute(model, top, linkTo(model, "decode.latent"), {5, 5}, &id), "Add reroute");
  QVERIFY(has(model, "sample.latent", id + ".value"));
  QVERIFY(has(model, id + ".value", "decode.latent"));
  QString loose;
  applied(model, addLinkedNode(model, top, "weft.upscalers.Resample", {}, {}, {}, {}, &loose), "Add Resample");
  applied(model, insertIntoLink(model, top, loose, linkTo(model, "upscale.image")), "Insert Resample");
  QVERIFY(has(model, "decode.image", loose + ".image"));
  QVERIFY(has(model, loose + ".image", "upscale.image"));
  QVERIFY(insertIntoLink(model, top, loose, linkTo(model, "sample.noise")).isEmpty());
  QVERIFY(addNodeIntoLink(model, top, "weft.upscalers.Resample", {}, linkTo(model, "sample.noise")).isEmpty());
}

WEFT_EDITOR_TEST_MAIN(TestLinkEdits)
#include "test_link_edits.moc"
