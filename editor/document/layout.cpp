#include "document/layout.h"

#include <array>

#include "document/graph_model.h"
#include "document/json_at.h"

namespace weft::editor {
namespace {

constexpr std::array<const char*, 3> seedChangeNames = {"fixed", "increment", "random"};

const Json* editorOf(const GraphModel& model, const QString& graph) {
  const Json* in = &model.document().json();
  if (!graph.isEmpty()) in = memberOf(memberOf(in, "graphs"), graph.toUtf8().constData());
  return memberOf(in, "editor");
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
  look.title = text(memberOf(json, "title"));
  look.colour = colour(memberOf(json, "colour"));
  look.collapsed = flag(memberOf(json, "collapsed"));
  look.pinned = flag(memberOf(json, "pinned"));
  const Json* width = memberOf(json, "width");
  if (width && width->is_number()) look.width = std::clamp(width->get<double>(), 0.0, 4096.0);
  const Json* seeds = memberOf(json, "seeds");
  if (!seeds || !seeds->is_object()) return;
  for (const auto& [parameter, change] : seeds->items()) {
    for (size_t i = 0; i < seedChangeNames.size(); ++i) {
      if (change == seedChangeNames[i]) look.seeds[QString::fromStdString(parameter)] = static_cast<SeedChange>(i);
    }
  }
}

template <typename Read>
void eachOf(const GraphModel& model, const QString& graph, const char* list, const Read& read) {
  const Json* array = memberOf(editorOf(model, graph), list);
  if (!array || !array->is_array()) return;
  for (const Json& item : *array) read(item.is_object() ? &item : nullptr);
}

}  // namespace

NodeLook nodeLook(const GraphModel& model, const QString& graph, const QString& node) {
  const Json* editor = editorOf(model, graph);
  const QByteArray key = node.toUtf8();
  NodeLook look;
  readPosition(memberOf(memberOf(editor, "positions"), key.constData()), look);
  readLook(memberOf(memberOf(editor, "nodes"), key.constData()), look);
  return look;
}

QHash<QString, NodeLook> nodeLooks(const GraphModel& model, const QString& graph) {
  const Json* editor = editorOf(model, graph);
  QHash<QString, NodeLook> looks;
  const Json* nodes = memberOf(editor, "nodes");
  if (nodes && nodes->is_object()) {
    for (const auto& [id, look] : nodes->items()) readLook(&look, looks[QString::fromStdString(id)]);
  }
  const Json* positions = memberOf(editor, "positions");
  if (positions && positions->is_object()) {
    for (const auto& [id, at] : positions->items()) readPosition(&at, looks[QString::fromStdString(id)]);
  }
  return looks;
}

std::vector<GroupBox> groupBoxes(const GraphModel& model, const QString& graph) {
  std::vector<GroupBox> boxes;
  eachOf(model, graph, "groups", [&](const Json* item) {
    boxes.push_back({text(memberOf(item, "title")), colour(memberOf(item, "colour")), rect(memberOf(item, "rect"))});
  });
  return boxes;
}

std::vector<Note> notes(const GraphModel& model, const QString& graph) {
  std::vector<Note> notes;
  eachOf(model, graph, "notes", [&](const Json* item) {
    notes.push_back({text(memberOf(item, "text")), colour(memberOf(item, "colour")), rect(memberOf(item, "rect"))});
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
