// SIGINT, SIGTERM, crashes, and readers that go away.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "runner_process.h"

using namespace weft::test;

namespace {

const QByteArray stepsGraph =
    R"({"weft": 1, "nodes": {"n": {"type": "org.example.slow.Steps", "params": {"steps": 100000}}}})";
const QByteArray stubbornGraph = R"({"weft": 1, "nodes": {"n": {"type": "org.example.slow.Stubborn"}}})";
const QByteArray trainingGraph =
    R"({"weft": 1, "nodes": {"n": {"type": "org.example.slow.Trains", "params": {"seconds": 2}}}})";

class TestSignals : public QObject {
  Q_OBJECT

 private slots:
  void stopsARun_data();
  void stopsARun();
  void nobodyReadsTheEvents();
  void secondSignalEndsAtOnce();
  void whatWasFinishedStays();
  void beforeTheRun();
  void crash_data();
  void crash();
  void crashLeavesNothingHalf();
  void closedOutput();
  void fullDisk();

 private:
  // Starts a run, waits until its node is under way.
  std::unique_ptr<QProcess> startRun(const RunnerFolder& folder, const QByteArray& graph) const {
    folder.write("g.json", graph);
    auto process = folder.start({"g.json", "--plugins", RunnerFolder::plugins("slow"), "--events", "events"});
    for (int i = 0; i < 1000 && !folder.read("events").contains("node-progress"); ++i) QTest::qWait(10);
    return process;
  }
};

void TestSignals::stopsARun_data() {
  QTest::addColumn<QByteArray>("graph");
  QTest::addColumn<int>("signal");
  QTest::addColumn<int>("status");
  QTest::addColumn<int>("least");  // milliseconds until it has ended
  QTest::addColumn<int>("most");
  QTest::addColumn<QStringList>("files");
  QTest::newRow("SIGINT") << stepsGraph << SIGINT << 130 << 0 << 4000 << QStringList();
  QTest::newRow("SIGTERM") << stepsGraph << SIGTERM << 143 << 0 << 4000 << QStringList();
  QTest::newRow("no answer") << stubbornGraph << SIGINT << 130 << 900 << 8000 << QStringList();
  QTest::newRow("no answer, SIGTERM") << stubbornGraph << SIGTERM << 143 << 900 << 8000 << QStringList();
  QTest::newRow("a training") << trainingGraph << SIGTERM << 143 << 1900 << 15000 << QStringList{"checkpoint.txt"};
}

void TestSignals::stopsARun() {
  QFETCH(QByteArray, graph);
  QFETCH(int, signal);
  QFETCH(int, status);
  QFETCH(int, least);
  QFETCH(int, most);
  QFETCH(QStringList, files);
  const RunnerFolder folder;
  const auto process = startRun(folder, graph);
  QElapsedTimer timer;
  timer.start();
  ::kill(static_cast<pid_t>(process->processId()), signal);
  const Finished finished = RunnerFolder::finish(*process);
  const qint64 took = timer.elapsed();
  QCOMPARE(finished.status, status);
  QVERIFY2(took >= least && took < most, qPrintable(QString::number(took)));
  QCOMPARE(folder.filesBelow("out"), files);
  // However it ended, its events are complete.
  const QList<QJsonObject> events = jsonLines(folder.read("events"));
  QCOMPARE(events.first()["event"].toString(), QString("run-started"));
  const QJsonObject& last = events.last();
  QCOMPARE(last["event"].toString(), QString("run-finished"));
  QCOMPARE(last["status"].toString(), QString("cancelled"));
  QCOMPARE(last["skipped"].toInt(), 1);
  QVERIFY(last["time"].toDouble() * 1000 >= least);
  const QJsonObject& end = events.at(events.size() - 2);
  QCOMPARE(end["event"].toString(), QString("node-failed"));
  QCOMPARE(end["node"].toString(), QString("n"));
  QCOMPARE(end["skipped"].toBool(), true);
}

// A reader that takes nothing holds up the last events, but not the end.
void TestSignals::nobodyReadsTheEvents() {
  const RunnerFolder folder;
  folder.write("g.json", QByteArray(stepsGraph).replace("100000}", "1000000, \"pause\": 0}"));
  QCOMPARE(::mkfifo(folder.path("events").toUtf8().constData(), 0600), 0);
  const auto process = folder.start({"g.json", "--plugins", RunnerFolder::plugins("slow"), "--events", "events"});
  const int reader = ::open(folder.path("events").toUtf8().constData(), O_RDONLY | O_CLOEXEC);
  QVERIFY(reader >= 0);
  int waiting = 0;  // bytes in the pipe, until they grow no more
  for (int before = -1; waiting != before || waiting == 0; QTest::qWait(200)) {
    before = waiting;
    QCOMPARE(::ioctl(reader, FIONREAD, &waiting), 0);
  }
  ::kill(static_cast<pid_t>(process->processId()), SIGINT);
  QCOMPARE(RunnerFolder::finish(*process).status, 130);
  ::close(reader);
  QCOMPARE(folder.filesBelow("out"), QStringList());
}

void TestSignals::secondSignalEndsAtOnce() {
  const RunnerFolder folder;
  const auto process = startRun(folder, QByteArray(trainingGraph).replace("2}", "8}"));
  const auto pid = static_cast<pid_t>(process->processId());
  QElapsedTimer timer;
  timer.start();
  ::kill(pid, SIGINT);
  QTest::qWait(200);
  ::kill(pid, SIGINT);
  QCOMPARE(RunnerFolder::finish(*process).status, 130);
  QVERIFY2(timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed())));
  QCOMPARE(folder.filesBelow("out"), QStringList());
}

