#include "canvas/tools/context_menu.h"

#include <QMenu>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "canvas/tools/canvas_tool.h"
#include "canvas/tools/node_search.h"
#include "commands/link_edits.h"
#include "commands/parameter_edits.h"
#include "document/link_rules.h"
#include "document/names.h"

namespace weft::editor {
namespace {

constexpr double wireReach = 8;  // pixels of the view

QMenu* makeMenu(CanvasView& view, const char* name) {
  auto* menu = new QMenu(&view);
  menu->setObjectName(name);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  return menu;
}

// The view has the window's actions, with the keys that a person has chosen; without a window the table's serve.
void addAction(QMenu& menu, CanvasView& view, const QString& id) {
  const CanvasAction* entry = canvasAction(id);
  if (!entry || !canRun(view, entry->needs)) return;
  for (QAction* action : view.actions()) {
    if (action->objectName() != id) continue;
    menu.addAction(action);
    return;
  }
  menu.addAction(entry->text, &view, [&view, entry] { entry->run(view); })->setObjectName(id);
}

void addActions(QMenu& menu, CanvasView& view, std::initializer_list<const char*> ids) {
  for (const char* id : ids) {
    if (*id)
      addAction(menu, view, id);
    else
      menu.addSeparator();
  }
}

void addColours(QMenu& menu, CanvasView& view) { addActions(menu, view, {"node.rename", "node.colour"}); }

// Of an input, an output or a parameter.
void addPort(QMenu& menu, CanvasView& view, const NodeItem& item, const NodeHit& hit) {
  const QString graph = view.selection().graph(), node = item.face().id, port = hit.id;
  const bool isOutput = hit.part == NodeHit::Part::Output;
  std::vector<Link> links;
  for (const Link& link : view.graph().linksOf(node)) {
    if ((isOutput ? link.from : link.to) == PortRef{node, port}) links.push_back(link);
  }
  const auto add = [&](const QString& text, const auto& make) {
    menu.addAction(text, &view, [&view, make] { perform(view, make()); });
  };
  GraphModel& model = view.model();
  if (!links.empty()) {
    add(links.size() == 1 ? QString("Disconnect") : QString("Disconnect %1 wires").arg(links.size()),
        [&model, graph, links] { return disconnect(model, graph, links); });
  }
  const ParameterFace* parameter = isOutput ? nullptr : item.face().parameter(port);
  if (parameter && parameter->given) {
    add("Reset to default", [&model, graph, node, port] { return resetParameter(model, graph, {node}, port); });
  }
  if (isBoundary(node)) return;
  const bool isBody = parameter && parameter->type->kind == WEFT_PARAMETER_GRAPH;
  if (isOutput) {
    add("Make it an output of the graph",
        [&model, graph, node, port] { return addGraphOutput(model, graph, port, node, port); });
  } else if (!isBody) {
    add("Make it an input of the graph",
        [&model, graph, node, port] { return addGraphInput(model, graph, port, node, port); });
  }
  menu.addSeparator();
}

void addNode(QMenu& menu, CanvasView& view, const NodeItem& item, const NodeHit& hit) {
  using Part = NodeHit::Part;
  if (hit.part == Part::Input || hit.part == Part::Output || hit.part == Part::Parameter)
    addPort(menu, view, item, hit);
  if (item.face().kind == NodeKind::Subgraph) {
    addActions(menu, view, {"node.edit", "node.unpack", "node.unique", ""});
  }
  addActions(menu, view,
             {"run.to-node", "node.wire", "", "edit.cut", "edit.copy", "edit.duplicate", "edit.delete",
              "edit.delete-heal", "", "node.mute", "node.bypass", "node.collapse", "node.pin", ""});
  addColours(menu, view);
  addActions(menu, view, {"", "node.group", "node.subgraph"});
  if (view.selection().nodes().size() < 2) return;
  QMenu* align = menu.addMenu("Align");
  addActions(*align, view,
             {"node.align-left", "node.align-horizontal", "node.align-right", "", "node.align-top",
              "node.align-vertical", "node.align-bottom", "", "node.distribute-across", "node.distribute-down"});
  addAction(menu, view, "edit.arrange");
}

void addWire(QMenu& menu, CanvasView& view, const Link& link, QPointF at) {
  const QString graph = view.selection().graph();
  menu.addAction("Insert node…", &view, [&view, link, at] { NodeSearch::of(view).open({at, {}, {}, link}); });
  menu.addAction("Add reroute", &view, [&view, at] { addRerouteAt(view, at); });
  menu.addSeparator();
  menu.addAction("Delete wire", &view,
                 [&view, graph, link] { perform(view, disconnect(view.model(), graph, {link})); });
}

void addCanvas(QMenu& menu, CanvasView& view) {
  addActions(menu, view,
             {"node.add", "node.note", "", "edit.paste", "edit.paste-linked", "", "edit.select-all", "edit.arrange"});
}

void addDecoration(QMenu& menu, CanvasView& view) {
  addColours(menu, view);
  addActions(menu, view, {"", "edit.copy", "edit.duplicate", "edit.delete"});
}

}  // namespace

void openContextMenu(CanvasView& view, QPoint at, QPoint global) {
  GraphScene& graph = view.graph();
  Selection& selection = view.selection();
  const QPointF scene = view.mapToScene(at);
  const NodeItem* node = graph.nodeAt(scene);
  const Link* link = node ? nullptr : graph.linkAt(scene, wireReach / view.zoom());
  const NoteItem* note = node || link ? nullptr : graph.noteAt(scene);
  const GroupItem* group = node || link || note ? nullptr : graph.groupAt(scene);
  if (group && group->hit(scene) != DecorationPart::Title) group = nullptr;
  QMenu* menu = makeMenu(view, node            ? "menu:node"
                               : link          ? "menu:wire"
                               : note || group ? "menu:decoration"
                                               : "menu:canvas");
  if (node) {
    const QString id = node->face().id;
    if (!selection.nodes().contains(id)) {
      selection.clear();
      selection.set({id}, id);
    }
    addNode(*menu, view, *node, node->hit(scene - node->pos()));
  } else if (link) {
    addWire(*menu, view, *link, scene);
  } else if (note || group) {
    selection.set({});
    selection.setDecoration(group ? QSet<int>{group->place()} : QSet<int>{},
                            note ? QSet<int>{note->place()} : QSet<int>{});
    addDecoration(*menu, view);
  } else {
    addCanvas(*menu, view);
  }
  menu->popup(global);
}

void showContextMenu(CanvasView& view) {
  const NodeItem* item = view.graph().node(view.selection().current());
  const QPointF at = item ? item->pos() + item->titleRect().center() : view.visibleRect().center();
  const QPoint there = view.mapFromScene(at);
  openContextMenu(view, there, view.viewport()->mapToGlobal(there));
}

}  // namespace weft::editor
