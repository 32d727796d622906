// What is done to the selected nodes, beside moving and removing them.
#include <QMenu>
#include <QPainter>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/decoration_items.h"
#include "canvas/tools/inline_editor.h"
#include "canvas/tools/text_overlay.h"
#include "commands/node_edits.h"
#include "commands/subgraph_edits.h"
#include "document/arrange.h"
#include "document/names.h"
#include "theme/theme.h"

namespace weft::editor {
namespace {

constexpr double groupMargin = CanvasView::grid, groupTitle = 2 * CanvasView::grid;
constexpr QSizeF newNote(260, 140);

QRectF rectOf(const NodeItem& item) { return item.bodyRect().translated(item.pos()); }

QHash<QString, QRectF> selectedRects(CanvasView& view) {
  QHash<QString, QRectF> rects;
  for (const QString& id : view.selection().nodes()) {
    const NodeItem* item = view.graph().node(id);
    if (item && !item->face().look.pinned) rects.insert(id, rectOf(*item));
  }
  return rects;
}

// On for all, or off where all have it on.
bool turnsOn(CanvasView& view, bool NodeLook::*flag) {
  const QSet<QString>& nodes = view.selection().nodes();
  return std::any_of(nodes.begin(), nodes.end(), [&](const QString& id) {
    const NodeItem* item = view.graph().node(id);
    return item && !(item->face().look.*flag);
  });
}

QIcon swatch(const QColor& colour) {
  constexpr int size = 16;
  QPixmap pixmap(size * 2, size * 2);
  pixmap.setDevicePixelRatio(2);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme().border, 1));
  painter.setBrush(colour.isValid() ? QBrush(colour) : Qt::NoBrush);
  painter.drawEllipse(QRectF(2, 2, size - 4, size - 4));
  return pixmap;
}

}  // namespace

void toggleMute(CanvasView& view) {
  perform(view, toggle(view.model(), view.selection().graph(), view.selection().nodes(), Switch::Mute));
}

void toggleBypass(CanvasView& view) {
  perform(view, toggle(view.model(), view.selection().graph(), view.selection().nodes(), Switch::Bypass));
}

void toggleCollapsed(CanvasView& view) {
  perform(view, setCollapsed(view.model(), view.selection().graph(), view.selection().nodes(),
                             turnsOn(view, &NodeLook::collapsed)));
}

void togglePinned(CanvasView& view) {
  perform(view, setPinned(view.model(), view.selection().graph(), view.selection().nodes(),
                          turnsOn(view, &NodeLook::pinned)));
}

void setSelectionColour(CanvasView& view, const QColor& colour) {
  const Selection& selection = view.selection();
  const QString graph = selection.graph();
  Edit edit = setColour(view.model(), graph, selection.nodes(), colour);
  edit.name = "Colour";
  const auto add = [&](const Edit& more) {
    for (const Json& operation : more.operations) edit.operations.push_back(operation);
  };
  for (const int place : selection.groups()) {
    const GroupItem* item = view.graph().group(place);
    if (!item) continue;
    GroupBox box = item->box();
    box.colour = colour;
    add(changeGroup(view.model(), graph, place, box));
  }
  for (const int place : selection.notes()) {
    const NoteItem* item = view.graph().note(place);
    if (!item) continue;
    Note note = item->note();
    note.colour = colour;
    add(changeNote(view.model(), graph, place, note));
  }
  perform(view, edit);
}

void chooseColour(CanvasView& view) {
  auto* menu = new QMenu(&view);
  menu->setObjectName("menu:colours");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (const NamedColour& item : labelColours()) {
    menu->addAction(swatch(item.colour), item.name, &view,
                    [&view, colour = item.colour] { setSelectionColour(view, colour); });
  }
  menu->addSeparator();
  menu->addAction(swatch({}), "None", &view, [&view] { setSelectionColour(view, {}); });
  menu->popup(view.viewport()->mapToGlobal(view.mapFromScene(view.graph().selectionRect().topRight())));
}

