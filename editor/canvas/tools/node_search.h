// The palette over a canvas, and what becomes of its answer: a node where it was asked for, linked to a wire that was
// let go there, or put into one.
#pragma once

#include <optional>

#include <QObject>
#include <QPointF>

#include "document/links.h"

namespace weft::editor {

class CanvasView;
class SearchPopup;

class NodeSearch : public QObject {
  Q_OBJECT

 public:
  // One for a view, made when it is first wanted, and its child.
  static NodeSearch& of(CanvasView& view);

  struct Asked {
    QPointF at;                       // on the canvas
    std::optional<PortRef> from, to;  // the end of a wire that was let go
    std::optional<Link> into;
  };
  void open(const Asked& asked);

 signals:
  void closed();  // whatever was chosen

 private:
  explicit NodeSearch(CanvasView& view);
  void chosen(const QString& typeId, const QString& port);
  void addBoundary(bool isInput);

  CanvasView& m_view;
  SearchPopup* m_popup;
  Asked m_asked;
};

}  // namespace weft::editor
