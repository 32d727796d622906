// Documents that are much larger than people draw: whatever takes the square of their number, or a stack as deep as
// their chains, does not come to an end here.
#include <QThread>

#include "commands/clipboard.h"
#include "commands/layout_edits.h"
#include "commands/node_edits.h"
#include "commands/subgraph_edits.h"
#include "document/arrange.h"
#include "document/names.h"
#include "edit_test.h"

using namespace weft;
using namespace weft::editor;

class TestLargeDocuments : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void nodesOfMissingTypesAreReadOneByOne();
  void manyInputsOfAGraph();
  void aLongChainNeedsNoStack();
  void manyPlacesAreOneOperation();
  void aLongDragOfManyNodes();
  void nestedSubgraphsNeedNoStack();
  void waysThatMultiplyAreGoneOnce();
  void placesOfUnplacedNodes();
  void circlesAndLonersArePlaced();
};

namespace {

// Each node reads the one before and the one before that.
std::string chainOf(int count, const char* type, const char* input, const char* output, bool twice = false) {
  Json nodes = Json::object();
  Json::object_t members;
  for (int i = 0; i < count; ++i) {
    Json node{{"type", type}, {"inputs", Json::object()}};
    if (i > 0) node["inputs"][input] = "n" + std::to_string(i - 1) + "." + output;
    if (i > 1 && twice) node["inputs"]["b"] = "n" + std::to_string(i - 2) + "." + output;
    members.push_back({"n" + std::to_string(i), std::move(node)});
  }
  return Json{{"weft", 1}, {"nodes", std::move(members)}}.dump();
}

void read(GraphModel& model, const std::string& text) {
  Problems problems;
  const auto done = model.read(text, "large.json", problems);
  QVERIFY2(done.ok(), done ? "" : done.error().message.c_str());
}

qsizetype facesOf(const GraphModel& model, const QString& name = {}) {
  const QHash<QString, NodeLook> looks = nodeLooks(model, name);
  qsizetype ports = 0;
  for (const QString& id : nodesOf(*model.graph(name))) {
    const NodeLook look = looks.value(id);
    const auto face = nodeFace(model, name, id, &look);
    if (face) ports += static_cast<qsizetype>(face->inputs.size() + face->outputs.size() + face->parameters.size());
  }
  return ports;
}

QString numbered(int i) { return QString("n%1").arg(i); }

// On a stack as small as a thread of the system may have.
template <typename Work>
void onSmallStack(const Work& work) {
  std::unique_ptr<QThread> thread(QThread::create(work));
  thread->setStackSize(256 * 1024);
  thread->start();
  QVERIFY(thread->wait());
}

}  // namespace

