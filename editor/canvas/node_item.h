// A node on the canvas: paints a NodeFace and knows where its parts lie. Holds no truth of its own; the scene gives it
// a new face when the document changed. Its position is the node's in the file.
#pragma once

#include <QGraphicsItem>

#include "document/links.h"
#include "document/node_face.h"
#include "run/run_state.h"

namespace weft::editor {

class GraphScene;

// What lies at a point of a node.
struct NodeHit {
  enum class Part { None, Body, Title, Collapse, Input, Output, Parameter, Picture, Resize };
  Part part = Part::None;
  QString id;  // of the port or parameter; a parameter's own input is Input with its id
};

class NodeItem : public QGraphicsItem {
 public:
  enum { Type = UserType + 1 };
  int type() const override { return Type; }

  NodeItem(GraphScene& scene, NodeFace face);
  const NodeFace& face() const { return m_face; }
  void setFace(NodeFace face);
  void setRun(const NodeRun& run);

  NodeHit hit(QPointF local) const;
  // In the item's coordinates. A collapsed node's ports are all at the middle of its sides.
  std::optional<QPointF> inputPoint(const QString& portOrParameter) const;
  std::optional<QPointF> outputPoint(const QString& port) const;
  QRectF parameterRect(const QString& parameter) const;  // of the value's field; null: not shown
  QRectF titleRect() const;

  // While a wire is dragged: ports it fits are lit, the others dimmed.
  enum class Fit { Unasked, Fits, Misfit };
  void setFit(const std::function<Fit(const PortRef&, bool isOutput)>& fit);  // empty: over

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  struct State;
  GraphScene& m_scene;
  NodeFace m_face;
  std::unique_ptr<State> m_state;

 public:
  ~NodeItem() override;
};

}  // namespace weft::editor
