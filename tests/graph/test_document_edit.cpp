// Edits and what undoes them: the JSON, the typed view and the text of the file stay in step, and undoing brings every
// byte back.
#include <weft/graph/document_edit.h>
#include <weft/graph/edit_operations.h>
#include <QtTest>

#include <chrono>
#include <random>

using namespace weft;

namespace {

const char* sample = R"({
  "later": { "deep": [ { "a": null } ] },
  "weft": 1,
  "inputs": { "seed": { "kept": 1.50, "to": ["noise.seed", "blend.seed"], "default": 7 } },
  "nodes": {
    "noise": { "colour": "red", "type": "weft.a.Noise", "params": { "seed": 9007199254740993, "x": 1 } },
    "blend": { "type": "weft.a.Blend", "inputs": { "a": "noise.value", "many": ["noise.value", "inner.out"] } },
    "inner": { "type": "graph:twice", "inputs": { "value": "noise.value" }, "mute": true }
  },
  "outputs": { "picture": "blend.value", "other": "noise.value" },
  "graphs": {
    "twice": { "future": 1, "inputs": { "value": { "to": ["n.a"] } }, "outputs": { "out": "n.value" },
               "nodes": { "n": { "type": "weft.a.Add" }, "m": { "type": "weft.a.Add", "inputs": { "a": "n.value" } } } },
    "thrice": { "nodes": { "t": { "type": "graph:twice" } } }
  },
  "editor": { "positions": { "noise": [0, 0], "blend": [1, 2.5] } }
})";

Document parsed(const std::string& text) {
  Problems problems;
  Result<Document> document = Document::parse(text, "g.json", problems);
  if (!document) qFatal("%s", document.error().message.c_str());
  return *std::move(document);
}

Json textsOf(const std::vector<Endpoint>& endpoints) {
  Json json = Json::array();
  for (const Endpoint& endpoint : endpoints) json.push_back(endpoint.node + "." + endpoint.port);
  return json;
}

// The typed view, all of it.
Json viewOf(const Graph& graph) {
  Json json{{"name", graph.name}, {"nodes", Json::array()}, {"inputs", Json::array()}, {"outputs", Json::array()}};
  for (const NodeEntry& node : graph.nodes) {
    Json entry{{"id", node.id},         {"type", node.type},           {"params", node.parameters},
               {"device", node.device}, {"dtype", node.dtype},         {"mute", node.mute},
               {"bypass", node.bypass}, {"behaviour", node.behaviour}, {"place", graph.index.at(node.id)}};
    for (const auto& [port, links] : node.inputs) {
      entry["inputs"][port] = {textsOf(links), node.arrayInputs.contains(port)};
    }
    json["nodes"].push_back(entry);
  }
  json["count"] = graph.index.size();
  for (const GraphInput& input : graph.inputs) {
    json["inputs"].push_back({input.name, input.doc, textsOf(input.to),
                              input.defaultValue.is_discarded() ? Json("none") : Json::array({input.defaultValue})});
  }
  for (const auto& [name, source] : graph.outputs) json["outputs"].push_back({name, textsOf({source})});
  return json;
}

std::string viewOf(const Document& document) {
  Json json{{"", viewOf(document.graph())}};
  for (const auto& [name, graph] : document.subgraphs()) json["graph " + name] = viewOf(graph);
  return json.dump(1);
}

Json read(const QString& text) { return Json::parse(text.toStdString()); }

class TestDocumentEdit : public QObject {
  Q_OBJECT

