// The main window: tabs, the table of actions, panels, themes, what is asked before something is lost.
#include <QCheckBox>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTabBar>

#include "theme/theme.h"
#include "window_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

class TestWindow : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    failOnWarnings();
    m_window = makeWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
  }
  void cleanup() {
    m_window.reset();
    QSettings().clear();
    changeSettings({});
  }

  void everyActionIsWhole() {
    QHash<QString, QString> byKey;
    QSet<QString> ids;
    for (const ActionSpec& spec : m_window->actions().table()) {
      if (!spec.id) continue;
      QVERIFY2(!ids.contains(spec.id), spec.id);
      ids.insert(spec.id);
      QVERIFY2(spec.text && *spec.text && spec.category && *spec.category && spec.run, spec.id);
      const QAction* action = m_window->actions().find(spec.id);
      QVERIFY(action);
      QVERIFY2(!action->text().isEmpty() && action->toolTip().contains(spec.text), spec.id);
      const QList<QKeySequence> keys = keysFrom(spec.keys);
      QVERIFY2(keys.isEmpty() == (*spec.keys == 0), spec.id);
      for (const QKeySequence& key : keys) {
        QVERIFY2(key.count() == 1 && key[0].key() != Qt::Key_unknown, spec.id);
        const QString name = key.toString();
        QVERIFY2(!byKey.contains(name), qPrintable(name + ": " + byKey.value(name) + " and " + spec.id));
        byKey.insert(name, spec.id);
      }
    }
    QVERIFY(ids.size() > 50);
  }

  void everyActionStandsInItsMenu() {
    QSet<QAction*> inMenus;
    for (const auto* menu : m_window->menuBar()->findChildren<QMenu*>()) {
      for (QAction* action : menu->actions()) inMenus.insert(action);
    }
    for (QAction* action : m_window->actions().all())
      QVERIFY2(inMenus.contains(action), qPrintable(action->objectName()));
  }

  // No action may fall over a window without a graph, or a graph without a selection.
  void everyActionTakesNothingForAnAnswer() {
    for (bool withTab : {false, true}) {
      if (withTab) m_window->newTab();
      for (const ActionSpec& spec : m_window->actions().table()) {
        const QString id = spec.id;
        if (id.isEmpty() || id == "file.quit" || id.startsWith("run.")) continue;
        if (withTab && (id.startsWith("file.") || id.startsWith("node."))) continue;
        m_window->actions().update();
        QAction* action = m_window->actions().find(id);
        QCOMPARE(action->isEnabled(), Actions::fits(spec, *m_window, m_window->currentTab()));
        action->trigger();
        closePopups();
      }
    }
  }

  void keysEditTheGraph() {
    GraphTab& tab = *openTwo();
    const auto nodes = [&tab] { return tab.model().document().graph().nodes.size(); };
    key(tab, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(tab.selection().nodes().contains("one") && tab.selection().nodes().contains("sum"));
    tab.selection().set({"one"}, "one");
    key(tab, Qt::Key_C, Qt::ControlModifier);
    key(tab, Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(nodes(), size_t{3});
    key(tab, Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(nodes(), size_t{4});
    key(tab, Qt::Key_Delete);
    QCOMPARE(nodes(), size_t{3});
    key(tab, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(nodes(), size_t{4});
    key(tab, Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(nodes(), size_t{3});
    key(tab, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(nodes(), size_t{3});  // nothing is left to be done again
    while (tab.model().undoStack().canUndo()) key(tab, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(textOf(tab.model()), written(twoNodes));
    QVERIFY(!tab.isModified());
  }

  void keysSwitchNodes() {
    GraphTab& tab = *openTwo();
    tab.selection().set({"sum"}, "sum");
    const auto sum = [&tab] { return tab.model().node({}, "sum"); };
    key(tab, Qt::Key_M, Qt::ControlModifier);
    QVERIFY(sum()->mute);
    key(tab, Qt::Key_M, Qt::ControlModifier);
    QVERIFY(!sum()->mute);
    key(tab, Qt::Key_B, Qt::ControlModifier);
    QVERIFY(sum()->bypass);
    key(tab, Qt::Key_C, Qt::AltModifier);
    QVERIFY(nodeLook(tab.model(), {}, "sum").collapsed);
    key(tab, Qt::Key_P);
    QVERIFY(nodeLook(tab.model(), {}, "sum").pinned);
    key(tab, Qt::Key_G, Qt::ControlModifier);
    QCOMPARE(groupBoxes(tab.model(), {}).size(), size_t{1});
    key(tab, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(tab.model().document().subgraphs().size(), size_t{1});
  }

  void tabsOpenCloseAndStep() {
    QVERIFY(!m_window->currentTab());
    QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier);
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
    QCOMPARE(m_window->tabs().size(), 2);
    QCOMPARE(m_window->currentTab(), m_window->tabs()[1]);
    QTest::keyClick(m_window.get(), Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(m_window->currentTab(), m_window->tabs()[0]);
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(m_window->tabs().size(), 1);
    auto* bar = m_window->findChild<QTabBar*>("documentTabs");
    QTest::mouseClick(bar, Qt::MiddleButton, Qt::NoModifier, bar->tabRect(0).center());
    QVERIFY(m_window->tabs().isEmpty());
    QVERIFY(!m_window->currentTab());
  }

  void aTabSaysThatItIsNotSaved() {
    GraphTab& tab = *openTwo();
    auto* bar = m_window->findChild<QTabBar*>("documentTabs");
    QVERIFY(bar->tabIcon(0).isNull());
    edit(tab);
    QVERIFY(!bar->tabIcon(0).isNull());
    QVERIFY(m_window->isWindowModified());
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(bar->tabIcon(0).isNull());
    QVERIFY(bytesOf(tab.path()).contains("\"name\": \"other\""));
  }

  void closingAsksAboutWhatIsNotSaved() {
    GraphTab& tab = *openTwo();
    edit(tab);
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    click("Cancel");
    QCOMPARE(m_window->tabs().size(), 1);
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    const QString path = tab.path();
    click("Save");
    QVERIFY(m_window->tabs().isEmpty());
    QVERIFY(bytesOf(path).contains("other"));
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);  // and back
    QVERIFY(m_window->currentTab());
    QCOMPARE(m_window->currentTab()->path(), path);
    edit(*m_window->currentTab(), "third");
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    click("Discard");
    QVERIFY(m_window->tabs().isEmpty());
    QVERIFY(!bytesOf(path).contains("third"));
  }

  void quittingAsksOnce() {
    edit(*openTwo());
    m_window->close();
    QVERIFY(m_window->isVisible());
    click("Cancel");
    QVERIFY(m_window->isVisible());
    m_window->close();
    click("Discard");
    QVERIFY(!m_window->isVisible());
  }

  void panelsComeAndGo() {
    openTwo();
    for (const PanelSpec& panel : panelTable()) {
      QAction* action = m_window->actions().find(panel.id);
      QVERIFY2(action, panel.id);
      if (m_window->panels().isShown(panel.id)) action->trigger();
      QVERIFY2(!m_window->panels().isShown(panel.id), panel.id);
      action->trigger();
      QTRY_VERIFY2(m_window->panels().isShown(panel.id), panel.id);
    }
    QTest::keyClick(m_window.get(), Qt::Key_F11);
    for (const PanelSpec& panel : panelTable()) QVERIFY2(!m_window->panels().isShown(panel.id), panel.id);
    QTest::keyClick(m_window.get(), Qt::Key_F11);
    QTRY_VERIFY(m_window->panels().isShown(panelTable().back().id));
  }

  void panelsStandWhereTheyWereLeft() {
    const char* id = panelTable().front().id;
    const bool before = m_window->panels().find(id)->isVisible();
    m_window->panels().find(id)->setVisible(!before);
    m_window->close();
    m_window = makeWindow();
    QTRY_COMPARE(m_window->panels().find(id)->isVisible(), !before);
    m_window->actions().find("view.reset")->trigger();
    QTRY_COMPARE(m_window->panels().find(id)->isVisible(), before);
  }

  void bothThemesDrawTheWholeWindow() {
    openTwo();
    QList<QImage> pictures;
    for (bool dark : {true, false}) {
      Settings changed = settings();
      changed.look = dark ? Settings::Look::Dark : Settings::Look::Light;
      changeSettings(changed);
      useTheme(dark);
      pictures << m_window->grab().toImage();
      QSet<QRgb> colours;
      for (int y = 0; y < pictures.last().height(); y += 3) {
        for (int x = 0; x < pictures.last().width(); x += 3) colours.insert(pictures.last().pixel(x, y));
      }
      QVERIFY2(colours.size() > 40, qPrintable(QString::number(colours.size())));
      const int lightness = QColor(pictures.last().pixel(4, pictures.last().height() - 4)).lightness();
      QVERIFY(dark ? lightness < 80 : lightness > 180);
    }
    QVERIFY(pictures[0] != pictures[1]);
    useTheme(true);
  }

  void settingsAreInForceAtOnceAndKept() {
    GraphTab& tab = *openTwo();
    QVERIFY(tab.canvas().snapsToGrid());
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    auto* dialog = m_window->findChild<QDialog*>("settings");
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClicks(dialog->findChild<QLineEdit*>("settings-search"), "snap");
    auto* snap = dialog->findChild<QCheckBox*>("setting:Snap to grid");
    QTRY_VERIFY(snap && snap->isVisible());
    QVERIFY(!dialog->findChild<QWidget*>("setting:Minimap")->isVisible());
    QTest::keyClick(snap, Qt::Key_Space);
    QVERIFY(!settings().snapToGrid);
    QVERIFY(!tab.canvas().snapsToGrid());
    QCOMPARE(QSettings().value("canvas/snapToGrid").toBool(), false);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
    // The same by its key.
    m_window->actions().find("view.snap")->trigger();
    QVERIFY(tab.canvas().snapsToGrid());
  }

  void allCommandsAreFoundByTheirNames() {
    GraphTab& tab = *openTwo();
    const double before = tab.canvas().zoom();
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto* palette = m_window->findChild<QFrame*>("command-palette");
    QVERIFY(palette && palette->isVisible());
    QTest::keyClicks(QApplication::focusWidget(), "zoom in");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(tab.canvas().zoom() > before);
    QVERIFY(!palette->isVisible());
  }

  void aFailedRunLeadsToItsNode() {
    GraphTab& tab = *openWithRuns(R"({"weft": 1, "nodes": {
      "good": {"type": "weft.math.Number"}, "bad": {"type": "org.example.session.Fails"}},
      "outputs": {"value": "bad.value"}})");
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(tab.notices().has("run-failed"), 30000);
    QCOMPARE(tab.selection().current(), "bad");
  }

  void tabsAndTheWindowCloseWhileTheyRun() {
    const char* slow = R"({"weft": 1, "nodes": {"slow": {"type": "org.example.session.Slow"}},
      "outputs": {"value": "slow.value"}})";
    GraphTab* tab = openWithRuns(slow);
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(tab->runs().state().isRunning(), 30000);
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    QVERIFY(m_window->tabs().isEmpty());
    tab = m_window->files().open(workFolder().filePath("runs.json"));
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(tab->runs().state().isRunning(), 30000);
    m_window->close();
    QVERIFY(!m_window->isVisible());
    m_window.reset();
  }

 private:
  GraphTab* openWithRuns(const char* text) {
    m_window = makeWindow({"--plugins", WEFT_BUILD_DIR "/tests/plugins/session", "--cache", "none", "--out",
                           workFolder().filePath("out")});
    if (!QTest::qWaitForWindowActive(m_window.get())) return nullptr;
    return m_window->files().open(writeFile("runs.json", text));
  }

  GraphTab* openTwo() {
    GraphTab* tab = m_window->files().open(writeFile("two.json", twoNodes));
    if (tab) tab->canvas().setFocus();
    return tab;
  }

  static void edit(GraphTab& tab, const char* name = "other") {
    const Json put = {{"op", "put"}, {"path", {"name"}}, {"value", name}};
    QVERIFY(tab.model().apply({"Name", Json::array({put}), {}}).ok());
  }

  static void key(GraphTab& tab, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    QCoreApplication::processEvents();  // what is enabled follows what was selected
    QTest::keyClick(tab.canvas().viewport(), key, modifiers);
  }

  // The button of the question that is open.
  void click(const QString& text) {
    auto* box = m_window->findChild<QMessageBox*>("question");
    QVERIFY(box && box->isVisible());
    for (QAbstractButton* button : box->buttons()) {
      if (button->text().remove('&') == text) {
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(!m_window->findChild<QMessageBox*>("question"));
        // Keys go to the window again.
        if (m_window->isVisible()) m_window->activateWindow();
        if (m_window->isVisible()) QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        return;
      }
    }
    QFAIL(qPrintable("no button " + text));
  }

  void closePopups() {
    for (QWidget* widget : QApplication::topLevelWidgets()) {
      if (widget != m_window.get() && widget->isVisible()) widget->close();
    }
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
  }

  std::unique_ptr<EditorWindow> m_window;
};

WEFT_WINDOW_TEST_MAIN(TestWindow)
#include "test_window.moc"
