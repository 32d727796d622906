#include "commands/parameter_edits.h"

#include <weft/abi/node.h>

#include "commands/operations.h"
#include "document/names.h"
#include "document/node_face.h"

namespace weft::editor {
namespace {

JsonPath defaultPath(const QString& graph, const QString& input) {
  return graphPath(graph, {"inputs", input.toStdString(), "default"});
}

// "Set Steps", "Set Steps of 3 nodes"
QString named(const char* verb, const QString& label, int count) {
  const QString name = QString("%1 %2").arg(QLatin1String(verb), label);
  return count < 2 ? name : QString("%1 of %2 nodes").arg(name).arg(count);
}

// A whole number stays one in the file, whatever way it came.
Json asKind(const ParameterType& type, const Json& value) {
  const bool isWhole = type.kind == WEFT_PARAMETER_INTEGER || type.kind == WEFT_PARAMETER_SEED;
  if (!isWhole || !value.is_number_float()) return value;
  const Result<int64_t> whole = asInteger(value);
  return whole ? Json(*whole) : value;
}

bool isSame(const Json& a, const Json& b) { return a == b && a.is_number_float() == b.is_number_float(); }

// A loop's body that is chosen and is not there yet is made with the choice, empty.
void addMissingSubgraph(const GraphModel& model, const ParameterType& type, const Json& value, Json& operations) {
  if (type.kind != WEFT_PARAMETER_GRAPH || !value.is_string() || !isId(value.get_ref<const std::string&>())) return;
  if (model.graph(QString::fromStdString(value.get_ref<const std::string&>()))) return;
  for (const Json& operation : operations) {
    if (operation.at("op") == "add-graph") return;
  }
  const Json empty = {{"inputs", Json::object()}, {"outputs", Json::object()}, {"nodes", Json::object()}};
  operations.push_back(operation("add-graph", {}, {{"name", value}, {"value", empty}}));
}

// Calls `each` with every node, in a fixed order, that has the parameter.
template <typename Each>
void eachWith(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QString& parameter,
              const Each& each) {
  QStringList ids(nodes.begin(), nodes.end());
  ids.sort();
  for (const QString& id : ids) {
    const std::optional<NodeFace> face = nodeFace(model, graph, id);
    const ParameterFace* found = face ? face->parameter(parameter) : nullptr;
    if (found) each(id, *found);
  }
}

}  // namespace

Edit setParameter(const GraphModel& model, const QString& graph, const QSet<QString>& nodes, const QString& parameter,
                  const Json& value, const QString& gesture) {
  Edit edit;
  edit.mergeKey = gesture;
  QString label;
  int count = 0;
  eachWith(model, graph, nodes, parameter, [&](const QString& id, const ParameterFace& face) {
    label = QString::fromStdString(face.type->label);
    const Json put = asKind(*face.type, value);
    if (face.given && isSame(face.value, put)) return;
    ++count;
    addMissingSubgraph(model, *face.type, put, edit.operations);
    if (id == inputsNode()) {
      edit.operations.push_back(putOperation(defaultPath(graph, parameter), put));
      return;
    }
    edit.operations.push_back(operation(
        "set-parameter", graph, {{"node", id.toStdString()}, {"parameter", parameter.toStdString()}, {"value", put}}));
  });
  edit.name = named("Set", label, count);
  return edit;
}

Edit resetParameter(const GraphModel& model, const QString& graph, const QSet<QString>& nodes,
                    const QString& parameter) {
  Edit edit;
  QString label;
  eachWith(model, graph, nodes, parameter, [&](const QString& id, const ParameterFace& face) {
    if (!face.given) return;
    label = QString::fromStdString(face.type->label);
    if (id == inputsNode()) {
      edit.operations.push_back(eraseOperation(defaultPath(graph, parameter)));
      return;
    }
    edit.operations.push_back(
        operation("clear-parameter", graph, {{"node", id.toStdString()}, {"parameter", parameter.toStdString()}}));
  });
  edit.name = named("Reset", label, static_cast<int>(edit.operations.size()));
  return edit;
}

}  // namespace weft::editor
