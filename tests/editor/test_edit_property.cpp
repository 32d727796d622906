// Ten thousand edits of every kind, drawn by chance, leave a sound document; undoing all brings the file back to the
// byte, redoing all brings back what was there.
#include "document/selection.h"
#include "editor_test.h"
#include "model_checker.h"
#include "random_edits.h"

using namespace weft;
using namespace weft::editor;

class TestEditProperty : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void randomEditsUndoToTheByte_data();
  void randomEditsUndoToTheByte();
};

namespace {

// Types that nobody has, keys that nobody knows, at every level.
constexpr const char* strange = R"({
  "weft": 1, "name": "Strange", "future": {"a": [1, {"b": null}]}, "doc": "kept",
  "inputs": {"x": {"to": ["one.value", "inner.x"], "default": 2, "unit": "px"}, "idle": {"to": []}},
  "outputs": {"out": "inner.y"},
  "nodes": {
    "one": {"type": "lost.pack.Maker", "params": {"value": 1, "shape": [1, 2]}, "colour": "red", "inputs": {}},
    "two": {"type": "lost.pack.Taker", "inputs": {"many": ["one.a", "one.b", "inner.y"], "single": "one.a"}, "mute": true},
    "inner": {"type": "graph:sub", "params": {"x": 3}, "note": {"deep": {"er": []}}},
    "loop": {"type": "lost.pack.Loop", "params": {"body": "sub"}},
    "pass": {"type": "weft.flow.Pass", "inputs": {"value": "ghost.out"}}
  },
  "graphs": {
    "sub": {"inputs": {"x": {"to": ["add.a"], "default": 1}}, "outputs": {"y": "add.value"}, "license": "none",
      "nodes": {"add": {"type": "weft.math.Add", "params": {"b": 2}}, "deeper": {"type": "graph:leaf"}},
      "editor": {"positions": {"add": [1.5, 2]}, "zoom": 2}},
    "leaf": {"nodes": {"n": {"type": "weft.math.Number"}}}
  },
  "editor": {"positions": {"one": [10, 20], "two": "nowhere"}, "nodes": {"two": {"colour": "#ff0000", "later": 1}},
    "groups": [{"title": "G", "rect": [0, 0, 300, 200], "locked": true}, 5], "notes": "none", "camera": [1, 2, 3]}
})";

// What goes must leave the selection.
void selectAll(const GraphModel& model, Selection& selection) {
  QSet<QString> all;
  for (const NodeEntry& node : model.graph(selection.graph())->nodes) all.insert(QString::fromStdString(node.id));
  selection.set(all);
}

}  // namespace

void TestEditProperty::randomEditsUndoToTheByte_data() {
  QTest::addColumn<QString>("text");
  const auto file = [](const char* name) {
    QFile file(test::shippedGraph(name));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
  };
  QTest::newRow("quickstart") << file("quickstart.json");
  QTest::newRow("a loop in a map") << file("flow/roots.json");
  QTest::newRow("unknown types and keys") << QString(strange);
}

void TestEditProperty::randomEditsUndoToTheByte() {
  QFETCH(QString, text);
  const quint32 seed = qEnvironmentVariableIsSet("WEFT_TEST_SEED") ? qEnvironmentVariableIntValue("WEFT_TEST_SEED")
                                                                   : QRandomGenerator::global()->generate() % 1'000'000;
  qInfo("WEFT_TEST_SEED=%u", seed);
  GraphModel model(test::catalog());
  Problems problems;
  QVERIFY(model.read(text.toStdString(), "random.json", problems).ok());
  const QString start = test::textOf(model);
  Selection selection(model);
  test::ModelChecker checker(model, &selection, 100);
  test::RandomEdits random(model, seed);

  int done = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Edit edit = random.next();
    const QString before = i % 100 ? QString() : test::textOf(model);
    const Result<void> applied = model.apply(edit);
    if (!applied) {
      const QString why = QString::fromStdString(applied.error().message);
      QVERIFY2(why.contains("cannot contain itself"), qPrintable(edit.name + ": " + why));
      if (i % 100 == 0) QCOMPARE(test::textOf(model), before);
    }
    done += applied && !edit.isEmpty();
    if (i % 50 == 0) selectAll(model, selection);
    QVERIFY2(checker.found().isEmpty(), qPrintable(edit.name));
  }
  checker.check();
  QVERIFY(done > 4'000);
  const QString end = test::textOf(model);
  QVERIFY(end != start);
  while (model.undoStack().canUndo()) model.undoStack().undo();
  QCOMPARE(test::textOf(model), start);
  checker.check();
  while (model.undoStack().canRedo()) model.undoStack().redo();
  QCOMPARE(test::textOf(model), end);
  checker.check();
}

WEFT_EDITOR_TEST_MAIN(TestEditProperty)
#include "test_edit_property.moc"
