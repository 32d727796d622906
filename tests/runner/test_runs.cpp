// What a run does with its options: --set in all its forms, --out, --only, --events, --previews, standard input, names.
#include "runner_process.h"

using namespace weft::test;

namespace {

// (x + 1) * 2, as text.
const QByteArray sumGraph = R"({"weft": 1,
  "inputs": {"x": {"to": ["a.a"], "default": 3}, "name": {"to": ["s.name"]}},
  "nodes": {
    "a": {"type": "weft.math.Add", "params": {"b": 1}},
    "m": {"type": "weft.math.Multiply", "params": {"b": 2}, "inputs": {"a": "a.value"}},
    "s": {"type": "weft.io.SaveText", "params": {"name": "sum"}, "inputs": {"text": "m.value"}}}})";

QByteArray textGraph(const QByteArray& name) {
  return R"({"weft": 1, "inputs": {"text": {"to": ["t.value"]}}, "nodes": {
    "t": {"type": "weft.math.Text", "params": {"value": "words"}},
    "s": {"type": "weft.io.SaveText", "params": {"name": ")" +
         name + R"("}, "inputs": {"text": "t.value"}}}})";
}

// One float32 tensor `t` of shape [2].
QByteArray tinyTensors() {
  const QByteArray header = R"({"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  QByteArray file(8, '\0');
  file[0] = static_cast<char>(header.size());
  const float values[] = {0.5f, -2};
  return file + header + QByteArray(reinterpret_cast<const char*>(values), sizeof values);
}

class TestRuns : public QObject {
  Q_OBJECT

 private slots:
  void savesAndNumbers();
  void outputFolder_data();
  void outputFolder();
  void standardInput();
  void sets_data();
  void sets();
  void setsFiles();
  void only();
  void events();
  void eventsOfFailures();
  void eventsOnStandardOutput();
  void previews();
  void progressLines();
  void hostileNames_data();
  void hostileNames();
  void linkedOutputFolders();
  void mergedNodes();
  void sameBytesForAnyThreads();
  void deepAndWide();
};

void TestRuns::savesAndNumbers() {
  const RunnerFolder folder;
  folder.write("g.json", sumGraph);
  Finished finished = folder.run({"g.json"});
  QCOMPARE(finished.status, 0);
  QCOMPARE(finished.out, QByteArray("saved out/sum.txt\n"));
  QCOMPARE(folder.read("out/sum.txt"), QByteArray("8"));
  // What an earlier run wrote is never overwritten.
  QCOMPARE(folder.run({"g.json", "--set", "x=4"}).saved(), QStringList{"out/sum-2.txt"});
  QCOMPARE(folder.run({"g.json"}).saved(), QStringList{"out/sum-3.txt"});
  QCOMPARE(folder.read("out/sum.txt"), QByteArray("8"));
  QCOMPARE(folder.read("out/sum-2.txt"), QByteArray("10"));
  QCOMPARE(folder.filesBelow("out").size(), 3);
}

void TestRuns::outputFolder_data() {
  QTest::addColumn<QString>("out");
  QTest::addColumn<QString>("shown");
  QTest::newRow("relative") << "results"
                            << "results/sum.txt";
  QTest::newRow("new folders") << "a/b/c"
                               << "a/b/c/sum.txt";
  QTest::newRow("a slash at the end") << "results/"
                                      << "results/sum.txt";
  QTest::newRow("here") << "."
                        << "./sum.txt";
  QTest::newRow("absolute") << "ABSOLUTE/there"
                            << "ABSOLUTE/there/sum.txt";
}

void TestRuns::outputFolder() {
  QFETCH(QString, out);
  QFETCH(QString, shown);
  const RunnerFolder folder;
  out.replace("ABSOLUTE", folder.path(""));
  shown.replace("ABSOLUTE", folder.path(""));
  folder.write("g.json", sumGraph);
  const Finished finished = folder.run({"g.json", "--out", out});
  QCOMPARE(finished.saved(), QStringList{shown});
  QVERIFY(QFileInfo::exists(QDir(folder.path(".")).filePath(shown)));
}

