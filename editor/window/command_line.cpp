#include "window/command_line.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QRegularExpression>

#include "preview/picture_file.h"

namespace weft::editor {
namespace {

// Options of `runner session` that are passed on as they are.
constexpr const char* passedOn[] = {"models", "out", "allow-path", "device", "dtype", "threads", "memory", "vram"};

void addOptions(QCommandLineParser& parser) {
  parser.addOptions({
      {{"h", "help"}, "This text."},
      {"version", "The version."},
      {"run", "Run the graph at once."},
      {"screenshot", "Draw the window into FILE, after the run with --run, and end.", "FILE.png"},
      {"theme", "dark or light, for this time.", "THEME"},
      {"size", "The window's size, such as 1600x1000.", "WxH"},
      {"plugins", "Look for plugins here too.", "DIR"},
      {"models", "Look for models and other input files here too.", "DIR"},
      {"out", "Where results go.", "DIR"},
      {"allow-path", "Let graphs read files in this folder.", "DIR"},
      {"device", "Where nodes compute: cpu, cuda, cuda:N, vulkan.", "DEVICE"},
      {"dtype", "What models compute in: f32, bf16 or f16.", "DTYPE"},
      {"threads", "How many threads compute.", "N"},
      {"memory", "Budget of main memory, such as 8G.", "SIZE"},
      {"vram", "Budget of the memory of each other device.", "SIZE"},
  });
  parser.addPositionalArgument("GRAPH.json", "Graphs to open, or pictures that carry one.", "[GRAPH.json...]");
  parser.setApplicationDescription("The editor of Weft's graphs.");
}

ReadCommandLine refused(const QString& why) { return {{}, 2, "error: " + why + "; editor --help lists what there is"}; }

}  // namespace

ReadCommandLine readCommandLine(const QStringList& arguments) {
  QCommandLineParser parser;
  addOptions(parser);
  if (!parser.parse(arguments)) return refused(parser.errorText().remove(QRegularExpression("\\.$")));
  if (parser.isSet("help")) return {{}, 0, parser.helpText()};
  if (parser.isSet("version")) return {{}, 0, QString("weft %1\n").arg(WEFT_VERSION)};

  ReadCommandLine read;
  CommandLine& line = read.commandLine;
  line.graphs = parser.positionalArguments();
  line.run = parser.isSet("run");
  line.screenshot = parser.value("screenshot");
  for (const QString& graph : line.graphs) {
    if (!QFileInfo(graph).isFile()) return refused(graph + ": no such file");
  }
  if (line.run || !line.screenshot.isEmpty()) {
    for (const QString& graph : line.graphs) {
      if (isPictureName(graph)) return refused(graph + ": --run and --screenshot want a graph file, not a picture");
    }
  }
  if (line.run && line.graphs.isEmpty()) return refused("--run wants a graph");
  if (parser.isSet("screenshot") && line.screenshot.isEmpty()) return refused("--screenshot wants a file");
  if (const QString theme = parser.value("theme"); parser.isSet("theme")) {
    if (theme != "dark" && theme != "light") return refused("--theme wants dark or light, and not \"" + theme + '"');
    line.dark = theme == "dark";
  }
  if (parser.isSet("size")) {
    const auto size = QRegularExpression("^(\\d{3,4})x(\\d{3,4})$").match(parser.value("size"));
    if (!size.hasMatch())
      return refused("--size wants a size such as 1600x1000, and not \"" + parser.value("size") + '"');
    line.size = {size.captured(1).toInt(), size.captured(2).toInt()};
  }
  line.plugins = parser.values("plugins");
  for (const QString& folder : line.plugins) line.sessionArguments << "--plugins" << folder;
  for (const char* option : passedOn) {
    for (const QString& value : parser.values(option)) line.sessionArguments << QString("--") + option << value;
  }
  return read;
}

}  // namespace weft::editor
