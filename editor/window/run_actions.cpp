#include <QSpinBox>

#include "run/sweep_dialog.h"
#include "window/action_groups.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

constexpr const char* menu = "Run";

int runCount(EditorWindow& window) {
  const auto* count = window.findChild<QSpinBox*>("run-count");
  return count ? count->value() : 1;
}

void queue(EditorWindow& window, GraphTab& tab, bool first) {
  RunRequest request;
  request.count = runCount(window);
  request.first = first;
  tab.runs().queue(request);
}

bool hasRuns(GraphTab& tab) {
  const auto& records = tab.runs().records();
  return std::any_of(records.begin(), records.end(), [](const RunRecord& record) {
    return record.status == RunRecord::Status::Queued || record.status == RunRecord::Status::Running;
  });
}

}  // namespace

std::vector<ActionSpec> runActions() {
  return {
      {"run.queue", "Queue", menu, "Ctrl+Return, Ctrl+Enter", Icon::Run, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { queue(window, *tab, false); }},
      {"run.queue-first", "Queue before the others", menu, "Ctrl+Shift+Return, Ctrl+Shift+Enter", Icon::RunFirst,
       Needs::Tab, Scope::Window, [](EditorWindow& window, GraphTab* tab) { queue(window, *tab, true); }},
      {"run.to-selection", "Run to the selected nodes", menu, "Alt+Return, Alt+Enter", Icon::RunTo, Needs::Nodes,
       Scope::Window,
       [](EditorWindow&, GraphTab* tab) {
         RunRequest request;
         for (const QString& node : tab->selection().nodes()) request.to << tab->selection().pathOf(node);
         tab->runs().queue(request);
       }},
      {"run.sweep", "Sweep…", menu, "", Icon::None, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { (new SweepDialog(tab->runs(), &window))->open(); }},
      {"run.live", "Run after each change", menu, "Alt+L", Icon::Live, Needs::Tab, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { tab->runs().setLive(!tab->runs().isLive()); },
       [](EditorWindow&, GraphTab* tab) { return tab->runs().isLive(); }},
      {},
      {"run.cancel",
       "Interrupt",
       menu,
       "Ctrl+Alt+Return, Ctrl+Alt+Enter",
       Icon::Stop,
       Needs::Tab,
       Scope::Window,
       [](EditorWindow&, GraphTab* tab) { tab->runs().cancel(); },
       {},
       [](EditorWindow&, GraphTab* tab) { return hasRuns(*tab); }},
      {"run.restart", "Restart the session", menu, "", Icon::Reset, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) {
         tab->runs().restart();
         window.say("The session starts anew; its memory and models are gone");
       }},
      {"run.clear-cache", "Forget kept results", menu, "", Icon::None, Needs::Tab, Scope::Window,
       [](EditorWindow&, GraphTab* tab) {
         tab->runs().session().request({{"do", "clear-cache"}});
       }},
  };
}

}  // namespace weft::editor
