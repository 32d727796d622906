// A node on the canvas: paints a NodeFace and knows where its parts lie. Holds no truth of its own; the scene gives it
// a new face when the document changed. Its position is the node's in the file.
#pragma once

#include <functional>

#include <QGraphicsItem>

#include "canvas/node_geometry.h"
#include "document/links.h"

namespace weft::editor {

class GraphScene;

class NodeItem : public QGraphicsItem {
 public:
  enum { Type = UserType + 1 };
  int type() const override { return Type; }

  NodeItem(GraphScene& scene, NodeFace face, NodeRun run);
  ~NodeItem() override;
  const NodeFace& face() const { return m_face; }
  void setFace(NodeFace face);
  const NodeRun& run() const { return m_run; }
  void setRun(const NodeRun& run);

  NodeHit hit(QPointF local) const { return hitNode(m_face, m_geometry, local); }
  // In the item's coordinates. A collapsed node's ports are all at the middle of its sides; those of folded parameters
  // are at its title.
  std::optional<QPointF> inputPoint(const QString& portOrParameter) const;
  std::optional<QPointF> outputPoint(const QString& port) const;
  QRectF parameterRect(const QString& parameter) const;  // of the value's field; null: not shown
  QRectF titleRect() const { return m_geometry.title; }
  QRectF bodyRect() const { return {QPointF(), m_geometry.size}; }  // without shadow and what stands beside it
  const NodeGeometry& geometry() const { return m_geometry; }
  quint64 order() const { return m_order; }  // of making: the later lies above

  // While a wire is dragged: ports it fits are lit, the others dimmed.
  using Fit = PortFit;
  void setFit(const std::function<Fit(const PortRef&, bool isOutput)>& fit);  // empty: over
  void setUnfolded(bool unfolded);                                            // shows advanced parameters
  bool isUnfolded() const { return m_unfolded; }
  void setChosen(bool chosen, bool current);
  void setHovered(const NodeHit& hit);  // Part::None: the pointer has left
  void refresh();                       // paints anew: colours, or what the scene shows, have changed

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void measure();
  struct NodePicture look() const;

  GraphScene& m_scene;
  NodeFace m_face;
  NodeRun m_run;
  NodeGeometry m_geometry;
  std::vector<Fit> m_fits;  // of inputs, outputs, parameters in this order; empty: nobody asks
  NodeHit m_hovered;
  bool m_unfolded = false, m_chosen = false, m_current = false;
  const quint64 m_order;
  quint64 m_version;  // of what is painted: the key of its picture in the cache
};

}  // namespace weft::editor
