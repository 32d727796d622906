// Plugins in processes of their own, as a user of the runner meets them: --isolate, --node-timeout.
#include "runner_process.h"

using namespace weft::test;

namespace {

// Two branches: one whose node dies in a way, one that saves.
QByteArray deadlyGraph(const QByteArray& how) {
  return R"({"weft": 1, "nodes": {
    "dies": {"type": "org.example.deadly.Die", "params": {"how": ")" +
         how + R"("}},
    "lost": {"type": "weft.io.SaveText", "params": {"name": "lost"}, "inputs": {"text": "dies.value"}},
    "lives": {"type": "org.example.deadly.Die", "params": {"after": 0.5}},
    "save": {"type": "weft.io.SaveText", "params": {"name": "saved"}, "inputs": {"text": "lives.value"}}}})";
}

class TestIsolation : public QObject {
  Q_OBJECT

 private slots:
  void otherBranchesFinish_data();
  void otherBranchesFinish();
  void setAsideUntilTheFileChanges();
  void timeout();
  void whatWasHalfWrittenGoes();
  void progressAndPreviewsCross();
  void everythingIsolated_data();
  void everythingIsolated();
  void keysDoNotDependOnIt();
};

void TestIsolation::otherBranchesFinish_data() {
  QTest::addColumn<QString>("how");
  QTest::newRow("segfault") << "crashed: Segmentation fault (SIGSEGV)";
  QTest::newRow("exit") << "ended its process with exit status 3";
  QTest::newRow("overflow") << "crashed: Segmentation fault (SIGSEGV)";
  QTest::newRow("leave") << "ended its process with exit status 4";
}

void TestIsolation::otherBranchesFinish() {
  QFETCH(QString, how);
  const RunnerFolder folder;
  folder.write("g.json", deadlyGraph(QTest::currentDataTag()));
  const Finished finished = folder.run({"g.json", "--plugins", RunnerFolder::plugins("deadly")});
  QCOMPARE(finished.status, 1);
  QCOMPARE(finished.errors(),
           QStringList{"g.json: nodes.dies: org.example.deadly.Die: the plugin org.example.deadly " + how});
  QCOMPARE(finished.saved(), QStringList{"out/saved.txt"});
  QCOMPARE(folder.filesBelow("out"), QStringList{"saved.txt"});
}

void TestIsolation::setAsideUntilTheFileChanges() {
  const RunnerFolder folder;
  QDir().mkpath(folder.path("plugins"));
  const QString library = folder.path("plugins/deadly.so");
  QVERIFY(QFile::copy(RunnerFolder::plugins("deadly/deadly.so"), library));
  folder.write("g.json", R"({"weft": 1, "nodes": {
    "dies": {"type": "org.example.deadly.Die", "params": {"how": "abort"}},
    "save": {"type": "weft.io.SaveText", "inputs": {"text": "dies.value"}}}})");
  for (int i = 0; i < 3; ++i) QCOMPARE(folder.run({"g.json", "--plugins", "plugins"}).status, 1);
  QCOMPARE(folder.run({"g.json", "--plugins", "plugins"}).status, 2);  // there is no such node any more
  const Finished listed = folder.run({"plugins", "--plugins", "plugins"});
  QVERIFY2(listed.out.contains("deadly.so: refused: is set aside until its file changes: its process died 3 times; the "
                               "last time: crashed: Aborted (SIGABRT)"),
           listed.out.constData());

  QFile file(library);
  QVERIFY(file.open(QIODevice::Append) && file.write("\n") == 1);
  file.close();
  QCOMPARE(folder.run({"g.json", "--plugins", "plugins"}).status, 1);
}

