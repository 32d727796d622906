// What tests of the window begin with: settings and copies against crashes in a folder of their own, all packs by their
// descriptions, and a session that never starts unless a test wants it to.
#pragma once

#include <QSettings>
#include <QTemporaryDir>

#include "editor_test.h"
#include "theme/style.h"
#include "window/actions.h"
#include "window/editor_window.h"
#include "window/files.h"
#include "window/graph_tab.h"
#include "window/panels.h"
#include "window/settings.h"

namespace weft::editor::test {

inline QTemporaryDir& workFolder() {
  static QTemporaryDir folder;
  return folder;
}

// Before anything asks for settings.
inline void isolateSettings() {
  QCoreApplication::setOrganizationName("weft-test");
  QCoreApplication::setApplicationName("editor");
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, workFolder().filePath("settings"));
}

inline std::unique_ptr<EditorWindow> makeWindow(const QStringList& sessionArguments = {}) {
  auto window = std::make_unique<EditorWindow>(
      host(), WindowOptions{sessionArguments, workFolder().filePath("autosave"), WEFT_BUILD_DIR "/bin/runner"});
  window->resize(1280, 800);
  window->show();
  window->activateWindow();
  return window;
}

inline QString writeFile(const QString& name, const QByteArray& content) {
  const QString path = workFolder().filePath(name);
  QDir().mkpath(QFileInfo(path).absolutePath());
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) qFatal("no room for tests");
  return path;
}

inline QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline constexpr const char* twoNodes = R"({
  "weft": 1,
  "nodes": {
    "one": { "type": "weft.math.Number", "params": { "value": 1 } },
    "sum": { "type": "weft.math.Add", "params": { "b": 2 }, "inputs": { "a": "one.value" } }
  },
  "outputs": { "sum": "sum.value" },
  "editor": { "positions": { "one": [0, 0], "sum": [320, 0] } }
}
)";

// As the document writes it.
inline QString written(const char* text) {
  Problems problems;
  const auto document = Document::parse(text, "text", problems);
  return document ? QString::fromStdString(document->text()) : QString();
}

}  // namespace weft::editor::test

#define WEFT_WINDOW_TEST_MAIN(Test)                         \
  int main(int argc, char** argv) {                         \
    int status = 0;                                         \
    if (weft::runChild(argc, argv, &status)) return status; \
    QApplication application(argc, argv);                   \
    weft::editor::test::isolateSettings();                  \
    weft::editor::installStyle(application);                \
    Test test;                                              \
    return QTest::qExec(&test, argc, argv);                 \
  }
