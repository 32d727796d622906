#include "run/error_help.h"

#include <array>

#include <QRegularExpression>

namespace weft::editor {
namespace {

struct Advice {
  const char* pattern;
  const char* text;
};

// The first that fits.
const std::array<Advice, 9> advices = {{
    {"out of memory|budget of|cannot fit|bad_alloc",
     "Make the picture, the batch or the tiles smaller, let the model compute in bf16, or end other programs."},
    {"crashed|SIGSEGV|SIGABRT|SIGBUS|SIGILL",
     "The graph is safe. Run again; when it happens again, mute the node or update its plugin."},
    {"was killed|session has ended", "The graph is safe. Run again; if memory ran out, ask for less at once."},
    {"took longer than", "Give it more time in the settings of the session, or mute the node."},
    {"is not here, and --plugins|no node type|the pack ",
     "Install the pack that has this node and open the graph again, or put another node in its place."},
    {"cannot be started", "Check that the installation is complete: the runner lies beside the editor."},
    {"no such file|not found|No such file|cannot be opened",
     "Choose the file again in the inspector, or put it beside the graph."},
    {"permission|Permission|outside of|not below",
     "Move the file beside the graph, or allow its folder in the settings."},
    {"needs a link|is not linked|has nothing linked|missing; (it|the input)",
     "Connect the input: drag from it to see what fits."},
}};

}  // namespace

QString adviceFor(const QString& message) {
  for (const Advice& advice : advices) {
    if (QRegularExpression(advice.pattern).match(message).hasMatch()) return advice.text;
  }
  return {};
}

QString withAdvice(const QString& message) {
  const QString advice = adviceFor(message);
  return advice.isEmpty() ? message : message + u'\n' + advice;
}

}  // namespace weft::editor
