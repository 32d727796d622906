#include "canvas/tools/node_search.h"

#include "canvas/canvas_actions.h"
#include "canvas/canvas_view.h"
#include "commands/link_edits.h"
#include "commands/parameter_edits.h"
#include "document/link_rules.h"
#include "document/names.h"
#include "palette/search_popup.h"

namespace weft::editor {

NodeSearch& NodeSearch::of(CanvasView& view) {
  auto* found = view.findChild<NodeSearch*>(QString(), Qt::FindDirectChildrenOnly);
  return found ? *found : *new NodeSearch(view);
}

NodeSearch::NodeSearch(CanvasView& view) : QObject(&view), m_view(view), m_popup(new SearchPopup(view.model(), &view)) {
  connect(m_popup, &SearchPopup::chosen, this, &NodeSearch::chosen);
  connect(m_popup, &SearchPopup::cancelled, this, &NodeSearch::closed);
}

void NodeSearch::open(const Asked& asked) {
  m_asked = asked;
  LinkRules rules(m_view.model(), m_view.selection().graph());
  SearchFilter filter;
  const std::optional<PortRef> from = asked.into ? asked.into->from : asked.from;
  const std::optional<PortRef> to = asked.into ? asked.into->to : asked.to;
  if (from) filter.from = rules.typeOf(*from);
  if (to && !asked.into) filter.to = rules.wantedBy(*to);
  m_popup->openAt(m_view.viewport()->mapToGlobal(m_view.mapFromScene(asked.at)), filter);
}

void NodeSearch::chosen(const QString& typeId, const QString& port) {
  emit closed();
  GraphModel& model = m_view.model();
  const QString graph = m_view.selection().graph();
  const QPointF at = m_view.snapped(m_asked.at);
  if (typeId == noteEntry()) return addNoteHere(m_view);
  if (typeId == groupEntry()) return groupSelection(m_view);
  if (isBoundary(typeId)) return addBoundary(typeId == inputsNode());
  QString id;
  Edit edit = m_asked.into ? addNodeIntoLink(model, graph, typeId, at, *m_asked.into, &id)
                           : addLinkedNode(model, graph, typeId, at, m_asked.from, m_asked.to, port, &id);
  // It fits on one side of the wire alone: it stands beside it.
  if (m_asked.into && edit.isEmpty()) edit = addLinkedNode(model, graph, typeId, at, m_asked.into->from, {}, {}, &id);
  if (!perform(m_view, edit)) return;
  m_view.selection().set({id}, id);
}

void NodeSearch::addBoundary(bool isInput) {
  const QString graph = m_view.selection().graph();
  if (isInput && m_asked.to) {
    const PortRef& to = *m_asked.to;
    perform(m_view, addGraphInput(m_view.model(), graph, to.port, to.node, to.port));
  } else if (!isInput && m_asked.from) {
    const PortRef& from = *m_asked.from;
    perform(m_view, addGraphOutput(m_view.model(), graph, from.port, from.node, from.port));
  }
}

}  // namespace weft::editor
