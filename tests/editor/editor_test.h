// What every test of the editor begins with: the catalogue of the build tree's packs, known by their descriptions, and
// a message handler under which any warning of Qt, or of ours, fails the test.
#pragma once

#include <QApplication>
#include <QtTest>

#include <weft/host/host.h>

#include "document/graph_model.h"

namespace weft::editor::test {

// Made once; no plugin's code runs for it.
inline const Host& host() {
  static const Host host([] {
    HostOptions options;
    options.folders = {WEFT_BUILD_DIR "/lib/weft"};
    options.builtInFolder = WEFT_BUILD_DIR "/lib/weft";
    options.isolation = Isolation::All;
    return options;
  }());
  return host;
}

inline const NodeCatalog& catalog() { return host().catalog(); }

// Warnings become failures of the test that runs: QTest::failOnWarning() is of Qt 6.3 and takes any, but for those in
// which the offscreen platform regrets what it cannot do for windows with a smallest size and for popups.
inline void failOnWarnings() {
  QTest::failOnWarning(QRegularExpression("^(?!This plugin does not support (propagateSizeHints|raise|grabbing))"));
}

inline QString textOf(const GraphModel& model) { return QString::fromStdString(model.document().text()); }

inline void load(GraphModel& model, const QString& path) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  Problems problems;
  const auto read = model.read(file.readAll().toStdString(), path, problems);
  QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
}

inline QString shippedGraph(const char* name) {
  return QStringLiteral(WEFT_SOURCE_DIR "/graphs/") + QLatin1String(name);
}

}  // namespace weft::editor::test

// As QTEST_MAIN, for a test program that may itself be started to try or run a plugin (host.h, runChild).
#define WEFT_EDITOR_TEST_MAIN(Test)                         \
  int main(int argc, char** argv) {                         \
    int status = 0;                                         \
    if (weft::runChild(argc, argv, &status)) return status; \
    QApplication application(argc, argv);                   \
    Test test;                                              \
    return QTest::qExec(&test, argc, argv);                 \
  }