void TestRuns::standardInput() {
  const RunnerFolder folder;
  QCOMPARE(folder.run({"-"}, sumGraph).saved(), QStringList{"out/sum.txt"});
  const Finished bad = folder.run({"-"}, "{");
  QCOMPARE(bad.status, 2);
  QVERIFY2(bad.err.startsWith("error: -: line 1, column 2: "), bad.err);
}

void TestRuns::sets_data() {
  QTest::addColumn<QStringList>("settings");
  QTest::addColumn<QString>("text");
  QTest::newRow("none") << QStringList{} << "8";
  QTest::newRow("an input") << QStringList{"x=9"} << "20";
  QTest::newRow("a fraction") << QStringList{"x=0.25"} << "2.5";
  QTest::newRow("an exponent") << QStringList{"x=1e3"} << "2002";
  QTest::newRow("negative") << QStringList{"x=-1"} << "0";
  QTest::newRow("a parameter") << QStringList{"m.b=10"} << "40";
  QTest::newRow("several") << QStringList{"x=1", "a.b=2", "m.b=3"} << "9";
}

void TestRuns::sets() {
  QFETCH(QStringList, settings);
  QFETCH(QString, text);
  const RunnerFolder folder;
  folder.write("g.json", sumGraph);
  QStringList arguments{"g.json"};
  for (const QString& setting : settings) arguments << "--set" << setting;
  const Finished finished = folder.run(arguments);
  QVERIFY2(finished.status == 0, finished.err);
  QCOMPARE(folder.read("out/sum.txt"), text.toUtf8());
  // A text is taken as it stands, whatever it looks like.
  folder.write("t.json", textGraph("t"));
  for (const char* words : {"red apple", "12", "", "\"quoted\"", "a=b", "[1, 2]", "@home", "--quiet", "ä€😀"}) {
    const QByteArray value(words);
    const Finished said = folder.run({"t.json", "--set", QString::fromUtf8("text=" + value)});
    QCOMPARE(said.saved().size(), 1);
    QCOMPARE(folder.read(said.saved().at(0)), value);
  }
}

void TestRuns::setsFiles() {
  const RunnerFolder folder;
  folder.write("in/tensors", tinyTensors());
  folder.write("g.json", R"({"weft": 1, "inputs": {"data": {"to": ["p.value"]}}, "nodes": {
    "p": {"type": "weft.flow.Pass"},
    "s": {"type": "weft.io.SaveTensor", "params": {"name": "copy"}, "inputs": {"tensor": "p.value"}}}})");
  for (const char* name : {"data", "p.value", "s.tensor"}) {
    const Finished finished = folder.run({"g.json", "--set", QString(name) + "=@in/tensors"});
    if (QByteArray(name) == "s.tensor") {
      // The link that the file has gives way, but Pass is then left without its input.
      QCOMPARE(finished.status, 2);
      continue;
    }
    QVERIFY2(finished.status == 0, finished.err);
    QVERIFY(folder.read(finished.saved().at(0)).contains(tinyTensors().right(8)));
  }
  folder.write("f.json", R"({"weft": 1, "inputs": {"data": {"to": ["i.data"]}},
    "nodes": {"i": {"type": "graph:inner"}},
    "graphs": {"inner": {"inputs": {"data": {"to": ["s.tensor"]}}, "nodes": {"s": {"type": "weft.io.SaveTensor"}}}}})");
  QCOMPARE(folder.run({"f.json", "--set", "data=@in/tensors"}).status, 0);
  const Finished inside = folder.run({"f.json", "--set", "i/s.tensor=@in/tensors"});
  QCOMPARE(inside.status, 2);
  QVERIFY2(inside.err.contains("make it a graph input"), inside.err);
}

