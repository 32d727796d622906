// Which wires may be: held against the runner's own check of the same graphs, and the reasons that people read.
#include <filesystem>

#include <weft/graph/edit_operations.h>
#include <weft/plan/plan.h>

#include "document/link_rules.h"
#include "document/names.h"
#include "document/node_face.h"
#include "editor_test.h"

using namespace weft;
using namespace weft::editor;

class TestLinkRules : public QObject {
  Q_OBJECT

 private slots:
  void init() { test::failOnWarnings(); }
  void shippedGraphsPass_data();
  void shippedGraphsPass();
  void agreesWithTheRunner_data();
  void agreesWithTheRunner();
  void variablesAreBoundByOtherLinks();
  void misfitsAreRefused_data();
  void misfitsAreRefused();
  void aRerouteMindsWhoReadsIt();
  void typesCrossSubgraphs();
  void circlesThroughSubgraphs();
  void longChainsAreOrdinary();
};

namespace {

// Node types by their ports alone: no plugin is asked for anything. With a few of which no pack has the like.
const NodeCatalog& declaredTypes() {
  static const NodeCatalog all = [] {
    NodeCatalog catalog;
    for (const auto& [id, type] : test::catalog().types()) {
      NodeType plain = *type;
      plain.infer = {};
      (void)catalog.add(std::move(plain));
    }
    const auto add = [&](const char* id, std::vector<const char*> inputs, std::vector<const char*> outputs) {
      NodeType type;
      type.id = std::string("test.rules.") + id;
      type.label = id;
      for (const char* text : inputs) {
        type.inputs.push_back({"in" + std::to_string(type.inputs.size() + 1), "", "", *Type::parse(text)});
      }
      for (const char* text : outputs) {
        type.outputs.push_back({"out" + std::to_string(type.outputs.size() + 1), "", "", *Type::parse(text)});
      }
      (void)catalog.add(std::move(type));
    };
    add("Emoji", {}, {"latent<emoji>[1, 16, 8, 8]"});
    add("Sdxl", {}, {"latent<sdxl>"});
    add("Picture", {}, {"image[1, 3, 64, 64]"});
    add("Pair", {"$T", "$T"}, {"$T"});
    add("Space", {"latent<$S>", "latent<$S>"}, {"latent<$S>"});
    add("TakeEmoji", {"latent<emoji>"}, {});
    add("Small", {"image[1, 3, 32, 32]"}, {});
    add("Two", {"image", "image"}, {"image", "image"});
    return catalog;
  }();
  return all;
}

void read(GraphModel& model, const char* text) {
  Problems problems;
  const auto done = model.read(text, "test.json", problems);
  QVERIFY2(done.ok(), done ? "" : done.error().message.c_str());
}

std::vector<QString> shippedGraphs() {
  std::vector<QString> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(WEFT_SOURCE_DIR "/graphs")) {
    if (entry.path().extension() != ".json") continue;
    Problems problems;
    if (Document::load(entry.path(), problems)) files.push_back(QString::fromStdString(entry.path().string()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What makePlan() says against links alone: values, files and missing inputs aside.
QString linkProblems(const Document& document) {
  PlanOptions options;
  options.roots.search = {WEFT_SOURCE_DIR "/graphs", WEFT_SOURCE_DIR "/graphs/models"};
  Problems problems;
  (void)makePlan(document, declaredTypes(), options, problems);
  QStringList found;
  for (const Problem& problem : problems) {
    const QString message = QString::fromStdString(problem.message);
    const auto isAbout = [&](const char* words) { return message.contains(words); };
    if (isAbout("does not fit") || isAbout("cycle") || isAbout("cannot be linked")) found.append(message);
  }
  return found.join("\n");
}

QString textOf(const Result<void>& result) {
  return result ? QString() : QString::fromStdString(result.error().message);
}

PortRef port(const QString& text) { return {text.section('.', 0, 0), text.section('.', 1)}; }

}  // namespace

void TestLinkRules::shippedGraphsPass_data() {
  QTest::addColumn<QString>("file");
  for (const QString& file : shippedGraphs()) QTest::newRow(qPrintable(file.section('/', -2))) << file;
}

void TestLinkRules::shippedGraphsPass() {
  QFETCH(QString, file);
  GraphModel model(test::catalog());
  test::load(model, file);
  QStringList names{QString()};
  for (const auto& [name, graph] : model.document().subgraphs()) names.append(QString::fromStdString(name));
  int count = 0;
  for (const QString& name : names) {
    LinkRules rules(model, name);
    for (const Link& link : linksOf(*model.graph(name))) {
      const auto checked = rules.check(link.from, link.to);
      QVERIFY2(checked.ok(), qPrintable(link.to.node + "." + link.to.port + ": " + textOf(checked)));
      ++count;
    }
  }
  QVERIFY(count > 0);
}

void TestLinkRules::agreesWithTheRunner_data() {
  QTest::addColumn<QString>("file");
  for (const char* name : {"quickstart.json", "sampling-by-hand.json", "sampling/guidance.json", "image/resize.json"}) {
    QTest::newRow(name) << test::shippedGraph(name);
  }
}

// Every output to every input of the graph, one after the other.
void TestLinkRules::agreesWithTheRunner() {
  QFETCH(QString, file);
  GraphModel model(declaredTypes());
  test::load(model, file);
  QCOMPARE(linkProblems(model.document()), QString());
  LinkRules rules(model, QString());
  std::vector<NodeFace> faces;
  for (const NodeEntry& node : model.document().graph().nodes) {
    faces.push_back(*nodeFace(model, QString(), QString::fromStdString(node.id)));
  }
  int accepted = 0, refused = 0;
  const auto compare = [&](const PortRef& from, const PortRef& to) {
    Document changed = model.document();
    const Json operations = Json::array({{{"op", "link"},
                                          {"from", (from.node + "." + from.port).toStdString()},
                                          {"to", (to.node + "." + to.port).toStdString()}}});
    QVERIFY(editDocument(changed, operations).ok());
    const QString runner = linkProblems(changed), ours = textOf(rules.check(from, to));
    QVERIFY2(runner.isEmpty() == ours.isEmpty(), qPrintable(from.node + "." + from.port + " to " + to.node + "." +
                                                            to.port + "\nrunner: " + runner + "\nrules: " + ours));
    ++(ours.isEmpty() ? accepted : refused);
  };
  for (const NodeFace& source : faces) {
    for (const PortFace& output : source.outputs) {
      for (const NodeFace& target : faces) {
        for (const PortFace& input : target.inputs) compare({source.id, output.id}, {target.id, input.id});
        for (const ParameterFace& parameter : target.parameters) {
          if (parameter.type->kind == WEFT_PARAMETER_GRAPH) continue;
          compare({source.id, output.id}, {target.id, parameter.id});
        }
        if (QTest::currentTestFailed()) return;
      }
    }
  }
  QVERIFY(accepted > 0);
  QVERIFY(refused > 0);
}

void TestLinkRules::variablesAreBoundByOtherLinks() {
  GraphModel model(declaredTypes());
  read(model, R"({"weft": 1, "nodes": {
    "emoji": {"type": "test.rules.Emoji"}, "sdxl": {"type": "test.rules.Sdxl"}, "picture": {"type": "test.rules.Picture"},
    "pair": {"type": "test.rules.Pair", "inputs": {"in1": "emoji.out1"}},
    "space": {"type": "test.rules.Space", "inputs": {"in1": "pair.out1"}},
    "free": {"type": "test.rules.Pair"}}})");
  LinkRules rules(model, QString());
  QCOMPARE(rules.typeOf(port("pair.out1")).text(), "latent<emoji>[1, 16, 8, 8]");
  QCOMPARE(rules.typeOf(port("space.out1")).text(), "latent<emoji>");
  QCOMPARE(rules.wantedBy(port("space.in2")).text(), "latent<emoji>");
  QVERIFY(rules.wantedBy(port("space.in1")).terms.front().arguments.empty());
  QVERIFY(rules.typeOf(port("free.out1")).isAny());
  QVERIFY(rules.check(port("emoji.out1"), port("space.in2")).ok());
  QCOMPARE(textOf(rules.check(port("sdxl.out1"), port("space.in2"))),
           "A latent (emoji) goes in, and this gives a latent (sdxl)");
  QVERIFY(rules.check(port("picture.out1"), port("free.in1")).ok());
}

void TestLinkRules::misfitsAreRefused_data() {
  QTest::addColumn<QString>("from");
  QTest::addColumn<QString>("to");
  QTest::addColumn<QString>("reason");
  const auto row = [](const char* from, const char* to, const char* reason) {
    QTest::newRow(qPrintable(QString(from) + " to " + to)) << from << to << reason;
  };
  row("sample.latent", "text.text", "Text goes in, and this gives a latent");
  row("decode.image", "decode.latent", "A latent goes in, and this gives an image");
  row("sample.latent", "sample.noise", "A node cannot feed itself");
  row("upscale.image", "upscale.image", "A node cannot feed itself");
  row("model.denoiser", "text.encoder", "A text encoder goes in, and this gives a denoiser");
  row("sample.latent", "noise.seed", "A whole number goes in, and this gives a latent");
  row("@inputs.prompt", "noise.seed", "A whole number goes in, and this gives text");
  row("sample.nothing", "decode.latent", "“Sample” has no output “nothing”");
  row("sample.latent", "decode.nothing", "“Decode latent” has no input “nothing”");
  row("gone.latent", "decode.latent", "There is no node “gone”");
}

void TestLinkRules::misfitsAreRefused() {
  QFETCH(QString, from);
  QFETCH(QString, to);
  QFETCH(QString, reason);
  GraphModel model(test::catalog());
  test::load(model, test::shippedGraph("quickstart.json"));
  LinkRules rules(model, QString());
  QCOMPARE(textOf(rules.check(port(from), port(to))), reason);
}

void TestLinkRules::aRerouteMindsWhoReadsIt() {
  GraphModel model(declaredTypes());
  read(model, R"({"weft": 1, "nodes": {
    "emoji": {"type": "test.rules.Emoji"}, "sdxl": {"type": "test.rules.Sdxl"}, "picture": {"type": "test.rules.Picture"},
    "one": {"type": "weft.flow.Pass", "inputs": {"value": "emoji.out1"}},
    "two": {"type": "weft.flow.Pass", "inputs": {"value": "one.value"}},
    "take": {"type": "test.rules.TakeEmoji", "inputs": {"in1": "two.value"}},
    "small": {"type": "test.rules.Small"}}})");
  LinkRules rules(model, QString());
  QCOMPARE(textOf(rules.check(port("picture.out1"), port("one.value"))),
           "A latent (emoji) goes in at “TakeEmoji”, further on, and this gives an image");
  QVERIFY(!rules.check(port("sdxl.out1"), port("two.value")).ok());
  QVERIFY(rules.check(port("emoji.out1"), port("two.value")).ok());
  QCOMPARE(textOf(rules.check(port("picture.out1"), port("small.in1"))),
           "Image[1, 3, 32, 32] goes in, and this gives image[1, 3, 64, 64]");
  QCOMPARE(textOf(rules.check(port("two.value"), port("one.value"))).section(u':', 0, 0), "That would make a circle");
}

