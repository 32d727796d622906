#include "window/action_groups.h"
#include "window/command_palette.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"
#include "window/panels.h"
#include "window/settings.h"

namespace weft::editor {
namespace {

constexpr const char* menu = "View";

// A setting that is on or off.
ActionSpec settingSwitch(const char* id, const char* text, const char* keys, Icon icon, bool Settings::*member) {
  return {id,
          text,
          menu,
          keys,
          icon,
          Needs::Nothing,
          Scope::Window,
          [member](EditorWindow&, GraphTab*) {
            Settings changed = settings();
            changed.*member = !(changed.*member);
            changeSettings(changed);
          },
          [member](EditorWindow&, GraphTab*) { return settings().*member; }};
}

ActionSpec panelSwitch(const PanelSpec& panel) {
  const QString id = panel.id;
  return {panel.id,
          panel.title,
          "View/Panels",
          panel.keys,
          panel.icon,
          Needs::Nothing,
          Scope::Window,
          [id](EditorWindow& window, GraphTab*) { window.panels().toggle(id); },
          [id](EditorWindow& window, GraphTab*) { return window.panels().isShown(id); }};
}

}  // namespace

std::vector<ActionSpec> viewActions() {
  std::vector<ActionSpec> actions = {
      {"view.commands", "All commands…", menu, "Ctrl+Shift+P", Icon::Search, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { openCommandPalette(window); }},
      {},
      {"view.fit", "Fit all", menu, "Home", Icon::Fit, Needs::Tab, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) { tab->canvas().fitAll(); }},
      {"view.fit-selection", "Fit selection, or all", menu, "., F", Icon::None, Needs::Tab, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) { tab->canvas().fitSelection(); }},
      {"view.zoom-in", "Zoom in", menu, "Ctrl++, Ctrl+=", Icon::ZoomIn, Needs::Tab, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { tab->canvas().zoomIn(); }},
      {"view.zoom-out", "Zoom out", menu, "Ctrl+-", Icon::ZoomOut, Needs::Tab, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { tab->canvas().zoomOut(); }},
      {"view.zoom-100", "Zoom to 100 %", menu, "Ctrl+0", Icon::None, Needs::Tab, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { tab->canvas().resetZoom(); }},
      {},
      settingSwitch("view.snap", "Snap to grid", "Shift+G", Icon::Grid, &Settings::snapToGrid),
      settingSwitch("view.minimap", "Minimap", "Alt+M", Icon::Minimap, &Settings::minimap),
      settingSwitch("view.details", "Time and bytes on nodes", "Alt+T", Icon::None, &Settings::details),
      {"view.theme", "Light theme", menu, "Ctrl+Alt+L", Icon::None, Needs::Nothing, Scope::Window,
       [](EditorWindow&, GraphTab*) {
         Settings changed = settings();
         changed.look = changed.look == Settings::Look::Light ? Settings::Look::Dark : Settings::Look::Light;
         changeSettings(changed);
       },
       [](EditorWindow&, GraphTab*) { return settings().look == Settings::Look::Light; }},
      {},
      {"view.focus", "Focus mode", menu, "F11, Ctrl+.", Icon::Focus, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) { window.setFocusMode(!window.isFocusMode()); },
       [](EditorWindow& window, GraphTab*) { return window.isFocusMode(); }},
      {"view.reset", "Reset panels", menu, "", Icon::Reset, Needs::Nothing, Scope::Window,
       [](EditorWindow& window, GraphTab*) {
         window.setFocusMode(false);
         window.panels().resetLayout();
       }},
  };
  for (const PanelSpec& panel : panelTable()) actions.push_back(panelSwitch(panel));
  return actions;
}

}  // namespace weft::editor