void renameCurrent(CanvasView& view) {
  const Selection& selection = view.selection();
  const QString graph = selection.graph();
  if (const NodeItem* item = view.graph().node(selection.current())) {
    const NodeFace& face = item->face();
    new TextOverlay(view, rectOf(*item) & item->titleRect().translated(item->pos()), face.title,
                    TextOverlay::Kind::Line, [&view, graph, node = face.id](const QString& title) {
                      perform(view, setTitle(view.model(), graph, node, title.trimmed()));
                    });
  } else if (!selection.groups().isEmpty()) {
    const int place = *selection.groups().begin();
    if (const GroupItem* group = view.graph().group(place)) {
      new TextOverlay(view, group->titleRect(), group->box().title, TextOverlay::Kind::Line,
                      [&view, graph, place](const QString& title) {
                        const GroupItem* item = view.graph().group(place);
                        if (!item) return;
                        GroupBox box = item->box();
                        box.title = title.trimmed();
                        perform(view, changeGroup(view.model(), graph, place, box));
                      });
    }
  } else if (!selection.notes().isEmpty()) {
    editNote(view, *selection.notes().begin());
  }
}

void groupSelection(CanvasView& view) {
  QRectF rect;
  for (const QString& id : view.selection().nodes()) {
    if (const NodeItem* item = view.graph().node(id)) rect |= rectOf(*item);
  }
  if (rect.isEmpty()) return;
  rect.adjust(-groupMargin, -groupTitle, groupMargin, groupMargin);
  const int place = view.graph().groupCount();
  if (perform(view, addGroup(view.model(), view.selection().graph(), {"Group", {}, rect}))) {
    view.selection().setDecoration({place}, {});
  }
}

void addNoteHere(CanvasView& view) {
  const int place = view.graph().noteCount();
  const QRectF rect(view.snapped(view.insertionPoint()), newNote);
  if (!perform(view, addNote(view.model(), view.selection().graph(), {"", {}, rect}))) return;
  view.selection().set({});
  view.selection().setDecoration({}, {place});
  editNote(view, place);
}

void alignSelection(CanvasView& view, Side side) {
  perform(view, align(view.model(), view.selection().graph(), selectedRects(view), side));
}

void distributeSelection(CanvasView& view, Qt::Orientation along) {
  perform(view, distribute(view.model(), view.selection().graph(), selectedRects(view), along));
}

void arrangeSelection(CanvasView& view) {
  QSet<QString> nodes;
  NodeSizes sizes;
  QRectF before;
  const bool all = view.selection().nodes().size() < 2;
  for (const NodeItem* item : view.graph().nodes()) {
    const NodeFace& face = item->face();
    if (face.look.pinned || (!all && !view.selection().nodes().contains(face.id))) continue;
    nodes.insert(face.id);
    sizes.insert(face.id, item->bodyRect().size());
    before |= rectOf(*item);
  }
  Placement placement{arranged(view.model(), view.selection().graph(), nodes, sizes), {}, {}};
  QRectF after;
  for (auto it = placement.nodes.begin(); it != placement.nodes.end(); ++it) after |= {*it, sizes.value(it.key())};
  for (QPointF& at : placement.nodes) at = view.snapped(at + before.topLeft() - after.topLeft());
  Edit edit = place(view.model(), view.selection().graph(), placement);
  edit.name = "Arrange";
  perform(view, edit);
}

void makeSubgraph(CanvasView& view) {
  QString instance;
  const Edit edit =
      collapseIntoSubgraph(view.model(), view.selection().graph(), view.selection().nodes(), "subgraph", &instance);
  if (perform(view, edit)) view.selection().set({instance}, instance);
}

void openCurrent(CanvasView& view) {
  const NodeItem* item = view.graph().node(view.selection().current());
  if (!item) return;
  const NodeFace& face = item->face();
  if (face.kind == NodeKind::Subgraph) {
    const QStringList inside = view.selection().instances() + QStringList(face.id);
    if (view.selection().open(inside)) emit view.subgraphOpened(inside);
    return;
  }
  for (const ParameterFace& parameter : face.parameters) {
    if (parameter.linked || item->parameterRect(parameter.id).isNull()) continue;
    editInPlace(view, face.id, parameter.id);
    return;
  }
}

void unpackCurrent(CanvasView& view) {
  QSet<QString> nodes;
  const Edit edit = unpackSubgraph(view.model(), view.selection().graph(), view.selection().current(), &nodes);
  if (perform(view, edit)) view.selection().set(nodes);
}

void makeCurrentUnique(CanvasView& view) {
  perform(view, makeUnique(view.model(), view.selection().graph(), view.selection().current()));
}

}  // namespace weft::editor
