// What a person keeps when the session dies, hangs, is not there, or is closed in mid-run.
#include <csignal>

#include <QRandomGenerator>

#include "run_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

namespace {

class TestRunDeaths : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { useOwnFolders(m_folder); }
  void init() { failOnWarnings(); }

  // At any moment: while it starts, loads, runs, or tells. The document stays, and the next run works.
  void killedInMidRun() {
    Tab tab(m_folder, slow);
    tab.set("slow", "steps", 40);
    tab.set("slow", "pause", 0.001);
    const QString text = textOf(tab.model);
    QRandomGenerator random(7);
    int killed = 0;
    for (int i = 0; i < 100; ++i) {
      const int moment = static_cast<int>(random.bounded(5));
      tab.runs.queue({});
      const int id = tab.runs.records().last().id;
      if (moment == 1) QTRY_VERIFY(tab.runs.session().isRunning());
      if (moment == 2) QTRY_VERIFY(tab.runs.record(id)->nodes > 0 || tab.runs.record(id)->isOver());
      if (moment == 3) QTRY_VERIFY(tab.record(id) != Status::Queued);
      if (moment == 4) QTRY_VERIFY(tab.status("slow") == NodeStatus::Running || tab.runs.record(id)->isOver());
      if (const qint64 process = tab.runs.session().processId()) {
        killed += ::kill(static_cast<pid_t>(process), SIGKILL) == 0 ? 1 : 0;
      }
      QTRY_VERIFY(tab.runs.record(id)->isOver());
      QVERIFY(!tab.runs.state().isRunning());
    }
    QVERIFY(killed >= 90);
    QCOMPARE(textOf(tab.model), text);
    QTRY_COMPARE(tab.runs.session().processId(), 0);
    tab.runs.queue({});
    QTRY_COMPARE(tab.runs.records().last().status, Status::Done);
    QCOMPARE(tab.status("after"), NodeStatus::Done);
  }

  void crashMarksItsNode() {
    Tab tab(m_folder, R"({"weft": 1, "nodes": {"culprit": {"type": "org.example.slow.Crashes"}}})",
            {"--plugins", testPlugins("slow"), "--isolate", "none"});
    const QString text = textOf(tab.model);
    tab.runs.queue({});
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Failed);
    QCOMPARE(tab.runs.record(1)->failedNode, QString("culprit"));
    QCOMPARE(tab.record(2), Status::Cancelled);
    QCOMPARE(tab.status("culprit"), NodeStatus::Failed);
    QVERIFY(tab.runs.state().of("culprit").message.contains("crashed"));
    QVERIFY(tab.runs.state().of("culprit").message.contains("The graph is safe"));
    QCOMPARE(tab.messages.size(), 1);
    QCOMPARE(textOf(tab.model), text);
    QVERIFY(tab.model.apply(editOf(R"([{"op": "set", "node": "culprit", "key": "mute", "value": true}])")).ok());
    tab.runs.queue({});
    QTRY_VERIFY(tab.runs.record(3)->isOver());
    QVERIFY(tab.record(3) != Status::Running);
  }

  // It does not answer: cancelling shows at once, a restart by hand helps.
  void hangs() {
    Tab tab(m_folder, slow);
    QSignalSpy stuck(&tab.runs, &RunController::stuckChanged);
    tab.runs.queue({});
    QTRY_COMPARE(tab.status("slow"), NodeStatus::Running);
    QVERIFY(::kill(static_cast<pid_t>(tab.runs.session().processId()), SIGSTOP) == 0);
    tab.runs.cancel();
    QVERIFY(!tab.runs.state().isRunning());
    QCOMPARE(tab.record(1), Status::Cancelled);
    QTRY_COMPARE(stuck.size(), 1);
    QVERIFY(tab.runs.isStuck());
    tab.runs.restart();
    QVERIFY(!tab.runs.isStuck());
    tab.set("slow", "steps", 2);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(2), Status::Done);
  }

  void missingProgram() {
    GraphModel model(catalog());
    RunController runs(model, {m_folder.filePath("nowhere/runner"), {}});
    QStringList messages;
    connect(&runs, &RunController::message, this, [&](const QString& text, bool) { messages << text; });
    runs.queue({});
    QTRY_COMPARE(runs.records().first().status, Status::Failed);
    QCOMPARE(messages.size(), 1);
    QVERIFY2(messages[0].contains("nowhere/runner"), qPrintable(messages[0]));
    QVERIFY(
        model.apply(editOf(R"([{"op": "add-node", "node": "a", "value": {"type": "org.example.session.Add"}}])")).ok());
    runs.cancel();
    runs.restart();
    runs.setLive(true);
    runs.queue({});
    QTRY_COMPARE(runs.records().last().status, Status::Failed);
  }

  // Requests without end, as fast as a person's fingers never are.
  void cancelStorm() {
    Tab tab(m_folder, slow);
    for (int i = 0; i < 100; ++i) {
      tab.runs.queue({});
      if (i % 3 == 0) tab.set("slow", "steps", 1000 + i);
      if (i % 10 == 9) QTRY_VERIFY(tab.runs.session().unanswered() == 0);
      tab.runs.cancel(i % 2 == 0 ? 0 : tab.runs.records().last().id);
    }
    tab.runs.cancel();
    QCOMPARE(tab.runs.unfinished(), 0);
    tab.set("slow", "steps", 3);
    tab.runs.queue({});
    QTRY_COMPARE(tab.runs.records().last().status, Status::Done);
    QVERIFY(!tab.runs.isStuck());
    int waiting = -1;
    tab.runs.session().request({{"do", "lanes"}}, [&](const Json& reply) { waiting = reply["waiting"].get<int>(); });
    QTRY_COMPARE(waiting, 0);
  }

  // Nodes come and go while they run.
  void editedWhileRunning() {
    Tab tab(m_folder, slow);
    tab.set("slow", "steps", 60);
    for (int i = 0; i < 10; ++i) {
      tab.runs.queue({});
      const int id = tab.runs.records().last().id;
      QTRY_VERIFY(tab.record(id) != Status::Queued);
      QVERIFY(tab.model.apply(editOf(R"([{"op": "remove-nodes", "nodes": ["after"]}])")).ok());
      tab.model.undoStack().undo();
      tab.set("slow", "steps", 61 + i);
      QTRY_COMPARE(tab.record(id), Status::Done);
    }
    QCOMPARE(tab.status("after"), NodeStatus::Done);
  }

  void closedWhileRunning() {
    for (int i = 0; i < 10; ++i) {
      Tab tab(m_folder, slow);
      tab.runs.setLive(i % 2 == 0);
      tab.runs.queue({});
      if (i > 2) QTRY_COMPARE(tab.record(1), Status::Running);
      if (i > 5) QTRY_VERIFY(!tab.runs.state().of("slow").picture.isNull());
    }
  }

  // A tab in the background gives its session up, and has another when it is shown.
  void stoppedAndBack() {
    Tab tab(m_folder, pictures);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    const QImage picture = tab.runs.state().of("bright").picture;
    tab.runs.setShown(false);
    QTRY_COMPARE(tab.runs.session().unanswered(), 0);
    tab.runs.session().stop();
    QCOMPARE(tab.status("bright"), NodeStatus::Done);
    QCOMPARE(tab.runs.state().of("bright").picture, picture);
    tab.runs.setShown(true);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(2), Status::Done);
    QVERIFY(tab.messages.isEmpty());
  }

 private:
  QTemporaryDir m_folder;
};

}  // namespace

WEFT_EDITOR_TEST_MAIN(TestRunDeaths)
#include "test_run_deaths.moc"
