#include "document/layout.h"

#include <array>

#include "document/graph_model.h"

namespace weft::editor {
namespace {

constexpr std::array<const char*, 3> seedChangeNames = {"fixed", "increment", "random"};

const Json* member(const Json* object, const char* key) {
  if (!object || !object->is_object()) return nullptr;
  const auto found = object->find(key);
  return found == object->end() ? nullptr : &*found;
}

const Json* editorOf(const GraphModel& model, const QString& graph) {
  const Json* in = &model.document().json();
  if (!graph.isEmpty()) in = member(member(in, "graphs"), graph.toUtf8().constData());
  return member(in, "editor");
}

std::vector<double> numbers(const Json* json, size_t count) {
  std::vector<double> found;
  if (!json || !json->is_array() || json->size() != count) return {};
  for (const Json& number : *json) {
    if (!number.is_number()) return {};
    found.push_back(std::clamp(number.get<double>(), -1e9, 1e9));
  }
  return found;
}

QString text(const Json* json) {
  return json && json->is_string() ? QString::fromStdString(json->get_ref<const std::string&>()) : QString();
}

QColor colour(const Json* json) {
  const QString name = text(json);
  return QColor::isValidColor(name) ? QColor(name) : QColor();
}

bool flag(const Json* json) { return json && json->is_boolean() && json->get<bool>(); }

QRectF rect(const Json* json) {
  const std::vector<double> read = numbers(json, 4);
  return read.empty() ? QRectF() : QRectF(read[0], read[1], read[2], read[3]);
}

void readPosition(const Json* json, NodeLook& look) {
  if (const std::vector<double> at = numbers(json, 2); !at.empty()) look.position = QPointF(at[0], at[1]);
}

void readLook(const Json* json, NodeLook& look) {
  look.title = text(member(json, "title"));
  look.colour = colour(member(json, "colour"));
  look.collapsed = flag(member(json, "collapsed"));
  look.pinned = flag(member(json, "pinned"));
  const Json* width = member(json, "width");
  if (width && width->is_number()) look.width = std::clamp(width->get<double>(), 0.0, 4096.0);
  const Json* seeds = member(json, "seeds");
  if (!seeds || !seeds->is_object()) return;
  for (const auto& [parameter, change] : seeds->items()) {
    for (size_t i = 0; i < seedChangeNames.size(); ++i) {
      if (change == seedChangeNames[i]) look.seeds[QString::fromStdString(parameter)] = static_cast<SeedChange>(i);
    }
  }
}

template <typename Read>
void eachOf(const GraphModel& model, const QString& graph, const char* list, const Read& read) {
  const Json* array = member(editorOf(model, graph), list);
  if (!array || !array->is_array()) return;
  for (const Json& item : *array) read(item.is_object() ? &item : nullptr);
}

}  // namespace

NodeLook nodeLook(const GraphModel& model, const QString& graph, const QString& node) {
  const Json* editor = editorOf(model, graph);
  const QByteArray key = node.toUtf8();
  NodeLook look;
  readPosition(member(member(editor, "positions"), key.constData()), look);
  readLook(member(member(editor, "nodes"), key.constData()), look);
  return look;
}

QHash<QString, NodeLook> nodeLooks(const GraphModel& model, const QString& graph) {
  const Json* editor = editorOf(model, graph);
  QHash<QString, NodeLook> looks;
  const Json* nodes = member(editor, "nodes");
  if (nodes && nodes->is_object()) {
    for (const auto& [id, look] : nodes->items()) readLook(&look, looks[QString::fromStdString(id)]);
  }
  const Json* positions = member(editor, "positions");
  if (positions && positions->is_object()) {
    for (const auto& [id, at] : positions->items()) readPosition(&at, looks[QString::fromStdString(id)]);
  }
  return looks;
}

std::vector<GroupBox> groupBoxes(const GraphModel& model, const QString& graph) {
  std::vector<GroupBox> boxes;
  eachOf(model, graph, "groups", [&](const Json* item) {
    boxes.push_back({text(member(item, "title")), colour(member(item, "colour")), rect(member(item, "rect"))});
  });
  return boxes;
}

std::vector<Note> notes(const GraphModel& model, const QString& graph) {
  std::vector<Note> notes;
  eachOf(model, graph, "notes", [&](const Json* item) {
    notes.push_back({text(member(item, "text")), colour(member(item, "colour")), rect(member(item, "rect"))});
  });
  return notes;
}

std::vector<std::string> editorPath(const QString& graph, std::initializer_list<QString> keys) {
  std::vector<std::string> path;
  if (!graph.isEmpty()) path = {"graphs", graph.toStdString()};
  path.emplace_back("editor");
  for (const QString& key : keys) path.push_back(key.toStdString());
  return path;
}

const char* seedChangeName(SeedChange change) { return seedChangeNames[static_cast<size_t>(change)]; }

}  // namespace weft::editor
