#include <weft/graph/document.h>
#include <QtTest>

using namespace weft;

namespace {

Result<Document> parse(const QString& text, Problems& problems) {
  return Document::parse(text.toStdString(), "g.json", problems);
}

// With "weft": 1 in front; the rest as given.
QString graph(const QString& rest) { return "{\"weft\": 1, " + rest + "}"; }

QString lines(const Problems& problems) {
  QStringList list;
  for (const Problem& problem : problems) {
    list << QString::fromStdString(problem.path + ": " + problem.message);
  }
  return list.join('\n');
}

const char* quickstart = R"({
  "weft": 1,
  "name": "Text to emoji",
  "inputs": {
    "prompt": { "to": ["text.text"], "default": "red apple", "doc": "What to draw", "kept": [1.0, -0.0, 1e300] },
    "seed": { "to": ["noise.seed", "other.seed"] }
  },
  "outputs": { "picture": "noise.latent" },
  "nodes": {
    "noise": { "type": "weft.schedulers.Noise", "params": { "seed": 9007199254740993 }, "inputs": { "model": "text.x" },
               "device": "cpu", "dtype": "bf16", "behaviour": 3, "mute": true },
    "text": { "type": "graph:two-passes", "bypass": true, "inputs": { "all": ["noise.latent", "noise.b"] } },
    "other": { "type": "not.installed.Thing", "colour": "red" }
  },
  "graphs": { "two-passes": { "inputs": {}, "outputs": {}, "nodes": {}, "future": {} } },
  "editor": { "positions": { "noise": [0, 0] } },
  "later": { "deep": [ { "a": null } ] }
})";

}  // namespace

class TestDocument : public QObject {
  Q_OBJECT

 private slots:
  void readsWhatAGraphHolds() {
    Problems problems;
    const auto document = parse(quickstart, problems);
    QVERIFY2(document.ok(), qPrintable(lines(problems)));
    const Graph& graph = document->graph();
    QCOMPARE(graph.nodes.size(), size_t{3});
    QCOMPARE(graph.nodes[0].id, std::string("noise"));
    const NodeEntry& noise = *graph.find("noise");
    QCOMPARE(noise.parameters.at("seed").get<int64_t>(), int64_t{9007199254740993});
    QCOMPARE(noise.inputs.at("model").front().node, std::string("text"));
    QCOMPARE(noise.device, std::string("cpu"));
    QCOMPARE(noise.dtype, std::string("bf16"));
    QCOMPARE(noise.behaviour, int64_t{3});
    QVERIFY(noise.mute && !noise.bypass);
    const NodeEntry& text = *graph.find("text");
    QCOMPARE(text.inputs.at("all").size(), size_t{2});
    QVERIFY(text.arrayInputs.at("all"));
    QVERIFY(text.bypass);
    QVERIFY(!graph.find("nothing"));
    QCOMPARE(graph.inputs[0].doc, std::string("What to draw"));
    QCOMPARE(graph.inputs[0].defaultValue.get<std::string>(), std::string("red apple"));
    QVERIFY(graph.inputs[1].defaultValue.is_discarded());
    QCOMPARE(graph.inputs[1].to.size(), size_t{2});
    QCOMPARE(graph.outputs[0].second.port, std::string("latent"));
    QVERIFY(document->subgraphs().contains("two-passes"));
  }

  void savesWithoutLoss() {
    Problems problems;
    const auto document = parse(quickstart, problems);
    QVERIFY(document.ok());
    const auto again = Document::parse(document->text(), "g.json", problems);
    QVERIFY(again.ok());
    QVERIFY(again->json() == document->json());
    QCOMPARE(again->text(), document->text());
    QVERIFY(document->text().find("\"later\"") != std::string::npos);
    QVERIFY(document->text().find("9007199254740993") != std::string::npos);
    QVERIFY(document->text().find("-0.0") != std::string::npos);
    // The order of the file is kept.
    QVERIFY(document->text().find("\"noise\": {") < document->text().find("\"text\": {"));
  }