void TestLinkRules::typesCrossSubgraphs() {
  GraphModel model(declaredTypes());
  read(model, R"({"weft": 1, "nodes": {
    "emoji": {"type": "test.rules.Emoji"}, "sdxl": {"type": "test.rules.Sdxl"},
    "a": {"type": "graph:same", "inputs": {"x": "emoji.out1"}},
    "b": {"type": "graph:same", "inputs": {"x": "sdxl.out1"}},
    "take": {"type": "test.rules.TakeEmoji"}},
   "graphs": {"same": {"inputs": {"x": {"to": ["space.in1"]}}, "outputs": {"y": "space.out1"},
     "nodes": {"space": {"type": "test.rules.Space"}}}}})");
  LinkRules rules(model, QString());
  QCOMPARE(rules.typeOf(port("a.y")).text(), "latent<emoji>");
  QCOMPARE(rules.typeOf(port("b.y")).text(), "latent<sdxl>");
  QVERIFY(rules.check(port("a.y"), port("take.in1")).ok());
  QVERIFY(!rules.check(port("b.y"), port("take.in1")).ok());
  LinkRules inside(model, "same");
  QVERIFY(inside.check(port("@inputs.x"), port("space.in2")).ok());
  QVERIFY(inside.check(port("space.out1"), port("@outputs.z")).ok() == false);
  QVERIFY(inside.check(port("space.out1"), port("@outputs.y")).ok());
}

