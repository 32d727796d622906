#include "window/about.h"
#include "window/action_groups.h"
#include "window/editor_window.h"

namespace weft::editor {

std::vector<ActionSpec> helpActions() {
  const char* menu = "Help";
  return {
      {"help.about", "About Weft", menu, "", Icon::Info, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { showAbout(window); }},
  };
}

}  // namespace weft::editor
