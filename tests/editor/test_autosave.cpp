// Copies against crashes: whole whenever the process dies, offered at the next start, gone when nobody needs them.
#include <iostream>

#include <QPushButton>
#include <QRandomGenerator>
#include <QToolButton>

#include "window/autosave.h"
#include "window/autosave_store.h"
#include "window_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

namespace {

// A graph whose size, and whose content, tell which one it is.
std::string numberedGraph(int number) {
  Json graph = Json::parse(twoNodes);
  graph["name"] = std::string(static_cast<size_t>(number % 97) * 500, static_cast<char>('a' + number % 26));
  return graph.dump();
}

// What the child of a test does until it is killed: writes one copy after the other, and says so.
int writeForEver(int& argc, char** argv) {
  QCoreApplication application(argc, argv);
  AutosaveStore store(argv[2]);
  for (int i = 0;; ++i) {
    store.write("graph", {"/home/somebody/graph.json", "graph", QDateTime::currentDateTimeUtc(), numberedGraph(i), {}});
    if (i % 8 == 0) store.noteRunning("graph", QString("node_%1").arg(i));
    if (i % 32 == 31) store.wait();
    std::cout << i << std::endl;
  }
}

}  // namespace

class TestAutosave : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    failOnWarnings();
    QDir(root()).removeRecursively();
  }

  void aKilledProcessLeavesAWholeCopy() {
    int found = 0;
    for (int round = 0; round < 40; ++round) {
      QDir(root()).removeRecursively();
      QProcess child;
      child.start(QCoreApplication::applicationFilePath(), {"--write", root()});
      // Killed somewhere in the middle of what it does next.
      const int lines = 1 + QRandomGenerator::global()->bounded(60);
      for (int line = 0; line < lines; line += static_cast<int>(child.readAllStandardOutput().count('\n'))) {
        QVERIFY(child.waitForReadyRead());
      }
      child.kill();
      QVERIFY(child.waitForFinished());

      AutosaveStore store(root());
      const QList<AutosaveEntry> entries = store.orphans();
      for (const AutosaveEntry& entry : entries) {
        ++found;
        QCOMPARE(entry.title, "graph");
        QCOMPARE(entry.path, "/home/somebody/graph.json");
        Problems problems;
        QVERIFY(Document::parse(entry.text, "copy", problems).ok());
        const Json graph = Json::parse(entry.text);
        const std::string name = graph["name"];
        QVERIFY(name.empty() || name == std::string(name.size(), name[0]));
      }
      QVERIFY(entries.size() <= 1);
      store.discardOrphans();
      QVERIFY(store.orphans().isEmpty());
    }
    QVERIFY2(found > 20, qPrintable(QString::number(found)));
  }

  void whatLivesIsNobodysToRecover() {
    AutosaveStore living(root());
    living.write("graph", {{}, "Untitled", QDateTime::currentDateTimeUtc(), twoNodes, {}});
    living.wait();
    AutosaveStore other(root());
    QVERIFY(other.orphans().isEmpty());
  }

  void anEndInPeaceLeavesNothing() {
    {
      AutosaveStore store(root());
      store.write("graph", {{}, "Untitled", QDateTime::currentDateTimeUtc(), twoNodes, {}});
    }
    QVERIFY(QDir(root()).isEmpty());
  }

  void foreignFilesAreNoGraphs() {
    leaveCopy("one", "no line of JSON, and no graph");
    leaveCopy("two", QByteArray(1000, '\0'));
    AutosaveStore store(root());
    QVERIFY(store.orphans().isEmpty());
  }

  void theNextStartOffersToRestore() {
    leaveCopy("gone", copyOf("/home/somebody/work.json", "work"), "sample");
    const auto window = makeWindow();
    window->restore();
    const QString told = window->notices().texts().value(0);
    QVERIFY2(told.contains("work") && told.contains("sample"), qPrintable(told));
    auto* restore = window->notices().findChild<QPushButton*>("Restore");
    QVERIFY(restore);
    QTest::mouseClick(restore, Qt::LeftButton);
    QCOMPARE(window->tabs().size(), 1);
    GraphTab* tab = window->currentTab();
    QCOMPARE(tab->path(), "/home/somebody/work.json");
    QVERIFY(tab->isModified());
    QCOMPARE(textOf(tab->model()), written(twoNodes));
    QVERIFY(window->notices().texts().isEmpty());
    // The old copy went, and this process has one of its own.
    QCOMPARE(QDir(root()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    QCOMPARE(copies(), 1);
  }

  void whatIsDiscardedIsGone() {
    leaveCopy("gone", copyOf({}, "Untitled"));
    const auto window = makeWindow();
    window->restore();
    auto* discard = window->notices().findChild<QPushButton*>("Discard");
    QVERIFY(discard);
    QTest::mouseClick(discard, Qt::LeftButton);
    QCOMPARE(copies(), 0);
    QVERIFY(window->tabs().isEmpty());
  }

  void closingTheMessageKeepsTheCopy() {
    leaveCopy("gone", copyOf({}, "Untitled"));
    {
      const auto window = makeWindow();
      window->restore();
      QTest::mouseClick(window->notices().findChild<QToolButton*>("close"), Qt::LeftButton);
    }
    QCOMPARE(copies(), 1);
  }

  void aTabIsCopiedWhileItDiffersFromItsFile() {
    const auto window = makeWindow();
    GraphTab* tab = window->files().open(writeFile("copied.json", twoNodes));
    QVERIFY(tab);
    auto* autosave = tab->findChild<Autosave*>();
    QVERIFY(autosave);
    autosave->now();
    QCOMPARE(copies(), 0);  // nothing to lose
    QVERIFY(tab->model().apply({"Name", Json::parse(R"([{"op":"put","path":["name"],"value":"other"}])"), {}}).ok());
    autosave->now();
    QTRY_COMPARE(copies(), 1);
    QCOMPARE(bytesOf(tab->path()), QByteArray(twoNodes));
    QVERIFY(window->files().save(*tab));
    QTRY_COMPARE(copies(), 0);
  }

 private:
  static QString root() { return workFolder().filePath("autosave"); }

  static int copies() {
    int found = 0;
    QDirIterator files(root(), {"*.graph"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) files.next(), ++found;
    return found;
  }

  static QByteArray copyOf(const QString& path, const QString& title) {
    const Json head = {{"path", path.toStdString()}, {"title", title.toStdString()}, {"time", "2024-05-01T10:00:00Z"}};
    return QByteArray::fromStdString(head.dump()) + '\n' + twoNodes;
  }

  // As a process does that is gone.
  static void leaveCopy(const QString& folder, const QByteArray& content, const QByteArray& node = {}) {
    writeFile("autosave/" + folder + "/lock", {});
    writeFile("autosave/" + folder + "/graph.graph", content);
    if (!node.isEmpty()) writeFile("autosave/" + folder + "/graph.node", node);
  }
};

int main(int argc, char** argv) {
  int status = 0;
  if (weft::runChild(argc, argv, &status)) return status;
  if (argc == 3 && std::string_view(argv[1]) == "--write") return writeForEver(argc, argv);
  QApplication application(argc, argv);
  isolateSettings();
  TestAutosave test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_autosave.moc"
