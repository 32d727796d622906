// --trace and --stats: what a run says of its time and memory.
#include <map>

#include <weft/base/json.h>

#include "runner_process.h"

using namespace weft;
using namespace weft::test;

namespace {

// Two branches, of which one is there twice, and nodes on several lanes.
const QByteArray wholeGraph = R"({"weft": 1, "nodes": {
  "n": {"type": "org.example.slow.Steps", "params": {"pause": 0.001}},
  "a": {"type": "weft.math.Add", "params": {"a": 1, "b": 2}},
  "same": {"type": "weft.math.Add", "params": {"a": 1, "b": 2}},
  "m": {"type": "weft.math.Multiply", "inputs": {"a": "a.value", "b": "same.value"}},
  "s": {"type": "weft.io.SaveText", "inputs": {"text": "m.value"}},
  "t": {"type": "weft.io.SaveText", "inputs": {"text": "a.value"}}}})";

struct Slice {
  double start, end;
  std::string node, type, lane;
};

struct Trace {
  std::vector<Json> entries;
  std::map<int64_t, std::string> tracks;
  std::vector<Slice> slices;                                 // of nodes
  std::map<std::string, std::vector<std::string>> instants;  // "cached": ids

  // Checks what every trace keeps to.
  explicit Trace(const QByteArray& text) {
    const auto json = parseJson(text.toStdString(), "the trace");
    if (!json || !json->is_array()) throw std::runtime_error(json ? "no array" : json.error().message);
    entries.assign(json->begin(), json->end());
    for (const Json& entry : entries) {
      if (entry.at("name") == "thread_name") tracks[entry.at("tid").get<int64_t>()] = entry.at("args").at("name");
    }
    std::map<int64_t, double> ends;
    for (const Json& entry : entries) {
      const std::string phase = entry.at("ph");
      const auto track = entry.at("tid").get<int64_t>();
      if (!tracks.contains(track)) throw std::runtime_error("a track without a name");
      if (phase == "i") instants[entry.at("cat")].push_back(entry.contains("args") ? entry["args"].at("node") : "");
      if (phase != "X" || track == 0) continue;
      const double start = entry.at("ts"), end = start + double(entry.at("dur"));
      if (start < ends[track] - 1e-6 || end < start) throw std::runtime_error("slices overlap");
      ends[track] = end;
      const Json& args = entry.at("args");
      if (!args.at("bytes").is_number() || !args.at("peak_bytes").is_number()) throw std::runtime_error("no bytes");
      slices.push_back({start, end, args.at("node"), args.at("type"), tracks[track]});
    }
  }
  QStringList nodes() const {
    QStringList ids;
    for (const Slice& slice : slices) ids.append(QString::fromStdString(slice.node));
    ids.sort();
    return ids;
  }
};

QStringList slow(const QStringList& arguments) {
  return arguments + QStringList{"--plugins", RunnerFolder::plugins("slow")};
}

class TestTrace : public QObject {
  Q_OBJECT

 private slots:
  void everyCallIsASlice();
  void failuresAreMarked();
  void anEndedRunLeavesAWholeFile_data();
  void anEndedRunLeavesAWholeFile();
  void manyNodes();
  void filesThatCannotBe_data();
  void filesThatCannotBe();
  void stats();
  void statsOfAFailure();
};

void TestTrace::everyCallIsASlice() {
  const RunnerFolder folder;
  folder.write("g.json", wholeGraph);
  folder.write("t.json", "what was there before, and is longer than nothing");
  const Finished finished = folder.run(slow({"g.json", "--trace", "t.json", "--quiet"}));
  QVERIFY2(finished.status == 0, finished.err);
  const Trace trace(folder.read("t.json"));
  QCOMPARE(trace.nodes(), (QStringList{"a", "m", "n", "s", "t"}));
  QCOMPARE(trace.instants.at("cached"), std::vector<std::string>{"same"});
  for (const Slice& slice : trace.slices) {
    if (slice.node != "n") continue;
    QCOMPARE(slice.type, std::string("org.example.slow.Steps"));
    QVERIFY(slice.end - slice.start >= 3000);  // microseconds
    QVERIFY2(slice.lane.starts_with("heavy"), slice.lane.c_str());
  }
  const Json& whole =
      trace.entries.back().at("ph") == "C" ? trace.entries.at(trace.entries.size() - 2) : trace.entries.back();
  QCOMPARE(whole.at("name").get<std::string>(), std::string("run: done"));
}

void TestTrace::failuresAreMarked() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"d": {"type": "weft.math.Divide"},
    "s": {"type": "weft.io.SaveText", "inputs": {"text": "d.value"}}}})");
  QCOMPARE(folder.run({"g.json", "--trace", "t.json"}).status, 1);
  const Trace trace(folder.read("t.json"));
  QCOMPARE(trace.nodes(), QStringList{"d"});
  QCOMPARE(trace.instants.at("failed"), std::vector<std::string>{"d"});
  QCOMPARE(trace.instants.at("skipped"), std::vector<std::string>{"s"});
}

void TestTrace::anEndedRunLeavesAWholeFile_data() {
  QTest::addColumn<QByteArray>("node");
  QTest::addColumn<int>("signal");
  const QByteArray steps = R"({"type": "org.example.slow.Steps", "params": {"steps": 100000}})";
  QTest::newRow("stopped") << steps << SIGINT;
  QTest::newRow("does not answer") << QByteArray(R"({"type": "org.example.slow.Stubborn"})") << SIGTERM;
  QTest::newRow("killed") << steps << SIGKILL;
}