 private slots:
  // Each kind of operation: what it changes, and that its inverse brings the same bytes back.
  void operations_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("path");   // of what changed, as a JSON pointer
    QTest::addColumn<QString>("value");  // what stands there; empty: nothing
    const auto row = [](const char* operation, const char* path, const char* value) {
      QTest::newRow(operation) << operation << path << value;
    };
    row(R"({"op": "add-node", "node": "new", "value": {"type": "a.b.C", "odd": 1}})", "/nodes/new/odd", "1");
    row(R"({"op": "add-node", "node": "new", "at": 1, "value": {"type": "a.b.C"}})", "/nodes/new/type", "\"a.b.C\"");
    row(R"({"op": "add-node", "graph": "twice", "node": "new", "value": {"type": "a.b.C"}})",
        "/graphs/twice/nodes/new/type", "\"a.b.C\"");
    row(R"({"op": "remove-nodes", "nodes": ["noise"]})", "/nodes/blend/inputs", R"({"many": ["inner.out"]})");
    row(R"({"op": "remove-nodes", "nodes": ["noise", "inner"]})", "/nodes/blend/inputs", "");
    row(R"({"op": "remove-nodes", "nodes": ["noise"]} )", "/inputs/seed/to", R"(["blend.seed"])");
    row(R"( {"op": "remove-nodes", "nodes": ["noise"]})", "/outputs", R"({"picture": "blend.value"})");
    row(R"({"op": "remove-nodes", "graph": "twice", "nodes": ["n"]})", "/graphs/twice/inputs/value/to", "[]");
    row(R"({"op": "rename-node", "node": "noise", "to": "grain"})", "/nodes/blend/inputs/many",
        R"(["grain.value", "inner.out"])");
    row(R"({"op": "rename-node", "node": "noise", "to": "grain"} )", "/inputs/seed/to",
        R"(["grain.seed", "blend.seed"])");
    row(R"({"op": "set", "node": "noise", "key": "mute", "value": true})", "/nodes/noise/mute", "true");
    row(R"({"op": "set", "node": "noise", "key": "device", "value": "cuda:0"})", "/nodes/noise/device", "\"cuda:0\"");
    row(R"({"op": "set", "node": "noise", "key": "colour", "value": [1, 2]})", "/nodes/noise/colour", "[1, 2]");
    row(R"({"op": "clear", "node": "inner", "key": "mute"})", "/nodes/inner/mute", "");
    row(R"({"op": "set-parameter", "node": "noise", "parameter": "seed", "value": 3})", "/nodes/noise/params/seed",
        "3");
    row(R"({"op": "set-parameter", "node": "blend", "parameter": "x", "value": "t"})", "/nodes/blend/params",
        R"({"x": "t"})");
    row(R"({"op": "clear-parameter", "node": "noise", "parameter": "seed"})", "/nodes/noise/params", R"({"x": 1})");
    row(R"({"op": "link", "to": "inner.value", "from": "blend.value"})", "/nodes/inner/inputs/value",
        "\"blend.value\"");
    row(R"({"op": "link", "to": "noise.new", "from": "blend.value"})", "/nodes/noise/inputs",
        R"({"new": "blend.value"})");
    row(R"({"op": "link", "to": "blend.a", "from": "inner.out", "append": true})", "/nodes/blend/inputs/a",
        R"(["noise.value", "inner.out"])");
    row(R"({"op": "unlink", "to": "blend.many", "from": "noise.value"})", "/nodes/blend/inputs/many",
        R"(["inner.out"])");
    row(R"({"op": "unlink", "to": "inner.value"})", "/nodes/inner/inputs", "");
    row(R"({"op": "set-input", "name": "prompt", "value": {"to": ["noise.text"]}})", "/inputs/prompt/to",
        R"(["noise.text"])");
    row(R"({"op": "set-input", "name": "seed", "value": {"to": []}})", "/inputs/seed", R"({"to": []})");
    row(R"({"op": "remove-input", "name": "seed"})", "/inputs", "{}");
    row(R"({"op": "rename-input", "name": "seed", "to": "start"})", "/inputs/start/default", "7");
    row(R"({"op": "set-output", "name": "o", "from": "inner.out"})", "/outputs/o", "\"inner.out\"");
    row(R"({"op": "remove-output", "name": "other"})", "/outputs/other", "");
    row(R"({"op": "rename-output", "name": "other", "to": "more"})", "/outputs/more", "\"noise.value\"");
    row(R"({"op": "set-output", "graph": "thrice", "name": "o", "from": "t.out"})", "/graphs/thrice/outputs",
        R"({"o": "t.out"})");
    row(R"({"op": "add-graph", "name": "g", "value": {"nodes": {}}})", "/graphs/g", R"({"nodes": {}})");
    row(R"({"op": "remove-graph", "name": "thrice"})", "/graphs/thrice", "");
    row(R"({"op": "rename-graph", "name": "twice", "to": "double"})", "/nodes/inner/type", "\"graph:double\"");
    row(R"({"op": "rename-graph", "name": "twice", "to": "double"} )", "/graphs/thrice/nodes/t/type",
        "\"graph:double\"");
    row(R"({"op": "put", "path": ["editor", "positions", "blend"], "value": [3, 4]})", "/editor/positions/blend",
        "[3, 4]");
    row(R"({"op": "put", "path": ["editor", "groups", "deep", "er"], "value": 1})", "/editor/groups",
        R"({"deep": {"er": 1}})");
    row(R"({"op": "erase", "path": ["editor"]})", "/editor", "");
    row(R"({"op": "put", "path": ["name"], "value": "Title"})", "/name", "\"Title\"");
    row(R"({"op": "splice", "path": ["nodes"], "erase": ["noise"],
           "insert": [{"at": 2, "key": "noise", "value": {"type": "a.b.C"}}]})",
        "/nodes/noise", R"({"type": "a.b.C"})");
  }
  void operations() {
    QFETCH(QString, operation);
    QFETCH(QString, path);
    QFETCH(QString, value);
    Document document = parsed(sample);
    const std::string text = document.text(), view = viewOf(document);

    const Result<Json> inverse = editDocument(document, Json::array({read(operation)}));
    QVERIFY2(inverse.ok(), inverse.ok() ? "" : inverse.error().message.c_str());
    const Json::json_pointer pointer(path.toStdString());
    QCOMPARE(document.json().contains(pointer), !value.isEmpty());
    if (!value.isEmpty()) QCOMPARE(document.json().at(pointer).dump(), read(value).dump());
    QCOMPARE(viewOf(document), viewOf(parsed(document.text())));
    const std::string edited = document.text();
    QVERIFY(edited != text);

    const Result<Json> redo = editDocument(document, *inverse);
    QVERIFY2(redo.ok(), redo.ok() ? "" : redo.error().message.c_str());
    QCOMPARE(document.text(), text);
    QCOMPARE(viewOf(document), view);
    QVERIFY(editDocument(document, *redo).ok());
    QCOMPARE(document.text(), edited);
  }

  void refusals_data() {
    QTest::addColumn<QString>("operation");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* operation, const char* error) { QTest::newRow(operation) << operation << error; };
    row("7", "[1]: expected an object with \"op\", found 7");
    row("{}", "[1]: op: missing");
    row(R"({"op": "add-nod"})", "[1]: no operation \"add-nod\"; did you mean \"add-node\"?");
    row(R"({"op": "add-node", "node": "x"})", "[1] add-node: value: missing");
    row(R"({"op": "add-node", "node": "x", "value": {"type": "a.b.C"}, "att": 1})",
        "[1] add-node: att: unknown; did you mean \"at\"?");
    row(R"({"op": "add-node", "node": "noise", "value": {"type": "a.b.C"}})",
        "[1] add-node: nodes: \"noise\" is there already");
    row(R"({"op": "add-node", "node": "1x", "value": {"type": "a.b.C"}})",
        "[1] add-node: nodes.1x: a node's id begins with a letter or _");
    row(R"({"op": "add-node", "node": "x", "value": {}})", "[1] add-node: nodes.x.type: missing");
    row(R"({"op": "add-node", "graph": "twic", "node": "x", "value": {}})",
        "[1] add-node: no subgraph \"twic\"; did you mean \"twice\"?");
    row(R"({"op": "add-node", "graph": "twice", "node": "x", "value": {"type": "graph:thrice"}})",
        "[1] add-node: graphs.twice.nodes.x.type: a subgraph cannot contain itself: ");
    row(R"({"op": "set", "graph": "twice", "node": "n", "key": "type", "value": "graph:thrice"})",
        "[1] set: graphs.twice.nodes.n.type: a subgraph cannot contain itself: ");
    row(R"({"op": "remove-nodes", "nodes": ["noise", "nois"]})",
        "[1] remove-nodes: no node \"nois\"; did you mean \"noise\"?");
    row(R"({"op": "remove-nodes", "nodes": ["noise", "noise"]})", "[1] remove-nodes: nodes: a member is erased twice");
    row(R"({"op": "remove-nodes", "nodes": "noise"})", "[1] remove-nodes: nodes: expected an array of texts");
    row(R"({"op": "rename-node", "node": "noise", "to": "blend"})",
        "[1] rename-node: nodes: \"blend\" is there already");
    row(R"({"op": "rename-node", "node": "noise", "to": "a b"})", "[1] rename-node: nodes.a b: a node's id begins");
    row(R"({"op": "set", "node": "noise", "key": "mute", "value": 1})",
        "[1] set: nodes.noise.mute: expected true or false, found 1");
    row(R"({"op": "set", "node": "noise", "key": "params", "value": {}})",
        "[1] set: key: parameters are set by set-parameter");
    row(R"({"op": "clear", "node": "noise", "key": "type"})", "[1] clear: nodes.noise.type: missing");
    row(R"({"op": "clear", "node": "noise", "key": "mute"})", "[1] clear: nodes.noise: no member \"mute\" to erase");
    row(R"({"op": "clear-parameter", "node": "noise", "parameter": "y"})",
        "[1] clear-parameter: \"noise\" has no value for \"y\"");
    row(R"({"op": "link", "to": "noise.x", "from": "nowhere.y"})", "[1] link: no node \"nowhere\"");
    row(R"({"op": "link", "to": "noise", "from": "blend.y"})", "[1] link: to: expected \"node.port\", found \"noise\"");
    row(R"({"op": "unlink", "to": "blend.a", "from": "inner.out"})",
        "[1] unlink: no link from \"inner.out\" into \"blend.a\"");
    row(R"({"op": "unlink", "to": "blend.b"})", "[1] unlink: \"blend\" has no link into \"b\"");
    row(R"({"op": "set-input", "name": "x", "value": {}})", "[1] set-input: inputs.x.to: missing");
    row(R"({"op": "set-output", "name": "x", "from": "noise"})",
        "[1] set-output: outputs.x: expected \"node.port\", found \"noise\"");
    row(R"({"op": "remove-graph", "name": "x"})", "[1] remove-graph: graphs: no member \"x\" to erase");
    row(R"({"op": "rename-graph", "name": "", "to": "x"})", "[1] rename-graph: the graph itself has no name");
    row(R"({"op": "erase", "path": ["nodes"]})", "[1] erase: nodes: missing");
    row(R"({"op": "erase", "path": []})", "[1] erase: the path is empty");
    row(R"({"op": "put", "path": ["weft"], "value": 2})", "[1] put: weft: expected 1");
    row(R"({"op": "put", "path": ["later", "deep", "x"], "value": 2})",
        "[1] put: later.deep: expected an object, found an array");
    row(R"({"op": "splice", "path": ["nodes"], "insert": [{"at": 9, "key": "x", "value": {"type": "a.b.C"}}]})",
        "[1] splice: nodes: member \"x\" cannot stand at place 9; places rise, and end at 3");
    row(R"({"op": "splice", "path": ["nodes"], "insert": [{"key": "x"}]})", "[1] splice: insert: value: missing");
    row(R"({"op": "splice", "path": ["nothing"]})", "[1] splice: no \"nothing\"");
  }
  // A refusal changes nothing, nor do the operations before it stay.
  void refusals() {
    QFETCH(QString, operation);
    QFETCH(QString, error);
    Document document = parsed(sample);
    const std::string text = document.text(), view = viewOf(document);
    const Result<Json> done = editDocument(
        document, Json::array({read(R"({"op": "set-parameter", "node": "noise", "parameter": "new", "value": 1})"),
                               read(operation)}));
    QVERIFY(!done.ok());
    QVERIFY2(QString::fromStdString(done.error().message).startsWith(error), done.error().message.c_str());
    QCOMPARE(document.text(), text);
    QCOMPARE(viewOf(document), view);
  }

  // A value may be nested so deep that the file could not be read again.
  void depthIsLimited() {
    Document document = parsed(sample);
    Json deep = 1;
    for (int i = 0; i < 62; ++i) deep = Json::array({deep});
    QVERIFY(editDocument(document, Json::array({{{"op", "put"}, {"path", {"editor", "deep"}}, {"value", deep}}})));
    QCOMPARE(parsed(document.text()).text(), document.text());
    const auto refused =
        editDocument(document, Json::array({{{"op", "put"}, {"path", {"editor", "x", "deep"}}, {"value", deep}}}));
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().message.find("nested deeper than 64 levels") != std::string::npos);
  }

  void randomEdits_data() {
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 60; ++seed) QTest::addRow("%u", seed) << seed;
  }
  // Any sequence, undone as a whole and done again, and every step leaves view and text in step.
  void randomEdits() {
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    Document document = parsed(sample);
    std::vector<std::string> texts{document.text()};
    std::vector<Json> undo;
    for (int done = 0, tried = 0; done < 40 && tried < 2000; ++tried) {
      Json operations = Json::array();
      for (unsigned i = 0; i <= random() % 3; ++i) operations.push_back(randomOperation(document, random));
      Result<Json> inverse = editDocument(document, operations);
      QCOMPARE(viewOf(document), viewOf(parsed(document.text())));
      if (!inverse) {
        QCOMPARE(document.text(), texts.back());
        continue;
      }
      undo.push_back(*std::move(inverse));
      texts.push_back(document.text());
      ++done;
    }
    QCOMPARE(undo.size(), size_t{40});
    std::vector<Json> redo;
    for (size_t i = undo.size(); i-- > 0;) {
      Result<Json> inverse = editDocument(document, undo[i]);
      QVERIFY2(inverse.ok(), inverse.ok() ? "" : inverse.error().message.c_str());
      QCOMPARE(document.text(), texts[i]);
      redo.push_back(*std::move(inverse));
    }
    QCOMPARE(viewOf(document), viewOf(parsed(sample)));
    for (size_t i = redo.size(); i-- > 0;) QVERIFY(editDocument(document, redo[i]).ok());
    QCOMPARE(document.text(), texts.back());
  }

  // Making, cutting and restoring tens of thousands of nodes costs the same for each of them.
  void manyNodes() {
    Document document = parsed(R"({"weft": 1, "nodes": {"n0": {"type": "a.b.C"}}, "outputs": {"o": "n0.v"}})");
    const std::string start = document.text();
    constexpr int count = 50'000;
    std::vector<std::string> ids;
    const auto began = std::chrono::steady_clock::now();
    DocumentEdit make(document);
    for (int i = 1; i < count; ++i) {
      const std::string id = "n" + std::to_string(i);
      QVERIFY(make.addNode("", id, {{"type", "a.b.C"}}));
      QVERIFY(make.link("", {id, "a"}, {"n0", "v"}));
      if (i % 2) ids.push_back(id);
    }
    const std::vector<Splice> undo = make.commit();
    const std::string made = document.text();
    {
      DocumentEdit edit(document);
      QVERIFY(edit.renameNode("", "n0", "first"));
      QVERIFY(edit.removeNodes("", ids));
      QCOMPARE(document.graph().nodes.size(), size_t{count / 2});
    }  // taken back
    QCOMPARE(document.text(), made);
    for (const Splice& splice : undo) QVERIFY(document.splice(splice).ok());
    QCOMPARE(document.text(), start);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    QVERIFY2(seconds < 20, qPrintable(QString::number(seconds)));  // quadratic steps take minutes
  }

 private:
  static std::string any(const std::vector<std::string>& items, std::mt19937& random) {
    return items.empty() ? "none" : items[random() % items.size()];
  }

  static Json randomOperation(const Document& document, std::mt19937& random) {
    std::vector<std::string> graphs, nodes, inputs, outputs;
    for (const auto& [name, graph] : document.subgraphs()) graphs.push_back(name);
    const std::string graph = random() % 3 == 0 ? any(graphs, random) : "";
    const auto within = document.subgraphs().find(graph);
    const Graph& current = within == document.subgraphs().end() ? document.graph() : within->second;
    for (const NodeEntry& node : current.nodes) nodes.push_back(node.id);
    for (const GraphInput& input : current.inputs) inputs.push_back(input.name);
    for (const auto& [name, source] : current.outputs) outputs.push_back(name);
    const auto name = [&] { return "x" + std::to_string(random() % 12); };
    const auto port = [&] { return any(nodes, random) + "." + any({"a", "b", "value"}, random); };
    const auto value = [&]() -> Json {
      return std::vector<Json>{1, -0.0, "text", Json::array({1, {{"k", nullptr}}}), true, nullptr}[random() % 6];
    };
    const auto type = [&] { return random() % 4 ? std::string("a.b.C") : "graph:" + any(graphs, random); };

    Json json{{"graph", graph}};
    const auto operation = [&](const char* op, Json fields) {
      json["op"] = op;
      json.update(fields);
      return json;
    };
    switch (random() % 19) {
      case 0:
        return operation("add-node",
                         {{"node", name()}, {"value", {{"odd", value()}, {"type", type()}}}, {"at", random() % 4}});
      case 1: {
        std::vector<std::string> some;
        for (const std::string& node : nodes) {
          if (random() % 4 == 0) some.push_back(node);
        }
        return operation("remove-nodes", {{"nodes", some}});
      }
      case 2:
        return operation("rename-node", {{"node", any(nodes, random)}, {"to", name()}});
      case 3:
        return operation("set", {{"node", any(nodes, random)},
                                 {"key", any({"mute", "bypass", "colour", "dtype", "type"}, random)},
                                 {"value", random() % 2 ? value() : Json(type())}});
      case 4:
        return operation("clear", {{"node", any(nodes, random)}, {"key", any({"mute", "colour", "dtype"}, random)}});
      case 5:
        return operation("set-parameter",
                         {{"node", any(nodes, random)}, {"parameter", any({"x", "seed"}, random)}, {"value", value()}});
      case 6:
        return operation("clear-parameter", {{"node", any(nodes, random)}, {"parameter", any({"x", "seed"}, random)}});
      case 7:
      case 8:
        return operation("link", {{"to", port()}, {"from", port()}, {"append", random() % 2 == 0}});
      case 9:
        return operation("unlink", {{"to", port()}});
      case 10:
        return operation("set-input", {{"name", name()}, {"value", {{"to", {port()}}, {"default", value()}}}});
      case 11:
        return operation("rename-input", {{"name", any(inputs, random)}, {"to", name()}});
      case 12:
        return operation("set-output", {{"name", name()}, {"from", port()}});
      case 13:
        return Json{{"op", "add-graph"}, {"name", name()}, {"value", {{"nodes", {{"n", {{"type", type()}}}}}}}};
      case 14:
        return Json{{"op", "remove-graph"}, {"name", any(graphs, random)}};
      case 15:
        return Json{{"op", "rename-graph"}, {"name", any(graphs, random)}, {"to", name()}};
      case 16:
        return operation("remove-input", {{"name", any(inputs, random)}});
      case 17:
        return operation("remove-output", {{"name", any(outputs, random)}});
      default:
        return Json{{"op", "put"}, {"path", {"editor", name(), name()}}, {"value", value()}};
    }
  }
};

}  // namespace

QTEST_GUILESS_MAIN(TestDocumentEdit)
#include "test_document_edit.moc"
