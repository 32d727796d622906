// What a person does with runs: the queue and its history, the log, problems, meters, sweeps.
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

#include "run/log_panel.h"
#include "run/meters_panel.h"
#include "run/problems_panel.h"
#include "run/queue_panel.h"
#include "run/run_list.h"
#include "run/run_meter.h"
#include "run/sweep.h"
#include "run/sweep_dialog.h"
#include "run_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

namespace {

class TestRunPanels : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { useOwnFolders(m_folder); }
  void init() { failOnWarnings(); }

  void historyShowsAndGivesBack() {
    Tab tab(m_folder, pictures);
    QueuePanel panel;
    panel.setController(&tab.runs);
    panel.resize(320, 400);
    panel.show();
    auto& list = child<QListView>(panel, "queueList");
    tab.runs.queue({});
    tab.set("bright", "by", 0.3);
    tab.runs.queue({});
    QTRY_COMPARE(tab.runs.unfinished(), 0);
    QCOMPARE(list.model()->rowCount(), 2);
    const QModelIndex newest = list.model()->index(0, 0), oldest = list.model()->index(1, 0);
    QVERIFY(newest.data(Qt::AccessibleTextRole).toString().contains("Done in"));
    // Dragged onto a canvas, or into a text: the graph as it ran.
    const std::unique_ptr<QMimeData> data(list.model()->mimeData({oldest}));
    QCOMPARE(QString::fromUtf8(data->data("application/x-weft-graph")), tab.runs.record(1)->graphText());
    QVERIFY(!data->text().contains("0.3"));
    QVERIFY(newest.flags().testFlag(Qt::ItemIsDragEnabled));
    // Enter opens it.
    QSignalSpy wanted(&panel, &QueuePanel::graphWanted);
    list.setCurrentIndex(oldest);
    QTest::keyClick(&list, Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), tab.runs.record(1)->graphText());
    QTest::mouseClick(&child<QToolButton>(panel, "queueClear"), Qt::LeftButton);
    QCOMPARE(list.model()->rowCount(), 0);
  }

  void cancelsFromTheList() {
    Tab tab(m_folder, slow);
    QueuePanel panel;
    panel.setController(&tab.runs);
    panel.show();
    auto& list = child<QListView>(panel, "queueList");
    RunRequest three;
    three.count = 3;
    tab.runs.queue(three);
    QTRY_COMPARE(tab.record(1), Status::Running);
    list.setCurrentIndex(list.model()->index(0, 0));
    QTest::keyClick(&list, Qt::Key_Delete);
    QCOMPARE(tab.record(3), Status::Cancelled);
    QCOMPARE(tab.runs.unfinished(), 2);
    QTest::mouseClick(&child<QToolButton>(panel, "queueCancel"), Qt::LeftButton);
    QCOMPARE(tab.runs.unfinished(), 0);
    panel.setController(nullptr);
    QCOMPARE(list.model()->rowCount(), 0);
  }

  void failedRunLeadsToItsNode() {
    Tab tab(m_folder, R"({"weft": 1, "outputs": {"o": "bad.value"}, "nodes": {
      "bad": {"type": "org.example.session.Fails"}}})");
    QueuePanel panel;
    panel.setController(&tab.runs);
    panel.show();
    QSignalSpy wanted(&panel, &QueuePanel::nodeWanted);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Failed);
    auto& list = child<QListView>(panel, "queueList");
    list.setCurrentIndex(list.model()->index(0, 0));
    QTest::keyClick(&list, Qt::Key_Return);
    QCOMPARE(wanted.value(0).value(0).toString(), QString("bad"));
  }

  void problemsLeadToNodes() {
    Tab tab(m_folder, R"({"weft": 1, "outputs": {"o": "outer.o"}, "nodes": {"outer": {"type": "graph:g"}},
      "graphs": {"g": {"outputs": {"o": "b.image"}, "nodes": {"b": {"type": "org.example.session.Brighten"}}}}})");
    ProblemsPanel panel;
    QSignalSpy wanted(&panel, &ProblemsPanel::nodeWanted), count(&panel, &ProblemsPanel::countChanged);
    panel.setController(&tab.runs);
    panel.show();
    auto& list = child<QListWidget>(panel, "problemsList");
    QTRY_COMPARE(list.count(), 1);
    QVERIFY2(list.item(0)->text().startsWith("b: "), qPrintable(list.item(0)->text()));
    QVERIFY2(list.item(0)->text().contains("Connect the input"), qPrintable(list.item(0)->text()));
    QCOMPARE(count.last()[0].toInt(), 1);
    list.setCurrentRow(0);
    QTest::keyClick(&list, Qt::Key_Return);
    QCOMPARE(wanted.value(0).value(0).toString(), QString("outer/b"));
  }

  void logFilters() {
    Tab tab(m_folder, pictures);
    LogPanel panel;
    panel.setController(&tab.runs);
    panel.show();
    auto& text = child<QPlainTextEdit>(panel, "logText");
    tab.runs.log().addOutput("loading weights");
    tab.runs.log().addOutput("warning: slow device");
    emit tab.runs.message("sample: failed", true);
    QTRY_COMPARE(text.toPlainText().count('\n'), 2);
    auto& level = child<QComboBox>(panel, "logLevel");
    QTest::keyClick(&level, Qt::Key_End);
    QCOMPARE(text.toPlainText().mid(10), QString("sample: failed"));
    QTest::keyClick(&level, Qt::Key_Home);
    QTest::keyClicks(&child<QLineEdit>(panel, "logSearch"), "SLOW");
    QCOMPARE(text.toPlainText().mid(10), QString("slow device"));
    QTest::mouseClick(&child<QToolButton>(panel, "logCopy"), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().endsWith("slow device"));
    QTest::mouseClick(&child<QToolButton>(panel, "logClear"), Qt::LeftButton);
    QVERIFY(text.toPlainText().isEmpty());
    for (size_t i = 0; i < RunLog::mostLines + 10; ++i) tab.runs.log().addOutput("line");
    QCOMPARE(tab.runs.log().lines().size(), RunLog::mostLines);
  }

  // Asked only while somebody looks.
  void meters() {
    Tab tab(m_folder, pictures);
    MetersPanel panel;
    panel.setController(&tab.runs);
    tab.runs.queue({});
    QTRY_COMPARE(tab.record(1), Status::Done);
    QVERIFY(!panel.findChild<QWidget*>("meter:cpu"));
    panel.show();
    QTRY_VERIFY(panel.findChild<QWidget*>("meter:cpu"));
    QVERIFY(panel.findChild<QWidget*>("meter:Kept results")->accessibleDescription().contains(" of "));
  }

  void sweepValues_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("values");
    QTest::newRow("list") << "0.1, 0.2,0.5"
                          << "[0.1,0.2,0.5]";
    QTest::newRow("range") << "0..1 in 3"
                           << "[0.0,0.5,1.0]";
    QTest::newRow("one") << "2"
                         << "[2.0]";
    QTest::newRow("no count") << "0..1"
                              << "";
    QTest::newRow("nothing") << " , "
                             << "";
    QTest::newRow("no number") << "1, red"
                               << "";
    QTest::newRow("too many") << "0..1 in 9000"
                              << "";
  }
  void sweepValues() {
    QFETCH(QString, text);
    QFETCH(QString, values);
    ParameterType type;
    const auto got = editor::sweepValues(type, text);
    QCOMPARE(got.ok(), !values.isEmpty());
    if (got) QCOMPARE(QString::fromStdString(Json(*got).dump()), values);
    type.kind = WEFT_PARAMETER_SEED;
    QCOMPARE(Json(*editor::sweepValues(type, "-1..2")).dump(), std::string("[-1,0,1,2]"));
  }

  void sweepDialog() {
    Tab tab(m_folder, pictures);
    QPointer<SweepDialog> dialog = new SweepDialog(tab.runs, nullptr);
    dialog->open();
    auto& first = child<QComboBox>(*dialog, "sweep-first");
    first.setCurrentIndex(first.findText("Brighten: By"));
    auto& values = child<QLineEdit>(*dialog, "sweep-first-values");
    values.selectAll();
    QTest::keyClicks(&values, "0.1, oops");
    auto& say = child<QLabel>(*dialog, "sweepSay");
    QVERIFY2(say.text().contains("oops"), qPrintable(say.text()));
    QVERIFY(!child<QPushButton>(*dialog, "sweepQueue").isEnabled());
    values.selectAll();
    QTest::keyClicks(&values, "0.1..0.3 in 3");
    auto& second = child<QComboBox>(*dialog, "sweep-second");
    second.setCurrentIndex(second.findText("Gradient: Blue"));
    auto& others = child<QLineEdit>(*dialog, "sweep-second-values");
    others.selectAll();
    QTest::keyClicks(&others, "0, 1");
    QCOMPARE(say.text(), QString("6 runs"));
    QTest::keyClick(&others, Qt::Key_Return);
    QTRY_VERIFY(!dialog);
    QCOMPARE(tab.runs.records().size(), 6);
    QTRY_COMPARE(tab.runs.unfinished(), 0);
    QCOMPARE(tab.runs.records().last().label, QString("bright.by 0.3, gradient.blue 1.0"));
  }

  void meterTellsPace() {
    Tab tab(m_folder, slow);
    RunMeter meter;
    connect(&tab.runs, &RunController::progressed, &meter, [&] { meter.follow(tab.runs); });
    tab.runs.queue({});
    tab.runs.queue({});
    QTRY_VERIFY2(meter.text().contains("left"), qPrintable(meter.text()));
    QVERIFY2(meter.text().startsWith("slow") && meter.text().endsWith("1 waiting"), qPrintable(meter.text()));
    tab.runs.cancel();
    QCOMPARE(meter.text(), QString("Ready"));
    QCOMPARE(durationText(0.25), QString("250 ms"));
    QCOMPARE(durationText(200), QString("3 min 20 s"));
  }

 private:
  template <typename Widget>
  static Widget& child(QWidget& parent, const char* name) {
    auto* found = parent.findChild<Widget*>(name);
    if (!found) qFatal("no %s", name);
    return *found;
  }

  QTemporaryDir m_folder;
};

}  // namespace

WEFT_EDITOR_TEST_MAIN(TestRunPanels)
#include "test_run_panels.moc"
