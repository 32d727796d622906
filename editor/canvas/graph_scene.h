// The items of the graph that is open: one for each node, wire, group and note, made and unmade as the document
// changes. What a person does to them goes as an Edit to the model, and comes back as a change.
#pragma once

#include <QGraphicsScene>

#include "canvas/node_item.h"
#include "document/selection.h"

namespace weft::editor {

class WireItem;
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
  NodeItem* nodeAt(QPointF at) const;
  const Link* linkAt(QPointF at, double reach) const;  // the nearest wire; nullptr: none within reach
  GroupItem* group(int place) const;
  NoteItem* note(int place) const;
  // Of an output, or of an input or parameter, on the canvas.
  std::optional<QPointF> portPoint(const PortRef& port, bool isOutput) const;
  QRectF contentRect() const;  // all nodes, groups, notes

  // Positions while a drag goes on, before it becomes an edit; wires follow. An empty placement: back to the file's.
  void preview(const struct Placement& placement);
  // A wire in the making. `snapped`: on a port that it fits.
  void showDraggedWire(QPointF from, QPointF to, const QColor& colour, bool snapped);
  void hideDraggedWire();
  void highlight(const std::optional<Link>& link);  // what a drop would go into, or replace

 private:
  struct State;
  GraphModel& m_model;
  Selection& m_selection;
  RunState& m_runs;
  std::unique_ptr<State> m_state;
};

}  // namespace weft::editor
