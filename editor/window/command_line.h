// `editor [GRAPH.json] [--run] [--screenshot FILE.png] …`
#pragma once

#include <optional>

#include <QSize>
#include <QString>
#include <QStringList>

namespace weft::editor {

struct CommandLine {
  QStringList graphs;
  bool run = false;
  QString screenshot;
  std::optional<bool> dark;  // nullopt: as settings say
  QSize size;                // empty: as it was left
  QStringList plugins;
  QStringList sessionArguments;  // what is passed on to `runner session`
};

// What to do about a command line: start with it, or print a text and end.
struct ReadCommandLine {
  CommandLine commandLine;
  std::optional<int> status;  // there: the process ends with it
  QString text;               // for standard output at status 0, else a line for standard error
};
ReadCommandLine readCommandLine(const QStringList& arguments);  // the first is the program

}  // namespace weft::editor
