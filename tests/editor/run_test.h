// What tests of runs share: the real runner with the tests' plugins, in a folder of its own.
#pragma once

#include "editor_test.h"
#include "run/session.h"

namespace weft::editor::test {

inline QString testPlugins(const QString& name) { return QStringLiteral(WEFT_BUILD_DIR "/tests/plugins/") + name; }

// Nothing of the person who runs the tests.
inline void useOwnFolders(const QTemporaryDir& folder) {
  for (const char* name : {"WEFT_PLUGIN_PATH", "WEFT_MODELS", "WEFT_LOG", "WEFT_KERNELS"}) qunsetenv(name);
  for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "WEFT_CACHE"}) {
    qputenv(name, folder.filePath(QString::fromLatin1(name).toLower()).toUtf8());
  }
}

inline Session::Options sessionOptions(const QTemporaryDir& folder, const QStringList& more = {}) {
  return {QStringLiteral(WEFT_BUILD_DIR "/bin/runner"),
          QStringList{"--plugins", testPlugins("session"), "--out", folder.filePath("out")} + more};
}

inline Json json(const char* text) { return Json::parse(text); }

}  // namespace weft::editor::test
