#include "document/arrange.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "document/layering.h"
#include "document/links.h"
#include "document/names.h"

namespace weft::editor {
namespace {

constexpr double titleHeight = 34, rowHeight = 22, fieldHeight = 27, promptHeight = 94, bottom = 6;
constexpr double gapBetweenParts = 60;

bool isShown(const ParameterFace& parameter) {
  const bool folded = parameter.type->has(WEFT_PARAMETER_ADVANCED) && !parameter.given && !parameter.linked;
  return parameter.visible && !folded;
}

double fieldHeightOf(const ParameterFace& parameter) {
  const bool prompt = parameter.type->kind == WEFT_PARAMETER_STRING && parameter.type->has(WEFT_PARAMETER_MULTILINE) &&
                      !parameter.linked;
  return prompt ? promptHeight : fieldHeight;
}

// Heights of ports below a node's upper edge.
double inputOffset(const NodeFace& face, const QString& port) {
  double y = titleHeight + rowHeight / 2;
  for (const PortFace& input : face.inputs) {
    if (input.id == port) return y;
    y += rowHeight;
  }
  y = titleHeight + rowHeight * static_cast<double>(std::max(face.inputs.size(), face.outputs.size()));
  for (const ParameterFace& parameter : face.parameters) {
    if (parameter.id == port) return y + fieldHeight / 2;
    if (isShown(parameter)) y += fieldHeightOf(parameter);
  }
  return titleHeight / 2;
}

double outputOffset(const NodeFace& face, const QString& port) {
  if (face.kind == NodeKind::GraphInputs) return inputOffset(face, port);
  double y = titleHeight + rowHeight / 2;
  for (const PortFace& output : face.outputs) {
    if (output.id == port) return y;
    y += rowHeight;
  }
  return titleHeight / 2;
}

// Nodes that wires hold together; parts come in the order of their first nodes.
std::vector<std::vector<int>> partsOf(size_t count, const std::vector<LayerEdge>& edges) {
  std::vector<int> parent(count);
  std::iota(parent.begin(), parent.end(), 0);
  const auto rootOf = [&](int node) {
    while (parent[static_cast<size_t>(node)] != node) {
      int& up = parent[static_cast<size_t>(node)];
      up = parent[static_cast<size_t>(up)];
      node = up;
    }
    return node;
  };
  for (const LayerEdge& edge : edges) {
    const int a = rootOf(edge.from), b = rootOf(edge.to);
    parent[static_cast<size_t>(std::max(a, b))] = std::min(a, b);
  }
  std::vector<int> number(count, -1);
  std::vector<std::vector<int>> parts;
  for (size_t i = 0; i < count; ++i) {
    int& part = number[static_cast<size_t>(rootOf(static_cast<int>(i)))];
    if (part < 0) {
      part = static_cast<int>(parts.size());
      parts.emplace_back();
    }
    parts[static_cast<size_t>(part)].push_back(static_cast<int>(i));
  }
  return parts;
}

struct Part {
  std::vector<int> nodes;
  std::vector<QPointF> corners;
  QSizeF size;
};

// On shelves, as wide as the widest or about as wide as high.
void shelve(const std::vector<Part>& parts, std::vector<QPointF>& corners) {
  double widest = 0, area = 0;
  for (const Part& part : parts) {
    widest = std::max(widest, part.size.width());
    area += (part.size.width() + gapBetweenParts) * (part.size.height() + gapBetweenParts);
  }
  const double limit = std::max(widest, 1.5 * std::sqrt(area));
  double x = 0, y = 0, height = 0;
  for (const Part& part : parts) {
    if (x > 0 && x + part.size.width() > limit) {
      y += height + gapBetweenParts;
      x = height = 0;
    }
    for (size_t i = 0; i < part.nodes.size(); ++i) {
      corners[static_cast<size_t>(part.nodes[i])] = part.corners[i] + QPointF(x, y);
    }
    x += part.size.width() + gapBetweenParts;
    height = std::max(height, part.size.height());
  }
}

Part arrangedPart(std::vector<int> nodes, const std::vector<LayerNode>& all, const std::vector<LayerEdge>& edges) {
  Part part{std::move(nodes), {}, {}};
  std::vector<LayerNode> own;
  QHash<int, int> places;
  for (const int node : part.nodes) {
    places[node] = static_cast<int>(own.size());
    own.push_back(all[static_cast<size_t>(node)]);
  }
  std::vector<LayerEdge> within;
  for (LayerEdge edge : edges) {
    edge.from = places.value(edge.from);
    edge.to = places.value(edge.to);
    within.push_back(edge);
  }
  part.corners = layered(own, within);
  for (size_t i = 0; i < own.size(); ++i) {
    const QPointF end = part.corners[i] + QPointF(own[i].size.width(), own[i].size.height());
    part.size = part.size.expandedTo({end.x(), end.y()});
  }
  return part;
}

}  // namespace

QSizeF estimatedNodeSize(const NodeFace& face) {
  if (face.kind == NodeKind::Reroute) return {28, 16};
  const bool prompts = std::any_of(face.parameters.begin(), face.parameters.end(), [](const ParameterFace& parameter) {
    return isShown(parameter) && fieldHeightOf(parameter) > fieldHeight;
  });
  const double width = face.look.width > 0 ? face.look.width : prompts ? 260 : face.parameters.empty() ? 180 : 220;
  if (face.look.collapsed) return {width, titleHeight - bottom};
  const bool fieldsOnly = face.kind == NodeKind::GraphInputs;
  const size_t rows =
      fieldsOnly ? face.outputs.size() - face.parameters.size() : std::max(face.inputs.size(), face.outputs.size());
  double height = titleHeight + bottom + rowHeight * static_cast<double>(rows);
  bool folded = false;
  for (const ParameterFace& parameter : face.parameters) {
    if (isShown(parameter)) height += fieldHeightOf(parameter);
    folded |= parameter.visible && !isShown(parameter);
  }
  return {width, folded ? height + rowHeight : height};
}

NodePositions arranged(const GraphModel& model, const QString& graphName, const QSet<QString>& nodes,
                       const NodeSizes& sizes) {
  const Graph* graph = model.graph(graphName);
  if (!graph) return {};
  const QHash<QString, NodeLook> looks = nodeLooks(model, graphName);
  QStringList ids;
  QHash<QString, int> places;
  std::vector<LayerNode> boxes;
  std::vector<NodeFace> faces;
  const auto add = [&](const QString& id) {
    if (!nodes.contains(id)) return;
    const NodeLook look = looks.value(id);
    std::optional<NodeFace> face = nodeFace(model, graphName, id, &look);
    if (!face) return;
    const auto size = sizes.find(id);
    boxes.push_back({size == sizes.end() ? estimatedNodeSize(*face) : *size, id == inputsNode(), id == outputsNode()});
    places[id] = static_cast<int>(ids.size());
    ids << id;
    faces.push_back(*std::move(face));
  };
  add(inputsNode());
  for (const NodeEntry& node : graph->nodes) add(QString::fromStdString(node.id));
  add(outputsNode());

  std::vector<LayerEdge> edges;
  for (const Link& link : linksOf(*graph)) {
    const auto from = places.find(link.from.node), to = places.find(link.to.node);
    if (from == places.end() || to == places.end()) continue;
    edges.push_back({*from, *to, outputOffset(faces[static_cast<size_t>(*from)], link.from.port),
                     inputOffset(faces[static_cast<size_t>(*to)], link.to.port)});
  }
  std::vector<std::vector<int>> nodesOfParts = partsOf(boxes.size(), edges);
  std::vector<size_t> partOf(boxes.size());
  for (size_t part = 0; part < nodesOfParts.size(); ++part) {
    for (const int node : nodesOfParts[part]) partOf[static_cast<size_t>(node)] = part;
  }
  std::vector<std::vector<LayerEdge>> edgesOfParts(nodesOfParts.size());
  for (const LayerEdge& edge : edges) edgesOfParts[partOf[static_cast<size_t>(edge.from)]].push_back(edge);
  std::vector<Part> parts;
  for (size_t i = 0; i < nodesOfParts.size(); ++i) {
    parts.push_back(arrangedPart(std::move(nodesOfParts[i]), boxes, edgesOfParts[i]));
  }
  std::vector<QPointF> corners(boxes.size());
  shelve(parts, corners);
  NodePositions positions;
  for (qsizetype i = 0; i < ids.size(); ++i) positions[ids[i]] = corners[static_cast<size_t>(i)];
  return positions;
}

NodePositions positionsOf(const GraphModel& model, const QString& graphName, const NodeSizes& sizes) {
  const Graph* graph = model.graph(graphName);
  if (!graph) return {};
  const QSet<QString> nodes = nodesOf(*graph);
  NodePositions positions;
  const QHash<QString, NodeLook> looks = nodeLooks(model, graphName);
  for (auto look = looks.begin(); look != looks.end(); ++look) {
    if (look->position && nodes.contains(look.key())) positions[look.key()] = *look->position;
  }
  if (positions.size() == nodes.size()) return positions;
  const NodePositions others = arranged(model, graphName, nodes, sizes);
  for (auto other = others.begin(); other != others.end(); ++other) {
    if (!positions.contains(other.key())) positions[other.key()] = other.value();
  }
  return positions;
}

QSet<QString> nodesOf(const Graph& graph) {
  QSet<QString> nodes;
  nodes.reserve(static_cast<qsizetype>(graph.nodes.size()) + 2);
  for (const NodeEntry& node : graph.nodes) nodes.insert(QString::fromStdString(node.id));
  if (!graph.inputs.empty()) nodes.insert(inputsNode());
  if (!graph.outputs.empty()) nodes.insert(outputsNode());
  return nodes;
}

}  // namespace weft::editor