void TestRuns::only() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"n": {"type": "weft.math.Number"},
    "a": {"type": "weft.io.SaveText", "params": {"name": "a"}, "inputs": {"text": "n.value"}},
    "b": {"type": "weft.io.SaveText", "params": {"name": "b"}, "inputs": {"text": "n.value"}}}})");
  QCOMPARE(folder.run({"g.json", "--only", "b"}).saved(), QStringList{"out/b.txt"});
  QCOMPARE(folder.run({"g.json", "--only", "n"}).saved(), QStringList());
  QCOMPARE(folder.run({"g.json", "--only", "a", "--only", "b"}).saved().size(), 2);
}

void TestRuns::events() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {
    "n": {"type": "org.example.slow.Steps", "params": {"pause": 0}},
    "i": {"type": "graph:g"}},
    "graphs": {"g": {"nodes": {
      "x": {"type": "weft.math.Number"},
      "s": {"type": "weft.io.SaveText", "inputs": {"text": "x.value"}}}}}})");
  const Finished finished =
      folder.run({"g.json", "--plugins", RunnerFolder::plugins("slow"), "--events", "e.jsonl", "--quiet"});
  QCOMPARE(finished.status, 0);
  QCOMPARE(finished.err, QByteArray());
  const QList<QJsonObject> events = jsonLines(folder.read("e.jsonl"));
  QCOMPARE(events.first()["event"].toString(), QString("run-started"));
  const QJsonObject last = events.last();
  QCOMPARE(last["event"].toString(), QString("run-finished"));
  QCOMPARE(last["status"].toString(), QString("done"));
  QCOMPARE(last["executed"].toInt(), 3);
  QCOMPARE(last["cached"].toInt(-1), 0);
  QCOMPARE(last["failed"].toInt(-1), 0);
  QCOMPARE(last["skipped"].toInt(-1), 0);
  QStringList steps, ended;
  double time = 0;
  for (const QJsonObject& event : events) {
    QVERIFY(event["time"].toDouble() >= time);
    time = event["time"].toDouble();
    if (event["event"] == "node-progress") {
      QCOMPARE(event["node"].toString(), QString("n"));
      QCOMPARE(event["type"].toString(), QString("org.example.slow.Steps"));
      steps << QString("%1/%2").arg(event["step"].toInt()).arg(event["total"].toInt());
      QVERIFY(!event.contains("preview"));
    } else if (event["event"] == "node-finished") {
      ended << event["node"].toString();
      QVERIFY(event["cached"].isBool() && event["seconds"].isDouble() && event["bytes"].isDouble());
      if (event["node"] == "i/s") QCOMPARE(event["files"][0].toString(), QString("out/text.txt"));
    }
  }
  ended.sort();
  QCOMPARE(ended, (QStringList{"i/s", "i/x", "n"}));
  QCOMPARE(steps, (QStringList{"1/3", "2/3", "3/3"}));
}

void TestRuns::eventsOfFailures() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"d": {"type": "weft.math.Divide"},
    "s": {"type": "weft.io.SaveText", "inputs": {"text": "d.value"}}}})");
  QCOMPARE(folder.run({"g.json", "--events", "e.jsonl"}).status, 1);
  int failed = 0;
  for (const QJsonObject& event : jsonLines(folder.read("e.jsonl"))) {
    if (event["event"] == "node-failed") {
      QVERIFY(!event["message"].toString().isEmpty());
      QCOMPARE(event["skipped"].toBool(), event["node"] == "s");
      ++failed;
    } else if (event["event"] == "run-finished") {
      QCOMPARE(event["status"].toString(), QString("failed"));
      QCOMPARE(event["failed"].toInt(), 1);
      QCOMPARE(event["skipped"].toInt(), 1);
    }
  }
  QCOMPARE(failed, 2);
}