void TestSignals::whatWasFinishedStays() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {
    "first": {"type": "org.example.slow.Steps", "params": {"steps": 1}},
    "second": {"type": "org.example.slow.Steps", "params": {"steps": 100000}}}})");
  const auto process = folder.start({"g.json", "--plugins", RunnerFolder::plugins("slow")});
  for (int i = 0; i < 1000 && folder.filesBelow("out").indexOf("steps.txt") < 0; ++i) QTest::qWait(10);
  QTest::qWait(100);
  ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
  const Finished finished = RunnerFolder::finish(*process);
  QCOMPARE(finished.status, 143);
  QCOMPARE(finished.out, QByteArray("saved out/steps.txt\n"));
  QCOMPARE(folder.filesBelow("out"), QStringList{"steps.txt"});
}

void TestSignals::beforeTheRun() {
  const RunnerFolder folder;
  const auto process = folder.start({"-"});  // waits for a graph that does not come
  QVERIFY(process->waitForStarted());
  QTest::qWait(300);
  ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
  QCOMPARE(RunnerFolder::finish(*process).status, 143);
}

void TestSignals::crash_data() {
  QTest::addColumn<QString>("type");
  for (const char* type : {"Segfault", "OverflowsStack"}) QTest::newRow(type) << type;
}

// A crash of native code names plugin and node, and is no signal of the runner's own.
void TestSignals::crash() {
  QFETCH(QString, type);
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"culprit": {"type": "org.example.nasty.)" + type.toUtf8() +
                             R"("}}, "outputs": {"o": "culprit.value"}})");
  const Finished finished = folder.run({"g.json", "--plugins", RunnerFolder::plugins("nasty"), "--isolate", "none"});
  QCOMPARE(finished.status, 1);
  QCOMPARE(finished.errors().size(), 1);
  QVERIFY2(finished.errors()[0].contains("culprit") && finished.errors()[0].contains("nasty.so"), finished.err);
}

void TestSignals::crashLeavesNothingHalf() {
  const RunnerFolder folder;
  for (const char* elsewhere : {"false", "true"}) {
    folder.write("g.json", QByteArray(R"({"weft": 1, "nodes": {"n": {"type": "org.example.slow.Crashes",
      "params": {"elsewhere": )") +
                               elsewhere + "}}}}");
    const Finished finished = folder.run({"g.json", "--plugins", RunnerFolder::plugins("slow"), "--isolate", "none"});
    QCOMPARE(finished.status, 1);
    QVERIFY2(finished.errors().value(0).contains("node n (org.example.slow.Crashes)"), finished.err);
    QCOMPARE(folder.filesBelow("out"), QStringList());
  }
}

void TestSignals::closedOutput() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {"n": {"type": "org.example.slow.Steps"}}})");
  for (const char* closed : {"1>&-", "2>&-", "| true"}) {
    QProcess shell;
    shell.setWorkingDirectory(folder.path("."));
    shell.start("/bin/bash", {"-c", QString("set -o pipefail; " WEFT_BUILD_DIR "/bin/runner g.json --plugins %1 %2")
                                        .arg(RunnerFolder::plugins("slow"), closed)});
    QCOMPARE(RunnerFolder::finish(shell).status, 0);
  }
  QCOMPARE(folder.filesBelow("out"), (QStringList{"steps-2.txt", "steps-3.txt", "steps.txt"}));
}

void TestSignals::fullDisk() {
  const RunnerFolder folder;
  folder.write("g.json", R"({"weft": 1, "nodes": {
    "save": {"type": "weft.io.SaveText", "inputs": {"text": "n.value"}},
    "n": {"type": "weft.math.Number", "params": {"value": 0.123456789}}}})");
  QProcess shell;
  shell.setWorkingDirectory(folder.path("."));
  shell.start("/bin/bash", {"-c", "ulimit -f 0; " WEFT_BUILD_DIR "/bin/runner g.json"});
  const Finished finished = RunnerFolder::finish(shell);
  QCOMPARE(finished.status, 1);
  QCOMPARE(finished.errors().size(), 1);
  QVERIFY2(finished.errors()[0].startsWith("g.json: nodes.save: weft.io.SaveText: "), finished.err);
  QCOMPARE(folder.filesBelow("out"), QStringList());
}

}  // namespace

QTEST_GUILESS_MAIN(TestSignals)
#include "test_signals.moc"