// Two ways through one subgraph: what is a circle depends on which outputs need which inputs.
void TestLinkRules::circlesThroughSubgraphs() {
  GraphModel model(declaredTypes());
  read(model, R"({"weft": 1, "nodes": {
    "picture": {"type": "test.rules.Picture"},
    "ways": {"type": "graph:ways", "inputs": {"p": "picture.out1"}}},
   "graphs": {"ways": {"inputs": {"p": {"to": ["one.value"]}, "q": {"to": ["two.value"]}},
     "outputs": {"r": "one.value", "s": "two.value"},
     "nodes": {"one": {"type": "weft.flow.Pass"}, "two": {"type": "weft.flow.Pass"},
               "mix": {"type": "test.rules.Two"}}}}})");
  LinkRules rules(model, QString());
  QVERIFY(rules.check(port("ways.r"), port("ways.q")).ok());
  QVERIFY(!rules.check(port("ways.r"), port("ways.p")).ok());
  const Edit edit{"Link", Json::array({{{"op", "link"}, {"from", "ways.r"}, {"to", "ways.q"}}}), {}};
  QVERIFY(model.apply(edit).ok());
  LinkRules inside(model, "ways");
  QVERIFY(inside.check(port("one.value"), port("two.value")).ok());
  QCOMPARE(textOf(inside.check(port("two.value"), port("one.value"))),
           "That would make a circle outside, through “ways”");
}

void TestLinkRules::longChainsAreOrdinary() {
  constexpr int length = 20'000;
  std::string text = R"({"weft": 1, "nodes": {"p0": {"type": "test.rules.Picture"})";
  for (int i = 1; i <= length; ++i) {
    text += ",\"p" + std::to_string(i) + R"(": {"type": "weft.flow.Pass", "inputs": {"value": "p)" +
            std::to_string(i - 1) + (i == 1 ? ".out1\"}}" : ".value\"}}");
  }
  GraphModel model(declaredTypes());
  read(model, (text + "}}").c_str());
  LinkRules rules(model, QString());
  const QString last = QString("p%1.value").arg(length);
  QCOMPARE(rules.typeOf(port(last)).text(), "image[1, 3, 64, 64]");
  QVERIFY(!rules.check(port(last), port("p1.value")).ok());
  QVERIFY(rules.check(port("p0.out1"), port(last)).ok());
}

WEFT_EDITOR_TEST_MAIN(TestLinkRules)
#include "test_link_rules.moc"
