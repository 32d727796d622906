// What tests of runs share: the real runner with the tests' plugins, in a folder of its own.
#pragma once

#include "commands/parameter_edits.h"
#include "editor_test.h"
#include "run/run_controller.h"

namespace weft::editor::test {

// Of the build tree's packs and the tests' plugins.
inline const NodeCatalog& runCatalog() {
  static const Host host([] {
    HostOptions options;
    options.folders = {WEFT_BUILD_DIR "/lib/weft", WEFT_BUILD_DIR "/tests/plugins/session",
                       WEFT_BUILD_DIR "/tests/plugins/slow"};
    options.builtInFolder = WEFT_BUILD_DIR "/lib/weft";
    options.isolation = Isolation::All;
    return options;
  }());
  return host.catalog();
}

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
          QStringList{"--plugins", testPlugins("session"), "--cache", "none"} +
              (more.contains("--out") ? more : more + QStringList{"--out", folder.filePath("out")})};
}

inline Edit editOf(const char* operations) { return {"Edit", Json::parse(operations), {}}; }

using Status = RunRecord::Status;

// Pictures: gradient -> bright -> brighter, and a mask beside them.
inline constexpr const char* pictures = R"({"weft": 1, "outputs": {"o": "brighter.image"}, "nodes": {
  "gradient": {"type": "org.example.session.Gradient"},
  "bright": {"type": "org.example.session.Brighten", "inputs": {"image": "gradient.image"}},
  "brighter": {"type": "org.example.session.Brighten", "inputs": {"image": "bright.image"}}}})";

inline constexpr const char* slow = R"({"weft": 1, "outputs": {"o": "after.sum"}, "nodes": {
  "slow": {"type": "org.example.session.Slow"},
  "after": {"type": "org.example.session.Add", "inputs": {"a": ["slow.value"]}}}})";

// A document with its runs, as a tab of the window has them.
struct Tab {
  explicit Tab(const QTemporaryDir& folder, const char* graph, const QStringList& more = {})
      : model(runCatalog()), runs(model, sessionOptions(folder, more)) {
    QObject::connect(&runs, &RunController::message, &runs, [this](const QString& text, bool) { messages << text; });
    QObject::connect(&runs, &RunController::nodeEnded, &runs, [this](const QString& node, bool cached) {
      if (!cached) executed << node;
    });
    Problems problems;
    const auto read = model.read(graph, "", problems);
    if (!read) qFatal("%s", read.error().message.c_str());
  }
  void set(const char* node, const char* parameter, const Json& value) {
    const Edit edit = setParameter(model, "", {QString(node)}, parameter, value);
    QVERIFY(!edit.isEmpty());
    QVERIFY(model.apply(edit).ok());
  }
  NodeStatus status(const QString& node) const { return runs.state().of(node).status; }
  Status record(int id) const { return runs.record(id)->status; }

  GraphModel model;
  RunController runs;
  QStringList messages, executed;
};

}  // namespace weft::editor::test
