#include "window/about.h"
#include "window/action_groups.h"
#include "window/actions.h"
#include "window/editor_window.h"
#include "window/panels.h"
#include "window/shortcuts_dialog.h"

namespace weft::editor {

std::vector<ActionSpec> helpActions() {
  const char* menu = "Help";
  return {
      {"help.node", "About the node", menu, "F1", Icon::Help, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.panels().reveal("panel.help"); }},
      {"help.shortcuts", "Keyboard shortcuts…", menu, "Ctrl+Shift+K", Icon::Keyboard, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) {
         auto* dialog = new ShortcutsDialog(window.actions(), &window);
         dialog->setAttribute(Qt::WA_DeleteOnClose);
         dialog->open();
       }},
      {},
      {"help.about", "About Weft", menu, "", Icon::Info, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { showAbout(window); }},
  };
}

}  // namespace weft::editor
