// The installed tree: it may be moved, it runs, and plugins are built against it with nothing else of the repository.
#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

namespace {

struct Outcome {
  int status = -1;
  QString output, errors;
};

Outcome run(const QString& program, const QStringList& arguments, const QString& folder) {
  QProcess process;
  process.setWorkingDirectory(folder);
  process.start(program, arguments);
  if (!process.waitForFinished(240'000) || process.exitStatus() != QProcess::NormalExit) return {};
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

// Copies the files of one folder and of those below it.
void copyFolder(const QString& from, const QString& to) {
  QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    const QString file = files.next();
    const QString target = to + "/" + QDir(from).relativeFilePath(file);
    QVERIFY(QDir().mkpath(QFileInfo(target).path()));
    QVERIFY(QFile::copy(file, target));
  }
}

void writeFile(const QString& path, const QByteArray& text) {
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(text), text.size());
}

}  // namespace

class TestInstall : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void installedRunnerListsThePacks();
  void packsExportOneSymbol();
  void shippedModelIsFound();
  void examplesBuildElsewhere_data();
  void examplesBuildElsewhere();
  void pluginWithoutEntryIsALinkError();
  void pluginWithAnUndefinedNameIsALinkError();

 private:
  Outcome build(const QString& source) const;
  QString path(const QString& name) const { return m_folder.filePath(name); }

  QTemporaryDir m_folder;
  QString m_prefix;
};

void TestInstall::initTestCase() {
  const Outcome installed = run("cmake", {"--install", WEFT_BUILD_DIR, "--prefix", path("first")}, path("."));
  QVERIFY2(installed.status == 0, qPrintable(installed.errors));
  m_prefix = path("moved");
  QVERIFY(QDir().rename(path("first"), m_prefix));
}

void TestInstall::installedRunnerListsThePacks() {
  const Outcome listed = run(m_prefix + "/bin/runner", {"plugins"}, path("."));
  QVERIFY2(listed.status == 0, qPrintable(listed.errors));
  for (const char* pack : {"weft.io", "weft.math", "weft.flow"}) {
    QVERIFY2(listed.output.contains(pack), qPrintable(listed.output));
  }
  QVERIFY2(!listed.output.contains(WEFT_BUILD_DIR), "the installed runner looks into the build tree");
}

void TestInstall::packsExportOneSymbol() {
  const QDir packs(m_prefix + "/lib/weft", "*.so");
  QVERIFY(!packs.entryList().isEmpty());
  for (const QFileInfo& pack : packs.entryInfoList()) {
    const Outcome symbols = run("nm", {"-D", "--defined-only", "--format=just-symbols", pack.filePath()}, path("."));
    QCOMPARE(symbols.output.trimmed(), QString("weft_plugin_entry"));
  }
}

void TestInstall::shippedModelIsFound() {
  if (!WEFT_WITH_TORCH) QSKIP("the model needs LibTorch");
  const Outcome made = run(m_prefix + "/bin/runner",
                           {m_prefix + "/share/weft/graphs/quickstart.json", "--set", "steps=2", "--quiet"}, path("."));
  QVERIFY2(made.status == 0, qPrintable(made.errors));
  QVERIFY2(made.output.startsWith("saved out/"), qPrintable(made.output));
}

Outcome TestInstall::build(const QString& source) const {
  const QString tree = source + "/build";
  const Outcome configured =
      run("cmake", {"-G", "Ninja", "-S", source, "-B", tree, "-DCMAKE_PREFIX_PATH=" + m_prefix}, source);
  return configured.status == 0 ? run("cmake", {"--build", tree}, source) : configured;
}

void TestInstall::examplesBuildElsewhere_data() {
  QTest::addColumn<QString>("example");
  const QDir plugins(WEFT_SOURCE_DIR "/plugins");
  for (const QString& folder : plugins.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
    QTest::newRow(qPrintable(folder)) << folder;
  }
}

void TestInstall::examplesBuildElsewhere() {
  QFETCH(QString, example);
  const QString source = path("plugins/" + example);
  copyFolder(WEFT_SOURCE_DIR "/plugins/" + example, source);
  const Outcome built = build(source);
  QVERIFY2(built.status == 0, qPrintable(built.output + built.errors));

  const QStringList libraries = QDir(source + "/build").entryList({"*.so"});
  QVERIFY(!libraries.isEmpty());
  const Outcome listed = run(m_prefix + "/bin/runner", {"plugins", "--plugins", source + "/build"}, path("."));
  QVERIFY2(listed.status == 0, qPrintable(listed.errors));
  for (const QString& library : libraries) {
    const QStringList lines = listed.output.split('\n').filter(library);
    QVERIFY2(lines.size() == 1, qPrintable(listed.output));
    QVERIFY2(!lines.first().contains("refused"), qPrintable(lines.first()));
  }
}

void TestInstall::pluginWithoutEntryIsALinkError() {
  writeFile(path("empty/CMakeLists.txt"),
            "cmake_minimum_required(VERSION 3.25)\nproject(empty C)\nfind_package(Weft REQUIRED)\n"
            "weft_add_plugin(empty empty.c)\n");
  writeFile(path("empty/empty.c"), "int unrelated(void) { return 1; }\n");
  const Outcome built = build(path("empty"));
  QVERIFY(built.status != 0);
  QVERIFY2(built.output.contains("weft_plugin_entry"), qPrintable(built.output));
}

void TestInstall::pluginWithAnUndefinedNameIsALinkError() {
  writeFile(path("lost/CMakeLists.txt"),
            "cmake_minimum_required(VERSION 3.25)\nproject(lost C)\nfind_package(Weft REQUIRED)\n"
            "weft_add_plugin(lost lost.c)\n");
  writeFile(path("lost/lost.c"),
            "int nowhereDefined(void);\nextern int (*const weft_plugin_entry)(void);\n"
            "int (*const weft_plugin_entry)(void) = nowhereDefined;\n");
  const Outcome built = build(path("lost"));
  QVERIFY(built.status != 0);
  QVERIFY2(built.output.contains("nowhereDefined"), qPrintable(built.output));
}

QTEST_GUILESS_MAIN(TestInstall)
#include "test_install.moc"
