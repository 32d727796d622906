#include "random_edits.h"

#include "commands/clipboard.h"
#include "commands/graph_port_edits.h"
#include "commands/layout_edits.h"
#include "commands/link_edits.h"
#include "commands/node_edits.h"
#include "commands/parameter_edits.h"
#include "commands/subgraph_edits.h"
#include "document/arrange.h"
#include "document/names.h"

namespace weft::editor::test {

struct RandomEdits::Kind {
  const char* name;
  std::function<Edit(RandomEdits&)> make;
};

template <typename Items>
auto RandomEdits::one(const Items& items) {
  using Item = typename Items::value_type;
  return items.empty() ? Item() : *std::next(items.begin(), below(static_cast<int>(items.size())));
}

RandomEdits::RandomEdits(const GraphModel& model, quint32 seed) : m_model(model), m_random(seed) {}

QString RandomEdits::subgraph() {
  QStringList names;
  for (const auto& [name, graph] : m_model.document().subgraphs()) names << QString::fromStdString(name);
  return one(names);
}

QString RandomEdits::node() {
  QStringList ids;
  for (const NodeEntry& node : m_model.graph(m_graph)->nodes) ids << QString::fromStdString(node.id);
  if (chance(6)) ids = QStringList{inputsNode(), outputsNode(), "nobody"};
  return one(ids);
}

QSet<QString> RandomEdits::nodes() {
  QSet<QString> some;
  for (int count = below(5); count >= 0; --count) some.insert(node());
  return some;
}

QString RandomEdits::typeId() {
  if (chance(8)) return "nobody.pack.Thing";
  if (chance(6) && !subgraph().isEmpty()) return "graph:" + subgraph();
  QStringList ids;
  for (const auto& [id, type] : m_model.catalog().types()) ids << QString::fromStdString(id);
  return one(ids);
}

QString RandomEdits::word() {
  return one(QStringList{"a", "blend", "two-passes", "x_2", "", "9 lives", "mix", "image"});
}

Link RandomEdits::link() { return one(linksOf(*m_model.graph(m_graph))); }

// Empty where the node that was drawn has none.
PortRef RandomEdits::output() {
  const auto face = nodeFace(m_model, m_graph, node());
  return face && !face->outputs.empty() ? PortRef{face->id, one(face->outputs).id} : PortRef();
}

PortRef RandomEdits::input() {
  const auto face = nodeFace(m_model, m_graph, node());
  if (!face || face->kind == NodeKind::GraphInputs) return {};
  if (!face->parameters.empty() && chance(2)) return {face->id, one(face->parameters).id};
  return face->inputs.empty() ? PortRef() : PortRef{face->id, one(face->inputs).id};
}

std::pair<QString, QString> RandomEdits::parameter() {
  const auto face = nodeFace(m_model, m_graph, node());
  return face && !face->parameters.empty() ? std::pair(face->id, one(face->parameters).id) : std::pair(node(), word());
}

Json RandomEdits::value() {
  const std::vector<Json> values{1, 0.5, true, "text", -7, Json::array({1, 2}), "newton"};
  return one(values);
}

QHash<QString, QRectF> RandomEdits::bounds() {
  QHash<QString, QRectF> rects;
  for (const QString& id : nodes()) rects[id] = QRectF(point(), QSizeF(200, 80));
  return rects;
}

const std::vector<RandomEdits::Kind>& RandomEdits::all() {
  using R = RandomEdits;
  static const std::vector<Kind> kinds{
      {"addNode", [](R& r) { return addNode(r.m_model, r.m_graph, r.typeId(), r.point()); }},
      {"addNode", [](R& r) { return addNode(r.m_model, r.m_graph, r.typeId(), r.point()); }},
      {"removeNodes", [](R& r) { return removeNodes(r.m_model, r.m_graph, r.nodes(), r.chance(2)); }},
      {"renameNode", [](R& r) { return renameNode(r.m_model, r.m_graph, r.node(), r.word()); }},
      {"toggle",
       [](R& r) { return toggle(r.m_model, r.m_graph, r.nodes(), r.chance(2) ? Switch::Mute : Switch::Bypass); }},
      {"setField",
       [](R& r) { return setField(r.m_model, r.m_graph, r.nodes(), r.chance(2) ? "device" : "dtype", r.word()); }},
      {"place",
       [](R& r) {
         Placement placement;
         for (const QString& id : r.nodes()) placement.nodes[id] = r.point();
         if (r.chance(3)) placement.groups[r.below(3)] = QRectF(r.point(), QSizeF(300, 200));
         if (r.chance(3)) placement.notes[r.below(3)] = QRectF(r.point(), QSizeF(300, 200));
         return place(r.m_model, r.m_graph, placement, r.gesture());
       }},
      {"setTitle", [](R& r) { return setTitle(r.m_model, r.m_graph, r.node(), r.word()); }},
      {"setColour",
       [](R& r) {
         return setColour(r.m_model, r.m_graph, r.nodes(), r.chance(3) ? QColor() : QColor(r.below(255), 80, 90));
       }},
      {"setCollapsed", [](R& r) { return setCollapsed(r.m_model, r.m_graph, r.nodes(), r.chance(2)); }},
      {"setPinned", [](R& r) { return setPinned(r.m_model, r.m_graph, r.nodes(), r.chance(2)); }},
      {"setWidth", [](R& r) { return setWidth(r.m_model, r.m_graph, r.node(), r.below(400), r.gesture()); }},
      {"setSeedChange",
       [](R& r) {
         return setSeedChange(r.m_model, r.m_graph, r.node(), r.word(), static_cast<SeedChange>(r.below(3)));
       }},
      {"addGroup",
       [](R& r) {
         return addGroup(r.m_model, r.m_graph, {r.word(), QColor("#5b8def"), QRectF(r.point(), QSizeF(9, 9))});
       }},
      {"changeGroup",
       [](R& r) {
         return changeGroup(r.m_model, r.m_graph, r.below(3), {r.word(), {}, QRectF(r.point(), QSizeF(9, 9))});
       }},
      {"addNote",
       [](R& r) {
         return addNote(r.m_model, r.m_graph, {r.word(), {}, QRectF(r.point(), QSizeF(9, 9))});
       }},
      {"changeNote",
       [](R& r) {
         return changeNote(r.m_model, r.m_graph, r.below(3),
                           {r.word(), QColor("#e0b050"), QRectF(r.point(), QSizeF(9, 9))});
       }},
      {"removeDecoration", [](R& r) { return removeDecoration(r.m_model, r.m_graph, {r.below(3)}, {r.below(3)}); }},
      {"align", [](R& r) { return align(r.m_model, r.m_graph, r.bounds(), static_cast<Side>(r.below(6))); }},
      {"distribute",
       [](R& r) { return distribute(r.m_model, r.m_graph, r.bounds(), r.chance(2) ? Qt::Horizontal : Qt::Vertical); }},
      {"arrange",
       [](R& r) {
         return arrange(r.m_model, r.m_graph, r.chance(4) ? nodesOf(*r.m_model.graph(r.m_graph)) : r.nodes());
       }},
      {"connectPorts",
       [](R& r) {
         const PortRef from = r.output(), to = r.input();
         return from.node.isEmpty() || to.node.isEmpty() ? Edit() : connectPorts(r.m_model, r.m_graph, from, to);
       }},
      {"connectPorts",
       [](R& r) {
         const PortRef from = r.output(), to = r.input();
         return from.node.isEmpty() || to.node.isEmpty() ? Edit() : connectPorts(r.m_model, r.m_graph, from, to);
       }},
      {"connectMany",
       [](R& r) {
         const PortRef from = r.output(), to = r.input(), other = r.input();
         const bool none = from.node.isEmpty() || to.node.isEmpty() || other.node.isEmpty();
         return none ? Edit() : connectPorts(r.m_model, r.m_graph, {{from, to}, {from, other}});
       }},
      {"disconnect",
       [](R& r) {
         return disconnect(r.m_model, r.m_graph, {r.link(), r.link()});
       }},
      {"moveLink",
       [](R& r) {
         const Link link = r.link();
         const PortRef to = r.input();
         return link.to.node.isEmpty() || to.node.isEmpty() ? Edit() : moveLink(r.m_model, r.m_graph, link, to);
       }},
      {"addLinkedNode",
       [](R& r) {
         const PortRef output = r.output(), input = r.input();
         const auto from = output.node.isEmpty() ? std::nullopt : std::optional(output);
         const auto to = input.node.isEmpty() ? std::nullopt : std::optional(input);
         return addLinkedNode(r.m_model, r.m_graph, r.typeId(), r.point(), from, to);
       }},
      {"insertIntoLink",
       [](R& r) {
         const Link link = r.link();
         return link.to.node.isEmpty() ? Edit() : insertIntoLink(r.m_model, r.m_graph, r.node(), link);
       }},
      {"addReroute",
       [](R& r) {
         const Link link = r.link();
         return link.to.node.isEmpty() ? Edit() : addReroute(r.m_model, r.m_graph, link, r.point());
       }},
      {"setParameter",
       [](R& r) {
         const auto [node, parameter] = r.parameter();
         return setParameter(r.m_model, r.m_graph, {node, r.node()}, parameter, r.value(), r.gesture());
       }},
      {"resetParameter",
       [](R& r) {
         const auto [node, parameter] = r.parameter();
         return resetParameter(r.m_model, r.m_graph, {node}, parameter);
       }},
      {"addGraphInput",
       [](R& r) {
         const PortRef to = r.input();
         return to.node.isEmpty() || isBoundary(to.node)
                    ? Edit()
                    : addGraphInput(r.m_model, r.m_graph, r.word(), to.node, to.port);
       }},
      {"addGraphOutput",
       [](R& r) {
         const PortRef from = r.output();
         return from.node.isEmpty() || isBoundary(from.node)
                    ? Edit()
                    : addGraphOutput(r.m_model, r.m_graph, r.word(), from.node, from.port);
       }},
      {"removeGraphInput",
       [](R& r) {
         return removeGraphInput(r.m_model, r.m_graph,
                                 QString::fromStdString(r.one(r.m_model.graph(r.m_graph)->inputs).name));
       }},
      {"removeGraphOutput",
       [](R& r) {
         return removeGraphOutput(r.m_model, r.m_graph,
                                  QString::fromStdString(r.one(r.m_model.graph(r.m_graph)->outputs).first));
       }},
      {"renameGraphInput",
       [](R& r) {
         return renameGraphInput(r.m_model, r.m_graph,
                                 QString::fromStdString(r.one(r.m_model.graph(r.m_graph)->inputs).name), r.word());
       }},
      {"renameGraphOutput",
       [](R& r) {
         return renameGraphOutput(r.m_model, r.m_graph,
                                  QString::fromStdString(r.one(r.m_model.graph(r.m_graph)->outputs).first), r.word());
       }},
      {"moveGraphPort",
       [](R& r) {
         return moveGraphPort(r.m_model, r.m_graph, GraphPort::Input,
                              QString::fromStdString(r.one(r.m_model.graph(r.m_graph)->inputs).name), r.below(5) - 2);
       }},
      {"setGraphInputDoc",
       [](R& r) {
         return setGraphInputDoc(r.m_model, r.m_graph,
                                 QString::fromStdString(r.one(r.m_model.graph(r.m_graph)->inputs).name), r.word(),
                                 r.gesture());
       }},
      {"setGraphText",
       [](R& r) {
         return setGraphText(r.m_model, r.m_graph, r.chance(2) ? GraphText::Name : GraphText::Doc, r.word(),
                             r.gesture());
       }},
      {"copyAndPaste",
       [](R& r) {
         if (r.m_clipboard.isEmpty() || r.chance(2))
           r.m_clipboard = copyNodes(r.m_model, r.m_graph, r.nodes(), {0}, {0});
         const auto edit =
             pasteNodes(r.m_model, r.chance(2) ? r.m_graph : r.subgraph(), r.m_clipboard, r.point(), r.chance(2));
         return edit ? *edit : Edit();
       }},
      {"collapseIntoSubgraph", [](R& r) { return collapseIntoSubgraph(r.m_model, r.m_graph, r.nodes(), r.word()); }},
      {"unpackSubgraph", [](R& r) { return unpackSubgraph(r.m_model, r.m_graph, r.node()); }},
      {"unpackSubgraph", [](R& r) { return unpackSubgraph(r.m_model, r.m_graph, r.node()); }},
      {"makeUnique", [](R& r) { return makeUnique(r.m_model, r.m_graph, r.node()); }},
      {"renameSubgraph", [](R& r) { return renameSubgraph(r.m_model, r.subgraph(), r.word()); }},
      {"removeSubgraph", [](R& r) { return removeSubgraph(r.m_model, r.subgraph()); }},
  };
  return kinds;
}

QStringList RandomEdits::kinds() {
  QStringList names;
  for (const Kind& kind : all()) names << kind.name;
  names.removeDuplicates();
  return names;
}

Edit RandomEdits::next() {
  m_graph = chance(3) ? subgraph() : QString();
  // Graphs stay of a size that a check after an edit can afford.
  const Graph& graph = *m_model.graph(m_graph);
  if (graph.nodes.size() > 30) return removeNodes(m_model, m_graph, nodes() | nodes() | nodes(), chance(2));
  const QString many = subgraph();
  if (m_model.document().subgraphs().size() > 8) {
    if (Edit edit = removeSubgraph(m_model, many); !edit.isEmpty()) return edit;
  }
  return one(all()).make(*this);
}

}  // namespace weft::editor::test