  void reportsWhatIsWrong_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, const QString& text, const char* problem) {
      QTest::newRow(name) << text << QString(problem);
    };
    const auto node = [](const QString& fields) {
      return graph(R"("nodes": {"x": {"type": "a.b.C", )" + fields + "}}");
    };
    row("empty", "", ": line 1");
    row("syntax", "{\"weft\": 1,}", ": line 1, column ");
    row("key twice", R"({"weft": 1, "nodes": {"a": {}, "a": {}}})", "key \"a\" is given twice");
    row("nul", QString("{}\0").append(QChar(0)), "NUL");
    row("too deep", QString("[").repeated(100) + QString("]").repeated(100), "line 1");
    row("not an object", "[1]", ": expected an object with \"weft\": 1 and \"nodes\", found an array");
    row("no version", R"({"nodes": {}})", "weft: missing; a graph file says \"weft\": 1");
    row("later version", R"({"weft": 2, "nodes": {}})",
        "weft: expected 1, the version of the format that this program reads, found 2");
    row("version as text", R"({"weft": "1", "nodes": {}})", "weft: expected 1");
    row("no nodes", graph(R"("name": "x")"), "nodes: missing; \"nodes\" holds the nodes by their ids");
    row("nodes as array", graph(R"("nodes": [])"), "nodes: expected an object of nodes by their ids, found an array");
    row("name", graph(R"("name": 7, "nodes": {})"), "name: expected a text, found 7");
    row("bad id", graph(R"("nodes": {"1x": {"type": "a.b.C"}})"), "nodes.1x: a node's id begins with a letter or _");
    row("id with dot", graph(R"("nodes": {"a.b": {"type": "a.b.C"}})"), "nodes.a.b: a node's id begins");
    row("empty id", graph(R"("nodes": {"": {"type": "a.b.C"}})"), "nodes: a node's id begins");
    row("node as text", graph(R"("nodes": {"x": "a.b.C"})"),
        "nodes.x: expected an object with \"type\", found \"a.b.C\"");
    row("no type", graph(R"("nodes": {"x": {}})"), "nodes.x.type: missing; a node says its type");
    row("type as number", graph(R"("nodes": {"x": {"type": 1}})"), "nodes.x.type: expected a text, found 1");
    row("short type", graph(R"("nodes": {"x": {"type": "io.Load"}})"),
        "nodes.x.type: \"io.Load\" is no node type; expected PACK.NAME with a pack of two or more parts");
    row("empty part", graph(R"("nodes": {"x": {"type": "a..C"}})"), "nodes.x.type: \"a..C\" is no node type");
    row("graph without name", graph(R"("nodes": {"x": {"type": "graph:"}})"),
        "nodes.x.type: \"graph:\" is no node type");
    row("params", node(R"("params": [])"), "nodes.x.params: expected an object of parameters, found an array");
    row("inputs", node(R"("inputs": "y.z")"), "nodes.x.inputs: expected an object of links, found \"y.z\"");
    row("link without port", node(R"("inputs": {"a": "y"})"), "nodes.x.inputs.a: expected \"node.port\", found \"y\"");
    row("link with two dots", node(R"("inputs": {"a": "y.z.w"})"), "nodes.x.inputs.a: expected \"node.port\"");
    row("link as number", node(R"("inputs": {"a": 5})"), "nodes.x.inputs.a: expected \"node.port\", found 5");
    row("link in an array", node(R"("inputs": {"a": ["y.z", null]})"),
        "nodes.x.inputs.a[1]: expected \"node.port\", found null");
    row("device", node(R"("device": 1)"), "nodes.x.device: expected a text, found 1");
    row("dtype", node(R"("dtype": null)"), "nodes.x.dtype: expected a text, found null");
    row("bypass", node(R"("bypass": "yes")"), "nodes.x.bypass: expected true or false, found \"yes\"");
    row("mute", node(R"("mute": 1)"), "nodes.x.mute: expected true or false, found 1");
    row("behaviour", node(R"("behaviour": 0)"),
        "nodes.x.behaviour: expected a version of the node type, 1 or more, found 0");
    row("behaviour fraction", node(R"("behaviour": 1.5)"), "nodes.x.behaviour: expected a version");
    row("graph inputs", graph(R"("inputs": [], "nodes": {})"), "inputs: expected an object of the graph's inputs");
    row("input as text", graph(R"("inputs": {"p": "x.y"}, "nodes": {})"), "inputs.p: expected an object with \"to\"");
    row("input without to", graph(R"("inputs": {"p": {}}, "nodes": {})"), "inputs.p.to: missing; it lists");
    row("to as text", graph(R"("inputs": {"p": {"to": "x.y"}}, "nodes": {})"), "inputs.p.to: expected an array");
    row("target", graph(R"("inputs": {"p": {"to": ["x"]}}, "nodes": {})"), "inputs.p.to[0]: expected \"node.port\"");
    row("input name", graph(R"("inputs": {"a b": {"to": []}}, "nodes": {})"), "inputs.a b: an input's name begins");
    row("doc", graph(R"("inputs": {"p": {"to": [], "doc": 1}}, "nodes": {})"), "inputs.p.doc: expected a text");
    row("outputs", graph(R"("outputs": {"o": 1}, "nodes": {})"), "outputs.o: expected \"node.port\", found 1");
    row("graphs", graph(R"("graphs": [], "nodes": {})"), "graphs: expected an object of subgraphs");
    row("graphs in graphs", graph(R"("graphs": {"s": {"nodes": {}, "graphs": {}}}, "nodes": {})"),
        "graphs.s.graphs: a subgraph holds none of its own");
    row("in a subgraph", graph(R"("graphs": {"s": {"nodes": {"x": {}}}}, "nodes": {})"),
        "graphs.s.nodes.x.type: missing");
    row("itself", graph(R"("graphs": {"s": {"nodes": {"x": {"type": "graph:s"}}}}, "nodes": {})"),
        "graphs.s.nodes.x.type: a subgraph cannot contain itself: s -> s");
    row("each other", graph(R"("graphs": {"s": {"nodes": {"x": {"type": "graph:t"}}},
                                          "t": {"nodes": {"y": {"type": "graph:s"}}}}, "nodes": {})"),
        "graphs.t.nodes.y.type: a subgraph cannot contain itself: s -> t -> s");
    row("terminal escape", graph("\"nodes\": {\"\\u001b[31m\": {\"type\": \"a.b.C\"}}"),
        "nodes.\\u001b[31m: a node's id begins");
  }
  void reportsWhatIsWrong() {
    QFETCH(QString, text);
    QFETCH(QString, problem);
    Problems problems;
    const auto document = parse(text, problems);
    QVERIFY(!document.ok());
    QCOMPARE(problems.size(), size_t{1});
    QVERIFY2(lines(problems).contains(problem), qPrintable(lines(problems)));
    QVERIFY(document.error().code == ErrorCode::BadFile);
    QVERIFY(document.error().message.starts_with("g.json: "));
  }

  void reportsEverythingAtOnce() {
    Problems problems;
    QVERIFY(
        !parse(R"({"weft": 3, "inputs": 1, "nodes": {"a": 1, "b": {"type": "x", "mute": 2, "inputs": {"p": "q"}}}})",
               problems));
    QCOMPARE(
        lines(problems),
        QString("weft: expected 1, the version of the format that this program reads, found 3\n"
                "inputs: expected an object of the graph's inputs, found 1\n"
                "nodes.a: expected an object with \"type\", found 1\n"
                "nodes.b.type: \"x\" is no node type; expected PACK.NAME with a pack of two or more parts, such as "
                "\"weft.math.Number\", or \"graph:NAME\"\n"
                "nodes.b.mute: expected true or false, found 2\n"
                "nodes.b.inputs.p: expected \"node.port\", found \"q\""));
  }

  void missingFilesAreProblems() {
    Problems problems;
    const auto document = Document::load("/nowhere/g.json", problems);
    QVERIFY(!document.ok());
    QCOMPARE(problems.size(), size_t{1});
    QVERIFY(problems[0].path.empty());
    QVERIFY(!problems[0].message.starts_with("/nowhere"));
    QVERIFY(!Document::load("/", problems));
  }

  void editsKeepJsonAndViewInStep() {
    Problems problems;
    Document document = *parse(quickstart, problems);
    QVERIFY(document.setParameter("noise", "seed", 5));
    QVERIFY(document.setParameter("text", "fresh", "x"));
    QVERIFY(document.setInputDefault("seed", 8));
    QCOMPARE(document.graph().find("noise")->parameters.at("seed").get<int>(), 5);
    QCOMPARE(document.json()["nodes"]["noise"]["params"]["seed"].get<int>(), 5);
    QCOMPARE(document.json()["nodes"]["text"]["params"]["fresh"].get<std::string>(), std::string("x"));
    QCOMPARE(document.json()["inputs"]["seed"]["default"].get<int>(), 8);
    QCOMPARE(document.setParameter("nois", "seed", 5).error().message,
             std::string("no node \"nois\"; did you mean \"noise\"?"));
    QCOMPARE(document.setInputDefault("x", 5).error().message, std::string("no input \"x\""));
    QVERIFY(Document::parse(document.text(), "g.json", problems).ok());
  }

  void subgraphChainsMayBeLong() {
    QString graphs;
    for (int i = 0; i < 20'000; ++i) {
      graphs += QString("\"g%1\": {\"nodes\": {\"x\": {\"type\": \"graph:g%2\"}}}, ").arg(i).arg(i + 1);
    }
    Problems problems;
    QVERIFY(parse(graph("\"graphs\": {" + graphs + "\"g20000\": {\"nodes\": {}}}, \"nodes\": {}"), problems));
    QVERIFY(!parse(graph("\"graphs\": {" + graphs +
                         "\"g20000\": {\"nodes\": {\"x\": {\"type\": \"graph:g0\"}}}}, "
                         "\"nodes\": {}"),
                   problems));
    QVERIFY2(lines(problems).contains("more) -> "), qPrintable(lines(problems)));
  }
};

QTEST_APPLESS_MAIN(TestDocument)
#include "test_document.moc"
