// Edits of values and of a graph's inputs and outputs: what is in the file afterwards, who follows, and back to the
// byte.
#include "commands/graph_port_edits.h"
#include "commands/parameter_edits.h"
#include "document/names.h"
#include "document/node_face.h"
#include "editor_test.h"

using namespace weft;
using namespace weft::editor;

class TestParameterEdits : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void aValueIsPutAsItIs();
  void aWholeNumberStaysOne();
  void aValueThatIsThereIsNoEdit();
  void severalNodesAreOneStep();
  void aResetTakesTheValueOut();
  void theDefaultOfAnInputIsAParameter();
  void aBodyThatIsNotThereIsMade();
  void aParameterBecomesAnInputAndComesBack();
  void anInputTakesThePlaceOfAnother();
  void namesOfPortsAreFollowed();
  void portsThatGoTakeTheirLinksAlong();
  void portsAreMovedAndDescribed();
  void whatCannotBeIsEmpty();

 private:
  void applied(const Edit& edit);  // and undone, and done again, to the byte
  void read(const char* text);
  const Json& json() const { return m_model.document().json(); }
  const Json& node(const char* id) const { return json().at("nodes").at(id); }

  GraphModel m_model{test::catalog()};
};

namespace {

constexpr const char* nested = R"({
  "weft": 1,
  "inputs": { "size": { "to": ["one.amount", "two.amount"], "default": 3 } },
  "outputs": { "result": "one.sum", "other": "two.sum" },
  "nodes": {
    "one": { "type": "graph:adder", "params": { "amount": 2, "start": 1 } },
    "two": { "type": "graph:adder", "inputs": { "start": "one.sum" } },
    "list": { "type": "no.such.Type", "inputs": { "items": ["two.sum", "one.sum"] } }
  },
  "graphs": {
    "adder": {
      "inputs": { "amount": { "to": ["add.a"], "default": 1 }, "start": { "to": ["add.b"] } },
      "outputs": { "sum": "add.value" },
      "nodes": { "add": { "type": "weft.math.Add" } }
    }
  }
})";

}  // namespace

void TestParameterEdits::read(const char* text) {
  Problems problems;
  const auto done = m_model.read(text, "test.json", problems);
  QVERIFY2(done.ok(), done ? "" : done.error().message.c_str());
}

void TestParameterEdits::applied(const Edit& edit) {
  const QString before = test::textOf(m_model);
  const auto done = m_model.apply(edit);
  QVERIFY2(done.ok(), done ? "" : done.error().message.c_str());
  const QString after = test::textOf(m_model);
  QVERIFY(after != before);
  m_model.undoStack().undo();
  QCOMPARE(test::textOf(m_model), before);
  m_model.undoStack().redo();
  QCOMPARE(test::textOf(m_model), after);
}

void TestParameterEdits::aValueIsPutAsItIs() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  const Edit edit = setParameter(m_model, {}, {"sample"}, "denoise", 0.30000000000000004);
  QCOMPARE(edit.name, QString("Set Denoise"));
  applied(edit);
  QCOMPARE(node("sample").at("params").at("denoise").get<double>(), 0.30000000000000004);
}

void TestParameterEdits::aWholeNumberStaysOne() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  applied(setParameter(m_model, {}, {"upscale"}, "width", 512.0));
  QVERIFY(node("upscale").at("params").at("width").is_number_integer());
  applied(setParameter(m_model, {}, {"noise"}, "seed", int64_t{9007199254740993}));
  QCOMPARE(node("noise").at("params").at("seed").get<int64_t>(), int64_t{9007199254740993});
}

void TestParameterEdits::aValueThatIsThereIsNoEdit() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  QVERIFY(setParameter(m_model, {}, {"upscale"}, "width", 256).isEmpty());
  QVERIFY(setParameter(m_model, {}, {"upscale"}, "no_such", 256).isEmpty());
  QVERIFY(setParameter(m_model, {}, {"nobody"}, "width", 256).isEmpty());
}

void TestParameterEdits::severalNodesAreOneStep() {
  read(R"({"weft": 1, "nodes": {"a": {"type": "weft.math.Number"}, "b": {"type": "weft.math.Number"},
           "c": {"type": "weft.flow.Pass"}}})");
  const Edit edit = setParameter(m_model, {}, {"a", "b", "c"}, "value", 2.5);
  QVERIFY(edit.name.endsWith("of 2 nodes"));
  applied(edit);
  QCOMPARE(m_model.undoStack().count(), 1);
  QCOMPARE(node("a").at("params").at("value"), Json(2.5));
  QCOMPARE(node("b").at("params").at("value"), Json(2.5));
  QVERIFY(!node("c").contains("params"));
}

void TestParameterEdits::aResetTakesTheValueOut() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  const Edit edit = resetParameter(m_model, {}, {"upscale"}, "method");
  QCOMPARE(edit.name, QString("Reset Method"));
  applied(edit);
  QVERIFY(!node("upscale").at("params").contains("method"));
  QVERIFY(resetParameter(m_model, {}, {"upscale"}, "method").isEmpty());
}

