// build/bin/runner in a folder of its own.
#pragma once

#include <QtTest>

#include <csignal>
#include <memory>

namespace weft::test {

struct Finished {
  int status = -1;  // what it exited with; -1: a signal ended it, or it did not end
  QByteArray out, err;

  QStringList errors() const {
    QStringList lines;
    for (const QString& line : QString::fromUtf8(err).split('\n')) {
      if (line.startsWith("error: ")) lines.append(line.mid(7));
    }
    return lines;
  }
  QStringList saved() const {
    QStringList paths;
    for (const QString& line : QString::fromUtf8(out).split('\n', Qt::SkipEmptyParts)) {
      if (line.startsWith("saved ")) paths.append(line.mid(6));
    }
    return paths;
  }
};

class RunnerFolder {
 public:
  static QString plugins(const QString& name) { return QStringLiteral(WEFT_BUILD_DIR "/tests/plugins/") + name; }

  QString path(const QString& name) const { return m_folder.filePath(name); }
  void write(const QString& name, const QByteArray& bytes) const {
    QDir().mkpath(QFileInfo(path(name)).path());
    QFile file(path(name));
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(file.errorString()));
    file.write(bytes);
  }
  QByteArray read(const QString& name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
  }
  // Everything below a folder, hidden files too, in the order of names.
  QStringList filesBelow(const QString& folder) const {
    QStringList names;
    QDirIterator files(path(folder), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) names.append(QDir(path(folder)).relativeFilePath(files.next()));
    names.sort();
    return names;
  }

  // `shell`: commands to run before it, such as "ulimit -s 256; ".
  std::unique_ptr<QProcess> start(const QStringList& arguments, const QProcessEnvironment& more = {},
                                  const QString& shell = {}) const {
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    // Nothing of the person who runs the tests.
    for (const char* name : {"WEFT_PLUGIN_PATH", "WEFT_MODELS", "WEFT_LOG", "WEFT_KERNELS"}) environment.remove(name);
    environment.insert("XDG_DATA_HOME", path("data"));
    environment.insert("XDG_CONFIG_HOME", path("config"));
    environment.insert("WEFT_CACHE", path("cache"));
    environment.insert(more);
    process->setProcessEnvironment(environment);
    process->setWorkingDirectory(m_folder.path());
    if (shell.isEmpty()) {
      process->start(WEFT_BUILD_DIR "/bin/runner", arguments);
    } else {
      process->start("sh", QStringList{"-c", shell + "exec \"$0\" \"$@\"", WEFT_BUILD_DIR "/bin/runner"} + arguments);
    }
    return process;
  }
  static Finished finish(QProcess& process) {
    Finished finished;
    if (!process.waitForFinished(60'000)) process.kill();
    process.waitForFinished();
    if (process.exitStatus() == QProcess::NormalExit) finished.status = process.exitCode();
    finished.out = process.readAllStandardOutput();
    finished.err = process.readAllStandardError();
    return finished;
  }
  Finished run(const QStringList& arguments, const QByteArray& input = {}) const { return runIn({}, arguments, input); }
  Finished runIn(const QString& shell, const QStringList& arguments, const QByteArray& input) const {
    const auto process = start(arguments, {}, shell);
    process->write(input);
    process->closeWriteChannel();
    return finish(*process);
  }

 private:
  QTemporaryDir m_folder;
};

inline QList<QJsonObject> jsonLines(const QByteArray& text) {
  QList<QJsonObject> lines;
  for (const QByteArray& line : text.split('\n')) {
    if (line.isEmpty()) continue;
    const QJsonDocument json = QJsonDocument::fromJson(line);
    if (!json.isObject()) QTest::qFail(("no JSON object: " + line).constData(), __FILE__, __LINE__);
    lines.append(json.object());
  }
  return lines;
}

}  // namespace weft::test
