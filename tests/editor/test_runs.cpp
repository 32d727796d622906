// Runs of a tab, with the real runner: queue, seeds, statuses, pictures, cancelling, and a session that dies.
#include "commands/layout_edits.h"
#include "document/names.h"
#include "run_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

namespace {

class TestRuns : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { useOwnFolders(m_folder); }
  void init() { failOnWarnings(); }

  void runsAndShowsPictures() {
    Tab tab(m_folder, pictures);
    QSignalSpy running(&tab.runs.state(), &RunState::runningChanged);
    tab.runs.queue({});
    QCOMPARE(tab.runs.unfinished(), 1);
    QTRY_COMPARE(tab.record(1), Status::Done);
    QCOMPARE(tab.runs.unfinished(), 0);
    QCOMPARE(running.size(), 2);
    for (const char* node : {"gradient", "bright", "brighter"}) {
      const NodeRun& run = tab.runs.state().of(node);
      QCOMPARE(run.status, NodeStatus::Done);
      QCOMPARE(run.picture.size(), QSize(40, 30));
      QVERIFY(run.seconds >= 0 && run.bytes > 0);
    }
    const RunRecord& record = *tab.runs.record(1);
    QCOMPARE(record.nodes, 3);
    QCOMPARE(record.done, 3);
    QCOMPARE(record.pictures.size(), 1);
    QCOMPARE(record.graphText(), textOf(tab.model));
    QVERIFY(tab.messages.isEmpty());
  }

