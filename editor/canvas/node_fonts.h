// The fonts of the canvas, made once: at 100 % zoom, in pixels.
#pragma once

#include "theme/theme.h"

namespace weft::editor {

struct NodeFonts {
  QFont title, text, small;
};

inline const NodeFonts& nodeFonts() {
  static const NodeFonts fonts = [] {
    NodeFonts made{uiFont(), uiFont(), uiFont()};
    made.title.setPixelSize(13);
    made.title.setWeight(QFont::DemiBold);
    made.text.setPixelSize(12);
    made.small.setPixelSize(11);
    return made;
  }();
  return fonts;
}

}  // namespace weft::editor