void TestRuns::eventsOnStandardOutput() {
  const RunnerFolder folder;
  folder.write("g.json", sumGraph);
  const Finished finished = folder.run({"g.json", "--events", "-"});
  QCOMPARE(finished.status, 0);
  QCOMPARE(jsonLines(finished.out).last()["event"].toString(), QString("run-finished"));
  QCOMPARE(finished.err, QByteArray("saved out/sum.txt\n"));
}

void TestRuns::previews() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"n": {"type": "org.example.slow.Steps"}}})");
  const Finished finished = folder.run(
      {"g.json", "--plugins", RunnerFolder::plugins("slow"), "--events", "e.jsonl", "--previews", "--out", "o"});
  QCOMPARE(finished.status, 0);
  int seen = 0;
  for (const QJsonObject& event : jsonLines(folder.read("e.jsonl"))) {
    if (!event.contains("preview")) continue;
    QCOMPARE(event["preview"].toString(), QString("o/.previews/n.png"));
    QCOMPARE(event["total"].toInt(), 3);
    ++seen;
  }
  QCOMPARE(seen, 3);
  // The last one: white, 6×4. Read back by the pack.
  const QByteArray png = folder.read("o/.previews/n.png");
  QVERIFY(png.startsWith("\x89PNG\r\n\x1a\n"));
  folder.write("r.json", R"({"weft": 1, "nodes": {
    "l": {"type": "weft.io.LoadImage", "params": {"path": "o/.previews/n.png"}},
    "s": {"type": "weft.io.SaveImage", "inputs": {"image": "l.image"}}}})");
  const Finished readBack = folder.run({"r.json"});
  QVERIFY2(readBack.status == 0, readBack.err);
  QCOMPARE(finished.saved(), QStringList{"o/steps.txt"});
}

// No terminal: lines, and few of them.
void TestRuns::progressLines() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"n": {"type": "org.example.slow.Steps",
    "params": {"steps": 60, "pause": 0.1}}}})");
  const QStringList arguments{"g.json", "--plugins", RunnerFolder::plugins("slow")};
  const Finished finished = folder.run(arguments);
  QCOMPARE(finished.status, 0);
  const QList<QByteArray> lines = finished.err.trimmed().split('\n');
  QVERIFY2(lines.size() < 4, finished.err);  // one, but a busy machine takes longer
  QVERIFY2(QRegularExpression("^n \\d+/60, [\\d.]+/s, [\\d.]+ s left, counting$").match(lines[0]).hasMatch(), lines[0]);
  QVERIFY(!finished.err.contains('\r'));
}

void TestRuns::hostileNames_data() {
  QTest::addColumn<QByteArray>("name");
  for (const char* name : {"../outside", "a/../../outside", "/tmp/weft-outside", "..", ".", "a/..", "", "a//b", "a/",
                           "/", "a\\u0000b", "a\\nb", "\\u001b[31m", "link/x", "./x"}) {
    QTest::newRow(name) << QByteArray(name);
  }
  QTest::newRow("long") << QByteArray(300, 'x');
  QTest::newRow("long folder") << QByteArray(300, 'x') + "/y";
}

void TestRuns::hostileNames() {
  QFETCH(QByteArray, name);
  const RunnerFolder folder;
  folder.write("g.json", textGraph(name));
  folder.write("out/there.txt", "there");
  folder.write("elsewhere/there.txt", "there");
  QVERIFY(QFile::link(folder.path("elsewhere"), folder.path("out/link")));
  const Finished finished = folder.run({"g.json"});
  QVERIFY2(finished.status == 1 || finished.status == 2, finished.err);
  QCOMPARE(finished.errors().size(), 1);
  QVERIFY2(finished.errors()[0].startsWith("g.json: nodes.s"), finished.err);
  QCOMPARE(folder.filesBelow("elsewhere"), QStringList{"there.txt"});
  QVERIFY(!QFileInfo::exists(folder.path("outside.txt")) && !QFileInfo::exists("/tmp/weft-outside.txt"));
  QCOMPARE(folder.filesBelow("out").filter("txt").size(), 1);
}

