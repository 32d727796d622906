#include <cstdio>

#include <QApplication>
#include <QTimer>

#include <weft/host/host.h>

#include "window/command_line.h"
#include "window/editor_window.h"
#include "window/files.h"
#include "window/graph_tab.h"
#include "window/look.h"
#include "window/screenshot.h"
#include "window/settings.h"

namespace {

using namespace weft;
using namespace weft::editor;

// All that the editor needs of plugins are descriptions: no code of theirs runs in it.
HostOptions hostOptions(const CommandLine& line) {
  std::vector<std::string> folders;
  for (const QString& folder : line.plugins + settings().plugins) folders.push_back(folder.toStdString());
  HostOptions options = defaultHostOptions(folders);
  options.isolation = Isolation::All;
  return options;
}

void start(EditorWindow& window, const CommandLine& line) {
  if (line.screenshot.isEmpty()) window.restore();
  for (const QString& graph : line.graphs) window.files().open(graph);
  GraphTab* tab = window.currentTab();
  if (!line.screenshot.isEmpty()) {
    if (!line.graphs.isEmpty() && !tab) {
      for (const QString& text : window.notices().texts()) std::fprintf(stderr, "error: %s\n", qPrintable(text));
      return QApplication::exit(2);
    }
    takeScreenshot(window, line.screenshot, line.run, [](int status) { QApplication::exit(status); });
  }
  if (line.run && tab) tab->runs().queue({});
}

// Before there is an application: where nothing can be shown, a picture can still be drawn.
void choosePlatform(int argc, char** argv) {
  const bool isPicture = std::any_of(
      argv, argv + argc, [](const char* argument) { return std::string_view(argument).starts_with("--screenshot"); });
  const bool hasDisplay = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
  if (isPicture && !hasDisplay && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    // It complains of every window that has a smallest size, and of folders that it does not need.
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext& context, const QString& text) {
      if (!text.contains("propagateSizeHints") && !text.startsWith("QStandardPaths"))
        std::fprintf(stderr, "%s\n", qPrintable(qFormatLogMessage(type, context, text)));
    });
  }
}

}  // namespace

int main(int argc, char** argv) {
  int status = 0;
  if (runChild(argc, argv, &status)) return status;

  QStringList arguments;
  for (int i = 0; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
  const ReadCommandLine read = readCommandLine(arguments);
  if (read.status) {
    std::fprintf(*read.status == 0 ? stdout : stderr, "%s\n", qPrintable(read.text.trimmed()));
    return *read.status;
  }
  const CommandLine& line = read.commandLine;

  choosePlatform(argc, argv);
  QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QApplication application(argc, argv);
  QApplication::setApplicationName("editor");
  QApplication::setApplicationDisplayName("Weft");
  QApplication::setOrganizationName("weft");
  QApplication::setApplicationVersion(WEFT_VERSION);
  followLook(application, line.dark);

  const Host host(hostOptions(line));
  EditorWindow window(host, {line.sessionArguments, {}, {}});
  if (!line.size.isEmpty()) window.resize(line.size);
  window.show();
  QTimer::singleShot(0, &window, [&window, &line] { start(window, line); });
  return QApplication::exec();
}
