#include "canvas/tools/wire_tool.h"

#include <QApplication>

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "canvas/tools/node_search.h"
#include "commands/link_edits.h"
#include "commands/parameter_edits.h"
#include "document/names.h"

namespace weft::editor {
namespace {

constexpr double snapReach = 26, wireReach = 8;  // pixels of the view

std::optional<Link> lastLinkInto(CanvasView& view, const PortRef& input) {
  std::optional<Link> last;
  for (const Link& link : view.graph().linksOf(input.node)) {
    if (link.to == input && (!last || link.index > last->index)) last = link;
  }
  return last;
}

QString reasonOf(const Result<void>& checked) {
  return checked ? QString() : QString::fromStdString(checked.error().message);
}

// Every port of one side of a node, parameters that take links among its inputs.
std::vector<PortRef> portsOf(const NodeFace& face, bool outputs) {
  std::vector<PortRef> ports;
  for (const PortFace& port : outputs ? face.outputs : face.inputs) ports.push_back({face.id, port.id});
  if (outputs || face.kind == NodeKind::GraphInputs) return ports;
  for (const ParameterFace& parameter : face.parameters) {
    if (parameter.visible) ports.push_back({face.id, parameter.id});
  }
  return ports;
}

}  // namespace

WireTool::WireTool(CanvasView& view)
    : Tool(view), m_hint(view), m_scroll(view, [this](const CanvasMouse& mouse) { move(mouse); }) {}

bool WireTool::press(const CanvasMouse& mouse) {
  if (mouse.button != Qt::LeftButton || !mouse.node || mouse.modifiers.testFlag(Qt::AltModifier)) return false;
  const PortRef port{mouse.node->face().id, mouse.hit.id};
  if (mouse.hit.part == NodeHit::Part::Output) return begin(port, true, mouse);
  if (mouse.hit.part != NodeHit::Part::Input) return false;
  // With Ctrl a linked input begins a wire of its own.
  m_moved = mouse.modifiers.testFlag(Qt::ControlModifier) ? std::nullopt : lastLinkInto(view(), port);
  return m_moved ? begin(m_moved->from, true, mouse) : begin(port, false, mouse);
}

bool WireTool::begin(const PortRef& end, bool isOutput, const CanvasMouse& mouse) {
  m_end = end;
  m_fromOutput = isOutput;
  m_gathered.clear();
  m_pressed = mouse.view;
  m_dragged = false;
  m_rules = std::make_unique<LinkRules>(view().model(), view().selection().graph());
  m_colour = view().graph().portColour(end, isOutput);
  return true;
}

Result<void> WireTool::check(const PortRef& other) const {
  return m_fromOutput ? m_rules->check(m_end, other) : m_rules->check(other, m_end);
}

void WireTool::move(const CanvasMouse& mouse) {
  if (!m_rules) return;
  if (!m_dragged) {
    if ((mouse.view - m_pressed).manhattanLength() < QApplication::startDragDistance()) return;
    m_dragged = true;
    view().graph().setFit([this](const PortRef& port, bool isOutput) {
      if (port == m_end && isOutput == m_fromOutput) return PortFit::Fits;
      return isOutput != m_fromOutput && check(port) ? PortFit::Fits : PortFit::Misfit;
    });
  }
  m_scroll.follow(mouse);
  const Drop drop = dropAt(mouse);
  GraphScene& graph = view().graph();
  const auto fixed = graph.portPoint(m_end, m_fromOutput);
  if (!fixed) return;
  const auto snapped = drop.port ? graph.portPoint(*drop.port, !m_fromOutput) : std::nullopt;
  const QPointF loose = snapped.value_or(mouse.scene);
  graph.showDraggedWire(m_fromOutput ? *fixed : loose, m_fromOutput ? loose : *fixed, m_colour, snapped.has_value());
  graph.highlight(drop.wire);
  if (drop.port && mouse.modifiers.testFlag(Qt::ShiftModifier) &&
      std::find(m_gathered.begin(), m_gathered.end(), *drop.port) == m_gathered.end()) {
    m_gathered.push_back(*drop.port);
  }
  emit view().message(drop.reason);
  m_hint.show(mouse.view, drop.reason);
}

std::optional<PortRef> WireTool::nearestFitting(QPointF at) const {
  std::optional<PortRef> nearest;
  double least = snapReach / view().zoom();
  for (const NodeItem* item : view().graph().nodes()) {
    const QRectF around = item->bodyRect().translated(item->pos()).adjusted(-least, -least, least, least);
    if (!around.contains(at)) continue;
    for (const PortRef& port : portsOf(item->face(), !m_fromOutput)) {
      const auto point = view().graph().portPoint(port, !m_fromOutput);
      const double distance = point ? QLineF(*point, at).length() : least;
      if (distance >= least || !check(port)) continue;
      least = distance;
      nearest = port;
    }
  }
  return nearest;
}

// The first port that takes the wire and has none yet; a required one before the others.
std::optional<PortRef> WireTool::freePortOf(const NodeItem& item, const QString& preferred) const {
  const NodeFace& face = item.face();
  std::optional<PortRef> best;
  int least = 4;
  for (const PortRef& port : portsOf(face, !m_fromOutput)) {
    const PortFace* input = m_fromOutput ? face.input(port.port) : nullptr;
    const ParameterFace* parameter = m_fromOutput ? face.parameter(port.port) : nullptr;
    const bool isTaken =
        (input && input->linked && !input->has(WEFT_PORT_VARIADIC)) || (parameter && parameter->linked);
    const bool isPreferred = port.port == preferred;
    const int rank = isPreferred ? 0 : parameter ? 3 : input && input->has(WEFT_PORT_OPTIONAL) ? 2 : 1;
    if ((isTaken && !isPreferred) || rank >= least || !check(port)) continue;
    best = port;
    least = rank;
  }
  return best;
}

WireTool::Drop WireTool::dropAt(const CanvasMouse& mouse) const {
  Drop drop;
  drop.port = nearestFitting(mouse.scene);
  if (drop.port) return drop;
  if (!mouse.node) {
    const Link* link =
        m_fromOutput && !m_moved ? view().graph().linkAt(mouse.scene, wireReach / view().zoom()) : nullptr;
    if (link && !(link->from == m_end) && check(link->to)) drop.wire = *link;
    return drop;
  }
  const bool onPort = mouse.hit.part == NodeHit::Part::Input || mouse.hit.part == NodeHit::Part::Output;
  const bool onParameter = mouse.hit.part == NodeHit::Part::Parameter && m_fromOutput;
  if (onParameter && check({mouse.node->face().id, mouse.hit.id})) {
    drop.port = PortRef{mouse.node->face().id, mouse.hit.id};
  } else if (!onPort && !onParameter) {
    drop.port = freePortOf(*mouse.node);
  }
  if (!drop.port) drop.reason = reasonAt(mouse);
  return drop;
}

QString WireTool::reasonAt(const CanvasMouse& mouse) const {
  const NodeFace& face = mouse.node->face();
  const bool isOutput = mouse.hit.part == NodeHit::Part::Output;
  if (PortRef{face.id, mouse.hit.id} == m_end && isOutput == m_fromOutput) return {};
  const bool isInput = mouse.hit.part == NodeHit::Part::Input || mouse.hit.part == NodeHit::Part::Parameter;
  if (isOutput && m_fromOutput) return "A wire runs from an output to an input";
  if (isInput && !m_fromOutput) return "A wire runs from an output to an input";
  if (isOutput || isInput) return reasonOf(check({face.id, mouse.hit.id}));
  return face.id == m_end.node ? QString() : "Nothing that is free on “" + face.title + "” fits";
}

// A port of one of several selected nodes stands for all of them.
std::vector<std::pair<PortRef, PortRef>> WireTool::wiresTo(const PortRef& port) const {
  std::vector<PortRef> others = m_gathered;
  if (std::find(others.begin(), others.end(), port) == others.end()) others.push_back(port);
  const QSet<QString>& chosen = view().selection().nodes();
  if (m_fromOutput && chosen.size() > 1 && chosen.contains(port.node)) {
    for (const QString& node : chosen) {
      const NodeItem* item = node == m_end.node || node == port.node ? nullptr : view().graph().node(node);
      if (const auto fitting = item ? freePortOf(*item, port.port) : std::nullopt) others.push_back(*fitting);
    }
  }
  std::vector<std::pair<PortRef, PortRef>> wires;
  for (const PortRef& other : others) wires.emplace_back(m_fromOutput ? m_end : other, m_fromOutput ? other : m_end);
  return wires;
}

Edit WireTool::editFor(const Drop& drop) const {
  GraphModel& model = view().model();
  const QString graph = view().selection().graph();
  if (drop.wire) return setLinkSource(model, graph, *drop.wire, m_end);
  if (drop.port && m_moved && m_gathered.empty()) return moveLink(model, graph, *m_moved, *drop.port);
  if (drop.port) return connectPorts(model, graph, wiresTo(*drop.port));
  return m_moved ? disconnect(model, graph, {*m_moved}) : Edit{};
}

void WireTool::release(const CanvasMouse& mouse) {
  if (!m_rules) return;
  if (!m_dragged) return end();
  const Drop drop = dropAt(mouse);
  const bool onNothing = !drop.port && !drop.wire && !mouse.node;
  const bool onOwnEnd = m_moved && mouse.node && drop.port == m_moved->to;
  const Edit edit = onOwnEnd || (mouse.node && !drop.port) ? Edit{} : editFor(drop);
  if (onNothing && !m_moved) return openSearch(mouse);
  end();
  perform(view(), edit);
}

// The wire stays in sight until the search has its answer.
void WireTool::openSearch(const CanvasMouse& mouse) {
  CanvasView& view = this->view();
  NodeSearch::Asked asked{mouse.scene, {}, {}, {}};
  (m_fromOutput ? asked.from : asked.to) = m_end;
  const auto fixed = view.graph().portPoint(m_end, m_fromOutput);
  const QColor colour = m_colour;
  const bool fromOutput = m_fromOutput;
  end();
  if (fixed)
    view.graph().showDraggedWire(fromOutput ? *fixed : asked.at, fromOutput ? asked.at : *fixed, colour, false);
  NodeSearch& search = NodeSearch::of(view);
  QObject::connect(
      &search, &NodeSearch::closed, &view.graph(), [&view] { view.graph().hideDraggedWire(); },
      Qt::SingleShotConnection);
  search.open(asked);
}

void WireTool::cancel() { end(); }

void WireTool::end() {
  m_scroll.stop();
  m_rules.reset();
  m_moved.reset();
  m_gathered.clear();
  m_dragged = false;
  view().graph().setFit({});
  view().graph().hideDraggedWire();
  view().graph().highlight({});
  emit view().message({});
  m_hint.hide();
}

bool WireTool::hover(const CanvasMouse& mouse) {
  const bool onPort = mouse.hit.part == NodeHit::Part::Input || mouse.hit.part == NodeHit::Part::Output;
  if (onPort) view().viewport()->setCursor(Qt::CrossCursor);
  return onPort;
}

}  // namespace weft::editor
