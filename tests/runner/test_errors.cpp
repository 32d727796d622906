// Every class of broken graph, command line and input file: what is said, where, and the exit status.
#include "runner_process.h"

using namespace weft::test;

namespace {

const QByteArray number = R"("n": {"type": "weft.math.Number"})";
const QByteArray save = R"("s": {"type": "weft.io.SaveText", "inputs": {"text": "n.value"}})";
const QByteArray saveImage = R"("s": {"type": "weft.io.SaveImage", "inputs": {"image": "n.image"}})";

QByteArray graphOf(const QByteArray& nodes, const QByteArray& rest = {}) {
  return R"({"weft": 1, "nodes": {)" + nodes + "}" + rest + "}";
}

QByteArray loading(const QByteArray& path) {
  return graphOf(R"("n": {"type": "weft.io.LoadImage", "params": {"path": ")" + path + R"("}}, )" + saveImage);
}

class TestErrors : public QObject {
  Q_OBJECT

 private slots:
  void graphs_data();
  void graphs();
  void runs_data();
  void runs();
  void commandLines_data();
  void commandLines();
  void allAtOnce();
  void messagesAreOneSafeLine();
  void broken_plugins();
};

void TestErrors::graphs_data() {
  QTest::addColumn<QByteArray>("graph");
  QTest::addColumn<QString>("error");  // what follows "g.json: "
  const auto row = [](const char* name, const QByteArray& graph, const char* error) {
    QTest::newRow(name) << graph << error;
  };
  // Form.
  row("no JSON", "hello", "line 1, column 1: syntax error");
  row("empty file", "", "line 1, column 1: syntax error");
  row("not an object", "[]", "expected an object with \"weft\": 1 and \"nodes\", found an array");
  row("cut off", R"({"weft": 1, "nodes": {)", "line 1, column 23: syntax error");
  row("a key twice", "{\"weft\": 1,\n \"weft\": 1, \"nodes\": {}}", "line 2, column 2: key \"weft\" is given twice");
  row("NUL", QByteArray("{\"weft\": 1, \0\"nodes\": {}}", 25), "line 1, column 13: NUL byte in the text");
  row("invalid UTF-8", "{\"weft\": 1, \"name\": \"\xff\", \"nodes\": {}}", "line 1, column 22: invalid UTF-8");
  row("deep", R"({"weft": 1, "x": )" + QByteArray(70, '[') + QByteArray(70, ']') + "}",
      "line 1, column 81: nested deeper than 64 levels");
  row("no version", R"({"nodes": {}})", "weft: missing");
  row("other version", R"({"weft": 2, "nodes": {}})", "weft: expected 1");
  row("no nodes", R"({"weft": 1})", "nodes: missing");
  row("nodes in an array", R"({"weft": 1, "nodes": []})",
      "nodes: expected an object of nodes by their ids, found an array");
  row("bad id", graphOf(R"("a b": {"type": "weft.math.Number"})"), "nodes.a b: a node's id begins with");
  row("no type", graphOf(R"("n": {})"), "nodes.n.type: missing");
  row("bad endpoint", graphOf(number + R"(, "s": {"type": "weft.io.SaveText", "inputs": {"text": "nvalue"}})"),
      "nodes.s.inputs.text: expected \"node.port\", found \"nvalue\"");
  row("a subgraph in itself",
      graphOf(R"("x": {"type": "graph:g"})", R"(, "graphs": {"g": {"nodes": {"y": {"type": "graph:g"}}}})"),
      "graphs.g.nodes.y.type: a subgraph cannot contain itself: g -> g");

  // Names.
  row("unknown type", graphOf(R"("n": {"type": "weft.math.Nmber"})"),
      "nodes.n.type: no node type \"weft.math.Nmber\"; did you mean \"weft.math.Number\"?");
  row("unknown subgraph", graphOf(R"("n": {"type": "graph:no"})"), "nodes.n.type: no subgraph \"no\"");
  row("unknown node",
      graphOf(
          R"("model": {"type": "weft.math.Number"}, "s": {"type": "weft.io.SaveText", "inputs": {"text": "modle.value"}})"),
      "nodes.s.inputs.text: no node \"modle\"; did you mean \"model\"?");
  row("unknown output", graphOf(number + R"(, "s": {"type": "weft.io.SaveText", "inputs": {"text": "n.valve"}})"),
      "nodes.s.inputs.text: node \"n\" (weft.math.Number) has no output \"valve\"; did you mean \"value\"?");
  row("unknown input",
      graphOf(number + R"(, "s": {"type": "weft.io.SaveText", "inputs": {"text": "n.value", "txt": "n.value"}})"),
      "nodes.s.inputs.txt: weft.io.SaveText has no input \"txt\"; did you mean \"text\"?");
  row("unknown parameter", graphOf(R"("n": {"type": "weft.math.Number", "params": {"valve": 1}}, )" + save),
      "nodes.n.params.valve: weft.math.Number has no parameter \"valve\"; did you mean \"value\"?");
  row("a graph input to nothing", graphOf(number + "," + save, R"(, "inputs": {"i": {"to": ["m.value"]}})"),
      "inputs.i.to[0]: no node \"m\"");
  row("a graph output of nothing", graphOf(number, R"(, "outputs": {"o": "n.valve"})"),
      "outputs.o: node \"n\" (weft.math.Number) has no output \"valve\"");
  row("within a subgraph",
      graphOf(R"("x": {"type": "graph:g"})",
              R"(, "graphs": {"g": {"nodes": {"y": {"type": "weft.math.Nmber"}}, "outputs": {"o": "y.value"}}})"),
      "graphs.g.nodes.y.type: no node type \"weft.math.Nmber\"");

  // Values, links and types.
  row("wrong kind", graphOf(R"("n": {"type": "weft.math.Number", "params": {"value": "x"}}, )" + save),
      "nodes.n.params.value: expected a number, found \"x\"");
  row("a fraction", graphOf(R"("n": {"type": "weft.math.Integer", "params": {"value": 1.5}}, )" + save),
      "nodes.n.params.value: expected an integer, found 1.5");
  row("out of range",
      graphOf(R"("n": {"type": "weft.io.LoadImage", "params": {"path": "g.json", "max_side": -1}}, )" + saveImage),
      "nodes.n.params.max_side: ");
  row("missing input", graphOf(R"("s": {"type": "weft.io.SaveText"})"),
      "nodes.s.inputs.text: required input is not linked");
  row("two links",
      graphOf(number + R"(, "s": {"type": "weft.io.SaveText", "inputs": {"text": ["n.value", "n.value"]}})"),
      "nodes.s.inputs.text: input \"text\" takes one link, found 2");
  row("types", graphOf(number + R"(, "s": {"type": "weft.io.SaveImage", "inputs": {"image": "n.value"}})"),
      "nodes.s.inputs.image: \"n.value\" is number, which does not fit input \"image\" (image)");
  row("a cycle", graphOf(R"("a": {"type": "weft.math.Add", "inputs": {"a": "b.value"}},
      "b": {"type": "weft.math.Add", "inputs": {"a": "a.value"}}, "s": {"type": "weft.io.SaveText", "inputs": {"text": "a.value"}})"),
      "nodes.a.inputs.a: the links form a cycle: a -> b -> a");
  row("nothing to do", graphOf(number), "nothing to compute");
  row("device", graphOf(R"("n": {"type": "weft.math.Number", "device": "gpu"}, )" + save),
      "nodes.n.device: expected auto, cpu, cuda, cuda:N, vulkan or vulkan:N, found \"gpu\"");
  row("newer behaviour", graphOf(R"("n": {"type": "weft.math.Number", "behaviour": 99}, )" + save),
      "nodes.n.behaviour: the file was saved with version 99");

  // Files.
  row("missing file", loading("no.png"), "nodes.n.params.path: \"no.png\" was not found");
  row("absolute path", loading("/etc/passwd"), "nodes.n.params.path: \"/etc/passwd\" is absolute");
  row("path that leaves", loading("../../../../../../../../etc/passwd"),
      "nodes.n.params.path: \"../../../../../../../../etc/passwd\" leads out");
  row("link that leaves", loading("link"), "nodes.n.params.path: \"link\" leads out");
  row("a folder", loading("folder"), "nodes.n.params.path: \"folder\" is a folder");
  row("a device", loading("device"), "nodes.n.params.path: \"device\" leads out");
}

void TestErrors::graphs() {
  QFETCH(QByteArray, graph);
  QFETCH(QString, error);
  const RunnerFolder folder;
  folder.write("g.json", graph);
  QDir(folder.path(".")).mkdir("folder");
  QVERIFY(QFile::link("/etc/passwd", folder.path("link")));
  QVERIFY(QFile::link("/dev/zero", folder.path("device")));
  for (const QStringList& command : {QStringList{"g.json"}, QStringList{"check", "g.json"}}) {
    const Finished finished = folder.run(command);
    QCOMPARE(finished.status, 2);
    QCOMPARE(finished.out, QByteArray());
    QVERIFY2(finished.err.startsWith(("error: g.json: " + error).toUtf8()), finished.err);
    QCOMPARE(finished.errors().size(), 1);
  }
  QCOMPARE(folder.filesBelow("out"), QStringList());
}

void TestErrors::runs_data() {
  QTest::addColumn<QByteArray>("nodes");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("error");
  const auto row = [](const char* name, const QByteArray& nodes, int status, const char* error) {
    QTest::newRow(name) << nodes << status << error;
  };
  const QByteArray load = R"("n": {"type": "weft.io.LoadImage", "params": {"path": "bad.png"}}, )" + saveImage;
  row("malformed file", load, 2, "nodes.n: weft.io.LoadImage: ");
  row("a node fails", R"("n": {"type": "weft.math.Divide", "params": {"a": 1}}, )" + save, 1,
      "nodes.n: weft.math.Divide: cannot divide 1 by zero");
  row("a value does not fit",
      R"("f": {"type": "weft.math.Number", "params": {"value": 2.5}},
      "n": {"type": "weft.math.Integer", "inputs": {"value": "f.value"}}, )" +
          save,
      1, "nodes.n: weft.math.Integer: parameter \"value\": expected an integer, found number 2.5");
  row("a plugin throws", R"("n": {"type": "org.example.nasty.ThrowsException"}, )" + save, 1,
      "nodes.n: org.example.nasty.ThrowsException: process() threw std::runtime_error: the cat sat on it");
  row("a plugin sets the wrong kind", R"("n": {"type": "org.example.nasty.SetsString"}, )" + save, 1,
      "nodes.n: org.example.nasty.SetsString: output \"value\" is declared as number, and was set to string");
  row("a plugin sets nothing", R"("n": {"type": "org.example.nasty.SetsNothing"}, )" + save, 1,
      "nodes.n: org.example.nasty.SetsNothing: output \"value\" was not set");
  row("within a subgraph", R"("x": {"type": "graph:g"}, "s": {"type": "weft.io.SaveText", "inputs": {"text": "x.o"}})",
      1, "nodes.x/y: weft.math.Divide: cannot divide 0 by zero");
}