  // Only what depends on the edit runs again, and the picture is that of the new value.
  void editsAreFollowed() {
    Tab tab(m_folder, pictures);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    const QImage before = tab.runs.state().of("bright").picture;
    tab.executed.clear();
    tab.set("bright", "by", 0.4);
    QTRY_COMPARE(tab.status("bright"), NodeStatus::Idle);
    QCOMPARE(tab.status("brighter"), NodeStatus::Idle);
    QCOMPARE(tab.status("gradient"), NodeStatus::Done);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(2), Status::Done);
    QCOMPARE(tab.executed, (QStringList{"bright", "brighter"}));
    QCOMPARE(tab.status("gradient"), NodeStatus::Cached);
    QVERIFY(tab.runs.state().of("bright").picture != before);
    tab.model.undoStack().undo();
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(3), Status::Done);
    QCOMPARE(tab.runs.state().of("bright").picture, before);
  }

  // Moving a node is nothing to a run.
  void layoutIsNoChange() {
    Tab tab(m_folder, pictures);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    tab.runs.setLive(true);
    QTRY_VERIFY(!tab.runs.state().isRunning());
    tab.executed.clear();
    Placement placement;
    placement.nodes["bright"] = {100, 100};
    QVERIFY(tab.model.apply(place(tab.model, "", placement)).ok());
    QVERIFY(!tab.runs.state().isRunning());
    tab.set("brighter", "by", 0.3);
    QTRY_COMPARE(tab.executed, QStringList("brighter"));
  }

  void checkTellsProblemsTypesAndPorts() {
    Tab tab(m_folder, R"({"weft": 1, "outputs": {"o": "sum.sum"}, "nodes": {
      "each": {"type": "weft.flow.Map", "params": {"body": "double"}}, "sum": {"type": "org.example.session.Add"}},
      "graphs": {"double": {"inputs": {"item": {"to": ["sum.a"]}, "more": {"to": ["sum.bias"], "default": 1}},
        "outputs": {"doubled": "sum.sum"}, "nodes": {"sum": {"type": "org.example.session.Add"}}}}})");
    QTRY_VERIFY(tab.runs.state().check().known);
    QCOMPARE(tab.runs.state().check().problems.size(), size_t{1});
    QVERIFY(tab.runs.state().check().problems[0].path.starts_with("nodes.each"));
    QCOMPARE(tab.runs.state().check().outputTypes["sum"]["sum"].text(), std::string("number"));
    const ExtraPorts* ports = tab.model.extraPorts("", "each");
    QVERIFY(ports);
    QCOMPARE(ports->inputs.size(), size_t{1});
    QCOMPARE(ports->inputs[0].id, std::string("more"));
    QVERIFY(ports->inputs[0].has(WEFT_PORT_OPTIONAL));
    QCOMPARE(ports->outputs[0].type.text(), std::string("list<number>"));
    // A muted node keeps the ports that its wires lead to.
    QVERIFY(tab.model.apply(editOf(R"([{"op": "set", "node": "each", "key": "mute", "value": true}])")).ok());
    QVERIFY(!tab.runs.state().check().known);
    QTRY_VERIFY(tab.runs.state().check().known);
    QVERIFY(tab.model.extraPorts("", "each"));
  }

  void seedsChangeAfterEachRun() {
    Tab tab(m_folder, R"({"weft": 1, "inputs": {"seed": {"to": ["noise.seed"], "default": 7}}, "nodes": {
      "noise": {"type": "weft.schedulers.Noise"}}})");
    QVERIFY(tab.model.apply(setSeedChange(tab.model, "", inputsNode(), "seed", SeedChange::Increment)).ok());
    const QString before = textOf(tab.model);
    RunRequest three;
    three.count = 3;
    tab.runs.queue(three);
    QCOMPARE(tab.runs.records().size(), 3);
    for (int i = 0; i < 3; ++i) {
      QCOMPARE(tab.runs.records()[i].seed, QString::number(7 + i));
      QVERIFY(tab.runs.records()[i].graphText().contains(QString("\"default\": %1").arg(7 + i)));
    }
    QVERIFY(textOf(tab.model).contains("\"default\": 10"));
    tab.model.undoStack().undo();
    QCOMPARE(textOf(tab.model), before);
  }

  void sweeps() {
    Tab tab(m_folder, pictures);
    RunRequest sweep;
    for (const double by : {0.1, 0.2, 0.3}) sweep.settings.push_back({{"bright.by", by}});
    const QString before = textOf(tab.model);
    tab.runs.queue(sweep);
    QTRY_COMPARE(tab.runs.unfinished(), 0);
    QSet<qint64> different;
    for (const RunRecord& record : tab.runs.records()) {
      QCOMPARE(record.status, Status::Done);
      QCOMPARE(record.pictures.size(), 1);
      different.insert(record.pictures[0].pixelColor(5, 5).rgba());
    }
    QCOMPARE(different.size(), 3);
    QCOMPARE(tab.runs.records()[1].label, QString("bright.by 0.2"));
    QVERIFY(tab.runs.records()[2].graphText().contains("\"by\": 0.3"));
    QCOMPARE(textOf(tab.model), before);
  }

  void runsToTheSelected() {
    Tab tab(m_folder, pictures);
    RunRequest to;
    to.to = {"bright"};
    tab.runs.queue(to);
    QTRY_COMPARE(tab.record(1), Status::Done);
    QCOMPARE(tab.executed, (QStringList{"gradient", "bright"}));
    QCOMPARE(tab.runs.record(1)->label, QString("to bright"));
    QCOMPARE(tab.runs.record(1)->pictures.size(), 1);
    QCOMPARE(tab.status("brighter"), NodeStatus::Idle);
  }

  // As it was then, and the document stays.
  void againRunsTheOldGraph() {
    Tab tab(m_folder, pictures);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    const QRgb old = tab.runs.record(1)->pictures[0].pixel(3, 3);
    tab.set("bright", "by", 0.5);
    tab.runs.queue({});
    tab.runs.again(1);
    const QString after = textOf(tab.model);
    tab.runs.queue({});
    QTRY_COMPARE(tab.runs.unfinished(), 0);
    QVERIFY(tab.runs.record(2)->pictures[0].pixel(3, 3) != old);
    QCOMPARE(tab.runs.record(3)->pictures[0].pixel(3, 3), old);
    QCOMPARE(tab.runs.record(4)->pictures[0].pixel(3, 3), tab.runs.record(2)->pictures[0].pixel(3, 3));
    QCOMPARE(textOf(tab.model), after);
  }

  void firstComesFirst() {
    Tab tab(m_folder, slow);
    QList<int> begun;
    connect(&tab.runs, &RunController::recordChanged, &tab.runs, [&](int id) {
      if (tab.record(id) == Status::Running && !begun.contains(id)) begun << id;
    });
    tab.runs.queue({});
    QTRY_COMPARE(begun, QList{1});
    tab.set("slow", "steps", 2);
    tab.runs.queue({});
    RunRequest urgent;
    urgent.first = true;
    tab.runs.queue(urgent);
    tab.runs.cancel(1);
    QTRY_COMPARE(tab.runs.unfinished(), 0);
    QCOMPARE(begun, (QList{1, 3, 2}));
  }

  void progressIsShown() {
    Tab tab(m_folder, slow);
    tab.runs.queue({});
    QTRY_VERIFY(tab.runs.state().of("slow").step > 2);
    const NodeRun& run = tab.runs.state().of("slow");
    QCOMPARE(run.status, NodeStatus::Running);
    QCOMPARE(run.total, quint64{100'000});
    QTRY_COMPARE(tab.runs.state().of("slow").text, QString("counting"));
    QTRY_VERIFY(!tab.runs.state().of("slow").picture.isNull());  // in the making
    QCOMPARE(tab.status("after"), NodeStatus::Waiting);
    QCOMPARE(tab.runs.progress().node, QString("slow"));
    QTRY_VERIFY(tab.runs.progress().rate > 0 && tab.runs.progress().secondsLeft > 0);
    tab.runs.cancel();
    QVERIFY(tab.runs.progress().node.isEmpty());
  }

  // Views show it at once, before the session has been told.
  void cancelsAtOnce() {
    Tab tab(m_folder, slow);
    RunRequest three;
    three.count = 3;
    tab.runs.queue(three);
    QTRY_COMPARE(tab.record(1), Status::Running);
    QTRY_COMPARE(tab.status("slow"), NodeStatus::Running);
    tab.runs.cancel(2);
    QCOMPARE(tab.record(2), Status::Cancelled);
    QVERIFY(tab.runs.state().isRunning());
    tab.runs.cancel();
    QVERIFY(!tab.runs.state().isRunning());
    QCOMPARE(tab.record(1), Status::Cancelled);
    QCOMPARE(tab.record(3), Status::Cancelled);
    QCOMPARE(tab.status("slow"), NodeStatus::Skipped);
    QCOMPARE(tab.status("after"), NodeStatus::Idle);
    tab.set("slow", "steps", 2);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(4), Status::Done);
    QCOMPARE(tab.runs.records().size(), 4);
  }

  void failuresAreTold() {
    Tab tab(m_folder, R"({"weft": 1, "outputs": {"o": "sum.sum"}, "nodes": {
      "bad": {"type": "org.example.session.Fails"},
      "sum": {"type": "org.example.session.Add", "inputs": {"a": ["bad.value"]}}}})");
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Failed);
    QCOMPARE(tab.runs.record(1)->failedNode, QString("bad"));
    QVERIFY(tab.runs.record(1)->error.contains("as it was told"));
    QCOMPARE(tab.status("bad"), NodeStatus::Failed);
    QCOMPARE(tab.status("sum"), NodeStatus::Skipped);
    QVERIFY(tab.runs.state().of("bad").message.contains("as it was told"));
    QCOMPARE(tab.messages.size(), 1);
    QVERIFY(tab.messages[0].startsWith("bad: "));
  }

  // A graph that cannot run says why, and where.
  void refusals() {
    Tab tab(m_folder, R"({"weft": 1, "outputs": {"o": "b.image"}, "nodes": {
      "b": {"type": "org.example.session.Brighten"}}})");
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Failed);
    QCOMPARE(tab.runs.record(1)->failedNode, QString("b"));
    QVERIFY2(tab.runs.record(1)->error.contains("not linked"), qPrintable(tab.runs.record(1)->error));
    QVERIFY(!tab.runs.state().isRunning());
  }

  void instancesAddUp() {
    Tab tab(m_folder, R"({"weft": 1, "outputs": {"o": "outer.image"}, "nodes": {"outer": {"type": "graph:g"}},
      "graphs": {"g": {"outputs": {"image": "bright.image"}, "nodes": {
        "gradient": {"type": "org.example.session.Gradient"},
        "bright": {"type": "org.example.session.Brighten", "inputs": {"image": "gradient.image"}}}}}})");
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    QCOMPARE(tab.status("outer/bright"), NodeStatus::Done);
    const NodeRun& outer = tab.runs.state().of("outer");
    QCOMPARE(outer.status, NodeStatus::Done);
    QCOMPARE(outer.picture, tab.runs.state().of("outer/bright").picture);
    QCOMPARE(outer.bytes, tab.runs.state().of("outer/bright").bytes + tab.runs.state().of("outer/gradient").bytes);
    const Edit change =
        editOf(R"([{"op": "set-parameter", "graph": "g", "node": "bright", "parameter": "by", "value": 1}])");
    QVERIFY(tab.model.apply(change).ok());
    QTRY_COMPARE(tab.status("outer/bright"), NodeStatus::Idle);
    QCOMPARE(tab.status("outer/gradient"), NodeStatus::Done);
    QTRY_COMPARE(tab.status("outer"), NodeStatus::Idle);
  }

  void fetchesPictures() {
    Tab tab(m_folder, pictures);
    tab.set("gradient", "width", 1000);
    tab.set("gradient", "height", 700);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    QCOMPARE(tab.runs.state().of("bright").picture.width(), 256);
    QImage whole;
    tab.runs.fetchPicture({{"node", "bright"}, {"port", "image"}},
                          [&](const QImage& picture, const Json&) { whole = picture; });
    QTRY_COMPARE(whole.size(), QSize(1000, 700));
    QVERIFY(whole.pixelColor(999, 0).red() > whole.pixelColor(0, 0).red());
    QString error;
    tab.runs.fetchPicture({{"node", "nowhere"}, {"port", "image"}}, [&](const QImage& picture, const Json& reply) {
      QVERIFY(picture.isNull());
      error = QString::fromStdString(reply.value("error", ""));
    });
    QTRY_VERIFY(error.contains("nowhere"));
    int held = -1;
    tab.runs.session().request({{"do", "memory"}},
                               [&](const Json& reply) { held = reply["pictures"]["count"].get<int>(); });
    QTRY_COMPARE(held, 0);  // all were given back
  }

  // Another document in the tab: nothing of the old one is left.
  void anotherDocument() {
    Tab tab(m_folder, pictures);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    Problems problems;
    QVERIFY(tab.model.read(slow, "", problems).ok());
    QCOMPARE(tab.status("bright"), NodeStatus::Idle);
    tab.set("slow", "steps", 1);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(2), Status::Done);
    QCOMPARE(tab.status("after"), NodeStatus::Done);
  }

 private:
  QTemporaryDir m_folder;
};

}  // namespace

WEFT_EDITOR_TEST_MAIN(TestRuns)
#include "test_runs.moc"
