#include "window/action_groups.h"
#include "window/editor_window.h"
#include "window/files.h"
#include "window/graph_tab.h"

namespace weft::editor {

std::vector<ActionSpec> fileActions() {
  const char* file = "File";
  return {
      {"file.new", "New", file, "Ctrl+N, Ctrl+T", Icon::New, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.newTab(); }},
      {"file.templates", "New from template…", file, "Ctrl+Shift+N", Icon::Template, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.showWelcome(); }},
      {"file.open", "Open…", file, "Ctrl+O", Icon::Open, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.files().askOpen(); }},
      {},
      {"file.save", "Save", file, "Ctrl+S", Icon::Save, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { window.files().save(*tab); }},
      {"file.save-as", "Save as…", file, "Ctrl+Shift+S", Icon::SaveAs, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { window.files().askSaveAs(*tab); }},
      {"file.export", "Export without layout…", file, "", Icon::None, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { window.files().askExport(*tab); }},
      {"file.reload",
       "Reload from disk",
       file,
       "",
       Icon::Reset,
       Needs::Tab,
       Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { window.files().reload(*tab); },
       {},
       [](EditorWindow&, GraphTab* tab) { return !tab->path().isEmpty(); }},
      {},
      {"file.close", "Close tab", file, "Ctrl+W", Icon::Close, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { window.files().close(*tab); }},
      {"file.reopen",
       "Reopen closed tab",
       file,
       "Ctrl+Shift+T",
       Icon::None,
       Needs::Nothing,
       Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.files().reopen(); },
       {},
       [](EditorWindow& window, GraphTab*) { return window.files().canReopen(); }},
      {"file.next-tab", "Next tab", file, "Ctrl+Tab, Ctrl+PgDown", Icon::None, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.stepTab(1); }},
      {"file.previous-tab", "Previous tab", file, "Ctrl+Shift+Tab, Ctrl+PgUp", Icon::None, Needs::Tab, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.stepTab(-1); }},
      {},
      {"file.settings", "Settings…", file, "Ctrl+,", Icon::Settings, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.showSettings(); }},
      {"file.quit", "Quit", file, "Ctrl+Q", Icon::None, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.close(); }},
  };
}

}  // namespace weft::editor
