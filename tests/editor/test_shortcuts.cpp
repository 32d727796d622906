// Keys of actions: one press each, changed and taken from others in the list of shortcuts, kept between sessions.
#include <QPushButton>
#include <QTreeWidget>

#include "editor_test.h"
#include "palette_test.h"
#include "window/actions.h"
#include "window/editor_window.h"
#include "window/shortcuts_dialog.h"

using namespace weft;
using namespace weft::editor;

class TestShortcuts : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void everyKeyIsOnePressAndOfOneAction();
  void keysAreChangedAndTakenFromOthers();
  void keysAreKeptAndReset();
  void theListIsSearchedByNameAndByKeys();

 private:
  test::OwnSettings m_settings;
  QTemporaryDir m_autosaves;
  std::unique_ptr<EditorWindow> makeWindow() const {
    WindowOptions options;
    options.autosaveRoot = m_autosaves.path();
    return std::make_unique<EditorWindow>(test::host(), options);
  }
};

namespace {

QTreeWidgetItem* rowOf(const ShortcutsDialog& dialog, const QString& id) {
  for (QTreeWidgetItemIterator it(dialog.findChild<QTreeWidget*>("shortcutList")); *it; ++it) {
    if ((*it)->data(0, Qt::UserRole).toString() == id) return *it;
  }
  return nullptr;
}

void press(const ShortcutsDialog& dialog, const char* button) {
  QTest::mouseClick(dialog.findChild<QPushButton*>(button), Qt::LeftButton);
}

}  // namespace

void TestShortcuts::init() {
  test::failOnWarnings();
  m_settings.clear();
}

void TestShortcuts::everyKeyIsOnePressAndOfOneAction() {
  const auto window = makeWindow();
  QHash<QKeySequence, QString> taken;
  for (const QAction* action : window->actions().all()) {
    for (const QKeySequence& keys : action->shortcuts()) {
      QCOMPARE(keys.count(), 1);
      QVERIFY2(!taken.contains(keys), qPrintable(action->objectName() + " and " + taken.value(keys)));
      taken.insert(keys, action->objectName());
    }
  }
  QCOMPARE(taken.value(QKeySequence("Ctrl+Return")), QString("run.queue"));
  QCOMPARE(keysText(keysFrom("Ctrl+N, Ctrl+,")), QString("Ctrl+N, Ctrl+,"));
}

void TestShortcuts::keysAreChangedAndTakenFromOthers() {
  const auto window = makeWindow();
  ShortcutsDialog dialog(window->actions(), window.get());
  dialog.show();
  dialog.findChild<QTreeWidget*>("shortcutList")->setCurrentItem(rowOf(dialog, "view.zoom-100"));
  auto& keys = *dialog.findChild<KeyField*>("shortcutKeys");
  keys.setFocus();
  QTest::keyClick(&keys, Qt::Key_D, Qt::ControlModifier);
  QVERIFY(dialog.findChild<QLabel*>("shortcutNote")->text().contains("Duplicate"));
  press(dialog, "shortcutUse");
  QCOMPARE(window->actions().find("view.zoom-100")->shortcuts(), QList<QKeySequence>{QKeySequence("Ctrl+D")});
  QVERIFY(window->actions().find("edit.duplicate")->shortcuts().isEmpty());
  QCOMPARE(rowOf(dialog, "view.zoom-100")->text(1), QKeySequence("Ctrl+D").toString(QKeySequence::NativeText));
  press(dialog, "shortcutClear");
  QVERIFY(window->actions().find("view.zoom-100")->shortcuts().isEmpty());
  press(dialog, "shortcutReset");
  QCOMPARE(window->actions().find("view.zoom-100")->shortcuts(), window->actions().tableKeys("view.zoom-100"));
}

void TestShortcuts::keysAreKeptAndReset() {
  makeWindow()->actions().setKeys("file.save", {QKeySequence("F7"), QKeySequence("Ctrl+,")});
  const auto window = makeWindow();
  QAction& save = *window->actions().find("file.save");
  QCOMPARE(keysText(save.shortcuts()), QString("F7, Ctrl+,"));
  ShortcutsDialog dialog(window->actions(), window.get());
  dialog.show();
  press(dialog, "shortcutResetAll");
  QCOMPARE(save.shortcuts(), window->actions().tableKeys("file.save"));
  QCOMPARE(QSettings().value("shortcuts/file.save"), QVariant());
}

void TestShortcuts::theListIsSearchedByNameAndByKeys() {
  const auto window = makeWindow();
  ShortcutsDialog dialog(window->actions(), window.get());
  dialog.show();
  auto& search = *dialog.findChild<QLineEdit*>("shortcutSearch");
  QTest::keyClicks(&search, "bypass");
  QVERIFY(!rowOf(dialog, "node.bypass")->isHidden());
  QVERIFY(rowOf(dialog, "file.save")->isHidden());
  search.clear();
  QTest::keyClicks(&search, "ctrl+shift+s");
  QVERIFY(!rowOf(dialog, "file.save-as")->isHidden());
  QVERIFY(rowOf(dialog, "node.bypass")->isHidden());
}

WEFT_EDITOR_TEST_MAIN(TestShortcuts)
#include "test_shortcuts.moc"