void TestErrors::runs() {
  QFETCH(QByteArray, nodes);
  QFETCH(int, status);
  QFETCH(QString, error);
  const RunnerFolder folder;
  folder.write("bad.png", "\x89PNG\r\n\x1a\nand no more");
  folder.write(
      "g.json",
      graphOf(nodes,
              R"(, "graphs": {"g": {"nodes": {"y": {"type": "weft.math.Divide"}}, "outputs": {"o": "y.value"}}})"));
  const Finished finished = folder.run({"g.json", "--plugins", RunnerFolder::plugins("nasty")});
  QVERIFY2(finished.err.startsWith(("error: g.json: " + error).toUtf8()), finished.err);
  QCOMPARE(finished.errors().size(), 1);
  QCOMPARE(finished.status, status);
  QCOMPARE(finished.out, QByteArray());
  QCOMPARE(folder.filesBelow("out"), QStringList());
}

void TestErrors::commandLines_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("error");
  const auto row = [](const char* name, const QStringList& arguments, const char* error) {
    QTest::newRow(name) << arguments << error;
  };
  row("nothing", {}, "no graph was given");
  row("no such file", {"no.json"}, "no.json: No such file or directory");
  row("a folder", {"folder"}, "folder: ");
  row("unknown option", {"g.json", "--colour"}, "The following argument was not expected: --colour");
  row("two graphs", {"g.json", "h.json"}, "The following argument was not expected: h.json");
  row("no value", {"g.json", "--out"}, "--out");
  row("threads", {"g.json", "--threads", "0"}, "--threads");
  row("too many threads", {"g.json", "--threads", "1025"}, "--threads");
  row("threads in words", {"g.json", "--threads", "two"}, "");
  row("device", {"g.json", "--device", "gpu"},
      "--device: expected auto, cpu, cuda, cuda:N, vulkan or vulkan:N, found \"gpu\"");
  row("no number", {"g.json", "--device", "vulkan:x"},
      "--device: expected auto, cpu, cuda, cuda:N, vulkan or vulkan:N");
  row("dtype", {"g.json", "--dtype", "f64"}, "--dtype: expected auto, f32, bf16 or f16, found \"f64\"");
  row("out is a file", {"g.json", "--out", "g.json"}, "--out g.json: is no folder");
  row("events nowhere", {"g.json", "--events", "no/where"}, "--events no/where: No such file or directory");
  row("no plugin folder", {"g.json", "--plugins", "no"}, "--plugins no: is no folder");
  row("no model folder", {"g.json", "--models", "no"}, "--models no: is no folder");
  row("no allowed folder", {"g.json", "--allow-path", "no"}, "--allow-path no: is no folder");
  row("unknown only", {"g.json", "--only", "m"}, "--only m: no node \"m\"");
  row("set without value", {"g.json", "--set", "x"}, "--set x: wants NAME=VALUE");
  row("set twice", {"g.json", "--set", "x=1", "--set", "x=2"}, "--set x: is given twice");
  row("set unknown input", {"g.json", "--set", "y=1"}, "--set y: the graph has no input \"y\"");
  row("set unknown node", {"g.json", "--set", "m.value=1"}, "--set m.value: no node \"m\"");
  row("set unknown parameter", {"g.json", "--set", "n.valve=1"},
      "--set n.valve: node \"n\" has no parameter or input \"valve\"");
  row("set wrong kind", {"g.json", "--set", "x=abc"}, "--set x: expected a number, found \"abc\"");
  row("set missing file", {"g.json", "--set", "s.text=@no.png"}, "--set s.text: \"no.png\": No such file or directory");
  row("set odd file", {"g.json", "--set", "s.text=@g.json"},
      "--set s.text: \"g.json\" is neither a picture (PNG, JPEG, WebP) nor a safetensors file");
  row("unknown node type", {"nodes", "weft.math.Ad"}, "no node type \"weft.math.Ad\"; did you mean \"weft.math.Add\"?");
  row("check without graph", {"check"}, "graph is required");
  for (const char* option : {"--memory", "--vram"}) {
    row(option, {"g.json", option, "8X"},
        (QByteArray(option) + ": \"8X\" is no amount of memory; write one such as 512M, 8G, 1.5G or 1048576")
            .constData());
  }
  row("--isolate", {"g.json", "--isolate", "some"}, "--isolate: wants all, third-party or none, and not \"some\"");
  row("--node-timeout", {"g.json", "--node-timeout", "0"}, "--node-timeout: Value 0 not in range");
  row("plugin-check", {"plugin-check"},
      "no plugin was given; runner plugin-check PLUGIN.so checks one, and --list names the checks");
  row("a session is given no graph", {"session", "g.json"}, "The following argument was not expected: g.json");
  row("session with an option of runs", {"session", "--events", "-"}, "The following arguments were not expected: ");
  row("plugin-check with a wrong pattern", {"plugin-check", "a.so", "--filter", "("}, "\"(\" is no regular expression");
  row("plugin-check with a check that is none", {"plugin-check", "a.so", "--in-process", "load.fil"},
      "there is no check \"load.fil\"; did you mean \"load.file\"?");
}