void TestTrace::anEndedRunLeavesAWholeFile() {
  QFETCH(QByteArray, node);
  QFETCH(int, signal);
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {
    "a": {"type": "weft.math.Add", "params": {"a": 1, "b": 2}}, "s": {"type": "weft.io.SaveText", "inputs": {"text": "a.value"}},
    "n": )" + node + "}}");
  folder.write("e", "");
  const auto process = folder.start(slow({"g.json", "--trace", "t.json", "--events", "e"}));
  for (int i = 0; i < 1000 && !folder.read("e").contains("node-progress"); ++i) QTest::qWait(10);
  (void)Trace(folder.read("t.json"));  // as it is while the run goes on
  ::kill(static_cast<pid_t>(process->processId()), signal);
  RunnerFolder::finish(*process);
  const Trace trace(folder.read("t.json"));
  if (signal == SIGINT) QCOMPARE(trace.instants.at("cancelled").size(), size_t(1));
}

// As many entries as nodes, not more for each.
void TestTrace::manyNodes() {
  const RunnerFolder folder;
  QByteArray nodes = R"("n0": {"type": "weft.math.Number", "params": {"value": 1}})";
  constexpr int count = 2000;
  for (int i = 1; i < count; ++i)
    nodes += QString(R"(, "n%1": {"type": "weft.math.Add", "params": {"b": %1}, "inputs": {"a": "n%2.value"}})")
                 .arg(i)
                 .arg(i - 1)
                 .toUtf8();
  folder.write("g.json", R"({"weft": 1, "outputs": {"o": "n1999.value"}, "nodes": {)" + nodes + "}}");
  const Finished finished = folder.run({"g.json", "--trace", "t.json", "--events", "e", "--stats"});
  QCOMPARE(finished.status, 0);
  const Trace trace(folder.read("t.json"));
  QCOMPARE(trace.slices.size(), size_t(count));
  QVERIFY(folder.read("t.json").size() < 400 * count);
  QVERIFY(folder.read("e").size() < 600 * count);
  QVERIFY(finished.err.size() < 200 * count);
}

void TestTrace::filesThatCannotBe_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("message");
  QTest::newRow("a folder") << "."
                            << "Is a directory";
  QTest::newRow("in no folder") << "no/where.json"
                                << "No such file or directory";
  QTest::newRow("a device") << "/dev/null"
                            << "is no regular file";
}

void TestTrace::filesThatCannotBe() {
  QFETCH(QString, file);
  QFETCH(QString, message);
  const RunnerFolder folder;
  folder.write("g.json", wholeGraph);
  const Finished finished = folder.run(slow({"g.json", "--trace", file}));
  QCOMPARE(finished.status, 2);
  QCOMPARE(finished.errors(), QStringList{"--trace " + file + ": " + message});
}

void TestTrace::stats() {
  const RunnerFolder folder;
  folder.write("g.json", wholeGraph);
  const Finished finished = folder.run(slow({"g.json", "--stats", "--quiet"}));
  QCOMPARE(finished.status, 0);
  QCOMPARE(finished.saved().size(), 3);  // standard output has results only
  QVERIFY(!finished.out.contains("calls"));
  const QString text = QString::fromUtf8(finished.err);
  const auto has = [&](const char* pattern) {
    return QRegularExpression(pattern, QRegularExpression::MultilineOption).match(text).hasMatch();
  };
  QVERIFY2(has(R"(^ +\d+\.\d ms +1 +.* n  org\.example\.slow\.Steps$)"), finished.err);
  QVERIFY2(has(R"(^ +\d.* +1 +.* m  weft\.math\.Multiply$)"), finished.err);
  QVERIFY2(has(R"(^ +0 us +0 +.* same  weft\.math\.Add \(cached\)$)"), finished.err);
  QVERIFY2(has(R"(^ +\d.* +1 +.* 2 +1  weft\.math\.Add$)"), finished.err);  // of the type: two nodes, one cached
  QVERIFY2(has(R"(^lane heavy 0: busy \d+ %$)"), finished.err);
  QVERIFY2(has(R"(^run: .*, 5 executed, 1 cached, 0 failed, 0 skipped$)"), finished.err);
  QVERIFY2(has(R"(^memory: .* counted at the peak; resident .* at the peak, .* before the run; the floor .*: .*B$)"),
           finished.err);
  // The slowest stands first.
  QVERIFY2(text.split('\n').at(1).endsWith(" n  org.example.slow.Steps"), finished.err);
}

void TestTrace::statsOfAFailure() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"d": {"type": "weft.math.Divide"},
    "s": {"type": "weft.io.SaveText", "inputs": {"text": "d.value"}}}})");
  const Finished finished = folder.run({"g.json", "--stats"});
  QCOMPARE(finished.status, 1);
  QVERIFY2(finished.err.contains("  d  weft.math.Divide (failed)\n"), finished.err);
  QVERIFY2(finished.err.contains("  s  weft.io.SaveText (skipped)\n"), finished.err);
  QVERIFY2(finished.err.contains("error: g.json: nodes.d: "), finished.err);
}

}  // namespace

QTEST_GUILESS_MAIN(TestTrace)
#include "test_trace.moc"
