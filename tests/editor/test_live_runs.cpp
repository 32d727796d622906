// Live runs: what a slider changes runs again while it is dragged, and never piles up.
#include "run/live_runs.h"
#include "run_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

namespace {

class TestLiveRuns : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { useOwnFolders(m_folder); }
  void init() { failOnWarnings(); }

  // Every value of a drag that the pictures can follow; the last one always. Only dependents run.
  void followsASlider() {
    Tab tab(m_folder, pictures);
    tab.runs.setLive(true);
    QTRY_COMPARE(tab.status("brighter"), NodeStatus::Done);
    QTRY_VERIFY(!tab.runs.state().isRunning());
    tab.executed.clear();
    QSet<QRgb> shown;
    connect(&tab.runs.state(), &RunState::changed, this, [&](const QSet<QString>& paths) {
      if (paths.contains("brighter")) shown.insert(tab.runs.state().of("brighter").picture.pixel(0, 0));
    });
    for (int i = 1; i <= 40; ++i) {
      tab.set("brighter", "by", i / 80.0);
      QTRY_VERIFY(shown.size() >= i / 4);  // a person's hand is slower than this
    }
    QTRY_COMPARE(qBlue(tab.runs.state().of("brighter").picture.pixel(0, 0)), 255);
    QTRY_VERIFY(!tab.runs.state().isRunning());
    QVERIFY(tab.runs.records().isEmpty());
    QCOMPARE(QSet<QString>(tab.executed.begin(), tab.executed.end()), QSet<QString>{"brighter"});
    QVERIFY(tab.executed.size() <= 40);
  }

  // Many edits at once are one run.
  void latestWins() {
    Tab tab(m_folder, pictures);
    tab.runs.setLive(true);
    QTRY_COMPARE(tab.status("brighter"), NodeStatus::Done);
    tab.executed.clear();
    for (int i = 0; i < 200; ++i) tab.set("bright", "by", i / 1000.0);
    tab.set("bright", "by", 0.3);
    QTRY_COMPARE(qBlue(tab.runs.state().of("bright").picture.pixel(0, 0)), 204);
    QTRY_VERIFY(!tab.runs.state().isRunning());
    QVERIFY2(tab.executed.size() <= 4, qPrintable(tab.executed.join(' ')));
  }

  // A run that takes long is given up for the next; the last one ends.
  void outdatedOnesAreCancelled() {
    Tab tab(m_folder, slow);
    tab.runs.setLive(true);
    for (int steps : {90'000, 80'000, 70'000}) {
      QTRY_COMPARE(tab.status("slow"), NodeStatus::Running);
      QTRY_VERIFY(tab.runs.state().of("slow").total != quint64(steps));
      tab.set("slow", "steps", steps);
      QTRY_COMPARE(tab.runs.state().of("slow").total, quint64(steps));
      QVERIFY(tab.runs.state().isRunning());
    }
    tab.set("slow", "steps", 3);
    QTRY_COMPARE(tab.status("after"), NodeStatus::Done);
    QTRY_VERIFY(!tab.runs.state().isRunning());
    QVERIFY(!tab.runs.isStuck());
  }

  // Nothing is written while a slider is dragged, and yet the node that saves shows what it would.
  void savesNothing() {
    QTemporaryDir out;
    Tab tab(m_folder, R"({"weft": 1, "nodes": {
      "gradient": {"type": "org.example.session.Gradient"},
      "save": {"type": "weft.io.SaveImage", "inputs": {"image": "gradient.image"}}}})",
            {"--out", out.path()});
    tab.runs.setLive(true);
    QTRY_VERIFY(!tab.runs.state().of("save").picture.isNull());
    tab.set("gradient", "blue", 0.9);
    QTRY_COMPARE(qBlue(tab.runs.state().of("save").picture.pixel(0, 0)), 230);
    QTRY_VERIFY(!tab.runs.state().isRunning());
    QVERIFY(QDir(out.path()).entryList(QDir::Files).isEmpty());
    QCOMPARE(tab.status("save"), NodeStatus::Idle);
  }

  // What a person asked for comes first.
  void queuedRunsComeFirst() {
    Tab tab(m_folder, slow);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Running);
    tab.runs.setLive(true);
    tab.set("slow", "steps", 4);
    QTRY_VERIFY(tab.runs.state().of("slow").step > 3);
    QCOMPARE(tab.record(1), Status::Running);
    tab.runs.cancel(1);
    tab.set("slow", "steps", 5);
    QTRY_COMPARE(tab.status("after"), NodeStatus::Done);
  }

  void switchedOff() {
    Tab tab(m_folder, slow);
    tab.runs.setLive(true);
    QTRY_COMPARE(tab.status("slow"), NodeStatus::Running);
    tab.runs.setLive(false);
    tab.runs.cancel();
    QVERIFY(!tab.runs.state().isRunning());
    tab.set("slow", "steps", 1);
    QTRY_VERIFY(tab.runs.state().check().known);
    QVERIFY(!tab.runs.state().isRunning());
    RunRequest once;  // and one alone, as a preview does it
    once.live = true;
    once.to = {"slow"};
    tab.runs.queue(once);
    QTRY_COMPARE(tab.status("slow"), NodeStatus::Done);
    QVERIFY(tab.runs.records().isEmpty());
  }

  // The rule by itself: patience follows what runs take, within what feels live.
  void patience() {
    LiveRuns live;
    QSignalSpy begin(&live, &LiveRuns::begin), outdated(&live, &LiveRuns::outdated);
    QCOMPARE(live.patience(), 200);
    live.want();
    live.want();
    QTRY_COMPARE(begin.size(), 1);
    live.began();
    live.want();
    QTRY_COMPARE(outdated.size(), 1);
    live.want();
    QCOMPARE(begin.size(), 1);
    live.ended(false);
    QCOMPARE(begin.size(), 2);
    live.setBlocked(true);
    live.want();
    live.forget();
    live.setBlocked(false);
    QCOMPARE(begin.size(), 2);
  }

 private:
  QTemporaryDir m_folder;
};

}  // namespace

WEFT_EDITOR_TEST_MAIN(TestLiveRuns)
#include "test_live_runs.moc"