void TestErrors::commandLines() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, error);
  const RunnerFolder folder;
  folder.write("g.json", graphOf(number + "," + save, R"(, "inputs": {"x": {"to": ["n.value"]}})"));
  QDir(folder.path(".")).mkdir("folder");
  const Finished finished = folder.run(arguments);
  QCOMPARE(finished.errors().size(), 1);
  QVERIFY2(finished.errors()[0].startsWith(error), finished.err);
  QCOMPARE(finished.status, 2);
  QCOMPARE(finished.out, QByteArray());
  QCOMPARE(folder.filesBelow("out"), QStringList());
}

void TestErrors::allAtOnce() {
  const RunnerFolder folder;
  folder.write("g.json",
               graphOf(R"("n": {"type": "weft.math.Nmber"}, "m": {"type": "weft.math.Add", "params": {"c": 1}},
      "s": {"type": "weft.io.SaveText", "inputs": {"text": "q.value"}})"));
  Finished finished = folder.run({"g.json", "--out", "g.json", "--dtype", "f8", "--set", "z"});
  QCOMPARE(finished.status, 2);
  QCOMPARE(finished.errors().size(), 6);

  // Failures of a run, in the graph's order; what does not depend on them is done, and stays.
  folder.write("g.json", graphOf(number + "," + save + R"(, "a": {"type": "weft.math.Divide"},
      "b": {"type": "weft.math.Divide"}, "c": {"type": "weft.math.Divide", "params": {"a": 1}},
      "d": {"type": "weft.math.Add", "inputs": {"a": "a.value", "b": "c.value"}})",
                                 R"(, "outputs": {"d": "d.value", "b": "b.value"})"));
  finished = folder.run({"g.json"});
  QCOMPARE(finished.status, 1);
  QCOMPARE(finished.errors().size(), 2);  // a and b are the same
  QVERIFY2(finished.errors()[0].startsWith("g.json: nodes.a: "), finished.err);
  QVERIFY2(finished.errors()[1].startsWith("g.json: nodes.c: "), finished.err);
  QCOMPARE(finished.saved(), QStringList{"out/text.txt"});
}

