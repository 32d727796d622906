// The editor as a command: what it says of wrong options, and the pictures it draws of itself.
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

class TestEditorCommand : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void helpAndVersion() {
    const Ended help = run({"--help"});
    QCOMPARE(help.status, 0);
    QVERIFY(help.out.contains("--screenshot") && help.out.contains("GRAPH.json"));
    QCOMPARE(help.err, "");
    const Ended version = run({"--version"});
    QCOMPARE(version.status, 0);
    QVERIFY(version.out.startsWith("weft "));
  }

  void wrongOptionsAreOneLine_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown") << QStringList{"--nonsense"} << "nonsense";
    QTest::newRow("no file") << QStringList{"none.json"} << "none.json";
    QTest::newRow("theme") << QStringList{"--theme", "pink"} << "pink";
    QTest::newRow("size") << QStringList{"--size", "large"} << "large";
    QTest::newRow("run alone") << QStringList{"--run"} << "graph";
    QTest::newRow("no graph") << QStringList{WEFT_SOURCE_DIR "/LICENSE", "--screenshot", "x.png"} << "LICENSE";
  }
  void wrongOptionsAreOneLine() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, said);
    const Ended ended = run(arguments);
    QCOMPARE(ended.status, 2);
    QCOMPARE(ended.out, "");
    QVERIFY2(ended.err.startsWith("error: ") && ended.err.contains(said), qPrintable(ended.err));
    QCOMPARE(ended.err.count('\n'), 1);
  }

  void aScreenshotShowsTheWindow() {
    QImage dark, light;
    for (bool isDark : {true, false}) {
      const QString picture = m_folder->filePath("window.png");
      const Ended ended =
          run({graph(good), "--screenshot", picture, "--theme", isDark ? "dark" : "light", "--size", "1000x700"});
      QVERIFY2(ended.status == 0, qPrintable(ended.err));
      QImage image(picture);
      QCOMPARE(image.size(), QSize(1000, 700));
      (isDark ? dark : light) = image;
    }
    QVERIFY(QColor(dark.pixel(500, 695)).lightness() < QColor(light.pixel(500, 695)).lightness());
  }

  void aRunEndsWithItsStatus() {
    const QString picture = m_folder->filePath("run.png");
    const Ended done = run({graph(good), "--run", "--screenshot", picture, "--out", m_folder->filePath("out")});
    QVERIFY2(done.status == 0, qPrintable(done.err));
    QVERIFY(QFileInfo::exists(picture));
    QVERIFY(QFileInfo::exists(m_folder->filePath("out/sum.txt")));
    const Ended failed = run({graph(bad), "--run", "--screenshot", picture});
    QCOMPARE(failed.status, 1);
    QVERIFY2(failed.err.contains("missing.png"), qPrintable(failed.err));
  }

  void aPictureThatCannotBeWritten() {
    const Ended ended = run({graph(good), "--screenshot", m_folder->filePath("none/x.png")});
    QCOMPARE(ended.status, 2);
    QVERIFY(ended.err.contains("none/x.png"));
  }

 private:
  struct Ended {
    int status = -1;
    QString out, err;
  };

  static constexpr const char* good = R"({"weft": 1, "nodes": {
    "sum": {"type": "weft.math.Add", "params": {"a": 1, "b": 2}},
    "text": {"type": "weft.io.SaveText", "params": {"name": "sum"}, "inputs": {"text": "sum.value"}}}})";
  static constexpr const char* bad = R"({"weft": 1, "nodes": {
    "load": {"type": "weft.io.LoadImage", "params": {"path": "missing.png"}},
    "save": {"type": "weft.io.SaveImage", "inputs": {"image": "load.image"}}}})";

  QString graph(const char* text) {
    QFile file(m_folder->filePath("graph.json"));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0) qFatal("no room for tests");
    return file.fileName();
  }

  Ended run(const QStringList& arguments) {
    QProcess editor;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "WEFT_PLUGIN_PATH"}) {
      environment.remove(name);
    }
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
      environment.insert(name, m_folder->filePath(name));
    }
    environment.insert("XDG_RUNTIME_DIR", m_folder->path());
    editor.setProcessEnvironment(environment);
    editor.setWorkingDirectory(m_folder->path());
    editor.start(WEFT_BUILD_DIR "/bin/editor", arguments);
    if (!editor.waitForFinished(60000)) return {};
    return {editor.exitStatus() == QProcess::NormalExit ? editor.exitCode() : -1,
            QString::fromUtf8(editor.readAllStandardOutput()), QString::fromUtf8(editor.readAllStandardError())};
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestEditorCommand)
#include "test_editor_command.moc"
