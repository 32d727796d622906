// The tensor inspector and the plot of a node: what they make of a session's answers, and of what nodes tell.
#include <QLabel>
#include <QPlainTextEdit>
#include <QSlider>
#include <QTableWidget>
#include <QToolButton>

#include "document/selection.h"
#include "preview/histogram.h"
#include "preview/picture_list.h"
#include "preview/plot_panel.h"
#include "preview/progress_curves.h"
#include "preview/tensor_inspector.h"
#include "preview/value_tree.h"
#include "value_test.h"

using namespace weft;
using namespace weft::editor;
using test::FakeValues;

class TestValues : public QObject {
  Q_OBJECT

  struct Tab {
    GraphModel model{test::catalog()};
    Selection selection{model};
    FakeValues values;
    QWidget window;
    TensorInspector inspector{&window};
    PlotPanel plot{&window};
  };
  std::unique_ptr<Tab> m_tab;

  FakeValues& values() { return m_tab->values; }
  template <class Part>
  Part& part(const char* name) {
    return *m_tab->inspector.findChild<Part*>(name);
  }
  QString fact(const char* name) { return m_tab->inspector.fact(name); }

 private slots:
  void init() {
    test::failOnWarnings();
    m_tab = std::make_unique<Tab>();
    Problems problems;
    QVERIFY(m_tab->model.read(test::viewedGraph(), "viewed.json", problems).ok());
    m_tab->window.resize(900, 700);
    m_tab->inspector.setGeometry(0, 0, 400, 700);
    m_tab->plot.setGeometry(400, 0, 500, 400);
    m_tab->inspector.follow(values().source(), &m_tab->selection, &m_tab->model);
    m_tab->plot.follow(values().source(), &m_tab->selection, &m_tab->model);
    m_tab->window.show();
    QVERIFY(QTest::qWaitForWindowActive(&m_tab->window));
  }
  void cleanup() { m_tab.reset(); }

  void aTensorIsDescribed() {
    values().summaries["load.image"] = FakeValues::tensor({1, 2, 2, 3});
    Json numbers{{"count", 12}, {"nan", 1}, {"infinite", 0}, {"minimum", -1.5}, {"maximum", 4.25}, {"mean", 0.5}};
    numbers["deviation"] = 1.25;
    numbers["histogram"] = {1, 3, 7};
    numbers["numbers"] = {0.5, nullptr, 2, 3, 4, 4.25};
    values().numbers["load.image"] = {{"numbers", numbers}};
    QImage channel(6, 4, QImage::Format_RGBA8888);
    channel.fill(Qt::cyan);
    values().pictures["load.image"] = {channel, channel};
    m_tab->selection.set({"load"}, "load");
    QTRY_COMPARE(fact("Shape"), QString("1 × 2 × 2 × 3"));
    QCOMPARE(fact("Minimum"), QString("−1.5"));
    QCOMPARE(fact("Maximum"), QString("4.25"));
    QCOMPARE(fact("Mean"), QString("0.5"));
    QCOMPARE(fact("NaN"), QString("1"));
    QCOMPARE(fact("Size"), QString("48 bytes"));
    QCOMPARE(fact("Format"), QString("float32 on cpu"));
    QCOMPARE(part<HistogramView>("histogram").counts(), (QList<double>{1, 3, 7}));
    auto& table = part<QTableWidget>("sliceValues");
    QTRY_VERIFY(table.isVisible());
    QCOMPARE(table.rowCount(), 2);
    QCOMPARE(table.columnCount(), 3);
    QCOMPARE(table.item(1, 2)->text(), QString("4.25"));
    QCOMPARE(table.item(0, 1)->text(), QString("not finite"));
    auto& channels = part<PictureList>("channelPictures");
    QCOMPARE(channels.count(), 2);
    QTRY_COMPARE(channels.item(1)->icon().pixmap(72, 72).toImage().pixelColor(36, 36), QColor(Qt::cyan));
  }

