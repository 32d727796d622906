// The document as Qt sees it: undo to the byte, what a change touched, faces of nodes.
#include "document/names.h"
#include "document/node_face.h"
#include "editor_test.h"

using namespace weft;
using namespace weft::editor;

class TestGraphModel : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void undoingBringsTheTextBack();
  void editsOfOneGestureAreOneStep();
  void aChangeNamesWhatItTouched();
  void quickstartHasAFaceForEveryNode();
};

namespace {

Edit put(const char* key, double value, const QString& mergeKey = {}) {
  Edit edit{"Set", Json::array(), mergeKey};
  edit.operations.push_back({{"op", "set-parameter"}, {"node", "sample"}, {"parameter", key}, {"value", value}});
  return edit;
}

}  // namespace

void TestGraphModel::undoingBringsTheTextBack() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  const QString before = test::textOf(model);
  QVERIFY(model.apply(put("denoise", 0.5)).ok());
  const QString after = test::textOf(model);
  QVERIFY(after != before);
  model.undoStack().undo();
  QCOMPARE(test::textOf(model), before);
  model.undoStack().redo();
  QCOMPARE(test::textOf(model), after);
}

void TestGraphModel::editsOfOneGestureAreOneStep() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  const QString before = test::textOf(model);
  for (int i = 1; i <= 50; ++i) QVERIFY(model.apply(put("denoise", i / 50.0, "drag")).ok());
  QCOMPARE(model.undoStack().count(), 1);
  model.endMerge();
  QVERIFY(model.apply(put("denoise", 0.1, "drag")).ok());
  QCOMPARE(model.undoStack().count(), 2);
  model.undoStack().undo();
  model.undoStack().undo();
  QCOMPARE(test::textOf(model), before);
}

void TestGraphModel::aChangeNamesWhatItTouched() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  Change seen;
  connect(&model, &GraphModel::changed, this, [&](const Change& change) { seen = change; });
  QVERIFY(model.apply(put("denoise", 0.5)).ok());
  QCOMPARE(seen.graphs.value(QString()).nodes, QSet<QString>{"sample"});
  QVERIFY(!seen.graphs.value(QString()).everything);
}

void TestGraphModel::quickstartHasAFaceForEveryNode() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  for (const NodeEntry& node : model.document().graph().nodes) {
    const auto face = nodeFace(model, QString(), QString::fromStdString(node.id));
    QVERIFY(face);
    QCOMPARE(face->kind, NodeKind::Node);
    QVERIFY(!face->title.isEmpty());
  }
  const auto inputs = nodeFace(model, QString(), inputsNode());
  QVERIFY(inputs);
  QCOMPARE(inputs->parameters.size(), size_t{4});
  QCOMPARE(inputs->parameter("prompt")->value, Json("red apple"));
  const auto text = nodeFace(model, QString(), "text");
  QVERIFY(text->parameter("text")->linked);
}

WEFT_EDITOR_TEST_MAIN(TestGraphModel)
#include "test_graph_model.moc"
