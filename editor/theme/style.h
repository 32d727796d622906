// How the application's windows look: Fusion, with a palette and a style sheet made from theme(). GUI thread.
#pragma once

#include <QApplication>

namespace weft::editor {

struct Theme;

// From now on the application looks like theme(), and goes on doing so when that changes.
void installStyle(QApplication& application);

QPalette paletteOf(const Theme& theme);
// `fontPixels`: all sizes of text, and the heights that hold them, follow from it.
QString styleSheetOf(const Theme& theme, int fontPixels);

}  // namespace weft::editor
