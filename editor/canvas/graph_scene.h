// The items of the graph that is open: one for each node, group and note, and one for all wires, made and unmade as the
// document changes. What a person does to them goes as an Edit to the model, and comes back as a change.
#pragma once

#include <memory>

#include <QGraphicsScene>

#include "canvas/node_item.h"
#include "commands/layout_edits.h"
#include "document/selection.h"

namespace weft::editor {

class WireLayer;
class GroupItem;
class NoteItem;

class GraphScene : public QGraphicsScene {
  Q_OBJECT

 public:
  GraphScene(GraphModel& model, Selection& selection, RunState& runs, QObject* parent = nullptr);
  ~GraphScene() override;

  GraphModel& model() { return m_model; }
  Selection& selection() { return m_selection; }
  RunState& runs() { return m_runs; }

  NodeItem* node(const QString& id) const;  // nullptr: none
  QList<NodeItem*> nodes() const;
  NodeItem* nodeAt(QPointF at) const;                    // the topmost; with its ports
  const Link* linkAt(QPointF at, double reach) const;    // the nearest wire; nullptr: none within reach
  std::vector<Link> linksOf(const QString& node) const;  // that begin or end there
  GroupItem* group(int place) const;                     // nullptr: none
  NoteItem* note(int place) const;
  GroupItem* groupAt(QPointF at) const;  // the smallest
  NoteItem* noteAt(QPointF at) const;
  int groupCount() const;
  int noteCount() const;
  // Of an output, or of an input or parameter, on the canvas; nullopt: there is no such node.
  std::optional<QPointF> portPoint(const PortRef& port, bool isOutput) const;
  bool isEmpty() const;          // neither nodes nor groups nor notes
  QRectF contentRect() const;    // of them all; null: there are none
  QRectF selectionRect() const;  // what is selected; null: nothing
  // Of a port, or a parameter's, and its wires: by what flows there as far as that is known.
  QColor portColour(const PortRef& port, bool isOutput) const;

  // Positions while a drag goes on, before it becomes an edit; wires follow. An empty placement: back to the file's.
  void preview(const Placement& placement);
  // A wire in the making. `snapped`: on a port that it fits.
  void showDraggedWire(QPointF from, QPointF to, const QColor& colour, bool snapped);
  void hideDraggedWire();
  void highlight(const std::optional<Link>& link);  // what a drop would go into, or replace
  void setHovered(NodeItem* node, const NodeHit& hit);
  void setHoveredLink(const std::optional<Link>& link);
  // As NodeItem::setFit(), at all nodes.
  void setFit(const std::function<PortFit(const PortRef&, bool isOutput)>& fit);

  void setUnfolded(const QString& node, bool unfolded);  // shows its advanced parameters
  bool showsDetails() const;
  void setDetails(bool visible);  // time and bytes on nodes
  void setFast(bool fast);        // while the view moves: jagged wires from afar, nodes as they are in the cache
  class NodeCache& nodeCache() const;

 signals:
  void rebuilt();         // another graph is shown, or all of it came anew
  void contentChanged();  // something came, went or moved

 private:
  struct State;
  friend class SceneSync;
  GraphModel& m_model;
  Selection& m_selection;
  RunState& m_runs;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
