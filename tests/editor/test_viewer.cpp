// The viewer panel: which pictures it shows of which node, batches, progress, history, comparison.
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "preview/followed_node.h"
#include "preview/picture_list.h"
#include "preview/viewer_history.h"
#include "preview/viewer_panel.h"
#include "value_test.h"

using namespace weft;
using namespace weft::editor;
using test::FakeValues;

namespace {

QImage plain(QColor colour, QSize size = {32, 24}) {
  QImage image(size, QImage::Format_RGBA8888);
  image.fill(colour);
  return image;
}

}  // namespace

class TestViewer : public QObject {
  Q_OBJECT

  // As a tab has them; what listens goes first.
  struct Tab {
    GraphModel model{test::catalog()};
    Selection selection{model};
    FakeValues values;
    QWidget window;
    ViewerPanel panel{&window};
  };
  std::unique_ptr<Tab> m_tab;

  PictureView& view() { return m_tab->panel.view(); }
  PictureList& list(const char* name) { return *m_tab->panel.findChild<PictureList*>(name); }
  PictureList& grid() { return list("batchPictures"); }
  QToolButton& button(const char* name) { return *m_tab->panel.findChild<QToolButton*>(name); }
  bool shows(QColor colour) { return !view().picture().isNull() && view().picture().pixelColor(1, 1) == colour; }

 private slots:
  void init() {
    test::failOnWarnings();
    m_tab = std::make_unique<Tab>();
    Problems problems;
    QVERIFY(m_tab->model.read(test::viewedGraph(), "viewed.json", problems).ok());
    m_tab->values.summaries["load.image"] = FakeValues::tensor({1, 3, 24, 32});
    m_tab->values.pictures["load.image"] = {plain(Qt::red)};
    m_tab->panel.resize(520, 460);
    m_tab->panel.follow(m_tab->values.source(), &m_tab->selection, &m_tab->model);
    m_tab->window.resize(520, 460);
    m_tab->window.show();
    QVERIFY(QTest::qWaitForWindowActive(&m_tab->window));
  }
  void cleanup() { m_tab.reset(); }

  void theSelectedNodesPictureIsShown() {
    QVERIFY(view().picture().isNull());
    m_tab->selection.set({"load"}, "load");
    QTRY_VERIFY(shows(Qt::red));
    QVERIFY(m_tab->values.requests.last().value("max", 0) == 0);  // whole
    m_tab->selection.clear();
    QVERIFY(shows(Qt::red));  // a click beside it takes nothing away
  }

  void aRunBringsTheNewPicture() {
    m_tab->selection.set({"load"}, "load");
    QTRY_VERIFY(shows(Qt::red));
    m_tab->values.pictures["load.image"] = {plain(Qt::green)};
    m_tab->values.ran("number");
    m_tab->values.ran("load");
    QTRY_VERIFY(shows(Qt::green));
    // What was there before can be gone back to.
    QTRY_COMPARE(list("pastPictures").count(), 2);
    QVERIFY(list("pastPictures").isVisible());
    const QRect first = list("pastPictures").visualItemRect(list("pastPictures").item(0));
    QTest::mouseClick(list("pastPictures").viewport(), Qt::LeftButton, {}, first.center());
    QTRY_VERIFY(shows(Qt::red));
    m_tab->values.ran("load", NodeStatus::Cached);
    QTRY_VERIFY(shows(Qt::green));
    QCOMPARE(list("pastPictures").count(), 2);  // the same picture again is no news
  }

  void aNodeThatSavesShowsWhatItTakes() {
    m_tab->selection.set({"save"}, "save");
    QTRY_VERIFY(shows(Qt::red));
  }

  void nodesInSubgraphsAreFound() {
    m_tab->values.summaries["inner/load.image"] = FakeValues::tensor({1, 3, 24, 32});
    m_tab->values.pictures["inner/load.image"] = {plain(Qt::blue)};
    QVERIFY(m_tab->selection.open({"inner"}));
    m_tab->selection.set({"load"}, "load");
    QTRY_VERIFY(shows(Qt::blue));
    m_tab->panel.show("load");
    QTRY_VERIFY(shows(Qt::red));
    m_tab->panel.show("nowhere/load");
    QTRY_VERIFY(view().picture().isNull());
  }

  void aBatchIsAGrid() {
    m_tab->values.summaries["load.image"] = FakeValues::tensor({3, 3, 24, 32});
    m_tab->values.pictures["load.image"] = {plain(Qt::red), plain(Qt::green), plain(Qt::blue)};
    m_tab->selection.set({"load"}, "load");
    QTRY_VERIFY(grid().isVisible());
    QCOMPARE(grid().count(), 3);
    QTRY_COMPARE(grid().item(1)->icon().pixmap(160, 160).toImage().pixelColor(80, 80), QColor(Qt::green));
    QTest::mouseClick(grid().viewport(), Qt::LeftButton, {}, grid().visualItemRect(grid().item(1)).center());
    QTRY_VERIFY(view().isVisible() && shows(Qt::green));
    QTest::keyClick(&view(), Qt::Key_PageDown);
    QTRY_VERIFY(shows(Qt::blue));
    QTest::keyClick(&view(), Qt::Key_Escape);
    QTRY_VERIFY(grid().isVisible());
    grid().setCurrentRow(0);
    QTest::keyClick(&grid(), Qt::Key_Return);
    QTRY_VERIFY(view().isVisible() && shows(Qt::red));
  }

