// What a canvas keeps, for the files that CanvasView is written in.
#pragma once

#include <QTimer>

#include "canvas/canvas_view.h"

namespace weft::editor {

class Breadcrumb;
class Minimap;

struct CanvasView::State {
  // Where a person was in a graph: the point in the middle, and the zoom.
  struct Place {
    QPointF centre;
    double zoom = 1;
  };
  std::vector<std::unique_ptr<Tool>> tools;
  Tool* active = nullptr;  // has the gesture that is under way
  bool panning = false, spaceHeld = false, snaps = true;
  QPoint lastMouse;
  QHash<QString, Place> places;  // by the instances that were opened
  QString shown;                 // the key in it of the graph that is open
  QTimer rest;                   // fires when the view has come to rest
  QPoint zoomedAt{-1, -1};       // the wheel turns at a point: which of the canvas lies there, unrounded
  QPointF zoomAnchor;
  Minimap* minimap = nullptr;
  Breadcrumb* breadcrumb = nullptr;
  bool minimapWanted = true, focusShown = false;
  bool fitted = true;  // all is in sight, and stays so when the canvas gets another size
};

}  // namespace weft::editor