void TestIsolation::timeout() {
  const RunnerFolder folder;
  folder.write("g.json", deadlyGraph("hang"));
  const Finished finished =
      folder.run({"g.json", "--plugins", RunnerFolder::plugins("deadly"), "--node-timeout", "1.5"});
  QCOMPARE(finished.status, 1);
  QCOMPARE(finished.errors(),
           QStringList{"g.json: nodes.dies: org.example.deadly.Die: the plugin org.example.deadly did not answer "
                       "within 1.5 s (--node-timeout), and its process was ended"});
  QCOMPARE(finished.saved(), QStringList{"out/saved.txt"});
}

void TestIsolation::whatWasHalfWrittenGoes() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"s": {"type": "org.example.slow.Stubborn"}}})");
  const Finished finished = folder.run({"g.json", "--plugins", RunnerFolder::plugins("slow"), "--node-timeout", "0.5"});
  QCOMPARE(finished.status, 1);
  QCOMPARE(folder.filesBelow("out"), QStringList());
}

void TestIsolation::progressAndPreviewsCross() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"s": {"type": "org.example.slow.Steps"}}})");
  QList<QStringList> told;
  for (const char* isolate : {"third-party", "none"}) {
    const Finished finished = folder.run({"g.json", "--plugins", RunnerFolder::plugins("slow"), "--isolate", isolate,
                                          "--events", "e.jsonl", "--previews"});
    QCOMPARE(finished.status, 0);
    QStringList& lines = told.emplaceBack();
    for (QJsonObject event : jsonLines(folder.read("e.jsonl"))) {
      for (const char* number : {"time", "seconds", "peak", "files", "memory"}) event.remove(number);
      lines.append(QJsonDocument(event).toJson(QJsonDocument::Compact));
    }
  }
  QCOMPARE(told[0], told[1]);
  QVERIFY2(told[0].join('\n').contains("\"preview\""), qPrintable(told[0].join('\n')));
}

void TestIsolation::everythingIsolated_data() {
  QTest::addColumn<QString>("graph");
  QTest::newRow("a loop") << "flow/root";
  QTest::newRow("loops in a loop") << "flow/roots";
}

void TestIsolation::everythingIsolated() {
  QFETCH(QString, graph);
  const QString file = QStringLiteral(WEFT_SOURCE_DIR "/graphs/") + graph + ".json";
  if (!QFile::exists(file)) QSKIP("there is no such graph");
  const RunnerFolder folder;
  QList<QList<QByteArray>> results;
  for (const char* isolate : {"all", "none"}) {
    const Finished finished = folder.run({file, "--isolate", isolate, "--out", isolate, "--cache", "none"});
    QVERIFY2(finished.status == 0, finished.err.constData());
    // What is written side by side gets its numbers in any order.
    QList<QByteArray>& texts = results.emplaceBack();
    for (const QString& name : folder.filesBelow(isolate)) texts.append(folder.read(QString(isolate) + '/' + name));
    std::sort(texts.begin(), texts.end());
  }
  QVERIFY(!results[0].isEmpty());
  QCOMPARE(results[0], results[1]);
}

void TestIsolation::keysDoNotDependOnIt() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {
    "sum": {"type": "org.example.kept.Add", "params": {"a": 1, "b": 2}},
    "save": {"type": "weft.io.SaveText", "inputs": {"text": "sum.value"}}}})");
  const auto executed = [&](const char* isolate) {
    const Finished finished = folder.run(
        {"g.json", "--plugins", RunnerFolder::plugins("kept"), "--isolate", isolate, "--events", "e.jsonl", "--quiet"});
    QStringList nodes;
    for (const QJsonObject& event : jsonLines(folder.read("e.jsonl"))) {
      if (event["event"] == "node-finished" && !event["cached"].toBool()) nodes.append(event["node"].toString());
    }
    nodes.sort();
    return finished.status == 0 ? nodes : QStringList{finished.err};
  };
  const QStringList both{"save", "sum"};
  QCOMPARE(executed("third-party"), both);
  QCOMPARE(executed("none"), QStringList{"save"});
}

}  // namespace

QTEST_GUILESS_MAIN(TestIsolation)

#include "test_isolation.moc"