  void latentsShowTheirChannels() {
    GraphCheck check;
    check.known = true;
    check.outputTypes["load"]["image"] = *Type::parse("latent<sd>[1, 4, 8, 8]");
    m_tab->values.state.setCheck(check);
    m_tab->values.summaries["load.image"] = FakeValues::tensor({1, 4, 8, 8});
    m_tab->values.pictures["load.image"] = QList<QImage>(4, plain(Qt::gray, {8, 8}));
    m_tab->selection.set({"load"}, "load");
    auto* output = m_tab->panel.findChild<QComboBox*>("Output");
    QCOMPARE(output->currentText(), QString("Mask"));  // a picture comes before what can be looked at as one
    QTest::keyClick(output, Qt::Key_Home);
    QTRY_VERIFY(grid().isVisible());
    QCOMPARE(grid().count(), 4);
    QCOMPARE(grid().item(3)->text(), QString("channel 3"));
    QCOMPARE(m_tab->values.requests.last()["range"], Json("auto"));
  }

  void whatIsInTheMakingIsShownMeanwhile() {
    m_tab->selection.set({"load"}, "load");
    QTRY_VERIFY(shows(Qt::red));
    m_tab->values.ran("load", NodeStatus::Running, plain(Qt::yellow, {8, 8}));
    QVERIFY(shows(Qt::yellow));
    m_tab->values.ran("load");
    QTRY_VERIFY(shows(Qt::red));
    QVERIFY(!list("pastPictures").isVisible());  // it is no result
  }

  void withNothingSelectedItGoesAlongWithTheRun() {
    auto& values = m_tab->values;
    values.state.setRunning(true);
    values.ran("number", NodeStatus::Running, plain(Qt::yellow, {8, 8}));
    QTRY_VERIFY(shows(Qt::yellow));
    values.ran("number");
    values.ran("load");
    values.ran("save");
    values.state.setRunning(false);
    QTRY_VERIFY(shows(Qt::red));  // what was saved
    m_tab->selection.set({"number"}, "number");
    values.state.setRunning(true);
    values.state.setRunning(false);
    QTRY_VERIFY(view().picture().isNull());  // a person has chosen
  }

  void whatIsNotThereCanBeComputed() {
    m_tab->values.summaries.clear();
    m_tab->selection.set({"load"}, "load");
    auto* run = m_tab->panel.findChild<QPushButton*>("runToNode");
    QTRY_VERIFY(run->isVisible());
    QTest::mouseClick(run, Qt::LeftButton);
    QCOMPARE(m_tab->values.runs, QStringList{"load"});
    m_tab->values.summaries["load.image"] = FakeValues::tensor({1, 3, 24, 32});
    m_tab->values.ran("load");
    QTRY_VERIFY(shows(Qt::red));
    QVERIFY(!run->isVisible());
    m_tab->values.summaries["load.image"] = {{"kind", "number"}, {"text", "0.5"}};
    m_tab->values.ran("load");
    QTRY_VERIFY(view().picture().isNull());
    QVERIFY(!run->isVisible());
  }

  void aPinnedPictureIsComparedWith() {
    m_tab->selection.set({"load"}, "load");
    QTRY_VERIFY(shows(Qt::red));
    QTest::mouseClick(&button("Pin to compare"), Qt::LeftButton);
    m_tab->values.pictures["load.image"] = {plain(Qt::green)};
    m_tab->values.ran("load");
    QTRY_VERIFY(shows(Qt::green));
    QCOMPARE(view().compared().pixelColor(1, 1), QColor(Qt::red));
    auto* comparison = m_tab->panel.findChild<QComboBox*>("Comparison");
    QVERIFY(comparison->isVisible());
    QTest::keyClick(&view(), Qt::Key_D);
    QCOMPARE(comparison->currentText(), QString("Difference"));
    QTest::mouseClick(&button("Pin to compare"), Qt::LeftButton);
    QVERIFY(view().compared().isNull());
    QVERIFY(!comparison->isVisible());
  }

  void itStaysWhereItIsTold() {
    m_tab->selection.set({"load"}, "load");
    QTRY_VERIFY(shows(Qt::red));
    QTest::mouseClick(&button("Stay at this node"), Qt::LeftButton);
    m_tab->selection.set({"number"}, "number");
    QTest::mouseClick(&button("Stay at this node"), Qt::LeftButton);
    QTRY_VERIFY(view().picture().isNull());  // now it is where the selection is
  }

  void answersThatComeTooLateAreNotShown() {
    m_tab->selection.set({"load"}, "load");
    m_tab->selection.set({"number"}, "number");
    m_tab->values.summaries["number.value"] = {{"kind", "number"}, {"text", "0.5"}};
    QTRY_VERIFY(m_tab->values.requests.size() >= 2);
    QCoreApplication::processEvents();
    QVERIFY(view().picture().isNull());
    m_tab->selection.set({"load"}, "load");
    m_tab->panel.follow({}, nullptr, nullptr);  // the tab is closed while an answer is on its way
    QCoreApplication::processEvents();
    QVERIFY(view().picture().isNull());
  }

  void historyKeepsToItsBudget() {
    ViewerHistory history;
    const QSize size(4096, 2048);  // 32 MiB
    for (int i = 0; i < 20; ++i) QVERIFY(history.add(i % 2 ? "a" : "b", plain(QColor(i, 0, 0), size), {}));
    QVERIFY(history.bytes() <= ViewerHistory::budget);
    QCOMPARE(history.of("a").size() + history.of("b").size(), qsizetype{8});
    QCOMPARE(history.of("a").back().picture.pixelColor(0, 0), QColor(19, 0, 0));
    QVERIFY(!history.add("a", plain(QColor(19, 0, 0), size), {}));
    for (int i = 0; i < 20; ++i) QVERIFY(history.add("c", plain(QColor(0, i, 0), {2, 2}), {}));
    QCOMPARE(history.of("c").size(), ViewerHistory::most);
  }
};

WEFT_EDITOR_TEST_MAIN(TestViewer)
#include "test_viewer.moc"