void TestLargeDocuments::nodesOfMissingTypesAreReadOneByOne() {
  GraphModel model(test::catalog());
  read(model, chainOf(50'000, "nobody.knows.It", "a", "out", true));
  QCOMPARE(facesOf(model), 50'000 * 3 - 4);
  QCOMPARE(linksOf(*model.graph({})).size(), size_t{99'997});
}

void TestLargeDocuments::manyInputsOfAGraph() {
  Json::object_t inputs, nodes;
  for (int i = 0; i < 20'000; ++i) {
    const std::string id = std::to_string(i);
    nodes.push_back({"n" + id, Json{{"type", "weft.math.Number"}}});
    inputs.push_back({"i" + id, Json{{"to", {"n" + id + ".value"}}, {"default", i}}});
  }
  GraphModel model(test::catalog());
  read(model, Json{{"weft", 1}, {"inputs", std::move(inputs)}, {"nodes", std::move(nodes)}}.dump());
  facesOf(model);
  QVERIFY(nodeFace(model, {}, "n19999")->parameter("value")->linked);
  QCOMPARE(nodeFace(model, {}, inputsNode())->parameters.size(), size_t{20'000});
}

void TestLargeDocuments::aLongChainNeedsNoStack() {
  test::catalog();
  onSmallStack([] {
    constexpr int count = 100'000;
    GraphModel model(test::catalog());
    read(model, chainOf(count, "weft.flow.Pass", "value", "value"));
    const QString start = test::textOf(model);
    facesOf(model);
    QSet<QString> middle, all;
    for (int i = 0; i < count; ++i) all.insert(numbered(i));
    for (int i = 1; i < count - 1; ++i) middle.insert(numbered(i));
    const QString copy = copyNodes(model, {}, all);
    QVERIFY(model.apply(removeNodes(model, {}, middle, true)).ok());
    QCOMPARE(model.node({}, numbered(count - 1))->inputs.at("value").front(), (Endpoint{"n0", "value"}));
    const auto pasted = pasteNodes(model, {}, copy, {0, 0}, false);
    QVERIFY(pasted.ok());
    QVERIFY(model.apply(*pasted).ok());
    QCOMPARE(model.graph({})->nodes.size(), size_t{count + 2});
    QVERIFY(model.apply(collapseIntoSubgraph(model, {}, all, "all")).ok());
    QVERIFY(model.apply(unpackSubgraph(model, {}, "all")).ok());
    QCOMPARE(model.graph({})->nodes.size(), size_t{count + 2});
    model.undoStack().setIndex(0);
    QCOMPARE(test::textOf(model), start);
  });
}

void TestLargeDocuments::manyPlacesAreOneOperation() {
  GraphModel model(test::catalog());
  read(model, chainOf(50'000, "weft.flow.Pass", "value", "value"));
  const QString start = test::textOf(model);
  Placement placement;
  for (int i = 0; i < 50'000; ++i) placement.nodes[numbered(i)] = QPointF(i, -i);
  const Edit first = place(model, {}, placement);
  QCOMPARE(first.operations.size(), size_t{1});
  QVERIFY(model.apply(first).ok());
  for (QPointF& at : placement.nodes) at += QPointF(0.5, 0);
  QVERIFY(model.apply(place(model, {}, placement)).ok());
  QCOMPARE(nodeLook(model, {}, "n49999").position, QPointF(49999.5, -49999));
  model.undoStack().setIndex(0);
  QCOMPARE(test::textOf(model), start);
}

void TestLargeDocuments::aLongDragOfManyNodes() {
  GraphModel model(test::catalog());
  read(model, chainOf(1'000, "weft.flow.Pass", "value", "value"));
  const QString start = test::textOf(model);
  Placement placement;
  for (int step = 0; step < 500; ++step) {
    for (int i = 0; i < 500; ++i) placement.nodes[numbered(i)] = QPointF(i + step, step);
    QVERIFY(model.apply(place(model, {}, placement, "drag")).ok());
  }
  QCOMPARE(model.undoStack().count(), 1);
  model.undoStack().undo();
  QCOMPARE(test::textOf(model), start);
}

void TestLargeDocuments::nestedSubgraphsNeedNoStack() {
  constexpr int depth = 2'000;
  Json graphs = Json::object();
  for (int i = 0; i < depth; ++i) {
    const bool last = i + 1 == depth;
    const Json inner = last ? Json{{"type", "weft.math.Number"}} : Json{{"type", "graph:g" + std::to_string(i + 1)}};
    graphs["g" + std::to_string(i)] = Json{{"inputs", {{"value", {{"to", {"inner.value"}}}}}},
                                           {"outputs", {{"value", "inner.value"}}},
                                           {"nodes", {{"inner", inner}}}};
  }
  const Json nodes{{"top", {{"type", "graph:g0"}}}, {"one", {{"type", "weft.math.Number"}}}};
  const std::string text = Json{{"weft", 1}, {"nodes", nodes}, {"graphs", graphs}}.dump();
  test::catalog();
  onSmallStack([&] {
    GraphModel model(test::catalog());
    read(model, text);
    const auto face = nodeFace(model, {}, "top");
    QVERIFY(face && face->parameter("value"));
    QCOMPARE(face->parameter("value")->type->kind, WEFT_PARAMETER_NUMBER);
    QCOMPARE(face->output("value")->type.text(), nodeFace(model, {}, "one")->output("value")->type.text());
    QString copy = copyNodes(model, {}, {"top"});
    const auto pasted = pasteNodes(model, {}, copy, {}, false);
    QVERIFY(pasted.ok());
    QCOMPARE(pasted->operations.size(), size_t{2});  // a node and its place: all subgraphs are there
    Change told;
    QObject::connect(&model, &GraphModel::changed, &model, [&](const Change& change) { told = change; });
    const QString deepest = QString("g%1").arg(depth - 1);
    QVERIFY(model.apply(removeNodes(model, deepest, {"inner"})).ok());
    QVERIFY(told.graphs[QString()].nodes.contains("top"));
  });
}

void TestLargeDocuments::waysThatMultiplyAreGoneOnce() {
  Json graphs = Json::object();
  for (int i = 0; i < 60; ++i) {
    const std::string next = i == 59 ? "nobody.knows.It" : "graph:g" + std::to_string(i + 1);
    graphs["g" + std::to_string(i)] = Json{{"inputs", {{"x", {{"to", {"a.x", "b.x"}}}}}},
                                           {"nodes", {{"a", {{"type", next}}}, {"b", {{"type", next}}}}}};
  }
  GraphModel model(test::catalog());
  read(model, Json{{"weft", 1}, {"nodes", {{"top", {{"type", "graph:g0"}}}}}, {"graphs", graphs}}.dump());
  const auto face = nodeFace(model, {}, "top");
  QVERIFY(face && face->input("x"));
  QVERIFY(!copyNodes(model, {}, {"top"}).isEmpty());
}

void TestLargeDocuments::placesOfUnplacedNodes() {
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  const NodePositions at = positionsOf(model, {});
  QCOMPARE(at.size(), 11);
  std::vector<QRectF> rects;
  for (auto it = at.begin(); it != at.end(); ++it) {
    rects.emplace_back(*it, estimatedNodeSize(*nodeFace(model, {}, it.key())));
  }
  for (size_t i = 0; i < rects.size(); ++i) {
    for (size_t k = 0; k < i; ++k) QVERIFY(!rects[i].intersects(rects[k]));
  }
  for (const Link& link : linksOf(*model.graph({}))) QVERIFY(at[link.from.node].x() < at[link.to.node].x());
  for (auto it = at.begin(); it != at.end(); ++it) {
    if (it.key() != inputsNode()) QVERIFY(it->x() > at[inputsNode()].x());
  }
  QCOMPARE(positionsOf(model, {}), at);
  QVERIFY(model.apply(place(model, {}, {{{"save", {5, 6}}}, {}, {}})).ok());
  QCOMPARE(positionsOf(model, {})["save"], QPointF(5, 6));
  QCOMPARE(positionsOf(model, {})["decode"], at["decode"]);
  read(model, chainOf(10'000, "weft.math.Add", "a", "value", true));
  QCOMPARE(positionsOf(model, {}).size(), 10'000);
}

void TestLargeDocuments::circlesAndLonersArePlaced() {
  GraphModel model(test::catalog());
  Json::object_t nodes;
  nodes.push_back({"a", Json{{"type", "weft.flow.Pass"}, {"inputs", {{"value", "b.value"}}}}});
  nodes.push_back({"b", Json{{"type", "weft.flow.Pass"}, {"inputs", {{"value", "a.value"}}}}});
  nodes.push_back({"self", Json{{"type", "weft.flow.Pass"}, {"inputs", {{"value", "self.value"}}}}});
  for (int i = 0; i < 10'000; ++i) nodes.push_back({"n" + std::to_string(i), Json{{"type", "weft.math.Number"}}});
  read(model, Json{{"weft", 1}, {"nodes", std::move(nodes)}}.dump());
  const NodePositions at = positionsOf(model, {});
  QVERIFY(at["a"].x() != at["b"].x());
  QRectF all;
  for (const QPointF& each : at) all = all.united(QRectF(each, QSizeF(1, 1)));
  QVERIFY(all.width() < 4 * all.height() && all.height() < 4 * all.width());
}

WEFT_EDITOR_TEST_MAIN(TestLargeDocuments)
#include "test_large_documents.moc"