  void recordsAreOpened() {
    values().summaries["load.image"] = {{"kind", "record"}, {"text", "record of 2"}, {"bytes", 100}};
    values().numbers["load.image"] = {{"value", {{"prompt", "red apple"}, {"parts", {"tensor [3]", 2.5}}}}};
    m_tab->selection.set({"load"}, "load");
    auto& tree = part<ValueTree>("valueTree");
    QTRY_VERIFY(tree.isVisible());
    QCOMPARE(tree.topLevelItem(0)->text(1), QString("red apple"));
    QCOMPARE(tree.topLevelItem(1)->child(1)->text(1), QString("2.5"));
    tree.setCurrentItem(tree.topLevelItem(1)->child(0));
    tree.setFocus();
    QTest::keyClick(&tree, Qt::Key_Return);
    QTRY_COMPARE(values().requests.last().value("item", Json()), (Json{"parts", 0}));
    auto& up = part<QToolButton>("upValue");
    QTRY_VERIFY(up.isVisible());
    QTest::mouseClick(&up, Qt::LeftButton);
    QTRY_COMPARE(values().requests.last().value("item", Json()), (Json{"parts"}));
    QTest::mouseClick(&up, Qt::LeftButton);
    QTRY_VERIFY(!up.isVisible());
  }

  void textsAndMissingValues() {
    m_tab->selection.set({"load"}, "load");
    QTRY_COMPARE(m_tab->inspector.findChildren<QLabel*>().size() > 0, true);
    QTRY_VERIFY(!values().requests.isEmpty());
    QVERIFY(fact("Shape").isEmpty());
    values().summaries["load.image"] = {{"kind", "string"}, {"text", "string"}, {"bytes", 3}};
    values().numbers["load.image"] = {{"value", "<b>two</b>\nlines"}};
    values().ran("load");
    auto& text = part<QPlainTextEdit>("valueText");
    QTRY_VERIFY(text.isVisible());
    QCOMPARE(text.toPlainText(), QString("<b>two</b>\nlines"));
    QCOMPARE(fact("Kind"), QString("string"));
  }

  void numbersInProgress() {
    using Pairs = QList<std::pair<QString, double>>;
    QCOMPARE(ProgressCurves::numbersIn("loss 0.01234, 80 examples/s"), (Pairs{{"loss", 0.01234}}));
    QCOMPARE(ProgressCurves::numbersIn("loss=1e-05 val_loss: -2"), (Pairs{{"loss", 1e-5}, {"val_loss", -2}}));
    QCOMPARE(ProgressCurves::numbersIn("row 3 of 10"), (Pairs{{"row", 3}, {"of", 10}}));
    QVERIFY(ProgressCurves::numbersIn("reading model.safetensors").isEmpty());
  }

  void aTrainingsLossIsPlotted() {
    m_tab->selection.set({"number"}, "number");
    for (int run = 0; run < 2; ++run) {
      for (quint64 step = 1; step <= 10; ++step) {
        values().ran("number", NodeStatus::Running, {}, QString("loss %1, 8 examples/s").arg(1.0 / double(step)), step);
        values().ran("number", NodeStatus::Running, {}, QString("loss %1, 8 examples/s").arg(1.0 / double(step)), step);
      }
      values().ran("number");
    }
    QTRY_COMPARE(m_tab->plot.plot().series().size(), qsizetype{2});
    const auto& series = m_tab->plot.plot().series();
    QCOMPARE(series[0].name, QString("loss"));
    QCOMPARE(series[1].name, QString("loss, 1 before"));
    QCOMPARE(series[0].points.size(), qsizetype{10});
    QCOMPARE(series[0].points[3], QPointF(4, 0.25));
    auto* smooth = m_tab->plot.findChild<QSlider*>("smoothing");
    smooth->setFocus();
    QTest::keyClick(smooth, Qt::Key_End);
    QVERIFY(m_tab->plot.plot().series()[0].points[9].y() > 0.9);
    auto* log = m_tab->plot.findChild<QToolButton*>("Logarithmic y axis");
    QTest::mouseClick(log, Qt::LeftButton);
    QVERIFY(m_tab->plot.plot().isLogarithmic(Qt::Vertical));
    QTest::keyClick(&m_tab->plot.plot(), Qt::Key_Y);
    QVERIFY(!log->isChecked());
  }

  void aScheduleIsPlotted() {
    values().summaries["load.image"] = FakeValues::tensor({5});
    values().numbers["load.image"] = {{"numbers", {{"numbers", {14.6, 5.5, 1.25, 0.03, 0}}}}};
    m_tab->selection.set({"load"}, "load");
    QTRY_COMPARE(m_tab->plot.plot().series().size(), qsizetype{1});
    QCOMPARE(m_tab->plot.plot().series()[0].points[2], QPointF(2, 1.25));
    QCOMPARE(values().requests.last()["slice"], Json::parse("[[0, 5]]"));
    values().summaries["load.image"] = FakeValues::tensor({4, 4});
    values().ran("load");
    QTRY_VERIFY(m_tab->plot.plot().series().isEmpty());
  }
};

WEFT_EDITOR_TEST_MAIN(TestValues)
#include "test_values.moc"