void TestErrors::messagesAreOneSafeLine() {
  const RunnerFolder folder;
  folder.write("g.json", graphOf(R"("n": {"type": "weft.\u001b[31m\nerror: forged"})"));
  const Finished finished = folder.run({"g.json"});
  QCOMPARE(finished.status, 2);
  QCOMPARE(finished.errors().size(), 1);
  QVERIFY(!finished.err.contains('\x1b'));
}

// What is wrong with one plugin keeps nobody from working.
void TestErrors::broken_plugins() {
  const RunnerFolder folder;
  folder.write("g.json", graphOf(number + "," + save));
  QDir(folder.path(".")).mkdir("p");
  QVERIFY(QFile::copy(RunnerFolder::plugins("newer_major/newer_major.so"), folder.path("p/newer.so")));
  folder.write("p/text.so", "I am no library");
  const Finished run = folder.run({"g.json", "--plugins", "p"});
  QCOMPARE(run.status, 0);
  QCOMPARE(run.err.count("warning: "), 2);
  const Finished listed = folder.run({"plugins", "--plugins", "p", "--json"});
  QCOMPARE(listed.status, 0);
  int refused = 0;
  for (const QJsonValue& plugin : QJsonDocument::fromJson(listed.out).array()) {
    if (plugin["refused"].isString()) ++refused;
  }
  QCOMPARE(refused, 2);
}

}  // namespace

QTEST_GUILESS_MAIN(TestErrors)
#include "test_errors.moc"