void TestParameterEdits::theDefaultOfAnInputIsAParameter() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  applied(setParameter(m_model, {}, {inputsNode()}, "prompt", "green apple"));
  QCOMPARE(json().at("inputs").at("prompt").at("default"), Json("green apple"));
  applied(setParameter(m_model, {}, {inputsNode()}, "steps", 20.0));
  QVERIFY(json().at("inputs").at("steps").at("default").is_number_integer());
  applied(resetParameter(m_model, {}, {inputsNode()}, "steps"));
  QVERIFY(!json().at("inputs").at("steps").contains("default"));
}

void TestParameterEdits::aBodyThatIsNotThereIsMade() {
  read(R"({"weft": 1, "nodes": {"loop": {"type": "weft.flow.Repeat"}}})");
  applied(setParameter(m_model, {}, {"loop"}, "body", "pass"));
  QVERIFY(m_model.graph("pass"));
}

void TestParameterEdits::aParameterBecomesAnInputAndComesBack() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  applied(addGraphInput(m_model, {}, "width", "upscale", "width"));
  const Json& input = json().at("inputs").at("width");
  QCOMPARE(input, (Json{{"to", {"upscale.width"}}, {"default", 256}}));
  QVERIFY(nodeFace(m_model, {}, "upscale")->parameter("width")->linked);
  applied(setParameter(m_model, {}, {inputsNode()}, "width", 384));
  applied(removeGraphInput(m_model, {}, "width"));
  QVERIFY(!json().at("inputs").contains("width"));
  QCOMPARE(node("upscale").at("params").at("width"), Json(384));
}

void TestParameterEdits::anInputTakesThePlaceOfAnother() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  applied(addGraphInput(m_model, {}, "seed", "noise", "seed"));
  QCOMPARE(json().at("inputs").at("seed").at("to"), Json::array());
  QCOMPARE(json().at("inputs").at("seed_2").at("to"), Json::array({"noise.seed"}));
  applied(addGraphInput(m_model, {}, "a picture", "save", "image"));
  QVERIFY(!node("save").contains("inputs"));
  QVERIFY(json().at("inputs").contains("a_picture"));
}

void TestParameterEdits::namesOfPortsAreFollowed() {
  read(nested);
  applied(renameGraphInput(m_model, "adder", "amount", "by"));
  QCOMPARE(node("one").at("params"), (Json{{"by", 2}, {"start", 1}}));
  QCOMPARE(json().at("inputs").at("size").at("to"), Json::array({"one.by", "two.by"}));
  applied(renameGraphInput(m_model, "adder", "start", "from"));
  QCOMPARE(node("two").at("inputs"), (Json{{"from", "one.sum"}}));
  applied(renameGraphOutput(m_model, "adder", "sum", "total"));
  QCOMPARE(node("two").at("inputs").at("from"), Json("one.total"));
  QCOMPARE(node("list").at("inputs").at("items"), Json::array({"two.total", "one.total"}));
  QCOMPARE(json().at("outputs"), (Json{{"result", "one.total"}, {"other", "two.total"}}));
}

void TestParameterEdits::portsThatGoTakeTheirLinksAlong() {
  read(nested);
  applied(removeGraphInput(m_model, "adder", "start"));
  QVERIFY(!node("one").at("params").contains("start"));
  QVERIFY(!node("two").contains("inputs"));
  read(nested);
  applied(removeGraphOutput(m_model, "adder", "sum"));
  QVERIFY(json().at("outputs").empty());
  QVERIFY(!node("two").contains("inputs"));
  QVERIFY(!node("list").contains("inputs"));
  read(nested);
  applied(removeGraphInput(m_model, {}, "size"));
  QCOMPARE(node("two").at("params").at("amount"), Json(3));
}

void TestParameterEdits::portsAreMovedAndDescribed() {
  test::load(m_model, test::shippedGraph("quickstart.json"));
  applied(moveGraphPort(m_model, {}, GraphPort::Input, "steps", -2));
  QStringList order;
  for (const GraphInput& input : m_model.document().graph().inputs) order << QString::fromStdString(input.name);
  QCOMPARE(order, (QStringList{"prompt", "steps", "seed", "guidance"}));
  QVERIFY(moveGraphPort(m_model, {}, GraphPort::Input, "prompt", -1).isEmpty());
  applied(setGraphInputDoc(m_model, {}, "steps", "How many"));
  QCOMPARE(json().at("inputs").at("steps").at("doc"), Json("How many"));
  applied(setGraphText(m_model, {}, GraphText::Doc, "Draws emoji"));
  QCOMPARE(graphText(m_model, {}, GraphText::Doc), QString("Draws emoji"));
  applied(setGraphText(m_model, {}, GraphText::Doc, ""));
  QVERIFY(!json().contains("doc"));
}

void TestParameterEdits::whatCannotBeIsEmpty() {
  read(nested);
  QVERIFY(renameGraphInput(m_model, "adder", "amount", "start").isEmpty());
  QVERIFY(renameGraphInput(m_model, "adder", "amount", "no name").isEmpty());
  QVERIFY(renameGraphInput(m_model, "adder", "gone", "here").isEmpty());
  QVERIFY(removeGraphOutput(m_model, "adder", "gone").isEmpty());
  QVERIFY(removeGraphInput(m_model, "nowhere", "gone").isEmpty());
  QVERIFY(addGraphInput(m_model, "nowhere", "x", "a", "b").isEmpty());
}

WEFT_EDITOR_TEST_MAIN(TestParameterEdits)
#include "test_parameter_edits.moc"