void TestRuns::linkedOutputFolders() {
  const RunnerFolder folder;
  folder.write("g.json", textGraph("deep/t"));
  folder.write("real/x", "");
  QVERIFY(QFile::link(folder.path("real"), folder.path("out")));  // the folder itself may be a link
  QCOMPARE(folder.run({"g.json"}).saved(), QStringList{"out/deep/t.txt"});
  QCOMPARE(folder.read("real/deep/t.txt"), QByteArray("words"));
}

void TestRuns::mergedNodes() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {
    "a": {"type": "weft.math.Add", "params": {"a": 1, "b": 2}}, "b": {"type": "weft.math.Add", "params": {"a": 1, "b": 2}},
    "m": {"type": "weft.math.Multiply", "inputs": {"a": "a.value", "b": "b.value"}}}, "outputs": {"m": "m.value"}})");
  const Finished finished = folder.run({"g.json", "--events", "-"});
  const QJsonObject last = jsonLines(finished.out).last();
  QCOMPARE(last["executed"].toInt(), 2);
  QCOMPARE(last["cached"].toInt(), 1);
}

void TestRuns::sameBytesForAnyThreads() {
  const RunnerFolder folder;
  QByteArray sum = R"("n0": {"type": "weft.math.Number", "params": {"value": 0.1}})";
  for (int i = 1; i < 200; ++i) {
    sum += QString(R"(, "n%1": {"type": "weft.math.Divide", "params": {"b": %2}, "inputs": {"a": "n%3.value"}})")
               .arg(i)
               .arg(1 + i % 3 * 0.37)
               .arg(i / 2)
               .toUtf8();
  }
  folder.write("g.json", R"({"weft": 1, "nodes": {)" + sum + R"(,
    "s": {"type": "weft.io.SaveText", "inputs": {"text": "n199.value"}}}})");
  QByteArray expected;
  for (const char* threads : {"1", "2", "8", "1024"}) {
    const Finished finished = folder.run({"g.json", "--threads", threads});
    QVERIFY2(finished.status == 0, finished.err);
    const QByteArray text = folder.read(finished.saved().at(0));
    if (expected.isEmpty()) expected = text;
    QCOMPARE(text, expected);
  }
}

// A chain of 20,000 nodes and one that is read 20,000 times, on a small stack.
void TestRuns::deepAndWide() {
  const RunnerFolder folder;
  QByteArray chain = R"("n0": {"type": "weft.math.Number", "params": {"value": 1}})", fan = chain;
  for (int i = 1; i < 20'000; ++i) {
    const QString node = R"(, "n%1": {"type": "weft.math.Add", "params": {"b": %1}, "inputs": {"a": "n%2.value"}})";
    chain += node.arg(i).arg(i - 1).toUtf8();
    fan += node.arg(i).arg(0).toUtf8();
  }
  folder.write("chain.json", R"({"weft": 1, "outputs": {"o": "n19999.value"}, "nodes": {)" + chain + "}}");
  QByteArray outputs;
  for (int i = 1; i < 20'000; ++i) outputs += QString(R"(%1"o%2": "n%2.value")").arg(i > 1 ? "," : "").arg(i).toUtf8();
  folder.write("fan.json", R"({"weft": 1, "outputs": {)" + outputs + R"(}, "nodes": {)" + fan + "}}");
  for (const char* graph : {"chain.json", "fan.json"}) {
    QProcess shell;
    shell.setWorkingDirectory(folder.path("."));
    shell.start("/bin/bash", {"-c", QString("ulimit -s 256; exec " WEFT_BUILD_DIR "/bin/runner %1").arg(graph)});
    const Finished finished = RunnerFolder::finish(shell);
    QVERIFY2(finished.status == 0, finished.err);
  }
}

}  // namespace

QTEST_GUILESS_MAIN(TestRuns)
#include "test_runs.moc"
