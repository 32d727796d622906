// Graph files in the window: opened and saved to the byte, refused without loss, dropped, watched.
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

#include "window/graph_file.h"
#include "window_test.h"

using namespace weft;
using namespace weft::editor;
using namespace weft::editor::test;

class TestFiles : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    failOnWarnings();
    m_window = makeWindow();
  }
  void cleanup() {
    m_window.reset();
    QSettings().clear();
  }

  void shippedGraphsAreSavedAsTheyAre_data() {
    QTest::addColumn<QString>("path");
    QDirIterator files(WEFT_SOURCE_DIR "/graphs", {"*.json"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
      const QString path = files.next();
      if (!path.contains("/graphs/models/")) QTest::newRow(qPrintable(path.section('/', -2))) << path;
    }
  }
  void shippedGraphsAreSavedAsTheyAre() {
    QFETCH(QString, path);
    GraphTab* tab = m_window->files().open(path);
    QVERIFY(tab);
    const QString copy = workFolder().filePath("copy.json");
    QVERIFY(m_window->files().saveTo(*tab, copy));
    QCOMPARE(bytesOf(copy), bytesOf(path));
    // And after an edit that was undone.
    QVERIFY(tab->model().apply({"Name", Json::parse(R"([{"op":"put","path":["name"],"value":"other"}])"), {}}).ok());
    QVERIFY(tab->isModified());
    tab->model().undoStack().undo();
    QVERIFY(!tab->isModified());
    QVERIFY(m_window->files().saveTo(*tab, copy));
    QCOMPARE(bytesOf(copy), bytesOf(path));
  }

  // It opens unsaved, finds its files beside it, and is itself never written to.
  void templatesStayAsTheyAre() {
    const QString path = writeFile("template.json", twoNodes);
    const QByteArray before = bytesOf(path);
    GraphTab* tab = m_window->files().openTemplate(path);
    QVERIFY(tab);
    QVERIFY(tab->path().isEmpty());
    QVERIFY(!tab->isModified());
    QCOMPARE(tab->model().fileName(), path);
    QVERIFY(tab->model().apply({"Name", Json::parse(R"([{"op":"put","path":["name"],"value":"other"}])"), {}}).ok());
    QVERIFY(!m_window->files().save(*tab));  // asks for a name
    QCOMPARE(bytesOf(path), before);
    QVERIFY(!m_window->files().openTemplate(path + "-gone"));
  }

  void whatIsNoGraphIsRefusedWithoutLoss_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("said");
    QTest::newRow("empty") << QByteArray() << "line 1";
    QTest::newRow("cut short") << QByteArray("{\"weft\": 1,\n  \"nodes\": {") << "line 2";
    QTest::newRow("no graph") << QByteArray("[1, 2]") << "object";
    QTest::newRow("key twice") << QByteArray("{\"weft\": 1, \"nodes\": {}, \"nodes\": {}}") << "twice";
    QTest::newRow("bytes") << QByteArray("\xff\xfe\x00\x01", 4) << "line 1";
    QTest::newRow("deep") << QByteArray(100000, '[') << "line 1";
    QTest::newRow("newer") << QByteArray("{\"weft\": 99, \"nodes\": {}}") << "99";
  }
  void whatIsNoGraphIsRefusedWithoutLoss() {
    QFETCH(QByteArray, content);
    QFETCH(QString, said);
    GraphTab* tab = m_window->files().open(writeFile("good.json", twoNodes));
    QVERIFY(tab);
    const QString before = textOf(tab->model());
    QVERIFY(!m_window->files().open(writeFile("bad.json", content)));
    QCOMPARE(m_window->tabs().size(), 1);
    QCOMPARE(m_window->currentTab(), tab);
    QCOMPARE(textOf(tab->model()), before);
    QVERIFY2(m_window->notices().texts().value(0).contains(said), qPrintable(m_window->notices().texts().join('\n')));
    QVERIFY(m_window->notices().texts().value(0).contains("bad.json"));
    // The next good one takes the message away.
    QVERIFY(m_window->files().open(writeFile("other.json", twoNodes)));
    QVERIFY(m_window->notices().texts().isEmpty());
  }

  void missingFilesAndFoldersAreRefused() {
    QVERIFY(!m_window->files().open(workFolder().filePath("none.json")));
    QVERIFY(!m_window->files().open(workFolder().path()));
    QVERIFY(!m_window->files().open("/dev/zero"));
    QVERIFY(m_window->tabs().isEmpty());
    QVERIFY(m_window->notices().has("open-failed"));
  }

  void aGraphOfMissingPacksOpensAndSaves() {
    QByteArray text = twoNodes;
    text.replace("weft.math.Number", "org.example.odd.Thing");
    const QString path = writeFile("missing.json", text);
    GraphTab* tab = m_window->files().open(path);
    QVERIFY(tab);
    const QString told = tab->notices().texts().value(0);
    QVERIFY2(told.contains("org.example.odd.Thing") && told.contains("1 node "), qPrintable(told));
    const QString copy = workFolder().filePath("copy.json");
    QVERIFY(m_window->files().saveTo(*tab, copy));
    QCOMPARE(bytesOf(copy), text);
  }

  void savingKeepsLinksAndPermissions() {
    const QString real = writeFile("real/graph.json", twoNodes), link = workFolder().filePath("link.json");
    QFile::setPermissions(real, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    const auto permissions = QFile::permissions(real);
    QVERIFY(QFile::link(real, link));
    GraphTab* tab = m_window->files().open(link);
    QVERIFY(tab);
    QVERIFY(tab->model().apply({"Name", Json::parse(R"([{"op":"put","path":["name"],"value":"other"}])"), {}}).ok());
    QVERIFY(m_window->files().save(*tab));
    QVERIFY(QFileInfo(link).isSymLink());
    QVERIFY(bytesOf(real).contains("other"));
    QCOMPARE(QFile::permissions(real), permissions);
    QFile::remove(link);
  }

  void whatCannotBeWrittenStaysUnsaved() {
    GraphTab* tab = m_window->files().openText(twoNodes, "Two");
    QVERIFY(tab && tab->isModified());
    const QString wall = writeFile("wall", "a file, no folder");
    QVERIFY(!m_window->files().saveTo(*tab, wall + "/graph.json"));
    QVERIFY(tab->isModified());
    QVERIFY(tab->path().isEmpty());
    QVERIFY(tab->notices().has("file-error"));
    QCOMPARE(bytesOf(wall), "a file, no folder");
  }

  void aFileThatOthersChangeIsOfferedAgain() {
    const QString path = writeFile("watched.json", twoNodes);
    GraphTab* tab = m_window->files().open(path);
    QVERIFY(tab);
    QByteArray changed = twoNodes;
    changed.replace("\"value\": 1", "\"value\": 41");
    writeFile("watched.json", changed);
    QTRY_VERIFY(tab->notices().has("changed-on-disk"));
    auto* reload = tab->notices().findChild<QPushButton*>("Reload");
    QVERIFY(reload);
    QTest::mouseClick(reload, Qt::LeftButton);
    QVERIFY(textOf(tab->model()).contains("41"));
    QVERIFY(!tab->notices().has("changed-on-disk"));
    // What it writes itself is no news.
    QVERIFY(m_window->files().save(*tab));
    QSignalSpy told(&tab->model(), &GraphModel::reset);
    QTest::qWait(0);
    QVERIFY(!tab->notices().has("changed-on-disk"));
    QVERIFY(told.isEmpty());
  }

  void exportLeavesTheLayoutOut() {
    GraphTab* tab = m_window->files().open(shippedGraph("quickstart.json"));
    QVERIFY(tab);
    const QString path = workFolder().filePath("plain.json");
    QVERIFY(m_window->files().exportTo(*tab, path));
    Problems problems;
    const auto plain = Document::load(path.toStdString(), problems);
    QVERIFY(plain.ok());
    QVERIFY(!plain->json().contains("editor"));
    QCOMPARE(plain->graph().nodes.size(), tab->model().document().graph().nodes.size());
    QVERIFY(!tab->isModified());
  }

  void recentFilesAreKept() {
    const QString one = writeFile("one.json", twoNodes), two = writeFile("two.json", twoNodes);
    m_window->files().open(one);
    m_window->files().open(two);
    m_window->files().open(one);
    QCOMPARE(m_window->files().recent(), QStringList({one, two}));
    QCOMPARE(m_window->tabs().size(), 2);
    QCOMPARE(m_window->currentTab()->path(), one);
    m_window->files().clearRecent();
    QVERIFY(m_window->files().recent().isEmpty());
  }

  void droppedGraphsOpenAndPicturesBecomeNodes() {
    const QString graph = writeFile("dropped.json", twoNodes);
    drop({graph});
    QVERIFY(m_window->currentTab());
    QCOMPARE(m_window->currentTab()->path(), graph);

    QImage picture(8, 8, QImage::Format_RGB32);
    picture.fill(Qt::red);
    const QString path = workFolder().filePath("red.png");
    QVERIFY(picture.save(path));
    drop({path});
    GraphModel& model = m_window->currentTab()->model();
    QTRY_COMPARE(model.document().graph().nodes.size(), size_t{3});
    const NodeEntry& node = model.document().graph().nodes.back();
    QCOMPARE(QString::fromStdString(node.type), "weft.io.LoadImage");
    QCOMPARE(QString::fromStdString(node.parameters.at("path").get<std::string>()), "red.png");
    QVERIFY(m_window->currentTab()->selection().nodes().contains(QString::fromStdString(node.id)));
    m_window->currentTab()->model().undoStack().undo();
    QCOMPARE(model.document().graph().nodes.size(), size_t{2});
  }

  void aDroppedPictureThatCarriesItsGraphOpensIt() {
    QImage picture(8, 8, QImage::Format_RGB32);
    picture.fill(Qt::blue);
    picture.setText("weft", twoNodes);
    const QString path = workFolder().filePath("carrier.png");
    QVERIFY(picture.save(path));
    drop({path});
    QTRY_VERIFY(m_window->currentTab());
    QCOMPARE(textOf(m_window->currentTab()->model()), written(twoNodes));
    QVERIFY(m_window->currentTab()->isModified());  // it is in no file of its own yet
    QCOMPARE(m_window->currentTab()->title(), "carrier");
  }

  void damagedPicturesAreRefused() {
    drop({writeFile("noise.png", QByteArray("\x89PNG\r\n\x1a\n") + QByteArray(64, '\x7f'))});
    QTRY_VERIFY(m_window->notices().has("open-failed"));
    QVERIFY(m_window->tabs().isEmpty());
  }

 private:
  // Through the window's own events, as a desktop sends them.
  void drop(const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths) urls << QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QWidget* target = m_window->currentTab() ? m_window->currentTab()->canvas().viewport() : m_window.get();
    const QPoint at = target->rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(target, &drop);
    QVERIFY(drop.isAccepted());
  }

  std::unique_ptr<EditorWindow> m_window;
};

WEFT_WINDOW_TEST_MAIN(TestFiles)
#include "test_files.moc"
