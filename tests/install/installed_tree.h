// An installed tree of this build in a folder of the test's own, moved after it was installed, and programs run against
// it.
#pragma once

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <stdexcept>

namespace weft::test {

struct Outcome {
  int status = -1;
  QString output, errors;
  QString all() const { return output + errors; }
};

class InstalledTree {
 public:
  // Its path has a space and a comma in it, as people's do.
  InstalledTree() {
    const Outcome installed = run("cmake", {"--install", WEFT_BUILD_DIR, "--prefix", path("first")});
    if (installed.status != 0) throw std::runtime_error(installed.all().toStdString());
    if (!QDir().rename(path("first"), prefix())) throw std::runtime_error("the installed tree cannot be moved");
  }

  QString prefix() const { return path("moved to, here"); }
  QString runner() const { return prefix() + "/bin/runner"; }
  QString path(const QString& name) const { return m_folder.filePath(name); }
  // Where runner finds the user's plugins, in place of ~/.local/share.
  QString dataHome() const { return path("data"); }

  Outcome run(const QString& program, const QStringList& arguments, const QString& folder = ".",
              const QMap<QString, QString>& variables = {}) const {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("XDG_DATA_HOME", dataHome());
    environment.insert("WEFT_CACHE", path("cache"));
    for (auto one = variables.begin(); one != variables.end(); ++one) environment.insert(one.key(), one.value());
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(path(folder));
    process.start(program, arguments);
    if (!process.waitForFinished(540'000) || process.exitStatus() != QProcess::NormalExit) return {};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }

  void write(const QString& name, const QByteArray& text) const {
    QFile file(path(name));
    if (!QDir().mkpath(QFileInfo(file).path()) || !file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
      throw std::runtime_error("cannot write " + name.toStdString());
  }
  // The files of one folder and of those below it.
  void copy(const QString& from, const QString& to) const {
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
      const QString file = files.next(), target = path(to) + "/" + QDir(from).relativeFilePath(file);
      if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(file, target))
        throw std::runtime_error("cannot copy " + file.toStdString());
    }
  }
  // Configures and builds the project in a folder; the first step that fails is the answer.
  Outcome build(const QString& folder, const QStringList& options = {"-G", "Ninja"}) const {
    const Outcome configured =
        run("cmake", QStringList{"-B", "build", "-DCMAKE_PREFIX_PATH=" + prefix()} + options, folder);
    if (configured.status != 0) return configured;
    Outcome built = run("cmake", {"--build", "build"}, folder);
    built.output = configured.output + built.output;
    return built;
  }

 private:
  QTemporaryDir m_folder;
};

}  // namespace weft::test
