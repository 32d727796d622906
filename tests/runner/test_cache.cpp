// Results that outlive the process: --cache, --check-cache, runner cache.
#include "runner_process.h"

using namespace weft::test;

namespace {

// first -> left -> sum -> save, and first -> right -> sum.
const QByteArray graph = R"({"weft": 1, "inputs": {"right": {"to": ["right.b"], "default": 3}}, "nodes": {
  "first": {"type": "org.example.kept.Add", "params": {"a": 1, "b": 1}},
  "left": {"type": "org.example.kept.Add", "params": {"b": 2}, "inputs": {"a": "first.value"}},
  "right": {"type": "org.example.kept.Add", "inputs": {"a": "first.value"}},
  "sum": {"type": "org.example.kept.Add", "inputs": {"a": "left.value", "b": "right.value"}},
  "save": {"type": "weft.io.SaveText", "inputs": {"text": "sum.value"}}}})";

struct Ran {
  Finished finished;
  QStringList executed;  // in the order of names
  QString wrong;         // why the events do not fit together
};

class Folder : public RunnerFolder {
 public:
  Folder() { write("g.json", graph); }
  Ran run(const QStringList& arguments = {}, const QProcessEnvironment& more = {}) const {
    const auto process =
        start(QStringList{"g.json", "--plugins", plugins("kept"), "--events", "e.jsonl", "--quiet"} + arguments, more);
    Ran ran{finish(*process), {}, {}};
    QStringList ended;
    for (const QJsonObject& event : jsonLines(read("e.jsonl"))) {
      const QString kind = event["event"].toString();
      if (kind != "node-finished" && kind != "node-failed") continue;
      const QString node = event["node"].toString();
      if (ended.contains(node)) ran.wrong = "two ends of " + node;
      ended.append(node);
      if (kind == "node-finished" && !event["cached"].toBool()) ran.executed.append(node);
    }
    if (ended.size() != 5) ran.wrong = "ended: " + ended.join(' ');
    ran.executed.sort();
    return ran;
  }
  Finished cache(const QStringList& arguments) const { return RunnerFolder::run(QStringList{"cache"} + arguments); }
  QStringList results(const QString& folder = "cache/results") const {
    QStringList names = filesBelow(folder);
    names.removeAll(".lock");
    return names;
  }
};

class TestCache : public QObject {
  Q_OBJECT

 private slots:
  void aSecondProcessRunsTheDependentsOfWhatChanged();
  void theFolderIsChosen();
  void checkingFindsUndeclaredDependencies();
  void theCommandListsVerifiesAndClears();
  void mistakes();
};

void TestCache::aSecondProcessRunsTheDependentsOfWhatChanged() {
  const Folder folder;
  const auto check = [&](const Ran& ran, const QStringList& executed, const QByteArray& text) {
    QCOMPARE(ran.finished.status, 0);
    QCOMPARE(ran.wrong, QString());
    QCOMPARE(ran.executed, executed);
    QCOMPARE(folder.read(ran.finished.saved().value(0)), text);
  };
  check(folder.run(), {"first", "left", "right", "save", "sum"}, "9");
  QCOMPARE(folder.results().size(), 4);
  check(folder.run(), {"save"}, "9");
  check(folder.run({"--set", "right=5"}), {"right", "save", "sum"}, "11");
  check(folder.run(), {"save"}, "9");
  check(folder.run({"--set", "left.b=0"}), {"left", "save", "sum"}, "7");
}

void TestCache::theFolderIsChosen() {
  const Folder folder;
  QCOMPARE(folder.run({"--cache", "none"}).executed.size(), 5);
  QCOMPARE(folder.results(), QStringList());
  QCOMPARE(folder.run({"--cache", "mine"}).executed.size(), 5);
  QCOMPARE(folder.results("mine/results").size(), 4);
  QCOMPARE(folder.results(), QStringList());
  QCOMPARE(folder.run({"--cache", "mine"}).executed, QStringList("save"));
  QCOMPARE(folder.run({"--cache", "none"}).executed.size(), 5);

  QProcessEnvironment user;
  user.insert("WEFT_CACHE", "");
  user.insert("XDG_CACHE_HOME", folder.path("user"));
  QCOMPARE(folder.run({}, user).executed.size(), 5);
  QCOMPARE(folder.results("user/weft/results").size(), 4);
}

