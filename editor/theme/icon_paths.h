// The outlines of the icons on a grid of 16 by 16, y down. A text of commands and numbers:
//   M x y   move        L x y  line        C x1 y1 x2 y2 x y  curve        Z  close
//   O x y r circle      R x y width height radius  rectangle
//   A x y r from sweep  arc, in degrees, 0 to the right and counter-clockwise
// What stands before '|' is drawn as lines, what follows is filled.
#pragma once

#include "theme/icons.h"

namespace weft::editor {

const char* iconOutline(Icon which);

struct IconPaths {
  QPainterPath lines, areas;
};
IconPaths parseIcon(const char* outline);

}  // namespace weft::editor
