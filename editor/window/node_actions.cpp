#include <QColorDialog>
#include <QInputDialog>

#include "commands/layout_edits.h"
#include "commands/node_edits.h"
#include "commands/subgraph_edits.h"
#include "document/names.h"
#include "window/action_groups.h"
#include "window/edit_support.h"
#include "window/editor_window.h"
#include "window/graph_tab.h"

namespace weft::editor {
namespace {

constexpr const char* menu = "Node";
constexpr const char* arrange = "Node/Align";

NodeLook currentLook(GraphTab& tab) {
  return nodeLook(tab.model(), tab.selection().graph(), tab.selection().current());
}

void toggleSwitch(GraphTab& tab, Switch which) {
  applyEdit(tab, toggle(tab.model(), tab.selection().graph(), tab.selection().nodes(), which));
}

void askTitle(EditorWindow& window, GraphTab& tab) {
  const QString graph = tab.selection().graph(), node = tab.selection().current();
  const auto face = nodeFace(tab.model(), graph, node);
  if (!face) return;
  auto* dialog = new QInputDialog(&window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName("rename");
  dialog->setWindowTitle("Rename");
  dialog->setLabelText("Title:");
  dialog->setTextValue(face->title);
  QObject::connect(dialog, &QInputDialog::textValueSelected, &tab, [&tab, graph, node](const QString& title) {
    applyEdit(tab, setTitle(tab.model(), graph, node, title.trimmed()));
  });
  dialog->open();
}

void askColour(EditorWindow& window, GraphTab& tab) {
  const QString graph = tab.selection().graph();
  const QSet<QString> nodes = tab.selection().nodes();
  auto* dialog = new QColorDialog(currentLook(tab).colour, &window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QColorDialog::colorSelected, &tab, [&tab, graph, nodes](const QColor& colour) {
    applyEdit(tab, setColour(tab.model(), graph, nodes, colour));
  });
  dialog->open();
}

void group(GraphTab& tab) {
  const QRectF around = boundsOfSelection(tab);
  const QRectF rect =
      around.isNull() ? QRectF(tab.canvas().insertionPoint(), QSizeF(320, 200)) : around.adjusted(-20, -48, 20, 20);
  applyEdit(tab, addGroup(tab.model(), tab.selection().graph(), {"Group", {}, rect}));
}

void collapse(GraphTab& tab) {
  QString instance;
  const Edit edit =
      collapseIntoSubgraph(tab.model(), tab.selection().graph(), tab.selection().nodes(), "subgraph", &instance);
  if (!edit.isEmpty() && applyEdit(tab, edit)) tab.selection().set({instance}, instance);
}

void unpack(GraphTab& tab) {
  QSet<QString> nodes;
  const Edit edit = unpackSubgraph(tab.model(), tab.selection().graph(), tab.selection().current(), &nodes);
  if (!edit.isEmpty() && applyEdit(tab, edit)) tab.selection().set(nodes);
}

ActionSpec alignment(const char* id, const char* text, Side side, Icon icon = Icon::None) {
  return {id, text, arrange, "", icon, Needs::TwoNodes, Scope::Window, [side](EditorWindow&, GraphTab* tab) {
            const auto bounds = nodeBounds(*tab, tab->selection().nodes());
            applyEdit(*tab, align(tab->model(), tab->selection().graph(), bounds, side));
          }};
}

ActionSpec distribution(const char* id, const char* text, Qt::Orientation along, Icon icon = Icon::None) {
  return {id, text, arrange, "", icon, Needs::TwoNodes, Scope::Window, [along](EditorWindow&, GraphTab* tab) {
            const auto bounds = nodeBounds(*tab, tab->selection().nodes());
            applyEdit(*tab, distribute(tab->model(), tab->selection().graph(), bounds, along));
          }};
}

}  // namespace

std::vector<ActionSpec> nodeActions() {
  return {
      {"node.mute", "Mute", menu, "Ctrl+M", Icon::Mute, Needs::Nodes, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { toggleSwitch(*tab, Switch::Mute); }},
      {"node.bypass", "Bypass", menu, "Ctrl+B", Icon::Bypass, Needs::Nodes, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { toggleSwitch(*tab, Switch::Bypass); }},
      {"node.collapse", "Collapse", menu, "Alt+C", Icon::Collapse, Needs::Node, Scope::Window,
       [](EditorWindow&, GraphTab* tab) {
         applyEdit(*tab, setCollapsed(tab->model(), tab->selection().graph(), tab->selection().nodes(),
                                      !currentLook(*tab).collapsed));
       }},
      {"node.pin", "Pin", menu, "P", Icon::Pin, Needs::Node, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) {
         applyEdit(*tab, setPinned(tab->model(), tab->selection().graph(), tab->selection().nodes(),
                                   !currentLook(*tab).pinned));
       }},
      {"node.rename", "Rename…", menu, "F2", Icon::Rename, Needs::Node, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { askTitle(window, *tab); }},
      {"node.colour", "Colour…", menu, "", Icon::Colour, Needs::Node, Scope::Window,
       [](EditorWindow& window, GraphTab* tab) { askColour(window, *tab); }},
      {"node.no-colour", "No colour", menu, "", Icon::None, Needs::Node, Scope::Window,
       [](EditorWindow&, GraphTab* tab) {
         applyEdit(*tab, setColour(tab->model(), tab->selection().graph(), tab->selection().nodes(), {}));
       }},
      {},
      {"node.group", "Group", menu, "Ctrl+G", Icon::Group, Needs::Tab, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { group(*tab); }},
      {"node.note", "Add note", menu, "Ctrl+Shift+G", Icon::Note, Needs::Tab, Scope::Window,
       [](EditorWindow&, GraphTab* tab) {
         const QRectF rect(tab->canvas().snapped(tab->canvas().insertionPoint()), QSizeF(240, 140));
         applyEdit(*tab, addNote(tab->model(), tab->selection().graph(), {"Note", {}, rect}));
       }},
      {},
      {"node.subgraph", "Collapse into subgraph", menu, "Ctrl+Shift+E", Icon::Subgraph, Needs::Nodes, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { collapse(*tab); }},
      {"node.unpack", "Unpack subgraph", menu, "Ctrl+Shift+U", Icon::None, Needs::Instance, Scope::Window,
       [](EditorWindow&, GraphTab* tab) { unpack(*tab); }},
      {"node.unique", "Make subgraph unique", menu, "", Icon::None, Needs::Instance, Scope::Window,
       [](EditorWindow&, GraphTab* tab) {
         applyEdit(*tab, makeUnique(tab->model(), tab->selection().graph(), tab->selection().current()));
       }},
      {"node.enter", "Open subgraph", menu, "Ctrl+Down", Icon::None, Needs::Instance, Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) {
         tab->selection().open(tab->selection().instances() + QStringList(tab->selection().current()));
       }},
      {"node.leave",
       "Leave subgraph",
       menu,
       "Ctrl+Up",
       Icon::Up,
       Needs::Tab,
       Scope::Canvas,
       [](EditorWindow&, GraphTab* tab) { tab->canvas().goUp(); },
       {},
       [](EditorWindow&, GraphTab* tab) { return !tab->selection().instances().isEmpty(); }},
      {},
      alignment("node.align-left", "Left edges", Side::Left, Icon::AlignLeft),
      alignment("node.align-right", "Right edges", Side::Right),
      alignment("node.align-top", "Top edges", Side::Top),
      alignment("node.align-bottom", "Bottom edges", Side::Bottom),
      alignment("node.align-horizontal", "Centres, in a column", Side::HorizontalCentre),
      alignment("node.align-vertical", "Centres, in a row", Side::VerticalCentre),
      distribution("node.distribute-across", "Distribute across", Qt::Horizontal, Icon::Distribute),
      distribution("node.distribute-down", "Distribute down", Qt::Vertical),
  };
}

}  // namespace weft::editor