void TestCache::checkingFindsUndeclaredDependencies() {
  const Folder folder;
  QCOMPARE(folder.run({"--check-cache"}).finished.status, 0);
  const Ran honest = folder.run({"--check-cache"});
  QCOMPARE(honest.finished.status, 0);
  QCOMPARE(honest.executed.size(), 5);

  folder.write("sly.json", R"({"weft": 1, "nodes": {"n": {"type": "org.example.kept.Sly"},
    "s": {"type": "weft.io.SaveText", "inputs": {"text": "n.value"}}}})");
  const auto sly = [&](const QString& value, const QStringList& more) {
    QProcessEnvironment environment;
    environment.insert("WEFT_TEST_SLY", value);
    const auto process = folder.start(
        QStringList{"sly.json", "--plugins", RunnerFolder::plugins("kept"), "--quiet"} + more, environment);
    return RunnerFolder::finish(*process);
  };
  QCOMPARE(folder.read(sly("1", {}).saved().value(0)), QByteArray("1"));
  QCOMPARE(folder.read(sly("2", {}).saved().value(0)), QByteArray("1"));
  QCOMPARE(sly("1", {"--check-cache"}).status, 0);
  const Finished found = sly("2", {"--check-cache"});
  QCOMPARE(found.status, 1);
  QCOMPARE(found.errors(), QStringList("sly.json: nodes.n: org.example.kept.Sly: undeclared dependency in "
                                       "org.example.kept.Sly: computed again, output \"value\" differs from the "
                                       "cached one"));
}

void TestCache::theCommandListsVerifiesAndClears() {
  const Folder folder;
  Finished summary = folder.cache({});
  QCOMPARE(summary.status, 0);
  QVERIFY(summary.out.contains(": 0 results, 0 bytes of 8 GiB"));
  folder.run();
  summary = folder.cache({});
  QVERIFY2(summary.out.startsWith((folder.path("cache/results") + ": 4 results, ").toUtf8()), summary.out.constData());

  const Finished list = folder.cache({"--list"});
  QCOMPARE(list.status, 0);
  QCOMPARE(list.out.count('\n'), 5);
  QCOMPARE(list.out.count("org.example.kept.Add\n"), 4);
  const QJsonDocument json = QJsonDocument::fromJson(folder.cache({"--list", "--json"}).out);
  QCOMPARE(json["results"].toInt(), 4);
  QCOMPARE(json["entries"].toArray().size(), 4);
  double bytes = 0;
  for (const QJsonValue& entry : json["entries"].toArray()) {
    QCOMPARE(entry["type"].toString(), QString("org.example.kept.Add"));
    QVERIFY(folder.results().contains(entry["key"].toString()));
    QVERIFY(entry["seconds"].toDouble() >= 0.01 && entry["seconds"].toDouble() < 5);
    QVERIFY(std::abs(entry["last_use"].toDouble() - static_cast<double>(QDateTime::currentSecsSinceEpoch())) < 60);
    bytes += entry["bytes"].toDouble();
  }
  QCOMPARE(json["bytes"].toDouble(), bytes);
  QVERIFY(!QJsonDocument::fromJson(folder.cache({"--json"}).out).object().contains("entries"));

  QCOMPARE(folder.cache({"--verify"}).status, 0);
  const QString broken = folder.path("cache/results/" + folder.results().value(1));
  QVERIFY(QFile::resize(broken, 90));
  const Finished verified = folder.cache({"--verify"});
  QCOMPARE(verified.status, 1);
  QCOMPARE(verified.errors().size(), 1);
  QVERIFY(verified.errors().value(0).startsWith(broken + ": "));
  QCOMPARE(folder.results().size(), 3);
  QCOMPARE(folder.cache({"--verify"}).status, 0);

  folder.write("cache/results/notes.txt", "mine");
  const Finished cleared = folder.cache({"--clear"});
  QCOMPARE(cleared.status, 0);
  QVERIFY(cleared.out.contains(": 3 results removed, "));
  QCOMPARE(folder.results(), QStringList("notes.txt"));
  QVERIFY(QFile::exists(folder.path("cache/plugins.json")));
}

void TestCache::mistakes() {
  const Folder folder;
  folder.write("file", "");
  const Finished run =
      folder.RunnerFolder::run({"g.json", "--plugins", RunnerFolder::plugins("kept"), "--cache", "file"});
  QCOMPARE(run.status, 2);
  QCOMPARE(run.errors(), QStringList("--cache file: is no folder"));
  QCOMPARE(folder.cache({"--cache", "file"}).errors(), QStringList("--cache file: is no folder"));
  QCOMPARE(folder.cache({"--cache", "none"}).status, 2);
  QCOMPARE(folder.cache({"--list", "--clear"}).status, 2);
  QCOMPARE(folder.cache({"--lost"}).status, 2);
  // A cache that cannot be kept is no failure.
  const Ran ran = folder.run({"--cache", "/proc/weft"});
  QCOMPARE(ran.finished.status, 0);
  QCOMPARE(ran.executed.size(), 5);
}

}  // namespace

QTEST_GUILESS_MAIN(TestCache)
#include "test_cache.moc"
