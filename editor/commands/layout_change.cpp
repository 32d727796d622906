#include "commands/layout_change.h"

#include <array>
#include <cmath>

#include "document/json_at.h"

namespace weft::editor {
namespace {

// Whole where it is whole: files are read by people. A hundredth of a unit is less than a pixel at any zoom.
Json coordinate(double value) {
  if (!std::isfinite(value)) return 0;
  const double kept = std::round(std::clamp(value, -1e9, 1e9) * 100) / 100;
  if (kept == std::round(kept)) return static_cast<int64_t>(kept);
  return kept;
}

void setOrErase(Json& object, const char* key, bool says, Json value) {
  if (says)
    object[key] = std::move(value);
  else
    object.erase(key);
}

QRectF rectOf(const Json& item) {
  const Json* rect = memberOf(&item, "rect");
  std::array<double, 4> numbers{};
  for (size_t i = 0; rect && rect->is_array() && i < std::min<size_t>(4, rect->size()); ++i) {
    if ((*rect)[i].is_number()) numbers[i] = (*rect)[i].get<double>();
  }
  return {numbers[0], numbers[1], numbers[2], numbers[3]};
}

}  // namespace

LayoutChange::LayoutChange(const GraphModel& model, const QString& graph) : LayoutChange(model.document(), graph) {}

LayoutChange::LayoutChange(const Document& document, const QString& graph) : m_graph(graph) {
  const Json* in = &document.json();
  if (!graph.isEmpty()) in = memberOf(memberOf(in, "graphs"), graph.toStdString());
  m_editor = memberOf(in, "editor");
  m_garbage = m_editor && !m_editor->is_object();
  if (m_garbage) m_editor = nullptr;
  const Json* looks = memberOf(m_editor, "nodes");
  if (!looks || !looks->is_object()) return;
  for (const auto& [node, look] : looks->items()) m_before.emplace(node, &look);
}

void LayoutChange::setPosition(const QString& node, QPointF at) {
  m_positions.set(node.toStdString(), positionJson(at));
}

const Json* LayoutChange::look(const QString& node) const {
  const auto found = m_before.find(node.toStdString());
  return found == m_before.end() ? nullptr : found->second;
}

void LayoutChange::setLook(const QString& node, const std::string& key, Json value) {
  const Json* before = look(node);
  Json now = before && before->is_object() ? *before : Json::object();
  if (value.is_discarded())
    now.erase(key);
  else
    now[key] = std::move(value);
  m_looks.set(node.toStdString(), now.empty() ? Json(Json::value_t::discarded) : std::move(now));
}

void LayoutChange::removeNode(const QString& node) {
  m_positions.remove(node.toStdString());
  m_looks.remove(node.toStdString());
}

void LayoutChange::renameNode(const QString& node, const QString& to) {
  m_positions.rename(node.toStdString(), to.toStdString());
  m_looks.rename(node.toStdString(), to.toStdString());
}

Json& LayoutChange::list(const char* name) {
  const auto [entry, isNew] = m_lists.try_emplace(name, Json::array());
  const Json* before = memberOf(m_editor, name);
  if (isNew && before && before->is_array()) entry->second = *before;
  return entry->second;
}

void LayoutChange::takeDecoration(const LayoutChange& other, QPointF by) {
  for (const char* name : {"groups", "notes"}) {
    const Json* items = memberOf(other.m_editor, name);
    if (!items || !items->is_array() || items->empty()) continue;
    for (Json item : *items) {
      setRect(item, rectOf(item).translated(by));
      list(name).push_back(std::move(item));
    }
  }
}

void LayoutChange::appendTo(Json& operations) const {
  Json own = Json::array();
  const std::vector<std::string> path = graphPath(m_graph, {"editor"});
  const auto below = [&](const char* key) {
    JsonPath longer = path;
    longer.emplace_back(key);
    return longer;
  };
  m_positions.appendTo(own, below("positions"), memberOf(m_editor, "positions"));
  m_looks.appendTo(own, below("nodes"), memberOf(m_editor, "nodes"));
  for (const auto& [name, list] : m_lists) {
    const Json* before = memberOf(m_editor, name);
    if (before ? *before != list : !list.empty()) own.push_back(putOperation(below(name.c_str()), list));
  }
  if (own.empty()) return;
  // A "put" makes the objects that are missing on its way, but replaces nothing there.
  if (m_garbage) operations.push_back(putOperation(path, Json::object()));
  for (Json& each : own) operations.push_back(std::move(each));
}

Json positionJson(QPointF at) { return {coordinate(at.x()), coordinate(at.y())}; }

Json rectJson(const QRectF& rect) {
  return {coordinate(rect.x()), coordinate(rect.y()), coordinate(rect.width()), coordinate(rect.height())};
}

Json groupJson(const GroupBox& box, Json before) {
  setOrErase(before, "title", !box.title.isEmpty(), box.title.toStdString());
  setOrErase(before, "colour", box.colour.isValid(), box.colour.name().toStdString());
  before["rect"] = rectJson(box.rect);
  return before;
}

Json noteJson(const Note& note, Json before) {
  before["text"] = note.text.toStdString();
  setOrErase(before, "colour", note.colour.isValid(), note.colour.name().toStdString());
  before["rect"] = rectJson(note.rect);
  return before;
}

void setRect(Json& item, const QRectF& rect) {
  if (!item.is_object()) item = Json::object();
  item["rect"] = rectJson(rect);
}

}  // namespace weft::editor
