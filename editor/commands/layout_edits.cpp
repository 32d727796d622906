#include "commands/layout_edits.h"

#include "commands/layout_change.h"
#include "document/arrange.h"
#include "document/names.h"

namespace weft::editor {
namespace {

const Json discarded(Json::value_t::discarded);

Edit finished(QString name, const LayoutChange& change) {
  Edit edit{std::move(name), Json::array(), {}};
  change.appendTo(edit.operations);
  return edit;
}

bool isThere(const GraphModel& model, const QString& graph, const QString& node) {
  const Graph* in = model.graph(graph);
  if (!in) return false;
  if (node == inputsNode()) return !in->inputs.empty();
  if (node == outputsNode()) return !in->outputs.empty();
  return in->find(node.toStdString()) != nullptr;
}

// One member of the looks of several nodes.
Edit setLooks(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QString& name,
              const char* key, const Json& value) {
  LayoutChange change(model, graph);
  for (const QString& node : nodes) {
    if (isThere(model, graph, node)) change.setLook(node, key, value);
  }
  return finished(name + " " + countOf(nodes.size(), "node"), change);
}

template <typename Item>
Edit changeItem(const GraphModel& model, const QString& graph, const char* list, int place, const QString& name,
                Json (*write)(const Item&, Json), const Item& item) {
  LayoutChange change(model, graph);
  Json& items = change.list(list);
  if (place < 0 || static_cast<size_t>(place) >= items.size()) return {};
  Json& before = items[static_cast<size_t>(place)];
  before = write(item, before.is_object() ? before : Json::object());
  return finished(name, change);
}

void removeItems(LayoutChange& change, const char* list, const QSet<int>& places) {
  if (places.isEmpty()) return;
  Json& items = change.list(list);
  Json kept = Json::array();
  for (size_t i = 0; i < items.size(); ++i) {
    if (!places.contains(static_cast<int>(i))) kept.push_back(std::move(items[i]));
  }
  items = std::move(kept);
}

void placeItems(LayoutChange& change, const char* list, const QHash<int, QRectF>& rects) {
  if (rects.isEmpty()) return;
  Json& items = change.list(list);
  for (auto it = rects.begin(); it != rects.end(); ++it) {
    if (it.key() >= 0 && static_cast<size_t>(it.key()) < items.size()) {
      setRect(items[static_cast<size_t>(it.key())], it.value());
    }
  }
}

}  // namespace

Edit place(const GraphModel& model, const QString& graph, const Placement& placement, const QString& gesture) {
  LayoutChange change(model, graph);
  for (auto it = placement.nodes.begin(); it != placement.nodes.end(); ++it) {
    if (isThere(model, graph, it.key())) change.setPosition(it.key(), it.value());
  }
  placeItems(change, "groups", placement.groups);
  placeItems(change, "notes", placement.notes);
  const bool onlyNodes = placement.groups.isEmpty() && placement.notes.isEmpty();
  const qsizetype count = placement.nodes.size() + placement.groups.size() + placement.notes.size();
  Edit edit = finished("Move " + countOf(count, onlyNodes ? "node" : "item"), change);
  edit.mergeKey = gesture;
  return edit;
}

Edit setTitle(const GraphModel& model, const QString& graph, const QString& node, const QString& title) {
  if (!isThere(model, graph, node)) return {};
  LayoutChange change(model, graph);
  change.setLook(node, "title", title.isEmpty() ? discarded : Json(title.toStdString()));
  return finished("Rename node", change);
}

Edit setColour(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QColor& colour) {
  return setLooks(model, graph, nodes, "Colour", "colour",
                  colour.isValid() ? Json(colour.name().toStdString()) : discarded);
}

Edit setCollapsed(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, bool collapsed) {
  return setLooks(model, graph, nodes, collapsed ? "Collapse" : "Expand", "collapsed",
                  collapsed ? Json(true) : discarded);
}

Edit setPinned(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, bool pinned) {
  return setLooks(model, graph, nodes, pinned ? "Pin" : "Unpin", "pinned", pinned ? Json(true) : discarded);
}

Edit setWidth(const GraphModel& model, const QString& graph, const QString& node, double width,
              const QString& gesture) {
  if (!isThere(model, graph, node)) return {};
  LayoutChange change(model, graph);
  change.setLook(node, "width", width > 0 ? positionJson({width, 0})[0] : discarded);
  Edit edit = finished("Resize node", change);
  edit.mergeKey = gesture;
  return edit;
}

Edit setSeedChange(const GraphModel& model, const QString& graph, const QString& node, const QString& parameter,
                   SeedChange change) {
  if (!isThere(model, graph, node)) return {};
  Json seeds = Json::object();
  const NodeLook look = nodeLook(model, graph, node);
  QStringList parameters = look.seeds.keys();
  parameters.sort();
  for (const QString& known : parameters) seeds[known.toStdString()] = seedChangeName(look.seeds[known]);
  if (change == SeedChange::Fixed)
    seeds.erase(parameter.toStdString());
  else
    seeds[parameter.toStdString()] = seedChangeName(change);
  LayoutChange looks(model, graph);
  looks.setLook(node, "seeds", seeds.empty() ? discarded : seeds);
  return finished("Change seed after runs", looks);
}

Edit addGroup(const GraphModel& model, const QString& graph, const GroupBox& box) {
  LayoutChange change(model, graph);
  change.list("groups").push_back(groupJson(box));
  return finished("Add group", change);
}

Edit changeGroup(const GraphModel& model, const QString& graph, int group, const GroupBox& box) {
  return changeItem(model, graph, "groups", group, "Change group", groupJson, box);
}

Edit addNote(const GraphModel& model, const QString& graph, const Note& note) {
  LayoutChange change(model, graph);
  change.list("notes").push_back(noteJson(note));
  return finished("Add note", change);
}

Edit changeNote(const GraphModel& model, const QString& graph, int note, const Note& changed) {
  return changeItem(model, graph, "notes", note, "Change note", noteJson, changed);
}

Edit removeDecoration(const GraphModel& model, const QString& graph, const QSet<int>& groups, const QSet<int>& notes) {
  LayoutChange change(model, graph);
  removeItems(change, "groups", groups);
  removeItems(change, "notes", notes);
  return finished(notes.isEmpty()    ? "Remove " + countOf(groups.size(), "group")
                  : groups.isEmpty() ? "Remove " + countOf(notes.size(), "note")
                                     : QString("Remove groups and notes"),
                  change);
}

Edit align(const GraphModel& model, const QString& graph, const QHash<QString, QRectF>& bounds, Side side) {
  QRectF all;
  for (const QRectF& rect : bounds) all = all.united(rect);
  Placement placement;
  for (auto it = bounds.begin(); it != bounds.end(); ++it) {
    QRectF rect = it.value();
    switch (side) {
      case Side::Left:
        rect.moveLeft(all.left());
        break;
      case Side::Right:
        rect.moveRight(all.right());
        break;
      case Side::Top:
        rect.moveTop(all.top());
        break;
      case Side::Bottom:
        rect.moveBottom(all.bottom());
        break;
      case Side::HorizontalCentre:
        rect.moveLeft(all.center().x() - rect.width() / 2);
        break;
      case Side::VerticalCentre:
        rect.moveTop(all.center().y() - rect.height() / 2);
        break;
    }
    placement.nodes[it.key()] = rect.topLeft();
  }
  Edit edit = place(model, graph, placement);
  edit.name = "Align " + countOf(bounds.size(), "node");
  return edit;
}

Edit distribute(const GraphModel& model, const QString& graph, const QHash<QString, QRectF>& bounds,
                Qt::Orientation along) {
  if (bounds.size() < 3) return {};
  const bool across = along == Qt::Horizontal;
  const auto begin = [&](const QRectF& rect) { return across ? rect.left() : rect.top(); };
  const auto extent = [&](const QRectF& rect) { return across ? rect.width() : rect.height(); };
  std::vector<std::pair<QString, QRectF>> order;
  double taken = 0, last = -1e30;
  for (auto it = bounds.begin(); it != bounds.end(); ++it) {
    order.emplace_back(it.key(), it.value());
    taken += extent(it.value());
    last = std::max(last, begin(it.value()) + extent(it.value()));
  }
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    return std::pair(begin(a.second), a.first) < std::pair(begin(b.second), b.first);
  });
  const double first = begin(order.front().second);
  const double gap = (last - first - taken) / static_cast<double>(order.size() - 1);
  Placement placement;
  double at = first;
  for (const auto& [node, rect] : order) {
    placement.nodes[node] = across ? QPointF(at, rect.top()) : QPointF(rect.left(), at);
    at += extent(rect) + gap;
  }
  Edit edit = place(model, graph, placement);
  edit.name = "Distribute " + countOf(bounds.size(), "node");
  return edit;
}

Edit arrange(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
             const QHash<QString, QSizeF>& sizes) {
  Placement placement{arranged(model, graph, nodes, sizes), {}, {}};
  if (placement.nodes.isEmpty()) return {};
  const auto cornerOf = [&](const NodePositions& positions) {
    QPointF corner = positions.value(placement.nodes.begin().key());
    for (auto it = placement.nodes.begin(); it != placement.nodes.end(); ++it) {
      const QPointF at = positions.value(it.key());
      corner = {std::min(corner.x(), at.x()), std::min(corner.y(), at.y())};
    }
    return corner;
  };
  const QPointF by = cornerOf(positionsOf(model, graph, sizes)) - cornerOf(placement.nodes);
  for (QPointF& at : placement.nodes) at += by;
  Edit edit = place(model, graph, placement);
  edit.name = "Arrange " + countOf(placement.nodes.size(), "node");
  return edit;
}

}  // namespace weft::editor
